"""A first look at an entry's raw line, so that most lines need not be parsed."""

from collections.abc import Sequence
from functools import cache
from itertools import product

from reflect.text import fold

Alternatives = tuple[tuple[str, ...], ...]
"""Folded words; all those of one of the alternatives must be there."""

_LEAD = 0xC3  # the first byte in UTF-8 of À to ÿ
_TWO_LETTERS = {"ss": "s", "ae": "a", "th": "t"}
_MOST_SPELLINGS = 16


class Sieve:
    """Lets through every line that may match, and few others.

    It looks for words anywhere in the line, beside keys and questions too. It asks for no word
    borders, as a word may follow an escape like `\\n`; letters are never escaped in a line.

    Args:
        strict: what must be there in any search.
        free: what a ranked search wants one of.
    """

    def __init__(self, strict: Sequence[Alternatives], free: Sequence[Alternatives]) -> None:
        # An alternative that names no word can hold for any line.
        self._strict = [group for group in strict if all(group)]
        self._free = list(free)
        words = {word for group in (*self._strict, *free) for row in group for word in row}
        self._spellings = {word: _spellings(word) for word in words}

    def lets_through(self, line: bytes, *, some: bool) -> bool:
        """Say whether the line may match.

        Args:
            line: an entry's JSON in UTF-8.
            some: whether one of the free groups is enough.
        """
        if not (self._strict or self._free):
            return True
        plain = squeeze(line)
        if self._holds(plain, some):
            return True
        if is_exact(line, plain):
            return False
        try:
            text = fold(line.decode())
        except UnicodeDecodeError:
            return True
        return self._holds(text, some)

    def _holds(self, text: bytes | str, some: bool) -> bool:
        for group in self._strict:
            if not self._has(text, group):
                return False
        for group in self._free:
            if self._has(text, group) == some:
                return some
        return not (self._free and some)

    def _has(self, text: bytes | str, group: Alternatives) -> bool:
        for words in group:
            for word in words:
                if isinstance(text, str):
                    if word not in text:
                        break
                elif not any(spelling in text for spelling in self._spellings[word]):
                    break
            else:
                return True
        return False


def squeeze(line: bytes) -> bytes:
    """Bring the letters of Western languages to a-z, within bytes: ten times as fast as folding.

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
    """Give all ways a word may stand in a squeezed line; one byte that surely is for too many."""
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
