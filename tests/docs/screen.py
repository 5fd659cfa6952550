"""An emulated terminal screen that supports the control sequences reflect uses."""

import re
from collections.abc import Iterator

_PIECE = re.compile(r"\x1b\[([?>=]?[\d;]*)([A-Za-z])|[\r\n\x08]|[^\x1b\r\n\x08]+")
PLAIN = "\x1b[39m"
_MOVES = {"A": (-1, 0), "B": (1, 0), "C": (0, 1), "D": (0, -1)}


class Screen:
    """Rows of coloured characters.

    Args:
        stream: the output of a program.
    """

    def __init__(self, stream: str) -> None:
        self._rows: list[list[tuple[str, str]]] = [[]]
        self._row = self._column = 0
        self._colour = ""
        for piece in _PIECE.finditer(stream):
            self._take(piece)

    def rows(self) -> Iterator[str]:
        """Yield each row as text, with escape sequences for colours."""
        for row in self._rows:
            text, last = "", ""
            for char, colour in row:
                ink = colour or PLAIN
                # Leading spaces have no visible colour, so they are not part of a coloured run.
                if char == " " and ink != last:
                    ink = ""
                text += char if ink == last else f"\x1b[0m{ink}{char}"
                last = ink
            yield text + ("\x1b[0m" if last else "")

    def plain(self) -> list[str]:
        """Return each row as plain text."""
        return ["".join(char for char, _ in row).rstrip() for row in self._rows]

    def _take(self, piece: re.Match[str]) -> None:
        argument, letter = piece[1], piece[2]
        if piece[0] == "\n":
            self._go(1, 0)
        elif piece[0] == "\r":
            self._column = 0
        elif piece[0] == "\b":
            self._column -= 1
        elif letter is None:
            for char in piece[0]:
                self._put(char)
        elif letter in _MOVES:
            down, right = _MOVES[letter]
            count = int(argument or 1)
            self._go(down * count, right * count)
        elif letter == "m":
            self._colour = "" if argument in ("", "0") else piece[0]
        elif letter in "KJ":
            del self._rows[self._row][self._column :]
            if letter == "J":
                del self._rows[self._row + 1 :]

    def _go(self, down: int, right: int) -> None:
        self._row, self._column = self._row + down, self._column + right
        while len(self._rows) <= self._row:
            self._rows.append([])

    def _put(self, char: str) -> None:
        row = self._rows[self._row]
        row += [(" ", "")] * (self._column + 1 - len(row))
        row[self._column] = (char, self._colour)
        self._column += 1
