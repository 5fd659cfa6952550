"""The today command: prints what waits, for the start of a day or a shell."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, context_of
from reflect.cli.options import Json

if TYPE_CHECKING:
    from reflect.model.entry import Entry
    from reflect.practice.today import Today

today_app = typer.Typer(add_completion=False)

SHOWN = 3


@today_app.command("today")
def today(
    ctx: typer.Context,
    counts: Annotated[
        bool, typer.Option("--counts", help="One line without titles, for a shell's start-up.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what waits: look-backs, lessons, captures, this day in earlier years.

    Nothing is printed if nothing waits. A locked journal is not unlocked: its drafts and the notes
    since the last unlocking are counted.
    """
    from reflect.journal.today import read_today

    context = context_of(ctx)
    journal = context.journal()
    if journal.encryption.is_locked:
        from reflect.cli.passphrase import unlock_silently

        unlock_silently(context, journal.encryption)
    waiting = read_today(journal, titles=None if json else 0 if counts else SHOWN)
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("today", today_shape(waiting)))
    elif counts or waiting.is_locked:
        if waiting.counts:
            context.out.line(f"Waiting in reflect: {' · '.join(waiting.counts)}")
    else:
        write(context, waiting)


def write(context: CliContext, waiting: "Today") -> None:
    """Print what waits with its titles, and the command for each."""
    for phrase, command, lines in _sections(waiting):
        context.out.line((phrase, "bold"), (f": {context.command_line(command)}", "dim"))
        for line in lines:
            context.out.line(line, indent=2, cut=True)
    if waiting.private:
        context.notify(f"{waiting.private} private left out.")


def _sections(waiting: "Today") -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Yield what waits: a phrase, the command that deals with it, and a line for each item."""
    from reflect.dates import format_day
    from reflect.text.clean import one_line
    from reflect.text.display import plural

    def lines(entries: "list[Entry]") -> list[str]:
        return [
            f"{entry.id}  {format_day(entry.occurred_on)}  {entry.title or '(no title)'}"
            for entry in entries
        ]

    if waiting.due:
        phrase = f"{plural(waiting.due, 'look-back')} due"
        rows = [
            f"{each.name}  {format_day(each.commitment.due)}  "
            f"{one_line(each.commitment.sentence())}"
            for each in waiting.look_backs
        ]
        yield phrase, ("look-back",), rows
    if waiting.has_lessons:
        yield "some lessons", ("review",), []
    if waiting.waiting:
        yield plural(waiting.waiting, "capture"), ("resume",), lines([*waiting.captures])
    if waiting.drafts:
        yield plural(waiting.drafts, "draft"), ("list", "--drafts"), []
    if waiting.on_this_day:
        yield "on this day in earlier years", ("show", "ID"), lines([*waiting.earlier])


def today_shape(waiting: "Today") -> dict[str, object]:
    """Return what waits as plain data."""
    from reflect.cli.commands.commitments import commitment_shape
    from reflect.formats.json import entry_dict

    return {
        "look_backs": [commitment_shape(each) for each in waiting.look_backs],
        "lessons": waiting.has_lessons,
        "captures": [entry_dict(entry) for entry in waiting.captures],
        "drafts": waiting.drafts,
        "earlier": [entry_dict(entry) for entry in waiting.earlier],
        "private": waiting.private,
        "notes": waiting.notes,
        "locked": waiting.is_locked,
    }


COMMANDS = {"today": today_app}
