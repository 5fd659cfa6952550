"""Finds what waits among the rows of a journal, parsing as few entries as possible."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from reflect.model.entry import PRIVATE
from reflect.practice.review import LessonStart, ReviewHistory

if TYPE_CHECKING:
    from reflect.journal.journal import Journal
    from reflect.store.entry_row import EntryRow

# In a line of the journal, quotation marks within text are escaped, so these only match keys and
# whole values.
HAS_COMMITMENT = b'"made_at":'
_DUE = re.compile(rb'"due":"(\d{4}-\d\d-\d\d)"')
_COMMITMENTS = b'"commitments":[', b'],"answers":['
_TAGS = b'"tags":[', b'],"repeats":['
HAS_OPEN_COMMITMENT = b'"looked_back_at":null'
_UPDATED_AT = re.compile(rb'"updated_at":"([^"\\]*)"')
_WRITTEN_HERE = b'"source":""'
_SOURCE = re.compile(rb'"source":"[^"]')
_PRIVATE = f'"{PRIVATE}"'.encode()
_HOLDS_LESSON = ("entry", "unfinished")


def review_history(journal: "Journal") -> ReviewHistory:
    """Return the answers of all reviews, from the same read as the entries last read."""
    records = journal.records.loaded()
    return ReviewHistory(records.reviews, records.occasions, journal.clock())


def lesson_starts(
    rows: "Iterable[EntryRow]", *, with_private: bool = True
) -> Iterator[LessonStart]:
    """Yield when each lesson came into the journal, without parsing the entries.

    Args:
        rows: the rows of the journal.
        with_private: whether to include the lessons of private entries.
    """
    for row in rows:
        if row.state not in _HOLDS_LESSON or not row.has_lesson:
            continue
        if not with_private and is_private(row):
            continue
        # The dates of a damaged entry are reported when it is parsed.
        with suppress(ValueError):
            began_at, is_imported = datetime.fromisoformat(row.created_at), False
            if not row.contains(_WRITTEN_HERE) and (updated := _imported_at(row.line)):
                began_at, is_imported = max(began_at, updated), True
            day = date.fromisoformat(row.occurred_on)
            yield LessonStart(row.id, began_at, is_imported, day)


def is_private(row: "EntryRow") -> bool:
    """Return whether an entry is private, parsing it only if it may be."""
    return _PRIVATE in row.between(*_TAGS) and row.entry().is_private


def _imported_at(line: bytes) -> datetime | None:
    """Return when an imported entry arrived, or was last changed; None if it was written here."""
    updated = _UPDATED_AT.search(line) if _SOURCE.search(line) else None
    return datetime.fromisoformat(updated[1].decode()) if updated else None


def may_be_due(row: "EntryRow", today: date) -> bool:
    """Return whether an entry may have a due look-back; few others pass this test."""
    if not row.contains(HAS_OPEN_COMMITMENT):
        return False
    until = today.isoformat().encode()
    return any(due <= until for due in _DUE.findall(row.between(*_COMMITMENTS)))


def due_days(row: "EntryRow", today: date) -> list[str]:
    """Return the ISO days of the due look-backs of an entry, without parsing the rest of it.

    Raises:
        DamagedError, TypeError, AttributeError: The entry is damaged.
    """
    until = today.isoformat()
    days = (
        str(commitment.get("due"))
        for commitment in _commitments(row)
        if commitment.get("looked_back_at") is None
    )
    return [day for day in days if day <= until]


def _commitments(row: "EntryRow") -> list[dict[str, object]]:
    try:
        found = json.loads(b"[%b]" % row.between(*_COMMITMENTS))
    except ValueError:
        found = [{}]
    if any("due" not in commitment for commitment in found):
        # Another program changed the order of the keys, so that these are not the commitments.
        found = row.document().get("commitments", ())
    return list(found)
