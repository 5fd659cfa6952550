"""Earlier lessons, for prompts that offer them and guides that review a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reflect.store.entry_row import EntryRow

MAX_LESSONS = 5


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson and the entry it comes from.

    Args:
        text: the lesson.
        title: the entry's title.
        occurred_on: the entry's day.
    """

    text: str
    title: str
    occurred_on: date


def newest_lessons(
    rows: Iterable[EntryRow], since: date | None = None, *, limit: int = MAX_LESSONS
) -> list[Lesson]:
    """Return the lessons of finished entries, newest first.

    Args:
        rows: the rows of the journal, in any order.
        since: the earliest day to include; None for no limit.
        limit: the maximum number of lessons.
    """
    lessons: list[Lesson] = []
    for row in sorted(rows, key=lambda row: row.occurred_on, reverse=True):
        if len(lessons) == limit or (since and row.occurred_on < since.isoformat()):
            break
        if row.state != "entry" or not row.has_lesson:
            continue
        entry = row.entry()
        if entry.lesson:
            lessons.append(Lesson(entry.lesson, entry.title, entry.occurred_on))
    return lessons


def entries_since(rows: Iterable[EntryRow], since: date) -> int:
    """Count the finished entries since a given day, inclusive."""
    first = since.isoformat()
    return sum(row.state == "entry" and row.occurred_on >= first for row in rows)
