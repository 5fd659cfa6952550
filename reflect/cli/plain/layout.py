"""How a text falls into rows on a screen: how wide characters are, where lines are cut."""

import unicodedata
from functools import lru_cache

from reflect.text.display import safe_display

TAB = 4
# Lines are cut after these, and these may hang over the end of a row.
BLANKS = " \t"
SOFT_HYPHEN = "\xad"


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
    if unicodedata.category(char) in ("Mn", "Me", "Cf") and char != SOFT_HYPHEN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display(text: str) -> str:
    """Give what stands on the screen for a text of one row."""
    return text if text.isascii() and text.isprintable() else "".join(map(shown, text))


def text_columns(text: str) -> int:
    """Say how many columns a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(columns, text))


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
        # A second cut is needed where a wide character follows a word that fills its row.
        while column + wide > width and char not in BLANKS and at > starts[-1]:
            starts.append(after_blank if after_blank > starts[-1] else at)
            column = text_columns(line[starts[-1] : at])
        column += wide
        if char in BLANKS:
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
