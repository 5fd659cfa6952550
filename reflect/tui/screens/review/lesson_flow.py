"""The question about a lesson that comes back."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from reflect.errors import ConflictError, NotFoundError, ReflectError
from reflect.journal.edits import with_lesson
from reflect.journal.review import DueLesson
from reflect.model.entry import Entry
from reflect.model.review import NOT_UP, REST, SLIPPED, USED, Review
from reflect.practice.review import asks_for_rest
from reflect.text.clean import one_line
from reflect.tui.context import AppContext
from reflect.tui.safe_text import Content, safe_line
from reflect.tui.screens.review.actions import ReviewActions
from reflect.tui.screens.review.content import RECALL, quoted, situation_lines, title_of
from reflect.tui.screens.review.page_view import PageView
from reflect.tui.undo import Undo

CHOICES = (
    (USED, "it came up, and I used it"),
    (SLIPPED, "it came up, and I slipped"),
    (NOT_UP, "it did not come up"),
)
SITUATION, LESSON, REWORD, STUCK, END = "situation", "lesson", "reword", "stuck", "end"
"""The steps: the situation, the lesson, other words for it, what to do if it keeps slipping."""
STUCK_CHOICES = ("reword it", "let it rest: it does not come back until you wake it")


class LessonFlow:
    """Asks whether a lesson came up, and saves the answer.

    Args:
        due: the lesson.
        context: the context that provides the journal.
        actions: saves the answers.
        failed: called if an answer could not be saved; the flow then asks again.
    """

    def __init__(
        self,
        due: DueLesson,
        context: AppContext,
        actions: ReviewActions,
        failed: Callable[[], object],
    ) -> None:
        self.step = SITUATION
        self.answered = 0
        self._due = due
        self._lesson = due.entry.lesson
        self._typed = ""  # other words that are not saved
        self._is_stuck = False
        self._context = context
        self._actions = actions
        self._failed = failed

    @property
    def is_done(self) -> bool:
        """Whether the lesson was answered or left for the next time."""
        return self.step == END

    def view(self) -> PageView:
        """Return the current step."""
        lines = list(situation_lines(self._due.entry, self._context.now))
        if self.step != SITUATION:
            lines += [Content(""), quoted(self._lesson)]
        view = PageView("lesson", safe_line(title_of(self._due.entry)), Content("\n").join(lines))
        match self.step:
            case "situation":
                return replace(view, ask=RECALL, help="space shows it", turns=True)
            case "lesson":
                choices = tuple(words for _, words in CHOICES)
                help = "e rewords it · enter leaves it for the next time"
                return replace(
                    view,
                    ask="Did it come up?",
                    help=help,
                    choices=choices,
                    rewords=True,
                    goes_back=True,
                )
            case "reword":
                help = "enter saves it · esc leaves it as it was"
                words = self._typed or one_line(self._lesson)
                return replace(view, ask="In other words?", help=help, text=words, goes_back=True)
        ask = "It slipped three times running. Reword it, or let it rest?"
        help = "enter leaves it as it is. This is asked only once."
        return replace(view, ask=ask, help=help, choices=STUCK_CHOICES)

    def answer(self, text: str) -> None:
        """Go on: show the lesson, leave it for the next time, or save other words."""
        if self.step == SITUATION:
            self.step = LESSON
        elif self.step == REWORD:
            self._save_words(text)
            self._typed = ""
            self.step = END if self._is_stuck else LESSON
        else:
            self.step = END

    def choose(self, number: int) -> None:
        """Answer the question, or choose what to do with a lesson that keeps slipping."""
        if self.step == STUCK:
            if number == 1:
                self.step = REWORD
            else:
                self._save(REST)
                self.step = END
            return
        answer, _ = CHOICES[number - 1]
        self._save(answer)
        position = self._due.position._replace(slips=self._due.position.slips + 1)
        self._is_stuck = answer == SLIPPED and asks_for_rest(position)
        self.step = STUCK if self._is_stuck else END

    def reword(self) -> None:
        """Ask for other words."""
        self.step = REWORD

    def back(self) -> bool:
        """Leave other words, or turn the lesson again."""
        if self.step == REWORD:
            self.step = STUCK if self._is_stuck else LESSON
        elif self.step == LESSON:
            self.step = SITUATION
        else:
            return False
        return True

    def keep(self, text: str) -> None:
        """Keep other words in the field, to be shown again."""
        self._typed = text

    def keep_now(self, text: str) -> None:
        """Keep other words to be shown when the program has ended."""
        if self.step == REWORD and text and text != one_line(self._lesson):
            self._context.unsaved.append(text)

    def _save(self, answer: str) -> None:
        self.answered += 1
        records, entry_id = self._context.journal.records, self._due.entry.id

        def saved(_: Review) -> None:
            undo = partial(records.undo_review, entry_id)
            self._actions.undos.push(Undo("Took the answer back.", undo, (entry_id,)))

        save = partial(records.add_review, entry_id, answer)
        self._actions.save(save, saved, partial(self._was_not_saved, self.step))

    def _was_not_saved(self, step: str, error: ReflectError) -> None:
        self.answered -= 1
        # The lesson of an entry that was deleted meanwhile is not asked about again.
        self.step = END if isinstance(error, NotFoundError) else step
        self._failed()

    def _save_words(self, text: str) -> None:
        before = self._lesson
        if not text or text == one_line(before):
            return
        self._lesson = text
        write = partial(self._change_lesson, before, text)

        def saved(entry: Entry) -> None:
            undo = partial(self._change_lesson, entry.lesson, before)
            self._actions.undos.push(Undo("The lesson is as it was.", undo, (entry.id,)))

        def failed(error: ReflectError) -> None:
            self._lesson, self._typed, self.step = before, text, REWORD
            self._failed()

        self._actions.save(write, saved, failed)

    def _change_lesson(self, before: str, after: str) -> Entry:
        """Change the lesson of the entry as it is on disk.

        Raises:
            ConflictError: another front end changed the lesson.
            NotFoundError: the entry was deleted.
        """
        entries = self._context.journal.entries
        current = entries.get(self._due.entry.id)
        if current.lesson != before:
            raise ConflictError(f"the lesson of {current.id} was changed meanwhile")
        return entries.replace(with_lesson(current, after), current)
