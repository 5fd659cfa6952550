"""Earlier lessons, for prompts that offer them and guides that review a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reflect.model.review import REST, SLIPPED, USED, WAKE
from reflect.store.entry_row import EntryRow

if TYPE_CHECKING:
    from reflect.journal.journal import Journal

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


def lesson_marks(journal: "Journal") -> dict[str, str]:
    """Return REST for each lesson at rest, and SLIPPED for each that slipped the last time.

    They are from the same read as the entries last read.
    """
    records = journal.records.loaded()
    marks: dict[str, str] = {}
    resting: set[str] = set()
    noted = [(each.at, each.about, each.outcome) for each in records.occasions]
    answered = [(each.at, each.about, each.answer) for each in records.reviews]
    for _, about, answer in sorted(noted + answered):
        if answer in (REST, WAKE):
            (resting.add if answer == REST else resting.discard)(about)
        elif answer == SLIPPED:
            marks[about] = SLIPPED
        elif answer == USED:
            marks.pop(about, None)
    return marks | dict.fromkeys(resting, REST)


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
