"""The look-back command: asks what became of a commitment, or takes the answers as options."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from reflect.cli.completers import complete_commitment
from reflect.cli.context import CliContext, context_of
from reflect.cli.options import text_argument
from reflect.cli.output import is_interactive
from reflect.dates import format_day, parse_day
from reflect.errors import ConflictError, NotFoundError, StoppedError, UsageError
from reflect.journal import Journal
from reflect.journal.review import (
    closed_error,
    due_look_backs_in,
    find_commitment,
    open_commitments_in,
    save_commitment,
)
from reflect.practice.look_back import (
    CALL,
    DROPPED,
    NOTE,
    OUTCOME,
    REMEMBERED,
    TRUE,
    DueLookBack,
    LookBack,
    LookBackQuestion,
    closed,
    has_forecast,
    may_come_true,
    renew,
    with_answer,
)

look_back_app = typer.Typer(add_completion=False)

Outcome = Annotated[
    str | None,
    typer.Option("--outcome", metavar="OUTCOME", help="kept, partly or dropped: did I do it?"),
]
Note = Annotated[
    str | None,
    typer.Option("--note", metavar="TEXT", parser=text_argument, help="What happened."),
]
Renew = Annotated[
    str | None,
    typer.Option("--renew", metavar="WHEN", help="End it with a new day; the seal is kept."),
]
Remembered = Annotated[
    str | None,
    typer.Option("--remembered", metavar="PERCENT", help="How sure I was, from memory."),
]
GoodCall = Annotated[
    str | None,
    typer.Option(
        "--good-call", metavar="ANSWER", help="yes, no or unsure: a good call, for decisions?"
    ),
]
CameTrue = Annotated[
    str | None,
    typer.Option(
        "--came-true", metavar="ANSWER", help="yes, no or unclear: did the forecast hold?"
    ),
]


@dataclass(frozen=True, slots=True)
class LookBackOptions:
    """The answers given as options; None for those that were not given."""

    outcome: str | None = None
    note: str | None = None
    renew: str | None = None
    remembered: str | None = None
    good_call: str | None = None
    came_true: str | None = None

    @property
    def after_renewal(self) -> list[str]:
        """The options that do not go with --renew."""
        values = {
            "--remembered": self.remembered,
            "--good-call": self.good_call,
            "--came-true": self.came_true,
        }
        return [name for name, value in values.items() if value is not None]

    @property
    def is_empty(self) -> bool:
        """Whether no answer was given."""
        return self == LookBackOptions()


@look_back_app.command("look-back")
def look_back(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            help="A commitment, ID or ID/n; by default, all that are due.",
            autocompletion=complete_commitment,
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="At most N of them.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Reopen a closed one.")] = False,
    outcome: Outcome = None,
    note: Note = None,
    renewed: Renew = None,
    remembered: Remembered = None,
    good_call: GoodCall = None,
    came_true: CameTrue = None,
) -> None:
    """Look back on a commitment: did I do it, and what happened?

    On a terminal, the questions are asked one by one; any of the options answers without asking.
    """
    context = context_of(ctx)
    options = LookBackOptions(outcome, note, renewed, remembered, good_call, came_true)
    if options.renew is not None and options.after_renewal:
        raise UsageError(
            f"--renew and {options.after_renewal[0]} exclude each other",
            hint="A new day keeps the forecast sealed.",
        )
    journal = context.journal()
    if name is None:
        if again or not options.is_empty:
            raise UsageError(
                "the options need an ID", hint="{command} lists them.", command=("commitments",)
            )
        due = due_look_backs_in(journal.entries.rows(), journal.today)
        if not due:
            notify_nothing_due(context, journal)
            return
        ask(context, journal, due[:limit])
        return
    found = find_commitment(journal, name)
    is_script = not options.is_empty or (again and not is_interactive())
    if not found.commitment.is_open and not again and not _only_scores(found, options):
        raise closed_error(found)
    if is_script:
        answer_by_options(context, journal, found, options, again=again)
    else:
        ask(context, journal, [found], again=again)


def _only_scores(found: DueLookBack, options: LookBackOptions) -> bool:
    """Return whether a closed commitment may still be scored, and nothing else is asked for."""
    return may_come_true(found.commitment) and options == LookBackOptions(
        came_true=options.came_true
    )


def notify_nothing_due(context: CliContext, journal: Journal) -> None:
    """Report that no look-back is due, and when the next one is."""
    ahead = open_commitments_in(journal.entries.rows())
    if not ahead:
        context.notify("No look-back is due, and no commitment is open.")
        return
    day = format_day(ahead[0].commitment.due)
    context.notify(f"No look-back is due. The next is {ahead[0].name}, on {day}.")


def answer_by_options(
    context: CliContext,
    journal: Journal,
    found: DueLookBack,
    options: LookBackOptions,
    *,
    again: bool,
) -> None:
    """Look back with the answers given as options, in one write.

    Raises:
        UsageError: an answer is missing, is not valid, or does not go with the others; nothing is
            changed.
    """
    from reflect.cli.plain.look_back import result_line

    look_back = found.begin(again=again)
    if options.is_empty:
        save_commitment(journal, found, look_back.commitment)
        context.notify(f"Reopened {found.name}.")
        return
    changed = _answered(look_back, options, journal)
    saved = save_commitment(journal, found, changed.commitment)
    context.notify(result_line(saved, is_renewed=changed.is_renewed))


def _answered(look_back: LookBack, options: LookBackOptions, journal: Journal) -> LookBack:
    """Return the look-back with all options applied; what is not given is skipped."""
    now = journal.clock()
    made = look_back.commitment
    given: Sequence[tuple[LookBackQuestion, str | None]] = (
        (OUTCOME, options.outcome),
        (NOTE, options.note),
        (REMEMBERED, options.remembered),
        (CALL, options.good_call),
        (TRUE, options.came_true),
    )
    if made.is_open and not made.outcome and options.outcome is None:
        raise UsageError(
            "the outcome is missing",
            hint="Add --outcome kept, partly or dropped. {command} only moves the day.",
            command=("edit", "--due", "ID/n=WHEN"),
        )
    for question, text in given:
        if text is None:
            continue
        if question is not TRUE or made.is_open:
            _require(question, look_back, made.outcome)
        made = with_answer(made, question, text)
    if options.renew is not None:
        day = parse_day(options.renew, now.date())
        return LookBack(renew(made, day, now), question=None, is_renewed=True)
    return LookBack(closed(made, now), question=None)


def _require(question: LookBackQuestion, look_back: LookBack, outcome: str) -> None:
    """Check that a question belongs to this look-back.

    Raises:
        UsageError: it does not; the message says why.
    """
    if question in (OUTCOME, NOTE):
        return
    option, made = f"--{question.name}", look_back.commitment
    if not has_forecast(made):
        raise UsageError(f"{option} needs a forecast, and this commitment has none")
    if outcome == DROPPED:
        raise UsageError(f"{option} does not go with a dropped commitment, which is not scored")
    if question is REMEMBERED and made.percent is None:
        raise UsageError(f"{option} needs a percentage, and this forecast has none")
    if question is CALL and not look_back.is_decision:
        raise UsageError(f"{option} is for entries of the guide decision")
    if look_back.has_seen_forecast and question in (REMEMBERED, CALL):
        raise UsageError(f"{option} can't be answered again: the forecast has been shown")


def ask(
    context: CliContext, journal: Journal, due: Sequence[DueLookBack], *, again: bool = False
) -> None:
    """Ask about commitments one by one.

    Raises:
        UsageError: there is no terminal.
        Exit: the user stopped; what was answered is saved.
    """
    if not is_interactive():
        raise UsageError(
            "look-back needs a terminal, or an ID and --outcome",
            hint="{command} lists what is open.",
            command=("commitments",),
        )
    from reflect.cli.plain.look_back import LookBackQuestions
    from reflect.cli.plain.open_keyboard import can_edit, open_keyboard
    from reflect.cli.plain.page import PlainPage
    from reflect.cli.plain.questions import LeaveQuestionError, Questions
    from reflect.cli.plain.signals import Signals, TerminalGone

    page = PlainPage(context.err, context.command_line, can_edit=can_edit(context.err))
    current = due[0]
    try:
        with Signals() as signals, open_keyboard(context.err, signals) as keyboard:
            asker = LookBackQuestions(journal, Questions(page, keyboard))
            for current in due:
                try:
                    asker.ask(current, again=again)
                except ConflictError as error:
                    if len(due) == 1:
                        raise
                    page.complain(error)
    except (KeyboardInterrupt, LeaveQuestionError):
        notify_stopped(context, journal, current, is_last=len(due) == 1)
        raise typer.Exit(StoppedError.exit_code) from None
    except TerminalGone as gone:
        if not gone.is_gone:
            notify_stopped(context, journal, current, is_last=len(due) == 1)
        raise typer.Exit(StoppedError.exit_code) from None


def notify_stopped(
    context: CliContext, journal: Journal, current: DueLookBack, *, is_last: bool
) -> None:
    """Report what is kept of an interrupted look-back, and how to go on.

    Args:
        context: The command's context.
        journal: The journal.
        current: The commitment as it was before it was asked about.
        is_last: Whether it was the only one.
    """
    try:
        is_changed = find_commitment(journal, current.name).commitment != current.commitment
    except NotFoundError:
        is_changed = False
    if is_changed:
        context.notify(
            "Stopped. What was answered is kept: {command} goes on.", ("look-back", current.name)
        )
    elif is_last:
        context.notify("Stopped. Nothing was changed.")
    else:
        context.notify("Stopped. What was answered is kept: {command} goes on.", ("look-back",))


COMMANDS = {"look-back": look_back_app}
