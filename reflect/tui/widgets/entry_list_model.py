"""What the list of entries is given to show: rows, and the headings between them."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Find = Callable[[str], Iterable[tuple[int, int]]]
"""Finds the places of what was looked for in a text."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry as its line in the list tells of it.

    Args:
        id, title, state, kind, tags: as in the entry.
        day: when it happened.
        is_repeat: whether it repeats an earlier one.
        is_due: whether a look-back waits.
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
    """A line above the entry number `first`, the first of which is 0.

    Args:
        first: the number.
        text: what the line says.
        title: the same where it stands alone, at the top of the list.
    """

    first: int
    text: str
    title: str


class ListRows(Protocol):
    """Entries in an order; each is opened when its line comes into sight."""

    @property
    def headings(self) -> Sequence[Heading]:
        """The headings from the top down; the first stands at the top of the list."""

    @property
    def is_ranked(self) -> bool:
        """Whether the best come first, whichever month they are of."""

    def __len__(self) -> int:
        """Count the entries."""

    def id(self, number: int) -> str:
        """Give the id of an entry."""

    def row(self, number: int) -> ListRow:
        """Open an entry."""

    def find(self, entry_id: str) -> int | None:
        """Give the number of an entry; None where it isn't among them."""


class NoRows:
    """The list before anything was read."""

    headings: Sequence[Heading] = ()
    is_ranked = False

    def __len__(self) -> int:
        return 0

    def id(self, number: int) -> str:
        """There is none."""
        raise IndexError(number)

    def row(self, number: int) -> ListRow:
        """There is none."""
        raise IndexError(number)

    def find(self, entry_id: str) -> int | None:
        """Find nothing."""
        return None


class Lines:
    """Where each entry and each heading stands, counted in lines.

    The first heading has no line: it stands in the border, as does that of whatever is on top.

    Args:
        rows: what is listed.
    """

    def __init__(self, rows: ListRows) -> None:
        self._headings = rows.headings
        self._firsts = [heading.first for heading in rows.headings[1:]]
        self._places = [first + above for above, first in enumerate(self._firsts)]
        self._count = len(rows)

    def __len__(self) -> int:
        return self._count + len(self._firsts)

    def of(self, number: int) -> int:
        """Give the line of an entry."""
        return number + bisect_right(self._firsts, number)

    def at(self, line: int) -> int | Heading | None:
        """Give what stands on a line: an entry's number, a heading, or nothing."""
        if not 0 <= line < len(self):
            return None
        above = bisect_right(self._places, line)
        if above and self._places[above - 1] == line:
            return self._headings[above]
        return line - above

    def entry_at(self, line: int) -> int:
        """Give the number of the entry on a line, or of the nearest below it, or the last."""
        above = bisect_right(self._places, line)
        if above and self._places[above - 1] == line:
            return self._firsts[above - 1]
        return max(0, min(line - above, self._count - 1))

    def title_at(self, line: int) -> str:
        """Give the heading under which a line stands."""
        if not self._headings:
            return ""
        return self._headings[bisect_right(self._places, line)].title
