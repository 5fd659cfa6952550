"""The list and search commands."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import context_of
from reflect.cli.entry_rows import RowWriter, truncation_line
from reflect.cli.options import Count, Filters, Json, QueryWords, exclusive, filtered, text_argument
from reflect.cli.output import Output
from reflect.errors import NotFoundError, Notice
from reflect.model.entry import Entry

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.search.query import Query
    from reflect.search.scan import Hit
    from reflect.search.snippets import Snippet

SHOWN = 20

list_app = typer.Typer(add_completion=False)
search_app = typer.Typer(add_completion=False)


@list_app.command("list")
@filtered
def list_entries(
    ctx: typer.Context,
    filters: Filters,
    words: QueryWords = None,
    n: Count = None,
    captures: Annotated[bool, typer.Option("--captures", help="Only captures.")] = False,
    drafts: Annotated[bool, typer.Option("--drafts", help="Only drafts.")] = False,
    trash: Annotated[bool, typer.Option("--trash", help="Only what was deleted.")] = False,
    reverse: Annotated[bool, typer.Option("--reverse", help="Oldest first.")] = False,
    json: Json = False,
) -> None:
    """List entries, newest first."""
    exclusive({"--captures": captures, "--drafts": drafts, "--trash": trash})
    context = context_of(ctx)
    journal = context.journal()
    query = filters.query(words, context)
    if captures:
        query = query.narrowed(states=("capture",))
    limit = n if n is not None else (0 if json else SHOWN)
    if trash:
        deleted = (trashed.entry for trashed in journal.entries.trash())
        listing = journal.entries.narrow(query, deleted, limit=limit, reverse=reverse)
    elif drafts:
        listing = journal.entries.narrow(query, journal.drafts.all(), limit=limit, reverse=reverse)
    elif query.asks_for("draft"):
        both = [*journal.drafts.all(), *journal.entries.listing(query).entries]
        both.sort(key=lambda entry: (entry.occurred_on, entry.created_at), reverse=True)
        listing = journal.entries.narrow(query, both, limit=limit, reverse=reverse)
    else:
        listing = journal.entries.listing(query, limit=limit, reverse=reverse)
    asked = not query.is_empty
    if json:
        from reflect.formats.json import entries_json

        context.out.json(entries_json(listing.entries))
    else:
        write_rows(context.out, listing.entries, journal)
        if len(listing.entries) < listing.total:
            context.notify(truncation_line(len(listing.entries), listing.total))
        elif not listing.entries and not asked:
            context.notify(empty_notice(drafts, trash))
        if filters.open_ and listing.entries:
            context.notify("{command} goes through what is due.", ("look-back",))
            context.notify("{command} lists them by day.", ("commitments",))
    if asked and not listing.entries:
        raise_not_found(journal, query, quiet=json)


@search_app.command("search")
@filtered
def search(
    ctx: typer.Context,
    filters: Filters,
    words: Annotated[
        list[str],
        typer.Argument(metavar="QUERY...", parser=text_argument, help="What to look for."),
    ],
    n: Count = None,
    json: Json = False,
) -> None:
    """Search entries, best matches first, with the words in context."""
    context = context_of(ctx)
    journal = context.journal()
    query = filters.query(words, context)
    limit = n if n is not None else (0 if json else SHOWN)
    hits = journal.entries.search(query, limit=limit)
    if json:
        from reflect.formats.json import hits_json

        context.out.json(hits_json(hits))
    else:
        write_hits(context.out, hits, journal)
        if len(hits) < hits.total:
            context.notify(truncation_line(len(hits), hits.total, about=hits.about))
    if not hits:
        raise_not_found(journal, query, quiet=json)


def write_rows(out: Output, entries: Sequence[Entry], journal: "Journal") -> None:
    """Print one line per entry."""
    known, earlier = journal.entries.known_ids(), journal.entries.repeated_by(entries)
    writer = RowWriter(out, [entry.id for entry in entries], known, earlier)
    for entry in entries:
        writer.write(entry)


def write_hits(out: Output, hits: "Sequence[Hit]", journal: "Journal") -> None:
    """Print search results: entries with all of the words, then those with only some."""
    entries = [hit.entry for hit in hits]
    known, earlier = journal.entries.known_ids(), journal.entries.repeated_by(entries)
    writer = RowWriter(out, [entry.id for entry in entries], known, earlier)
    section = "all"
    for hit in hits:
        if hit.matched != section:
            section = hit.matched
            out.line(("With some of the words:", "italic"))
        writer.write(hit.entry)
        for snippet in hit.snippets:
            write_snippet(out, snippet)


def write_snippet(out: Output, snippet: "Snippet") -> None:
    """Print a snippet with the matching words highlighted."""
    spans: list[str | tuple[str, str]] = []
    position = 0
    for start, end in snippet.spans:
        spans += [(snippet.text[position:start], "dim"), (snippet.text[start:end], "bold")]
        position = end
    spans.append((snippet.text[position:], "dim"))
    out.line(*spans, indent=4, hang=4)


def empty_notice(drafts: bool, trash: bool) -> Notice:
    """Return the message for an empty listing."""
    if drafts:
        return Notice("No drafts.")
    if trash:
        return Notice("The trash is empty.")
    return Notice("Nothing here yet. {command} begins the first reflection.", ("new",))


def raise_not_found(journal: "Journal", query: "Query", *, quiet: bool) -> None:
    """Raise the error for a query without matches, suggesting similar spellings.

    Args:
        journal: The journal that was searched.
        query: The query.
        quiet: Whether to exit without a message.

    Raises:
        NotFoundError: `quiet` is not set.
        Exit: `quiet` is set.
    """
    if quiet:
        raise typer.Exit(NotFoundError.exit_code)
    from reflect.search.suggestions import suggest_spellings

    spellings = suggest_spellings(query, journal.entries.rows())
    hint = f"Did you mean {' or '.join(spellings)}?" if spellings else ""
    raise NotFoundError("nothing matched", hint=hint)


COMMANDS = {"list": list_app, "search": search_app}
