"""Models for the entry list: all entries grouped by month, or search results."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from reflect.text.clean import one_line
from reflect.tui.widgets.entry_list_model import Heading, ListRow

if TYPE_CHECKING:
    from reflect.journal.snapshot import Snapshot
    from reflect.search.document import SearchDocument
    from reflect.search.engine import Matches

MAX_LESSON = 1_000
"""The maximum length of a lesson in its row, in characters; wider than any row."""
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class EntryListModel:
    """The base class of the list models.

    Args:
        headings: the headings, as in ListRows.
        today: the current date.
    """

    is_ranked = False
    with_all = 0
    height = 1

    def __init__(self, headings: Sequence[Heading], today: date) -> None:
        self.headings = headings
        self._today = today

    def __len__(self) -> int:
        raise NotImplementedError

    def item(self, number: int) -> "SearchDocument":
        """Return the entry at a position."""
        raise NotImplementedError

    def id(self, number: int) -> str:
        """Return the id of the entry at a position."""
        return self.item(number).id

    def find(self, entry_id: str) -> int | None:
        """Return the position of an entry, or None if it is not listed."""
        raise NotImplementedError

    def day(self, number: int) -> str:
        """Return the day of the entry at a position, as YYYY-MM-DD."""
        return self.item(number).occurred_on.isoformat()

    def row(self, number: int) -> ListRow:
        """Return the list row for the entry at a position."""
        item = self.item(number)
        return ListRow(
            id=item.id,
            title=item.title,
            state=item.state,
            kind=item.kind,
            day=item.occurred_on,
            tags=item.tags,
            is_repeat=bool(item.repeats),
            is_due=any(commitment.is_due(self._today) for commitment in item.commitments),
            near_miss=item.near_miss,
        )


class AllEntries(EntryListModel):
    """All entries in a snapshot, each parsed when it is first shown.

    Args:
        snapshot: the snapshot.
        today: the current date.
    """

    def __init__(self, snapshot: "Snapshot", today: date) -> None:
        super().__init__(month_headings(list(map(snapshot.day, range(len(snapshot))))), today)
        self._snapshot = snapshot

    def __len__(self) -> int:
        return len(self._snapshot)

    def item(self, number: int) -> "SearchDocument":
        return self._snapshot.item(number)

    def id(self, number: int) -> str:
        return self._snapshot.ids[number]

    def day(self, number: int) -> str:
        return self._snapshot.day(number)

    def find(self, entry_id: str) -> int | None:
        return self._snapshot.index_of(entry_id)


class MatchingEntries(EntryListModel):
    """The entries that match a query, ranked if the query contains words.

    Args:
        matches: the search results.
        today: the current date.
    """

    def __init__(self, matches: "Matches", today: date) -> None:
        days = [] if matches.is_ranked else [item.occurred_on.isoformat() for item in matches]
        ranks = _rank_headings(matches.with_all, len(matches))
        headings = ranks if matches.is_ranked else month_headings(days)
        super().__init__(headings, today)
        self.is_ranked = matches.is_ranked
        self.with_all = matches.with_all
        self._matches = matches

    def __len__(self) -> int:
        return len(self._matches)

    def item(self, number: int) -> "SearchDocument":
        return self._matches[number]

    def find(self, entry_id: str) -> int | None:
        return self._numbers.get(entry_id)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {item.id: number for number, item in enumerate(self._matches)}


class LessonEntries(EntryListModel):
    """The entries of another model that have a lesson, which is shown instead of the title.

    Args:
        entries: the other model.
        numbers: the positions in it of the entries with a lesson, in order.
        today: the current date.
        notes: a word for the end of the row, by the id of the entry.
    """

    height = 2

    def __init__(
        self,
        entries: EntryListModel,
        numbers: Sequence[int],
        today: date,
        notes: Mapping[str, str],
    ) -> None:
        with_all = bisect_left(numbers, entries.with_all)
        ranks = _rank_headings(with_all, len(numbers))
        headings = ranks if entries.is_ranked else month_headings(list(map(entries.day, numbers)))
        super().__init__(headings, today)
        self.is_ranked, self.with_all = entries.is_ranked, with_all
        self._entries = entries
        self._places = numbers
        self._notes = notes

    def __len__(self) -> int:
        return len(self._places)

    def item(self, number: int) -> "SearchDocument":
        return self._entries.item(self._places[number])

    def id(self, number: int) -> str:
        return self._entries.id(self._places[number])

    def find(self, entry_id: str) -> int | None:
        place = self._entries.find(entry_id)
        number = len(self) if place is None else bisect_left(self._places, place)
        return number if number < len(self) and self._places[number] == place else None

    def row(self, number: int) -> ListRow:
        lesson = one_line(self.item(number).lesson[:MAX_LESSON])
        row = super().row(number)
        return replace(row, title=lesson, note=self._notes.get(row.id, ""), tags=())


def month_headings(days: Sequence[str]) -> list[Heading]:
    """Return a heading for each month, including the year whenever it changes.

    Args:
        days: the entries' dates in list order, in ISO format.
    """
    headings: list[Heading] = []
    before = ""
    for number, day in enumerate(days):
        if day[:7] == before[:7]:
            continue
        month = day[5:7]
        is_month = month.isdecimal() and 1 <= int(month) <= len(_MONTHS)
        # List the entry even if its date is invalid; doctor reports that.
        name = _MONTHS[int(month) - 1] if is_month else "(no day)"
        title = f"{day[:4]} {name}" if is_month else name
        headings.append(Heading(number, name if day[:4] == before[:4] else title, title))
        before = day
    return headings


def _rank_headings(with_all: int, count: int) -> list[Heading]:
    """Return headings for the entries that contain all words and those that contain some."""
    headings = [Heading(0, "", "best first")] if with_all else []
    if with_all < count:
        text = "with some of the words"
        headings.append(Heading(with_all, text, text))
    return headings
