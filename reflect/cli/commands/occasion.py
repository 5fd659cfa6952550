"""The occasion command: notes that the situation of a lesson or pattern came up."""

from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.completers import complete_id
from reflect.cli.context import CliContext, context_of
from reflect.cli.options import exclusive, text_argument
from reflect.cli.output import is_interactive
from reflect.dates import format_day, parse_past_day
from reflect.errors import NotFoundError, UsageError
from reflect.model.review import SLIPPED, USED

if TYPE_CHECKING:
    from reflect.journal import Journal

occasion_app = typer.Typer(add_completion=False)


@occasion_app.command("occasion")
def occasion(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|PATTERN]",
            help="The entry with the lesson, or a pattern.",
            autocompletion=complete_id,
        ),
    ] = None,
    used: Annotated[bool, typer.Option("--used", help="I used the lesson.")] = False,
    slipped: Annotated[bool, typer.Option("--slipped", help="I did not.")] = False,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", parser=text_argument, help="A line about it.")
    ] = "",
    day: Annotated[
        str | None, typer.Option("--date", "-d", metavar="WHEN", help="The day it came up.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Remove the last one noted.")] = False,
) -> None:
    """Note that the situation of a lesson came up: you used the lesson, or you slipped.

    There is one occasion a day for each lesson; a second one replaces the first.
    """
    exclusive({"--used": used, "--slipped": slipped, "--undo": undo})
    context = context_of(ctx)
    journal = context.journal()
    if undo:
        if note or day is not None:
            raise UsageError("--undo goes without --note and --date")
        undo_last(context, journal, name)
        return
    if name is None:
        raise UsageError("an id or a pattern is missing", hint="See 'reflect occasion --help'.")
    about = find_subject(journal, name)
    on = journal.today if day is None else parse_past_day(day, journal.today)
    if day is not None:
        context.notify(f"On {format_day(on)}.")
    outcome = USED if used else SLIPPED if slipped else ask_outcome()
    journal.records.note_occasion(about, outcome, on, note)
    context.notify(
        f"Noted for {about}: {outcome}. {{command}} takes it back.", ("occasion", "--undo")
    )


def find_subject(journal: "Journal", name: str) -> str:
    """Return the id of the pattern with exactly this name, or of the entry that the name means.

    Raises:
        NotFoundError: there is neither.
        UsageError: the entry has no lesson, or several entries match.
    """
    entry, error = None, None
    try:
        entry = journal.entries.get(name)
    except (NotFoundError, UsageError) as not_an_entry:
        error = not_an_entry
    patterns = journal.records.loaded().patterns
    if found := next((each for each in patterns if each.name == name.strip()), None):
        return found.id
    if entry is None:
        raise error or NotFoundError(f"no entry {name!r}")
    if not entry.lesson:
        raise UsageError(
            f"{entry.id} has no lesson",
            hint="{command} adds one.",
            command=("edit", entry.id, "--lesson", "TEXT"),
        )
    return entry.id


def ask_outcome() -> str:
    """Ask on the terminal whether the lesson was used.

    Raises:
        UsageError: there is no terminal.
    """
    if not is_interactive():
        raise UsageError("what happened is missing", hint="Add --used or --slipped.")
    while True:
        answer = typer.prompt("Used or slipped?", default="", show_default=False, err=True)
        word = str(answer).strip().lower()
        if word and (USED.startswith(word) or word == "1"):
            return USED
        if word and (SLIPPED.startswith(word) or word == "2"):
            return SLIPPED
        typer.echo("Type u (used) or s (slipped); Ctrl-C notes nothing.", err=True)


def undo_last(context: CliContext, journal: "Journal", name: str | None) -> None:
    """Remove the occasion noted last, of one lesson or pattern if it is named.

    Raises:
        NotFoundError: there is none.
    """
    about = None if name is None else find_subject(journal, name)
    removed = journal.records.undo_occasion(about)
    if removed is None:
        raise NotFoundError("there is no occasion to take back")
    context.notify(
        f"Removed the occasion of {format_day(removed.on)} for {removed.about}: {removed.outcome}."
    )


COMMANDS = {"occasion": occasion_app}
