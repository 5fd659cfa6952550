"""Asks the questions of a look-back line by line, and saves each answer."""

from reflect.cli.plain.page import PlainPage
from reflect.cli.plain.questions import BACK, SKIP, LeaveQuestionError, Questions
from reflect.cli.plain.signals import TerminalGone
from reflect.dates import format_day, relative_day
from reflect.errors import UsageError
from reflect.journal import Journal
from reflect.journal.review import save_commitment
from reflect.model.commitment import Commitment
from reflect.practice.look_back import (
    NOTE,
    OUTCOME,
    SEAL,
    DueLookBack,
    LookBack,
    has_forecast,
    with_answer,
)


class LookBackQuestions:
    """Asks about one commitment after another.

    Args:
        journal: the journal.
        questions: asks the questions.
    """

    def __init__(self, journal: Journal, questions: Questions) -> None:
        self._journal = journal
        self._questions = questions
        self._page = questions.page

    def ask(
        self, found: DueLookBack, *, again: bool = False, can_undo: bool = False
    ) -> DueLookBack:
        """Ask the questions that are open, and return the commitment as saved.

        Args:
            found: the commitment.
            again: whether to reopen a closed commitment.
            can_undo: whether "u" at the first question takes back the answer before it.

        Raises:
            ConflictError: another process changed the commitment; its answers are kept.
            LeaveQuestionError: the user typed `:quit` or `:undo`.
            KeyboardInterrupt, TerminalGone: the look-back was interrupted.
        """
        show_plan(self._page, found, self._journal, again=again)
        look_back = found.begin(again=again)
        while look_back.question is not None:
            if look_back.question is SEAL:
                show_forecast(self._page, look_back.commitment)
                look_back = look_back.skip(self._journal.clock())
                continue
            look_back, found = self._ask_one(look_back, found, can_undo)
        self._page.line((result_line(found, is_renewed=look_back.is_renewed), "green"))
        return found

    def _ask_one(
        self, look_back: LookBack, found: DueLookBack, can_undo: bool
    ) -> tuple[LookBack, DueLookBack]:
        """Ask the current question until it is answered, and save the answer."""
        self._show_question(look_back)
        typed: list[str] = []
        while True:
            try:
                answer = self._questions.read(
                    look_back.answer_so_far,
                    can_undo=can_undo and look_back.question is OUTCOME,
                    keep=typed.append,
                )
                answered = look_back.answer(answer, self._journal.clock())
            except UsageError as error:
                self._page.complain(error)
                continue
            except LeaveQuestionError as leave:
                try:
                    if leave.command == BACK:
                        return look_back.back(), found
                    if leave.command == SKIP:
                        answered = look_back.skip(self._journal.clock())
                    else:
                        raise
                except UsageError as error:
                    self._page.complain(error)
                    continue
            except (KeyboardInterrupt, TerminalGone):
                self._keep_note(look_back, found, typed)
                raise
            return answered, self._save(found, answered.commitment)

    def _save(self, found: DueLookBack, changed: Commitment) -> DueLookBack:
        if changed == found.commitment:
            return found
        return save_commitment(self._journal, found, changed)

    def _keep_note(self, look_back: LookBack, found: DueLookBack, typed: list[str]) -> None:
        """Save a note that was being typed when the look-back was interrupted."""
        if look_back.question is NOTE and typed and typed[-1].strip():
            self._save(found, with_answer(look_back.commitment, NOTE, typed[-1]))

    def _show_question(self, look_back: LookBack) -> None:
        question = look_back.question
        assert question is not None
        page = self._page
        page.gap()
        page.line((question.ask, "bold"))
        if question.help:
            page.note(question.help)
        page.options([f"{value}: {words}" if words else value for value, words in question.choices])


def show_plan(page: PlainPage, found: DueLookBack, journal: Journal, *, again: bool) -> None:
    """Show a commitment, where it comes from, and its forecast unless that is sealed."""
    made, entry = found.commitment, found.entry
    page.gap()
    page.line((made.sentence(), "bold cyan"))
    title = entry.title or "(no title)"
    page.note(f"from {title}, {format_day(entry.occurred_on)} · {found.name}")
    due = f"due {format_day(made.due)}, {relative_day(made.due, journal.today)}"
    if made.renewals:
        times = "once" if len(made.renewals) == 1 else f"{len(made.renewals)} times"
        due += f" · a new day {times}, first due {format_day(made.renewals[0].due)}"
    page.note(due)
    if made.obstacle:
        page.note(f"in my way: {made.obstacle}")
    if made.is_sealed(journal.clock()):
        page.note("forecast: sealed until you look back")
    if made.outcome:
        page.note(f"{'Before' if again else 'So far'}: {made.outcome}. {made.note}".rstrip())
    if not made.is_open and not again:
        show_forecast(page, made)


def show_forecast(page: PlainPage, commitment: Commitment) -> None:
    """Show a forecast beside what the user remembered of it."""
    if not has_forecast(commitment):
        return
    page.gap()
    page.line(("What I expected: ", "bold"), commitment.forecast or "(only a figure)")
    sure = "" if commitment.percent is None else f"{commitment.percent} % sure"
    remembered = commitment.remembered_percent
    if sure and remembered is not None:
        sure += f"; from memory, {remembered} %"
    if sure:
        page.line((sure, "cyan"))


def result_line(found: DueLookBack, *, is_renewed: bool) -> str:
    """Return the message about a look-back that has ended."""
    made = found.commitment
    if is_renewed:
        seal = " The forecast stays sealed." if has_forecast(made) else ""
        return f"{found.name} gets a new day: {format_day(made.due)}.{seal}"
    return f"Looked back on {found.name}: {made.outcome}."
