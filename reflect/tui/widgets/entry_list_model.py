"""Rows and headings of the list of entries."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Find = Callable[[str], Iterable[tuple[int, int]]]
"""Finds the words of a search in a text."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """The fields of an entry that its line shows.

    Args:
        id, title, state, kind, tags: as in the entry.
        day: the day it happened.
        is_repeat: whether it repeats an earlier entry.
        is_due: whether a look-back is due.
    """

    id: str
    title: str
    state: str
    kind: str
    day: date
    tags: tuple[str, ...] = ()
    is_repeat: bool = False
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above an entry.

    Args:
        first: the number of the entry, from 0.
        text: the text of the line.
        title: the text in the border, where it stands alone.
    """

    first: int
    text: str
    title: str


class ListRows(Protocol):
    """Entries in order; each is read when its line becomes visible."""

    @property
    def headings(self) -> Sequence[Heading]:
        """The headings in order; the first belongs to the first entry."""

    @property
    def is_ranked(self) -> bool:
        """Whether the best matches come first, instead of months in order."""

    def __len__(self) -> int:
        """Return the number of entries."""

    def id(self, number: int) -> str:
        """Return the id of an entry."""

    def row(self, number: int) -> ListRow:
        """Return the row of an entry."""

    def find(self, entry_id: str) -> int | None:
        """Return the number of an entry; None where it isn't listed."""


class NoRows:
    """An empty list."""

    headings: Sequence[Heading] = ()
    is_ranked = False

    def __len__(self) -> int:
        return 0

    def id(self, number: int) -> str:
        raise IndexError(number)

    def row(self, number: int) -> ListRow:
        raise IndexError(number)

    def find(self, entry_id: str) -> int | None:
        return None


class Lines:
    """The lines of the list: entries, and headings between them.

    The first heading has no line; the heading of the topmost line is shown in the border.

    Args:
        rows: the rows of the list.
    """

    def __init__(self, rows: ListRows) -> None:
        self._headings = rows.headings
        self._firsts = [heading.first for heading in rows.headings[1:]]
        self._places = [first + above for above, first in enumerate(self._firsts)]
        self._count = len(rows)

    def __len__(self) -> int:
        return self._count + len(self._firsts)

    def of(self, number: int) -> int:
        """Return the line of an entry."""
        return number + bisect_right(self._firsts, number)

    def at(self, line: int) -> int | Heading | None:
        """Return what is on a line: the number of an entry, a heading, or None."""
        if not 0 <= line < len(self):
            return None
        above = bisect_right(self._places, line)
        if above and self._places[above - 1] == line:
            return self._headings[above]
        return line - above

    def entry_at(self, line: int) -> int:
        """Return the number of the entry on a line, or of the next one below, or the last."""
        above = bisect_right(self._places, line)
        if above and self._places[above - 1] == line:
            return self._firsts[above - 1]
        return max(0, min(line - above, self._count - 1))

    def title_at(self, line: int) -> str:
        """Return the title of the heading that a line belongs to."""
        if not self._headings:
            return ""
        return self._headings[bisect_right(self._places, line)].title
