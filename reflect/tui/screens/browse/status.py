"""Text for the status bar and the empty state of Browse."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.dom import DOMNode

from reflect.tui.bindings import key_of
from reflect.tui.safe_text import safe_content, safe_line
from reflect.tui.widgets.status_bar import goes_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from reflect.journal.snapshot import Counts
    from reflect.tui.screens.browse.list_model import EntryListModel


def count_of(count: int, noun: str, plural: str = "") -> str:
    """Return a number and its noun, such as "1 entry" or "1,200 entries"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


DUE_SUFFIX = " due"


def status_line(parts: "Sequence[str]") -> Content:
    """Return the parts of the status as a line; a click on what is due leads to Review."""
    shown = []
    for part in parts:
        line = safe_line(part)
        shown.append(goes_to(line, "review") if part.endswith(DUE_SUFFIX) else line)
    return Content(" · ").join(shown)


def counts_text(counts: "Counts", *, is_ready: bool) -> list[str]:
    """Return the numbers of entries, captures, drafts and due look-backs, as status parts.

    Args:
        counts: the counts to format.
        is_ready: whether all entries are parsed; until then, the due look-backs are unknown.
    """
    parts = [count_of(counts.entries + counts.unfinished, "entry", "entries")]
    for count, noun in ((counts.captures, "capture"), (counts.drafts, "draft")):
        if count:
            parts.append(count_of(count, noun))
    if not is_ready:
        parts.append("reading…")
    elif counts.due:
        parts.append(f"{count_of(counts.due, 'look-back')} due")
    return parts


def matches_text(model: "EntryListModel", total: int) -> list[str]:
    """Return how many entries match all words of a query and how many only some.

    Args:
        model: the matching entries.
        total: the number of entries searched.
    """
    some = len(model) - model.with_all
    parts = [f"{model.with_all:,} of {total:,} found"]
    return [*parts, f"{some:,} with some of the words"] if some else parts


def no_entries(screen: DOMNode, folder: "Path") -> list[Content]:
    """Return the message for an empty journal, which tells the user how to begin.

    Args:
        screen: the screen whose keys to show.
        folder: the journal folder.
    """
    actions = (
        ("browse.new", "reflect on something: ten minutes, one question at a time"),
        ("browse.capture", "note it now in a line, reflect on it later"),
        ("browse.help", "all keys"),
    )
    rows = [
        Content.assemble(
            safe_content(f"  {key_of(screen, binding_id):<3} ", "bold $primary"), safe_content(text)
        )
        for binding_id, text in actions
    ]
    place = f"What you write stays on this machine, in {folder}"
    return [
        safe_content("Nothing here yet", "bold"),
        Content(""),
        *rows,
        Content(""),
        safe_line(place, "$quiet"),
    ]


def no_matches(query: str, total: int, clear_key: str) -> list[Content]:
    """Return the message for a search without results.

    Args:
        query: the query as typed.
        total: the number of entries searched.
        clear_key: the key that clears the search.
    """
    return [
        safe_content("Nothing matches"),
        safe_line(query, "bold $found"),
        Content(""),
        safe_content(
            f"Looked through {count_of(total, 'entry', 'entries')}: "
            "titles, answers, lessons, commitments, tags.",
            "$quiet",
        ),
        safe_content(f"{clear_key} shows all of them again.", "$quiet"),
    ]
