"""The command edit: change an entry in the editor, or one field without it."""

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from reflect.cli.commands.capture import say_replaced
from reflect.cli.completers import complete_id, complete_kind, complete_tag
from reflect.cli.context import CliContext, clock, context_of
from reflect.dates import format_day, parse_past_day
from reflect.errors import UsageError
from reflect.journal.edits import with_lesson, with_tags
from reflect.model.entry import Entry
from reflect.model.failure import parse_kind

edit_app = typer.Typer(add_completion=False)


@edit_app.command("edit")
def edit(
    ctx: typer.Context,
    entry_id: Annotated[
        str, typer.Argument(metavar="ID", help="An id, a prefix, or @.", autocompletion=complete_id)
    ],
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Another title.")
    ] = None,
    lesson: Annotated[
        str | None, typer.Option("--lesson", metavar="TEXT", help="Another lesson.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND[/REASON]",
            help='Another kind of failure; "" for not sure.',
            autocompletion=complete_kind,
        ),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", "-d", metavar="WHEN", help="Another day.")
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", "-t", metavar="TAG", help="One more tag.", autocompletion=complete_tag
        ),
    ] = None,
    untag: Annotated[
        list[str] | None,
        typer.Option("--untag", metavar="TAG", help="Without it.", autocompletion=complete_tag),
    ] = None,
) -> None:
    """Change an entry, in the editor or by options alone."""
    context = context_of(ctx)
    journal = context.journal()
    entry = journal.entries.get(entry_id)
    fields = (title, lesson, kind, day, tag, untag)
    if all(value is None for value in fields):
        edit_in_editor(context, entry, journal.today)
        return
    changed = entry
    if title is not None:
        changed = replace(changed, title=clean_line(title, "a title"))
    if lesson is not None:
        changed = with_lesson(changed, lesson)
    if kind is not None:
        name, reason = parse_kind(kind)
        changed = replace(changed, kind=name, reason=reason)
    if day is not None:
        occurred_on = parse_past_day(day, journal.today)
        context.say(f"On {format_day(occurred_on)}.")
        changed = replace(changed, occurred_on=occurred_on)
    if tag or untag:
        changed = with_tags(changed, tag or [], untag or [])
    save(context, changed, entry)
    say_replaced(context, "\n".join(filter(None, (title, lesson))))


def edit_in_editor(context: CliContext, entry: Entry, today: date) -> None:
    """Give the entry's Markdown form to the editor, and save what comes back."""
    from reflect.cli.unsaved import forget, offered
    from reflect.formats.markdown.parser import parse_entry
    from reflect.formats.markdown.renderer import render_entry

    unsaved = offered(context, entry)
    text = unsaved.text if unsaved else render_entry(entry, now=clock())
    with context.edited(text, f"{entry.id}.md") as written:
        save(context, parse_entry(written, entry, guide=None, today=today, now=clock()), entry)
        say_replaced(context, written)
    if unsaved:
        forget(context, unsaved)


def save(context: CliContext, changed: Entry, entry: Entry) -> None:
    """Save a changed entry and say so; an unchanged one is left alone."""
    if changed == entry:
        context.say(f"Nothing changed in {entry.id}.")
        return
    if changed.id != entry.id:
        raise UsageError("the id of an entry can't be changed", hint=f"It is {entry.id}.")
    context.journal().entries.replace(changed, entry)
    context.say(f"Saved {entry.id}.")


def clean_line(text: str, what: str) -> str:
    """Make one line of a text given as an option.

    Raises:
        UsageError: nothing is left of it.
    """
    from reflect.text.clean import normalise_line

    line = normalise_line(text)
    if not line:
        raise UsageError(f"{what} can't be empty")
    return line


COMMANDS = {"edit": edit_app}
