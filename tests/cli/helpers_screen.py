"""An in-memory terminal that records visible text and lines that exceed its width."""

import re
import unicodedata

_SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])|\x1b.|[\x00-\x1f]|[^\x00-\x1f\x1b]")


class Screen:
    """A screen of unlimited height that understands the few escape sequences reflect writes.

    Args:
        columns: the width in cells.
    """

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.rows: list[list[str]] = [[]]
        self.overflown: list[str] = []
        self.coloured = False
        self._row = self._column = 0

    @property
    def text(self) -> str:
        """The visible text, without trailing blanks on lines."""
        return "\n".join("".join(row).rstrip() for row in self.rows)

    def feed(self, text: str) -> "Screen":
        """Process a program's output."""
        for found in _SEQUENCE.finditer(text):
            if found[2]:
                self._act(found[2], found[1])
            elif found[0] == "\r":
                self._column = 0
            elif found[0] == "\b":
                self._column = max(0, self._column - 1)
            elif found[0] == "\n":
                self._go(self._row + 1)
            elif found[0] >= " ":
                self._put(found[0])
        return self

    def _act(self, name: str, value: str) -> None:
        if name == "m":
            # Codes 30 to 49 are colours; bold and dim are not.
            codes = [code for code in value.split(";") if code]
            self.coloured |= any(code[0] in "34" and len(code) == 2 for code in codes)
            return
        count = int(value) if value.isdecimal() else 1
        if name == "A":
            self._row = max(0, self._row - count)
        elif name == "B":
            self._go(self._row + count)
        elif name == "C":
            self._column += count
        elif name == "D":
            self._column = max(0, self._column - count)
        elif name in ("K", "J"):
            del self.rows[self._row][self._column :]
            if name == "J":
                del self.rows[self._row + 1 :]
            # Erase combining characters along with the text they belong to.
            self.rows[self._row] += [" "] * (self._column - len(self.rows[self._row]))

    def _go(self, row: int) -> None:
        self._row = row
        self.rows += [[] for _ in range(row + 1 - len(self.rows))]

    def _put(self, char: str) -> None:
        row = self.rows[self._row]
        if unicodedata.category(char) in ("Mn", "Me", "Cf") and char != "\xad":
            if 0 < self._column <= len(row):
                row[self._column - 1] += char
            return
        wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        row += [" "] * (self._column + wide - len(row))
        row[self._column : self._column + wide] = [char, ""][:wide]
        self._column += wide
        if self._column > self.columns:
            self.overflown.append("".join(row))
