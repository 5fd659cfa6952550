"""What is due for review in a journal: look-backs and lessons.

Call these functions from a worker thread: they read or write the journal.
"""

import heapq
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reflect.dates import format_day
from reflect.errors import DamagedError, NotFoundError, UsageError
from reflect.journal.waiting import (
    HAS_COMMITMENT,
    HAS_OPEN_COMMITMENT,
    lesson_starts,
    may_be_due,
    review_history,
)
from reflect.model.commitment import Commitment
from reflect.model.entry import Entry
from reflect.practice.look_back import DueLookBack, commitments_of, due_look_backs, moved
from reflect.practice.review import (
    AT_ONCE,
    LadderPosition,
    due_lessons,
    next_due,
)

if TYPE_CHECKING:
    from reflect.journal.journal import Journal
    from reflect.store.entry_row import EntryRow

MOST_CLOSED = 200
"""The maximum number of entries whose closed commitments are listed."""
# In a line of the journal, quotation marks within text are escaped, so this only matches a key.
_CLOSED = re.compile(rb'"looked_back_at":"([^"]*)"')


@dataclass(frozen=True, slots=True)
class DueLesson:
    """A lesson that comes back.

    Args:
        entry: the entry that holds it.
        position: where it is on the ladder.
    """

    entry: Entry
    position: LadderPosition


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """What is due for review.

    Args:
        look_backs: the due look-backs, longest overdue first.
        lessons: the lessons to ask about, at most three.
        next_look_back: the day of the next look-back after today; None if there is none.
        next_lesson: the day on which the next lesson comes back; None if there is none.
        ahead: the open commitments that are not due yet, by day.
    """

    look_backs: tuple[DueLookBack, ...]
    lessons: tuple[DueLesson, ...]
    next_look_back: date | None = None
    next_lesson: date | None = None
    ahead: tuple[DueLookBack, ...] = ()

    @property
    def next_day(self) -> date | None:
        """The first day after today on which something is due; None if there is none."""
        days = (self.next_look_back, self.next_lesson)
        return min((day for day in days if day is not None), default=None)


def review_queue(journal: "Journal", *, limit: int = AT_ONCE) -> ReviewQueue:
    """Read the journal, and return what is due for review.

    Args:
        journal: the journal.
        limit: the maximum number of lessons.
    """
    rows, today = journal.entries.rows(), journal.today
    history = review_history(journal)
    open_ones = open_commitments_in(rows)
    starts = list(lesson_starts(rows))
    positions = {each.about: each for each in due_lessons(starts, history, limit=limit)}
    entries = {row.id: row.entry() for row in rows if row.id in positions}
    ahead = tuple(each for each in open_ones if each.commitment.due > today)
    return ReviewQueue(
        tuple(each for each in open_ones if each.commitment.is_due(today)),
        tuple(DueLesson(entries[about], positions[about]) for about in positions),
        ahead[0].commitment.due if ahead else None,
        next_due(starts, history),
        ahead,
    )


def closed_count(journal: "Journal") -> int:
    """Count the closed commitments in the entries last read, without parsing them."""
    return sum(len(_CLOSED.findall(row.line)) for row in journal.entries.loaded_content().rows)


def closed_commitments(journal: "Journal", *, limit: int = MOST_CLOSED) -> list[DueLookBack]:
    """Return the closed commitments in the entries last read, newest look-back first.

    Args:
        journal: the journal.
        limit: the maximum number of entries to parse.
    """
    dated = [
        (max(days), row)
        for row in journal.entries.loaded_content().rows
        if (days := _CLOSED.findall(row.line))
    ]
    newest = heapq.nlargest(limit, dated, key=lambda pair: pair[0])
    found = commitments_of(_entries(row for _, row in newest))
    closed = [each for each in found if not each.commitment.is_open]
    return sorted(closed, key=_closed_at, reverse=True)


def _closed_at(each: DueLookBack) -> float:
    at = each.commitment.looked_back_at
    return at.timestamp() if at is not None else 0.0


def commitments_in(rows: "Iterable[EntryRow]") -> list[DueLookBack]:
    """Return the commitments in the rows of a journal, by due day; damaged entries are left out."""
    return commitments_of(_entries(row for row in rows if row.contains(HAS_COMMITMENT)))


def open_commitments_in(rows: "Iterable[EntryRow]") -> list[DueLookBack]:
    """Return the open commitments in the rows of a journal, by due day.

    Only entries that may have one are parsed.
    """
    found = commitments_of(_entries(row for row in rows if row.contains(HAS_OPEN_COMMITMENT)))
    return [each for each in found if each.commitment.is_open]


def due_look_backs_in(rows: "Iterable[EntryRow]", today: date) -> list[DueLookBack]:
    """Return the due look-backs in the rows of a journal, longest overdue first.

    Only entries that may have one are parsed.
    """
    return due_look_backs(_entries(row for row in rows if may_be_due(row, today)), today)


def find_commitment(journal: "Journal", name: str) -> DueLookBack:
    """Find a commitment by name, with or without its number.

    Args:
        journal: the journal.
        name: an entry's name, followed by a slash and a number if it has several commitments.

    Raises:
        NotFoundError: there is no such entry or commitment.
        UsageError: the number is missing or is not a number, or the entry's name is ambiguous.
    """
    entry_name, slash, number = name.partition("/")
    entry = journal.entries.get(entry_name)
    known = commitments_of([entry])
    known.sort(key=lambda each: each.n)
    if slash:
        if not number.isdecimal():
            raise UsageError(f"{name!r} is not a commitment", hint=f"Write {entry.id}/1.")
        found = [each for each in known if each.n == int(number)]
    else:
        found = [each for each in known if each.commitment.is_open] or known
    if not found:
        raise NotFoundError(
            f"{entry.id} has no commitment{f' {number}' if slash else ''}",
            hint="{command} shows it.",
            command=("show", entry.id),
        )
    if len(found) > 1:
        state = "open " if found[0].commitment.is_open else ""
        names = ", ".join(f"{each.name} (due {format_day(each.commitment.due)})" for each in found)
        raise UsageError(
            f"{entry.id} has {len(found)} {state}commitments", hint=f"Name one of them: {names}."
        )
    return found[0]


def save_commitment(journal: "Journal", base: DueLookBack, changed: Commitment) -> DueLookBack:
    """Save a changed commitment.

    Args:
        journal: the journal.
        base: the commitment before the change.
        changed: the commitment after it.

    Returns:
        The commitment and its entry as saved.

    Raises:
        ConflictError: another process changed the commitment or deleted its entry.
    """
    entry = journal.entries.change_commitment(
        base.entry.id, base.n, lambda current: changed, base=base.commitment
    )
    return DueLookBack(entry, base.n, entry.commitments[base.n - 1])


def move_due(journal: "Journal", found: DueLookBack, text: str) -> DueLookBack:
    """Move the day of a look-back, without looking back.

    Raises:
        UsageError: the day is not valid or is in the past, or the commitment is closed.
        ConflictError: another process changed the commitment or deleted its entry.
    """
    if not found.commitment.is_open:
        raise closed_error(found)
    later = moved(found.commitment, text, journal.today)
    return save_commitment(journal, found, later)


def closed_error(found: DueLookBack) -> UsageError:
    """Return the error for a commitment that the user has already looked back on."""
    at = found.commitment.looked_back_at
    day = f" on {format_day(at.date())}" if at else ""
    return UsageError(
        f"{found.name} was looked back on{day}: {found.commitment.outcome or 'no outcome'}",
        hint="{command} reopens it.",
        command=("look-back", found.name, "--again"),
    )


def _entries(rows: "Iterable[EntryRow]") -> Iterator[Entry]:
    for row in rows:
        with suppress(DamagedError):
            yield row.entry()
