"""Earlier lessons, for the prompts that offer them and the guides that look over a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reflect.store.entry_row import EntryRow

MOST = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson, with the entry it comes from.

    Args:
        text: the sentence.
        title: of its entry.
        occurred_on: when it was learned.
    """

    text: str
    title: str
    occurred_on: date


def newest_lessons(
    rows: Iterable[EntryRow], since: date | None = None, *, most: int = MOST
) -> list[Lesson]:
    """Find the lessons of finished entries, newest first.

    Args:
        rows: of the journal, in any order.
        since: the first day that counts; None for all.
        most: how many at the most.
    """
    found: list[Lesson] = []
    for row in sorted(rows, key=lambda row: row.occurred_on, reverse=True):
        if len(found) == most or (since and row.occurred_on < since.isoformat()):
            break
        if row.state != "entry" or not row.has_lesson:
            continue
        entry = row.entry()
        if entry.lesson:
            found.append(Lesson(entry.lesson, entry.title, entry.occurred_on))
    return found


def entries_since(rows: Iterable[EntryRow], since: date) -> int:
    """Count the finished entries from a day on."""
    first = since.isoformat()
    return sum(row.state == "entry" and row.occurred_on >= first for row in rows)
