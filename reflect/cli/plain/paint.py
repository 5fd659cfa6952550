"""Paints the rows of a text being typed, writing as little as it can."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from reflect.cli.plain.layout import text_columns


class Painter:
    """Keeps some rows of the terminal, from the one where the cursor is when it begins.

    Only relative moves are used, and no row is filled to its last column, so it works on every
    terminal that can move its cursor. Screen readers hear only what changed.

    Args:
        write: takes what goes to the terminal.
    """

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._rows = [""]
        self._row = 0
        self._column = 0

    def paint(self, rows: list[str], row: int, column: int) -> None:
        """Show these rows, with the cursor at this row and column."""
        same = _alike(rows, self._rows)
        out = [self._change(number, rows) for number in range(same, len(rows))]
        if len(rows) < len(self._rows):
            self._go(out, len(rows) - 1, text_columns(rows[-1]))
            out.append("\x1b[J")
        self._rows = list(rows)
        self._go(out, row, column)
        self._write("".join(out))

    def leave(self) -> None:
        """Put the cursor on a fresh row below; what is painted stays."""
        out: list[str] = []
        self._go(out, len(self._rows) - 1, 0)
        self._write("".join([*out, "\n"]))
        self._rows, self._row, self._column = [""], 0, 0

    def clear(self) -> None:
        """Take the rows away; the cursor stands where it began."""
        out: list[str] = []
        self._go(out, 0, 0)
        self._write("".join([*out, "\x1b[J"]))
        self._rows = [""]

    def _change(self, number: int, rows: list[str]) -> str:
        """Turn one row into what it shall be, from its first difference on."""
        out: list[str] = []
        if number >= len(self._rows):
            self._go(out, len(self._rows) - 1, self._column)
            out.append("\n")
            self._rows.append("")
            self._row, self._column = number, 0
        old, new = self._rows[number], rows[number]
        kept = _alike(old, new)
        # An accent joins the character before it: write both again.
        while kept and (_is_joined(new, kept) or _is_joined(old, kept)):
            kept -= 1
        self._go(out, number, text_columns(new[:kept]))
        out.append(new[kept:])
        if text_columns(old) > text_columns(new) or old[kept:]:
            out.append("\x1b[K")
        self._column = text_columns(new)
        self._rows[number] = new
        return "".join(out)

    def _go(self, out: list[str], row: int, column: int) -> None:
        if row < self._row:
            out.append(f"\x1b[{self._row - row}A")
        elif row > self._row:
            out.append(f"\x1b[{row - self._row}B")
        if column != self._column:
            out.append("\r" + (f"\x1b[{column}C" if column else ""))
        self._row, self._column = row, column


def _is_joined(row: str, at: int) -> bool:
    return at < len(row) and text_columns(row[at]) == 0


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Count how many items both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
