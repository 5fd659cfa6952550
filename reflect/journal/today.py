"""Reads from a journal what waits today."""

from contextlib import suppress
from typing import TYPE_CHECKING

from reflect.errors import DamagedError
from reflect.journal.waiting import (
    due_days,
    is_private,
    lesson_starts,
    may_be_due,
    review_history,
)
from reflect.practice.today import Today, same_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reflect.journal.journal import Journal
    from reflect.model.entry import Entry
    from reflect.practice.look_back import DueLookBack
    from reflect.store.entry_row import EntryRow


def read_today(journal: "Journal", *, titles: int | None = None, is_loaded: bool = False) -> Today:
    """Return what waits today, without what is private.

    If the journal is locked, return only what can be counted without the passphrase, and do not ask
    for it.

    Args:
        journal: the journal.
        titles: how many look-backs, captures and earlier entries to return besides their number;
            None for all.
        is_loaded: whether to use the entries last read instead of reading them.
    """
    drafts = journal.drafts.ids()
    if journal.encryption.is_locked:
        notes = journal.entries.store.inbox_count()
        return Today(drafts=len(drafts), notes=notes, is_locked=True)
    entries, today = journal.entries, journal.today
    rows = list(entries.loaded_content().rows) if is_loaded else entries.rows()
    hidden, year, same = set(drafts), today.isoformat()[:4], same_days(today)
    due = [row for row in rows if may_be_due(row, today)]
    captures = [row for row in rows if row.state == "capture" and row.id not in hidden]
    earlier = [
        row
        for row in rows
        if row.occurred_on.endswith(same) and row.occurred_on[:4] < year and row.state == "entry"
    ]
    public = {row.id for row in (*due, *captures, *earlier) if not is_private(row)}
    found = {row.id for row in (*due, *captures, *earlier)}
    due, captures, earlier = (
        [row for row in each if row.id in public] for each in (due, captures, earlier)
    )
    dated = [(row, days) for row in due if (days := _due_days(row, journal))]
    return Today(
        due=sum(len(days) for _, days in dated),
        has_lessons=_has_due_lesson(journal, rows),
        waiting=len(captures),
        drafts=len(drafts),
        on_this_day=len(earlier),
        look_backs=_look_backs(dated, journal, titles),
        captures=_newest(captures, titles),
        earlier=_newest(earlier, titles),
        private=len(found - public),
    )


def _has_due_lesson(journal: "Journal", rows: "Iterable[EntryRow]") -> bool:
    """Return whether a lesson comes back today that is not private."""
    history = review_history(journal)
    starts = lesson_starts(rows, with_private=False)
    return any(history.position(start).is_due(history.today) for start in starts)


def _due_days(row: "EntryRow", journal: "Journal") -> list[str]:
    """Return the days of the due look-backs of an entry; none if it is damaged."""
    try:
        return due_days(row, journal.today)
    except (DamagedError, TypeError, AttributeError):
        return []


def _look_backs(
    dated: "list[tuple[EntryRow, list[str]]]", journal: "Journal", limit: int | None
) -> "Sequence[DueLookBack]":
    """Return the look-backs that are longest overdue, parsing no other entries."""
    if limit == 0:
        return ()
    from reflect.journal.review import due_look_backs_in

    dated.sort(key=lambda pair: (min(pair[1]), pair[0].id))
    return due_look_backs_in([row for row, _ in dated[:limit]], journal.today)[:limit]


def _newest(rows: "Iterable[EntryRow]", limit: int | None) -> "list[Entry]":
    """Return the newest entries, at most `limit`; damaged ones are left out."""
    found: list[Entry] = []
    for row in sorted(rows, key=lambda row: row.order, reverse=True)[:limit]:
        with suppress(DamagedError):
            found.append(row.entry())
    return found
