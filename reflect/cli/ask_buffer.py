"""A text being typed: the characters, the cursor, and how they fall into rows."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from reflect.text import safe_display

TAB = 4
JOINER = "\u200d"


@lru_cache(maxsize=4096)
def shown(char: str) -> str:
    """Give what stands on the screen for a character."""
    return " " * TAB if char == "\t" else safe_display(char, keep="")


@lru_cache(maxsize=4096)
def columns(char: str) -> int:
    """Say how many columns a character takes."""
    mark = shown(char)
    if mark != char:
        return len(mark)
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display(text: str) -> str:
    """Give what stands on the screen for a text of one row."""
    return text if text.isascii() and text.isprintable() else "".join(map(shown, text))


def text_columns(text: str) -> int:
    """Say how many columns a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(columns, text))


class Buffer:
    """A text and the place of the cursor in it.

    Args:
        text: to begin with; the cursor stands at its end.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.at = len(text)

    @property
    def line(self) -> str:
        """The line the cursor is on."""
        return self.text[self._line_start() : self._line_end()]

    @property
    def is_at_end(self) -> bool:
        """Whether the cursor is at the end of the text."""
        return self.at == len(self.text)

    def insert(self, text: str) -> None:
        """Put a text in where the cursor is."""
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def backspace(self) -> None:
        """Take away the character before the cursor, with its accents."""
        self._cut(self._before(), self.at)

    def delete(self) -> None:
        """Take away the character at the cursor."""
        self._cut(self.at, self._after())

    def left(self) -> None:
        """Go one character to the left."""
        self.at = self._before()

    def right(self) -> None:
        """Go one character to the right."""
        self.at = self._after()

    def word_left(self) -> None:
        """Go to the beginning of the word."""
        self.at = self._word_start()

    def word_right(self) -> None:
        """Go to the end of the word."""
        at = self.at
        while at < len(self.text) and not self.text[at].isalnum():
            at += 1
        while at < len(self.text) and self.text[at].isalnum():
            at += 1
        self.at = at

    def home(self) -> None:
        """Go to the beginning of the line."""
        self.at = self._line_start()

    def end(self) -> None:
        """Go to the end of the line."""
        self.at = self._line_end()

    def cut_to_end(self) -> None:
        """Take away the rest of the line."""
        self._cut(self.at, self._line_end())

    def cut_to_start(self) -> None:
        """Take away the line up to the cursor."""
        self._cut(self._line_start(), self.at)

    def cut_word(self) -> None:
        """Take away the word before the cursor."""
        self._cut(self._word_start(), self.at)

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.at = start

    def _line_start(self) -> int:
        return self.text.rfind("\n", 0, self.at) + 1

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _before(self) -> int:
        at = self.at - 1
        while at > 0 and _belongs(self.text, at):
            at -= 1
        return max(at, 0)

    def _after(self) -> int:
        at = self.at + 1
        while at < len(self.text) and _belongs(self.text, at):
            at += 1
        return min(at, len(self.text))

    def _word_start(self) -> int:
        at = self.at
        while at > 0 and not self.text[at - 1].isalnum():
            at -= 1
        while at > 0 and self.text[at - 1].isalnum():
            at -= 1
        return at


EDITS: dict[str, Callable[[Buffer], None]] = {
    "backspace": Buffer.backspace,
    "delete": Buffer.delete,
    "left": Buffer.left,
    "right": Buffer.right,
    "word_left": Buffer.word_left,
    "word_right": Buffer.word_right,
    "home": Buffer.home,
    "end": Buffer.end,
    "cut_to_end": Buffer.cut_to_end,
    "cut_to_start": Buffer.cut_to_start,
    "cut_word": Buffer.cut_word,
}


def _belongs(text: str, at: int) -> bool:
    """Whether a character is part of the one before it: an accent, or joined to it."""
    if text[at] == "\n" or text[at - 1] == "\n":
        return False
    return columns(text[at]) == 0 or text[at - 1] == JOINER


@lru_cache(maxsize=2048)
def wrap(line: str, width: int) -> tuple[int, ...]:
    """Say where the rows of a line begin, cut at blanks where that can be.

    Args:
        line: without a line end.
        width: columns of a row; blanks at its end may hang over.
    """
    starts = [0]
    column = 0
    after_blank = 0
    for at, char in enumerate(line):
        wide = columns(char)
        if column + wide > width and not char.isspace() and at > starts[-1]:
            starts.append(after_blank if after_blank > starts[-1] else at)
            column = text_columns(line[starts[-1] : at])
        column += wide
        if char.isspace():
            after_blank = at + 1
    return tuple(starts)


def rows_of(text: str, width: int) -> list[tuple[int, int]]:
    """Lay a text out in rows; each is given by where it begins and ends in the text."""
    rows: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        starts = wrap(line, width)
        ends = (*starts[1:], len(line))
        rows += [(offset + start, offset + end) for start, end in zip(starts, ends, strict=True)]
        offset += len(line) + 1
    return rows


def place(text: str, rows: list[tuple[int, int]], at: int, width: int) -> tuple[int, int]:
    """Find the row and the column of the cursor."""
    row = max(number for number, (start, _) in enumerate(rows) if start <= at)
    return row, min(text_columns(text[rows[row][0] : at]), width)


def offset_at(text: str, row: tuple[int, int], column: int, *, is_last_of_line: bool) -> int:
    """Find the place in the text that is nearest to a column of a row."""
    start, end = row
    at = start
    stop = end if is_last_of_line else max(end - 1, start)
    while at < stop and text_columns(text[start : at + 1]) <= column:
        at += 1
    return at
