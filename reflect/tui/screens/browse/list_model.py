"""The rows of Browse: the whole journal month by month, or what a search found."""

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
        today: the day it is.
    """

    is_ranked = False
    with_all = 0

    def __init__(self, headings: Sequence[Heading], today: date) -> None:
        self.headings = headings
        self._today = today

    def __len__(self) -> int:
        raise NotImplementedError

    def item(self, number: int) -> "SearchDocument":
        """Open an entry."""
        raise NotImplementedError

    def id(self, number: int) -> str:
        """Give the id of an entry."""
        return self.item(number).id

    def find(self, entry_id: str) -> int | None:
        """Give the number of an entry."""
        raise NotImplementedError

    def row(self, number: int) -> ListRow:
        """Open an entry as a row."""
        item = self.item(number)
        return ListRow(
            id=item.id,
            title=item.title,
            state=item.state,
            kind=item.kind,
            day=item.occurred_on,
            tags=item.tags,
            is_repeat=bool(item.repeats),
            is_due=any(made.is_due(self._today) for made in item.commitments),
        )


class WholeListing(EntryListModel):
    """All entries of a reading; none is opened by making it.

    Args:
        reading: the journal as it was read.
        today: the day it is.
    """

    def __init__(self, reading: "Snapshot", today: date) -> None:
        super().__init__(months(list(map(reading.day, range(len(reading))))), today)
        self._reading = reading

    def __len__(self) -> int:
        return len(self._reading)

    def item(self, number: int) -> "SearchDocument":
        """Open an entry."""
        return self._reading.item(number)

    def id(self, number: int) -> str:
        """Give the id of an entry."""
        return self._reading.ids[number]

    def find(self, entry_id: str) -> int | None:
        """Give the number of an entry."""
        return self._reading.index_of(entry_id)


class FoundListing(EntryListModel):
    """What a search found, the best first where words were asked for.

    Args:
        found: by the search.
        today: the day it is.
    """

    def __init__(self, found: "Matches", today: date) -> None:
        super().__init__(_matches(found) if found.is_ranked else _months(found), today)
        self.is_ranked = found.is_ranked
        self.with_all = found.with_all
        self._found = found

    def __len__(self) -> int:
        return len(self._found)

    def item(self, number: int) -> "SearchDocument":
        """Give an entry."""
        return self._found[number]

    def find(self, entry_id: str) -> int | None:
        """Give the number of an entry."""
        return self._numbers.get(entry_id)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {item.id: number for number, item in enumerate(self._found)}


def months(days: Sequence[str]) -> list[Heading]:
    """Make a heading for each month: "October", with its year where that is another one.

    Args:
        days: of the entries in their order, as ISO dates.
    """
    found: list[Heading] = []
    before = ""
    for number, day in enumerate(days):
        if day[:7] == before[:7]:
            continue
        month = day[5:7]
        is_month = month.isdecimal() and 1 <= int(month) <= len(_MONTHS)
        # A day that can't be read is for doctor to name; the list shows the rest all the same.
        name = _MONTHS[int(month) - 1] if is_month else "(no day)"
        title = f"{day[:4]} {name}" if is_month else name
        found.append(Heading(number, name if day[:4] == before[:4] else title, title))
        before = day
    return found


def _months(found: "Matches") -> list[Heading]:
    return months([item.occurred_on.isoformat() for item in found])


def _matches(found: "Matches") -> list[Heading]:
    """Part the entries that have all the words from those that have some."""
    every = [Heading(0, "", "best first")] if found.with_all else []
    if found.with_all < len(found):
        text = "with some of the words"
        every.append(Heading(found.with_all, text, text))
    return every
