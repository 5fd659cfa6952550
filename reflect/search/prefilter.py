"""A first look at an entry's raw line, so that most lines need not be parsed."""

from collections.abc import Sequence
from functools import cache
from itertools import product

from reflect.text.fold import fold

Row = tuple[str, ...]
"""Folded words that are wanted together."""

_LEAD = 0xC3  # the first byte in UTF-8 of À to ÿ
_TWO_LETTERS = {"ss": "s", "ae": "a", "th": "t"}
_MOST_SPELLINGS = 16


class Prefilter:
    """Says which of some rows of words a line may have; never no where the entry has them.

    It looks for words anywhere in the line, beside keys and questions too. It asks for no word
    borders, as a word may follow an escape like `\\n`; letters are never escaped in a line.

    Args:
        rows: what is looked for; the first is bit 0 of what `look` gives.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = tuple(rows)
        self._spellings = [[_spellings(word) for word in row] for row in rows]
        self._all = (1 << len(self._rows)) - 1
        self._is_plain = all(word.isascii() for row in rows for word in row)

    def matching_rows(self, line: bytes) -> int:
        """Give a bit for each row that the line may have.

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
        found = (all(word in text for word in row) for row in self._rows)
        return sum(1 << bit for bit, is_there in enumerate(found) if is_there)

    def _in_squeezed(self, plain: bytes) -> int:
        bits = 0
        for bit, row in enumerate(self._spellings):
            for spellings in row:
                for spelling in spellings:
                    if spelling in plain:
                        break
                else:
                    break  # a word that isn't there
            else:
                bits |= 1 << bit
        return bits


def squeeze(line: bytes) -> bytes:
    """Bring the letters of Western languages to a-z, within bytes: several times as fast as fold.

    ß, æ and þ become one letter instead of two. Punctuation beyond ASCII may become letters, so
    that a word stays whole but not alone.
    """
    return line.translate(_table(), bytes([_LEAD]))


def is_exact(line: bytes, plain: bytes) -> bool:
    """Say whether a squeezed line has every word of a-z that folding would find."""
    # The lead bytes of other scripts stay; 0x84 is part of the signs for Kelvin and Ångström.
    return plain.isascii() and b"\x84" not in line


@cache
def _table() -> bytes:
    table = bytearray(bytes(range(256)).lower())
    for second in range(0x80, 0xC0):
        letter = fold(bytes([_LEAD, second]).decode())[0]
        table[second] = ord(letter) if letter.isascii() else ord(" ")
    # £, § and their like; dashes, quotation marks, arrows: no letters are folded from them.
    table[0xC2] = table[0xE2] = ord(" ")
    return bytes(table)


def _spellings(word: str) -> tuple[bytes, ...]:
    """Give all ways a word may stand in a squeezed line; b"", which always is, for too many."""
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
