"""The lessons command: lists lessons, deals one, and lets one rest or wakes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.commands.listing import raise_not_found
from reflect.cli.context import CliContext, context_of
from reflect.cli.entry_rows import RowWriter, truncation_line
from reflect.cli.options import Count, Filters, Json, QueryWords, filtered
from reflect.cli.output import Output
from reflect.errors import UsageError
from reflect.model.entry import Entry
from reflect.model.review import REST, WAKE

if TYPE_CHECKING:
    from reflect.journal import Journal

lessons_app = typer.Typer(add_completion=False)


@lessons_app.command("lessons")
@filtered
def lessons(
    ctx: typer.Context,
    filters: Filters,
    words: QueryWords = None,
    n: Count = None,
    random: Annotated[
        bool, typer.Option("--random", help="One of them, and none that is private.")
    ] = False,
    json: Json = False,
) -> None:
    """List lessons, one per line, newest first.

    `lessons rest ID` lets a lesson rest: a review does not ask about it until `lessons wake ID`. To
    search for these words, quote them twice: '"rest"'.
    """
    context = context_of(ctx)
    journal = context.journal()
    if words and words[0] in (REST, WAKE):
        rest_or_wake(context, journal, words)
        return
    query = filters.query(words, context)
    listing = journal.entries.listing(query, limit=0 if random else n or 0, lessons=True)
    entries, total = listing.entries, listing.total
    if random:
        entries = pick(entries)
        total = len(entries)
    if json:
        from reflect.formats.json import entries_json

        context.out.json(entries_json(entries))
    else:
        write_lessons(context.out, entries, journal)
        if len(entries) < total:
            context.notify(truncation_line(len(entries), total))
    if not listing.entries and not query.is_empty:
        raise_not_found(journal, query, quiet=json)
    if listing.entries and not entries:
        context.notify("Only private lessons match, and --random leaves them out.")
    if not listing.entries and not json:
        context.notify("No lessons yet: each begins with a mistake and {command}.", ("new",))


def pick(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return one of the entries that are not private; none if there is none."""
    from random import choice

    public = [entry for entry in entries if not entry.is_private]
    return (choice(public),) if public else ()


def rest_or_wake(context: CliContext, journal: "Journal", words: Sequence[str]) -> None:
    """Put the lesson of an entry to rest, or wake it.

    Args:
        context: the command's context.
        journal: the journal.
        words: "rest" or "wake", and the name of the entry.

    Raises:
        UsageError: the name is missing, or the entry has no lesson.
        NotFoundError: there is no such entry.
    """
    from reflect.journal.waiting import lesson_starts, review_history

    verb = words[0]
    if len(words) != 2:
        raise UsageError(
            f"lessons {verb} needs one ID",
            hint=f"To search for the word, quote it twice: '\"{verb}\"'.",
        )
    entry = journal.entries.get(words[1])
    if not entry.lesson:
        raise UsageError(
            f"{entry.id} has no lesson",
            hint="{command} adds one.",
            command=("edit", entry.id, "--lesson", "TEXT"),
        )
    rows = (row for row in journal.entries.rows() if row.id == entry.id)
    history = review_history(journal)
    is_resting = any(history.position(start).is_resting for start in lesson_starts(rows))
    if is_resting == (verb == REST):
        context.notify(f"The lesson of {entry.id} {'rests already' if is_resting else 'is awake'}.")
        return
    journal.records.add_review(entry.id, verb)
    if verb == REST:
        context.notify(
            f"The lesson of {entry.id} rests. {{command}} wakes it.", ("lessons", WAKE, entry.id)
        )
    else:
        context.notify(f"The lesson of {entry.id} is awake, and comes back in a week.")


def write_lessons(out: Output, entries: Sequence[Entry], journal: "Journal") -> None:
    """Print one line per lesson, with the date and id of its entry."""
    from reflect.text.clean import one_line

    writer = RowWriter(out, [entry.id for entry in entries], journal.entries.known_ids())
    for entry in entries:
        day = entry.occurred_on.isoformat()
        spans = [(day, "dim"), "  ", *writer.id_spans(entry.id), "  ", one_line(entry.lesson)]
        out.line(*spans, hang=4 if out.is_narrow else 24)


COMMANDS = {"lessons": lessons_app}
