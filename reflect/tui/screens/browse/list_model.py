"""Models for the entry list: all entries grouped by month, or search results."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from reflect.tui.widgets.entry_list_model import Heading, ListRow

if TYPE_CHECKING:
    from reflect.journal.snapshot import Snapshot
    from reflect.search.document import SearchDocument
    from reflect.search.engine import Matches

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
        headings = _rank_headings(matches) if matches.is_ranked else month_headings(days)
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


def _rank_headings(matches: "Matches") -> list[Heading]:
    """Return headings for the entries that contain all words and those that contain some."""
    headings = [Heading(0, "", "best first")] if matches.with_all else []
    if matches.with_all < len(matches):
        text = "with some of the words"
        headings.append(Heading(matches.with_all, text, text))
    return headings
