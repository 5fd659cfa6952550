"""Reads from a journal what waits today."""

from contextlib import suppress
from typing import TYPE_CHECKING

from reflect.errors import DamagedError
from reflect.journal.review import due_look_backs_in, lesson_starts, review_history
from reflect.practice.today import Today, is_this_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reflect.journal.journal import Journal
    from reflect.model.entry import Entry
    from reflect.store.entry_row import EntryRow


def read_today(journal: "Journal") -> Today:
    """Return what waits today, without what is private.

    If the journal is locked, return only what can be counted without the passphrase, and do not ask
    for it.
    """
    drafts = journal.drafts.ids()
    if journal.encryption.is_locked:
        notes = journal.entries.store.inbox_count()
        return Today(drafts=len(drafts), notes=notes, is_locked=True)
    rows, today = journal.entries.rows(), journal.today
    look_backs = due_look_backs_in(rows, today)
    known = set(drafts)
    captures = _entries(rows, lambda row: row.state == "capture" and row.id not in known)
    earlier = _entries(
        rows, lambda row: row.state == "entry" and is_this_day(row.occurred_on, today)
    )
    found = [*(each.entry for each in look_backs), *captures, *earlier]
    return Today(
        look_backs=[each for each in look_backs if not each.entry.is_private],
        has_lessons=_has_due_lesson(journal, rows),
        captures=[entry for entry in captures if not entry.is_private],
        drafts=len(drafts),
        earlier=[entry for entry in earlier if not entry.is_private],
        private=len({entry.id for entry in found if entry.is_private}),
    )


def _has_due_lesson(journal: "Journal", rows: "Iterable[EntryRow]") -> bool:
    """Return whether a lesson comes back today that is not private."""
    history = review_history(journal)
    starts = lesson_starts(rows, with_private=False)
    return any(history.position(start).is_due(history.today) for start in starts)


def _entries(rows: "Iterable[EntryRow]", chosen: "Callable[[EntryRow], bool]") -> "list[Entry]":
    """Return the entries of some rows, newest first; damaged ones are left out."""
    found = []
    for row in sorted(filter(chosen, rows), key=lambda row: row.order, reverse=True):
        with suppress(DamagedError):
            found.append(row.entry())
    return found
