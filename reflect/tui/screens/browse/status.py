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
    from reflect.practice.today import Today
    from reflect.tui.screens.browse.list_model import EntryListModel


def count_of(count: int, noun: str, plural: str = "") -> str:
    """Return a number and its noun, such as "1 entry" or "1,200 entries"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


DUE_SUFFIXES = (" due", "some lessons")


def status_line(parts: "Sequence[str]") -> list[Content]:
    """Return the parts of the status; a click on what is due leads to Review."""
    return [
        goes_to(safe_line(part), "review") if part.endswith(DUE_SUFFIXES) else safe_line(part)
        for part in parts
    ]


def counts_text(
    counts: "Counts", waiting: "Today | None", *, lessons: int | None = None
) -> list[str]:
    """Return the number of entries and what waits today, as status parts.

    Args:
        counts: the number of entries in each state.
        waiting: what waits; None if it is not known yet.
        lessons: the number of lessons, if they are listed instead of titles.
    """
    if lessons is None:
        parts = [count_of(counts.entries + counts.unfinished, "entry", "entries")]
    else:
        parts = [count_of(lessons, "lesson")]
    return [*parts, *(["reading…"] if waiting is None else waiting.counts)]


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
