"""The models of the list: the whole journal month by month, or the matches of a search."""

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
    """Entries in the order in which they are listed.

    Args:
        headings: as in ListRows.
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
        """Return an entry, parsed."""
        raise NotImplementedError

    def id(self, number: int) -> str:
        """Return the id of an entry."""
        return self.item(number).id

    def find(self, entry_id: str) -> int | None:
        """Return the position of an entry; None if it is not listed."""
        raise NotImplementedError

    def row(self, number: int) -> ListRow:
        """Return an entry as a row of the list."""
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
        )


class AllEntries(EntryListModel):
    """All entries of a snapshot; none is parsed until it is shown.

    Args:
        snapshot: the journal as it was read.
        today: the current date.
    """

    def __init__(self, snapshot: "Snapshot", today: date) -> None:
        super().__init__(month_headings(list(map(snapshot.day, range(len(snapshot))))), today)
        self._snapshot = snapshot

    def __len__(self) -> int:
        return len(self._snapshot)

    def item(self, number: int) -> "SearchDocument":
        """Return an entry, parsed."""
        return self._snapshot.item(number)

    def id(self, number: int) -> str:
        """Return the id of an entry."""
        return self._snapshot.ids[number]

    def find(self, entry_id: str) -> int | None:
        """Return the position of an entry; None if it is not in the journal."""
        return self._snapshot.index_of(entry_id)


class MatchingEntries(EntryListModel):
    """The entries that match a query; the best come first if it contains words.

    Args:
        matches: the result of the search.
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
        """Return an entry."""
        return self._matches[number]

    def find(self, entry_id: str) -> int | None:
        """Return the position of an entry; None if it does not match."""
        return self._numbers.get(entry_id)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {item.id: number for number, item in enumerate(self._matches)}


def month_headings(days: Sequence[str]) -> list[Heading]:
    """Return a heading for each month, such as "October"; with its year where the year changes.

    Args:
        days: the dates of the entries in their order, in ISO format.
    """
    headings: list[Heading] = []
    before = ""
    for number, day in enumerate(days):
        if day[:7] == before[:7]:
            continue
        month = day[5:7]
        is_month = month.isdecimal() and 1 <= int(month) <= len(_MONTHS)
        # An invalid date is for doctor to report; the entry is listed all the same.
        name = _MONTHS[int(month) - 1] if is_month else "(no day)"
        title = f"{day[:4]} {name}" if is_month else name
        headings.append(Heading(number, name if day[:4] == before[:4] else title, title))
        before = day
    return headings


def _rank_headings(matches: "Matches") -> list[Heading]:
    """Return the headings of the entries with all words, and of those with some."""
    headings = [Heading(0, "", "best first")] if matches.with_all else []
    if matches.with_all < len(matches):
        text = "with some of the words"
        headings.append(Heading(matches.with_all, text, text))
    return headings
