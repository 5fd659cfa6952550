"""Quickly rules out raw lines that can't match, so that most of them are never parsed."""

from collections.abc import Sequence
from functools import cache
from itertools import product

from reflect.text.fold import fold

Row = tuple[str, ...]
"""Folded words that must all occur."""

_LEAD = 0xC3  # the first byte of À to ÿ in UTF-8
_TWO_LETTERS = {"ss": "s", "ae": "a", "th": "t"}
_MOST_SPELLINGS = 16


class Prefilter:
    """A filter that finds the rows of words that a line may contain, without missing any.

    Words match anywhere in the line, including keys and questions. Word boundaries are ignored,
    because a word may follow an escape sequence such as `\\n`. Letters are never escaped in a line.

    Args:
        rows: the rows of words to find; the first row is bit 0 of the result.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = tuple(rows)
        self._spellings = [[_spellings(word) for word in row] for row in rows]
        self._all = (1 << len(self._rows)) - 1
        self._is_plain = all(word.isascii() for row in rows for word in row)

    def matching_rows(self, line: bytes) -> int:
        """Return a bit mask of the rows that the line may contain.

        Args:
            line: an entry's JSON in UTF-8.
        """
        if not self._rows:
            return 0
        plain = squeeze(line)
        bits = self._in_squeezed(plain)
        if bits == self._all or line.isascii() or (self._is_plain and is_exact(line, plain)):
            return bits
        try:
            text = fold(line.decode())
        except UnicodeDecodeError:
            return self._all
        matches = (all(word in text for word in row) for row in self._rows)
        return sum(1 << bit for bit, is_there in enumerate(matches) if is_there)

    def _in_squeezed(self, plain: bytes) -> int:
        bits = 0
        for bit, row in enumerate(self._spellings):
            for spellings in row:
                for spelling in spellings:
                    if spelling in plain:
                        break
                else:
                    break  # this word is missing
            else:
                bits |= 1 << bit
        return bits


def squeeze(line: bytes) -> bytes:
    """Map Western letters to a-z at the byte level, several times faster than `fold`.

    ß, æ and þ become one letter instead of two. Non-ASCII punctuation may turn into letters; this
    can make a word longer but never splits it.
    """
    return line.translate(_table(), bytes([_LEAD]))


def is_exact(line: bytes, plain: bytes) -> bool:
    """Return whether a squeezed line contains every a-z word that folding would find."""
    # Other scripts leave their lead bytes behind. 0x84 occurs in the Kelvin and Ångström signs.
    return plain.isascii() and b"\x84" not in line


@cache
def _table() -> bytes:
    table = bytearray(bytes(range(256)).lower())
    for second in range(0x80, 0xC0):
        letter = fold(bytes([_LEAD, second]).decode())[0]
        table[second] = ord(letter) if letter.isascii() else ord(" ")
    # £, §, dashes, quotation marks and arrows never fold to letters.
    table[0xC2] = table[0xE2] = ord(" ")
    return bytes(table)


def _spellings(word: str) -> tuple[bytes, ...]:
    """Return the possible spellings of a word in squeezed lines.

    If there are too many, return b"", which matches every line.
    """
    if not word.isascii():
        return ()
    pieces: list[tuple[str, ...]] = []
    place = 0
    while place < len(word):
        two = word[place : place + 2]
        pieces.append((two, _TWO_LETTERS[two]) if two in _TWO_LETTERS else (word[place],))
        place += len(pieces[-1][0])
    if 2 ** sum(len(piece) - 1 for piece in pieces) > _MOST_SPELLINGS:
        return (b"",)
    return tuple("".join(choice).encode() for choice in product(*pieces))
