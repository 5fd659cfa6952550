"""The review command: due look-backs, then the lessons that come back."""

from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, context_of
from reflect.cli.options import Json
from reflect.cli.output import is_interactive
from reflect.dates import format_day
from reflect.errors import ConflictError, NotFoundError, StoppedError, UsageError
from reflect.journal.review import DueLesson, ReviewQueue, review_queue, save_commitment
from reflect.practice.look_back import DueLookBack
from reflect.practice.review import LADDER

if TYPE_CHECKING:
    from reflect.cli.plain.keyboard import Keyboard
    from reflect.cli.plain.page import PlainPage
    from reflect.journal import Journal

review_app = typer.Typer(add_completion=False)


@review_app.command("review")
def review(
    ctx: typer.Context,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="At most N of them.")
    ] = None,
    json: Json = False,
) -> None:
    """Look back on what is due, then go through at most three lessons.

    Each answer is saved at once. Ctrl-C stops, and the next review goes on.
    """
    context = context_of(ctx)
    journal = context.journal()
    queue = review_queue(journal)
    items: list[DueLookBack | DueLesson] = [*queue.look_backs]
    items = [*items, *queue.lessons][:limit]
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("review", review_shape(items)))
        return
    if not items:
        notify_nothing_due(context, queue)
        return
    if not is_interactive():
        raise UsageError("review needs a terminal, or --json")
    run(context, journal, items)


def review_shape(items: "list[DueLookBack | DueLesson]") -> dict[str, object]:
    """Return what is due as plain data."""
    from reflect.cli.commands.commitments import commitment_shape

    return {
        "look_backs": [commitment_shape(item) for item in items if isinstance(item, DueLookBack)],
        "lessons": [
            {
                "id": item.entry.id,
                "title": item.entry.title,
                "occurred_on": item.entry.occurred_on.isoformat(),
                "lesson": item.entry.lesson,
                "due": item.position.due.isoformat(),
                "weeks": LADDER[item.position.step].days // 7,
                "slipped": item.position.has_slipped,
            }
            for item in items
            if isinstance(item, DueLesson)
        ],
    }


def notify_nothing_due(context: CliContext, queue: ReviewQueue) -> None:
    """Report that nothing is due, and when something will be."""
    ahead = f" Next: {format_day(queue.next_day)}." if queue.next_day else ""
    context.notify(f"Nothing is due.{ahead}")


def run(context: CliContext, journal: "Journal", items: "list[DueLookBack | DueLesson]") -> None:
    """Ask about each item on the terminal.

    Raises:
        Exit: the review was interrupted; what was answered is saved.
    """
    from reflect.cli.plain.open_keyboard import can_edit, open_keyboard
    from reflect.cli.plain.page import PlainPage
    from reflect.cli.plain.questions import LeaveQuestionError
    from reflect.cli.plain.signals import Signals, TerminalGone

    page = PlainPage(context.err, context.command_line, can_edit=can_edit(context.err))
    is_gone = False
    session: PlainReview | None = None
    try:
        with Signals() as signals, open_keyboard(context.err, signals) as keyboard:
            session = PlainReview(journal, page, keyboard, items)
            session.run()
    except (KeyboardInterrupt, LeaveQuestionError):
        pass
    except TerminalGone as gone:
        is_gone = gone.is_gone
    if session is None or not session.is_finished:
        if not is_gone:
            context.notify("Stopped. What was answered is kept: {command} goes on.", ("review",))
        raise typer.Exit(StoppedError.exit_code)
    if not is_gone:
        notify_done(context, review_queue(journal), session)


def notify_done(context: CliContext, queue: ReviewQueue, session: "PlainReview") -> None:
    """Report what was answered, and when the next review is due."""
    from reflect.text.display import plural

    done = plural(session.answered, "answer")
    if queue.look_backs or queue.lessons:
        context.notify(f"Done: {done}. {{command}} has more.", ("review",))
        return
    day = queue.next_day
    ahead = f" The next review is due on {format_day(day)}." if day else ""
    context.notify(f"Done: {done}.{ahead}")


class PlainReview:
    """A review on the terminal.

    Args:
        journal: the journal.
        page: the page that shows the questions.
        keyboard: the keyboard that reads the answers.
        items: what to ask about, in order.
    """

    def __init__(
        self,
        journal: "Journal",
        page: "PlainPage",
        keyboard: "Keyboard",
        items: "list[DueLookBack | DueLesson]",
    ) -> None:
        from reflect.cli.plain.lesson_review import LessonQuestions
        from reflect.cli.plain.look_back import LookBackQuestions
        from reflect.cli.plain.questions import Questions

        self._journal = journal
        self._page = page
        self._questions = Questions(page, keyboard)
        self._look_backs = LookBackQuestions(journal, self._questions)
        self._lessons = LessonQuestions(journal, self._questions)
        self._items = items
        # The answered items in order: the position, and the saved look-back or number of answers.
        self._done: list[tuple[int, DueLookBack | int]] = []
        self.is_finished = False

    @property
    def answered(self) -> int:
        """The number of items that were answered."""
        return len(self._done)

    def run(self) -> None:
        """Ask about each item, then offer to take back the last answer."""
        position = 0
        while True:
            position = self._go_on(position)
            self.is_finished = True
            if not self._done or not self._wants_undo():
                return
            self.is_finished = False
            position = self._undo()

    def _go_on(self, position: int) -> int:
        from reflect.cli.plain.questions import UNDO, LeaveQuestionError

        while position < len(self._items):
            try:
                self._ask(position)
            except LeaveQuestionError as leave:
                if leave.command != UNDO:
                    raise
                position = self._undo() if self._done else position
                continue
            except (ConflictError, NotFoundError) as error:
                self._page.complain(error)
            position += 1
        return position

    def _ask(self, position: int) -> None:
        item, can_undo = self._items[position], bool(self._done)
        if isinstance(item, DueLookBack):
            self._done.append((position, self._look_backs.ask(item, can_undo=can_undo)))
        elif answers := self._lessons.ask(item, can_undo=can_undo):
            self._done.append((position, answers))

    def _undo(self) -> int:
        """Take back the last answer; return the position of its item, which is asked again."""
        position, done = self._done.pop()
        item = self._items[position]
        if isinstance(item, DueLookBack) and isinstance(done, DueLookBack):
            self._items[position] = save_commitment(self._journal, done, item.commitment)
            self._page.note(f"Took back the answers for {item.name}.")
        elif isinstance(item, DueLesson) and isinstance(done, int):
            self._lessons.undo(item, done)
        return position

    def _wants_undo(self) -> bool:
        """Ask whether to take back the last answer; an interruption changes nothing."""
        from reflect.cli.plain.questions import UNDO, LeaveQuestionError

        self._page.gap()
        self._page.note("u takes back the last answer; Enter ends the review.")
        try:
            self._questions.read(can_undo=True)
        except LeaveQuestionError as leave:
            return leave.command == UNDO
        return False


COMMANDS = {"review": review_app}
