"""The edit command: changes an entry in the editor, or individual fields with options."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.commands.capture import notify_replaced
from reflect.cli.completers import complete_id, complete_kind, complete_tag
from reflect.cli.context import CliContext, context_of
from reflect.cli.options import tag_option, text_argument
from reflect.cli.output import is_interactive
from reflect.cli.unsaved_input import UnsavedInput
from reflect.dates import format_day, parse_past_day
from reflect.errors import (
    BusyError,
    DamagedError,
    LockedError,
    NotFoundError,
    ReflectError,
    UsageError,
)
from reflect.journal.edits import entry_form, parse_form, with_lesson, with_tags
from reflect.journal.form_version import split_version
from reflect.journal.recovery import recovery_files_of
from reflect.model.entry import Entry
from reflect.model.failure import parse_kind
from reflect.text.decode import decode

edit_app = typer.Typer(add_completion=False)

# After these errors, the shell's history has the words for the next attempt.
_TRY_AGAIN = (UsageError, NotFoundError, BusyError, DamagedError, LockedError)

Tags = Annotated[list[str] | None, tag_option("One more tag.")]
RemovedTags = Annotated[
    list[str] | None,
    typer.Option(
        "--untag",
        metavar="TAG",
        parser=text_argument,
        help="Without it.",
        autocompletion=complete_tag,
    ),
]
OptionalId = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="An id, a prefix, or @.", autocompletion=complete_id),
]
DueDays = Annotated[
    list[str] | None,
    typer.Option(
        "--due", metavar="ID/n=WHEN", help="Another day for the look-back on a commitment."
    ),
]


NearMiss = Annotated[
    bool | None,
    typer.Option("--near-miss/--no-near-miss", help="Mark it as a near miss, or not."),
]


@dataclass(frozen=True, slots=True)
class UnsavedText:
    """An edited text that could not be saved, and its recovery file."""

    file: Path
    text: str


@edit_app.command("edit")
def edit(
    ctx: typer.Context,
    entry_id: OptionalId = None,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", parser=text_argument, help="Another title."),
    ] = None,
    lesson: Annotated[
        str | None,
        typer.Option("--lesson", metavar="TEXT", parser=text_argument, help="Another lesson."),
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
    tag: Tags = None,
    untag: RemovedTags = None,
    due: DueDays = None,
    near_miss: NearMiss = None,
) -> None:
    """Change an entry, in the editor or by options alone."""
    context = context_of(ctx)
    words = "\n\n".join(filter(None, (title, lesson)))
    with UnsavedInput(context, "What you wrote", "lesson", words, unless=_TRY_AGAIN) as unsaved:
        journal = context.journal()
        moves = parse_moves(entry_id, due or ())
        named = moves[0][0].partition("/")[0] if entry_id is None else entry_id
        entry = journal.entries.get(named)
        if all(value is None for value in (title, lesson, kind, day, tag, untag, due, near_miss)):
            edit_in_editor(context, entry)
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
            context.notify(f"On {format_day(occurred_on)}.")
            changed = replace(changed, occurred_on=occurred_on)
        if near_miss is not None:
            changed = replace(changed, near_miss=near_miss)
        if tag or untag:
            changed = with_tags(changed, tag or [], untag or [])
        for name, when in moves:
            changed = with_due(context, changed, name, when)
        unsaved.name, unsaved.render = entry.id, lambda: entry_form(journal, changed)
        save(context, changed, entry)
    notify_replaced(context, words)


def parse_moves(entry_id: str | None, typed: Sequence[str]) -> list[tuple[str, str]]:
    """Return the name of each commitment to move, and its new day as typed.

    Args:
        entry_id: The entry named on the command line, if any.
        typed: The values of --due: `ID/n=WHEN`, or without `ID` if the entry is named.

    Raises:
        UsageError: A value lacks its day, or no entry is named.
    """
    moves = []
    for each in typed:
        name, equals, when = each.rpartition("=")
        if not equals and entry_id is None:
            raise UsageError(f"--due needs a day: {each!r}", hint="Write ID/n=WHEN.")
        if name.isdecimal() and entry_id is not None:
            name = f"{entry_id}/{name}"
        moves.append((name or entry_id or "", when))
    if entry_id is None and not (moves and all(name for name, _ in moves)):
        raise UsageError("an id is missing", hint="See 'reflect edit --help'.")
    return moves


def with_due(context: CliContext, entry: Entry, name: str, when: str) -> Entry:
    """Return an entry with another day for a commitment; this does not count as a look-back.

    Raises:
        NotFoundError: The entry has no such commitment.
        UsageError: The commitment is ambiguous, closed or one of another entry, or the day is not
            valid.
    """
    from reflect.journal.review import closed_error, find_commitment
    from reflect.practice.look_back import moved

    journal = context.journal()
    found = find_commitment(journal, name)
    if found.entry.id != entry.id:
        raise UsageError(f"--due {found.name} is not of {entry.id}", hint="Change one at a time.")
    if not found.commitment.is_open:
        raise closed_error(found)
    later = moved(entry.commitments[found.n - 1], when, journal.today)
    context.notify(f"Look back on {found.name} on {format_day(later.due)}.")
    made = (*entry.commitments[: found.n - 1], later, *entry.commitments[found.n :])
    return replace(entry, commitments=made)


def edit_in_editor(context: CliContext, entry: Entry) -> None:
    """Open an entry in the editor and save the result."""
    journal = context.journal()
    name = f"{entry.id}.md"
    for notice in context.recover_edits(offered=name):
        context.notify(notice)
    unsaved = offer_unsaved(context, entry.id, entry)
    text = unsaved.text if unsaved else entry_form(journal, entry)
    with context.edited(text, name, version=entry.updated_at) as written:
        save(context, parse_form(journal, written, entry), entry)
        notify_replaced(context, written)
    if unsaved:
        remove_unsaved(context, unsaved)


def offer_unsaved(context: CliContext, name: str, entry: Entry | None = None) -> UnsavedText | None:
    """Offer the newest unsaved text of an entry or form; return it if the user accepts.

    Args:
        context: The command's context.
        name: The id of the entry, or the name of the form's guide.
        entry: The entry as stored in the journal, or None for a form.
    """
    files = recovery_files_of(context.recovery, name)
    if not files:
        return None
    file = files[0]
    more = f", with {len(files) - 1} more beside it" if len(files) > 1 else ""
    context.notify(f"What was written before and not saved is in {file}{more}.")
    if not is_interactive():
        return None
    try:
        text, version = split_version(decode(context.encryption.read_file(file)))
    except ReflectError as error:
        context.notify(f"It can't be opened: {error.message}.")
        return None
    if entry is not None and version is not None and version < entry.updated_at:
        context.notify("The entry was changed since; what was changed is not in it.")
    return UnsavedText(file, text) if typer.confirm("Begin with it?", err=True) else None


def remove_unsaved(context: CliContext, unsaved: UnsavedText) -> None:
    """Delete the recovery file of a text that has now been saved."""
    try:
        unsaved.file.unlink(missing_ok=True)
    except OSError as error:
        context.notify(f"{unsaved.file} could not be removed: {error.strerror}")
    else:
        context.notify(f"Removed {unsaved.file}.")


def save(context: CliContext, changed: Entry, entry: Entry) -> None:
    """Save an edited entry if it has changed, and report the result."""
    if changed == entry and not context.journal().entries.is_from_future(entry):
        context.notify(f"Nothing changed in {entry.id}.")
        return
    context.journal().entries.replace(changed, entry)
    context.notify(f"Saved {entry.id}.")


def clean_line(text: str, what: str) -> str:
    """Return an option's text as a single line.

    Raises:
        UsageError: The line is empty.
    """
    from reflect.text.clean import normalise_line

    line = normalise_line(text)
    if not line:
        raise UsageError(f"{what} can't be empty")
    return line


COMMANDS = {"edit": edit_app}
