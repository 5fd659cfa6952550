"""Asks about lessons that come back, line by line, and saves each answer."""

from reflect.cli.plain.questions import SKIP, UNDO, LeaveQuestionError, Questions
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.journal import Journal
from reflect.journal.edits import with_lesson
from reflect.journal.review import DueLesson
from reflect.model.entry import LESSON, Entry
from reflect.model.review import NOT_UP, REST, SLIPPED, USED
from reflect.practice.review import asks_for_rest, due_after

CHOICES = (
    (USED, "it came up, and I used it"),
    (SLIPPED, "it came up, and I slipped"),
    (NOT_UP, "it did not come up"),
)
_REWORD = "e"
_FIRST_LINES = 3


class LessonQuestions:
    """Asks about one lesson after another.

    Args:
        journal: the journal.
        questions: asks the questions.
    """

    def __init__(self, journal: Journal, questions: Questions) -> None:
        self._journal = journal
        self._questions = questions
        self._page = questions.page

    def ask(self, due: DueLesson, *, can_undo: bool) -> int:
        """Ask about a lesson: first the situation, then the lesson, then whether it came up.

        Args:
            due: the lesson.
            can_undo: whether there is an earlier answer to take back.

        Returns:
            The number of answers saved; 0 if the user left the question open.

        Raises:
            LeaveQuestionError: the user typed `u`, `:undo` or `:quit`.
            KeyboardInterrupt, TerminalGone: the review was interrupted.
        """
        entry = due.entry
        self._show_situation(entry)
        try:
            self._questions.read(can_undo=can_undo)
            entry, answer = self._answer(entry, can_undo)
        except LeaveQuestionError as leave:
            if leave.command != SKIP:
                raise
            answer = ""
        if not answer:
            self._page.note("It stays for the next review.")
            return 0
        self._journal.records.add_review(entry.id, answer)
        day = due_after(due.position, answer, self._journal.today)
        if day is not None:
            self._page.line((f"Noted for {entry.id}: {answer}. It comes back on "
                             f"{format_day(day)}.", "green"))  # fmt: skip
        slips = due.position.slips + 1
        if answer == SLIPPED and asks_for_rest(due.position._replace(slips=slips)):
            return 1 + self._offer_rest(entry)
        return 1

    def undo(self, due: DueLesson, answers: int) -> None:
        """Take back the answers to a lesson."""
        for _ in range(answers):
            self._journal.records.undo_review(due.entry.id)
        self._page.note(f"Took back the answer for {due.entry.id}.")

    def _show_situation(self, entry: Entry) -> None:
        page = self._page
        page.gap()
        page.line((entry.title or "(no title)", "bold cyan"))
        page.note(f"{format_day(entry.occurred_on)} · {entry.id}")
        cue = next((made.cue for made in entry.commitments if made.cue), "")
        if cue:
            page.line(f"When {cue}, …")
        first = next((answer.text for answer in entry.answers if answer.prompt != LESSON), "")
        for line in [line for line in first.split("\n") if line][:_FIRST_LINES]:
            page.line(line)
        page.gap()
        page.line(("What did you take from it?", "bold"), (" Enter shows it.", "dim"))

    def _answer(self, entry: Entry, can_undo: bool) -> tuple[Entry, str]:
        """Show the lesson and ask whether it came up; return the entry and the answer."""
        while True:
            self._page.line(("❝ ", "cyan"), entry.lesson, (" ❞", "cyan"))
            self._page.gap()
            self._page.line(("Did it come up?", "bold"))
            self._page.options([words for _, words in CHOICES])
            undo = ", u takes back the answer before" if can_undo else ""
            self._page.note(f"{_REWORD} rewords it{undo}; Enter leaves it for next time.")
            word = self._choice(can_undo)
            if word != _REWORD:
                return entry, word
            entry = self._reword(entry)

    def _choice(self, can_undo: bool) -> str:
        """Read a choice; "" for none, or `_REWORD`."""
        answers = {str(number): value for number, (value, _) in enumerate(CHOICES, 1)}
        while True:
            word = self._questions.read(can_undo=can_undo).lower()
            if word in ("", _REWORD):
                return word
            if word in answers:
                return answers[word]
            found = [value for value, _ in CHOICES if value.startswith(word)]
            if len(found) == 1:
                return found[0]
            self._page.complain(UsageError(f"that is not one of them: 1 to 3, {_REWORD} or Enter"))

    def _reword(self, entry: Entry) -> Entry:
        """Ask for other words for a lesson, and save them."""
        self._page.line(("In other words?", "bold"))
        words = self._questions.read(entry.lesson)
        changed = with_lesson(entry, words)
        if not words or changed == entry:
            self._page.note("It stays as it is.")
            return entry
        saved = self._journal.entries.replace(changed, entry)
        self._page.line((f"Saved {entry.id}.", "green"))
        return saved

    def _offer_rest(self, entry: Entry) -> int:
        """Ask whether a lesson that slipped three times running should be reworded or rest.

        Returns:
            The number of answers saved.
        """
        page = self._page
        page.gap()
        page.line(("It slipped three times running. Reword it, or let it rest?", "bold"))
        page.options(["reword it", "let it rest: it does not come back until you wake it"])
        page.note("Enter leaves it as it is. This is asked only once.")
        while True:
            try:
                word = self._questions.read().lower()
            except LeaveQuestionError as leave:
                if leave.command in (UNDO, SKIP):
                    return 0
                raise
            if word in ("1", "reword", _REWORD):
                self._reword(entry)
                return 0
            if word in ("2", REST):
                self._journal.records.add_review(entry.id, REST)
                page.line((f"{entry.id} rests.", "green"))
                return 1
            if not word:
                return 0
            page.complain(UsageError("that is not one of them: 1, 2 or Enter"))
