"""The records of a journal: occasions, answers in reviews, patterns and aliases."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from reflect.errors import NotFoundError, UsageError
from reflect.journal.entries import JournalEntries
from reflect.model.alias import Alias
from reflect.model.ids import FUTURE, is_id, new_id
from reflect.model.pattern import Pattern
from reflect.model.review import OCCASIONS, REVIEW_ANSWERS, Occasion, Review
from reflect.store.record_codec import (
    ALIAS_TABLE,
    OCCASION_TABLE,
    PATTERN_TABLE,
    REVIEW_TABLE,
    RecordTable,
)

if TYPE_CHECKING:
    from reflect.store.changes import ChangeSet
    from reflect.store.reader import JournalContent

R = TypeVar("R", Occasion, Review)
_LEAST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a journal that are about its entries and patterns, from one read.

    Args:
        occasions: the occasions by time; at most one a day for each entry or pattern.
        reviews: the answers in reviews by time.
        patterns: the patterns by time.
    """

    occasions: tuple[Occasion, ...] = ()
    reviews: tuple[Review, ...] = ()
    patterns: tuple[Pattern, ...] = ()


class JournalRecords:
    """Reads and changes the records of a journal.

    What is about a deleted entry is left out until the entry is restored.

    Args:
        entries: the entries of the journal.
        clock: a function that returns the current time with its UTC offset.
    """

    def __init__(self, entries: JournalEntries, clock: Callable[[], datetime]) -> None:
        self._entries = entries
        self._clock = clock

    def read(self) -> Records:
        """Read the journal, and return the records."""
        return self._records(self._entries.content())

    def loaded(self) -> Records:
        """Return the records from the same read as the entries last read."""
        return self._records(self._entries.loaded_content())

    def occasions(self) -> list[Occasion]:
        """Read the occasions, oldest first; at most one a day for each entry or pattern."""
        return list(self.read().occasions)

    def reviews(self) -> list[Review]:
        """Read the answers in reviews, oldest first."""
        return list(self.read().reviews)

    def aliases(self) -> list[Alias]:
        """Read the aliases, oldest first."""
        return self._entries.content().records.read(ALIAS_TABLE)

    def note_occasion(
        self, about: str, outcome: str, on: date | None = None, note: str = ""
    ) -> Occasion:
        """Note that the situation of a lesson or pattern came up.

        A second occasion on one day replaces the first, until it is undone.

        Args:
            about: the complete id of the entry or pattern.
            outcome: one of OCCASIONS.
            on: the day; by default, today.
            note: a line about it.

        Raises:
            NotFoundError: the journal has no such entry or pattern.
            UsageError: the outcome is unknown, or the day is in the future.
        """
        now = self._clock()
        occasion = Occasion(new_id(), about, outcome, on or now.date(), now, note)
        if occasion.outcome not in OCCASIONS:
            raise UsageError(f"an occasion is one of: {', '.join(OCCASIONS)}")
        if occasion.on > now.date():
            raise UsageError("an occasion is not in the future", hint="Give a day up to today.")
        with self._entries.changing() as changes:
            _require(changes, about)
            occasion = replace(occasion, at=_next_time(changes, now))
            changes.put_record(OCCASION_TABLE, occasion)
        return occasion

    def add_all(self, occasions: Iterable[Occasion], reviews: Iterable[Review]) -> None:
        """Add occasions and reviews as they are, in one write."""
        with self._entries.changing() as changes:
            for occasion in occasions:
                changes.put_record(OCCASION_TABLE, occasion)
            for review in reviews:
                changes.put_record(REVIEW_TABLE, review)

    def undo_occasion(self, about: str | None = None) -> Occasion | None:
        """Remove the occasion that was noted last, and the review that noted it, if one did.

        Args:
            about: the complete id of the entry or pattern; None for the last of all.

        Returns:
            The occasion; None if there is none.
        """
        now = self._clock()
        with self._entries.changing() as changes:
            occasion = _newest(changes, OCCASION_TABLE, now, about)
            if occasion is None:
                return None
            changes.remove_record(OCCASION_TABLE, occasion.id)
            for review in changes.newest_first(REVIEW_TABLE):
                if review.occasion == occasion.id:
                    changes.remove_record(REVIEW_TABLE, review.id)
                if review.at < occasion.at:
                    break
        return occasion

    def add_review(self, about: str, answer: str) -> Review:
        """Save an answer in a review; USED and SLIPPED also note an occasion of today.

        Args:
            about: the complete id of the entry or pattern.
            answer: one of REVIEW_ANSWERS.

        Raises:
            NotFoundError: the journal has no such entry or pattern.
            UsageError: the answer is unknown.
        """
        now = self._clock()
        if answer not in REVIEW_ANSWERS:
            raise UsageError(f"an answer is one of: {', '.join(REVIEW_ANSWERS)}")
        with self._entries.changing() as changes:
            _require(changes, about)
            review = Review(new_id(), about, answer, _next_time(changes, now))
            if answer in OCCASIONS:
                occasion = Occasion(new_id(), about, answer, now.date(), review.at)
                review = replace(review, occasion=occasion.id)
                changes.put_record(OCCASION_TABLE, occasion)
            changes.put_record(REVIEW_TABLE, review)
        return review

    def undo_review(self, about: str | None = None) -> Review | None:
        """Remove the answer that was given last, and the occasion that it noted.

        Args:
            about: the complete id of the entry or pattern; None for the last of all.

        Returns:
            The answer; None if there is none.
        """
        with self._entries.changing() as changes:
            review = _newest(changes, REVIEW_TABLE, self._clock(), about)
            if review is None:
                return None
            changes.remove_record(REVIEW_TABLE, review.id)
            if review.occasion:
                changes.remove_record(OCCASION_TABLE, review.occasion)
        return review

    def _records(self, content: "JournalContent") -> Records:
        stored = content.records
        patterns = stored.read(PATTERN_TABLE)
        occasions, reviews = stored.read(OCCASION_TABLE), stored.read(REVIEW_TABLE)
        if not (occasions or reviews):
            return Records(patterns=tuple(patterns))
        known = {row.id for row in content.rows}
        known.update(pattern.id for pattern in patterns)
        return Records(
            tuple(_last_of_days((one for one in occasions if one.about in known), self._clock())),
            tuple(review for review in reviews if review.about in known),
            tuple(patterns),
        )


def _require(changes: "ChangeSet", about: str) -> None:
    """Raise an error if there is no entry or pattern with the given id."""
    if not _is_known(changes, about):
        raise NotFoundError(
            f"no entry or pattern {about!r}", hint="{command} shows the ids.", command=("list",)
        )


def _is_known(changes: "ChangeSet", about: str) -> bool:
    return is_id(about) and (
        changes.has_entry(about) or changes.record(PATTERN_TABLE, about) is not None
    )


def _newest(
    changes: "ChangeSet", table: RecordTable[R], now: datetime, about: str | None = None
) -> R | None:
    """Return the record that was added last; None if none was.

    Records from the future count as the oldest, because the clock was wrong when they were added.

    Args:
        changes: the journal.
        table: the table.
        now: the current time.
        about: the id of the entry or pattern; None for any that is not in the trash.
    """
    future: R | None = None
    for record in changes.newest_first(table):
        if about not in (None, record.about) or not _is_known(changes, record.about):
            continue
        if record.at <= now + FUTURE:
            return record
        future = future or record
    return future


def _next_time(changes: "ChangeSet", now: datetime) -> datetime:
    """Return the time for a new record: now, but after those from before the clock went back."""
    newest = (_newest(changes, OCCASION_TABLE, now), _newest(changes, REVIEW_TABLE, now))
    times = [record.at for record in newest if record and record.at <= now + FUTURE]
    return max([now, *(at + _LEAST for at in times)])


def _last_of_days(occasions: Iterable[Occasion], now: datetime) -> list[Occasion]:
    """Return the occasion that was noted last for each entry or pattern and day."""
    last: dict[tuple[str, date], Occasion] = {}
    for occasion in occasions:
        key = occasion.about, occasion.on
        # What the clock dated in the future, by mistake, replaces nothing.
        if key not in last or occasion.at <= now + FUTURE:
            last.pop(key, None)
            last[key] = occasion
    return list(last.values())
