"""The rows and headings of the entry list."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Find = Callable[[str], Iterable[tuple[int, int]]]
"""A function that returns the spans of search matches in a text."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """The fields of an entry that are shown in its row.

    Args:
        id, title, state, kind, tags: the fields of the same name in the entry.
        day: the day the failure happened.
        is_repeat: whether the entry repeats an earlier one.
        is_due: whether a look-back is due.
        note: a word at the end of the row; may be empty.
        near_miss: whether it is a near miss.
    """

    id: str
    title: str
    state: str
    kind: str
    day: date
    tags: tuple[str, ...] = ()
    is_repeat: bool = False
    is_due: bool = False
    note: str = ""
    near_miss: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line above a group of entries.

    Args:
        first: the number of the first entry below it, counting from 0.
        text: the text of the heading line.
        title: the text shown in the border while these entries are at the top of the list.
    """

    first: int
    text: str
    title: str


class ListRows(Protocol):
    """An ordered sequence of entries, each read only when its line becomes visible."""

    @property
    def headings(self) -> Sequence[Heading]:
        """The headings in order, starting with the one above the first entry."""

    @property
    def is_ranked(self) -> bool:
        """Whether entries are sorted by relevance instead of grouped by month."""

    @property
    def height(self) -> int:
        """The lines of a row, if there is room: 1, or 2 to wrap long titles."""

    def __len__(self) -> int:
        """Return the number of entries."""

    def id(self, number: int) -> str:
        """Return the id of an entry."""

    def row(self, number: int) -> ListRow:
        """Return the row of an entry."""

    def find(self, entry_id: str) -> int | None:
        """Return the number of an entry, or None if it isn't listed."""


class NoRows:
    """An empty list."""

    headings: Sequence[Heading] = ()
    is_ranked = False
    height = 1

    def __len__(self) -> int:
        return 0

    def id(self, number: int) -> str:
        raise IndexError(number)

    def row(self, number: int) -> ListRow:
        raise IndexError(number)

    def find(self, entry_id: str) -> int | None:
        return None


class Lines:
    """The lines of the list: the entries and the headings between them.

    The first heading has no line of its own, because the border shows the topmost heading.

    Args:
        rows: the rows in the list.
        height: the number of lines of each entry.
    """

    def __init__(self, rows: ListRows, height: int = 1) -> None:
        self.height = height
        self._headings = rows.headings
        self._firsts = [heading.first for heading in rows.headings[1:]]
        self._places = [first * height + above for above, first in enumerate(self._firsts)]
        self._count = len(rows)

    def __len__(self) -> int:
        return self._count * self.height + len(self._firsts)

    def of(self, number: int) -> int:
        """Return the number of the first line of an entry."""
        return number * self.height + bisect_right(self._firsts, number)

    def at(self, line: int) -> int | Heading | None:
        """Return what a line shows: the number of an entry, a heading, or None."""
        if not 0 <= line < len(self):
            return None
        above = bisect_right(self._places, line)
        if above and self._places[above - 1] == line:
            return self._headings[above]
        return (line - above) // self.height

    def part(self, line: int) -> int:
        """Return which line of its entry a line is, counting from 0."""
        return (line - bisect_right(self._places, line)) % self.height

    def entry_at(self, line: int) -> int:
        """Return the number of the entry on a line; a heading counts as the entry below it."""
        above = bisect_right(self._places, line)
        if above and self._places[above - 1] == line:
            return self._firsts[above - 1]
        return max(0, min((line - above) // self.height, self._count - 1))

    def title_at(self, line: int) -> str:
        """Return the title of the heading above a line."""
        if not self._headings:
            return ""
        return self._headings[bisect_right(self._places, line)].title
