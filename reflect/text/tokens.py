"""What a word is, and where words in a row stand in a text.

Scripts written without blanks (Chinese, Japanese, Thai, …) and emoji have no word borders to go
by: each of their characters is a word of its own, so that a run of them is found anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from reflect.text.fold import fold

# Between the parts of a joined text; no row of words reaches across it.
BREAK = "\0"
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u2600-\u27bf\u3005-\u3007\u3041-\u3096\u3099\u309a"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
# Marks that belong to the letter before them: accents, vowel points, Indic vowels.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0981-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_LETTER = rf"[^\W_{_SPACELESS}]"
_WORD = re.compile(rf"[{_SPACELESS}]|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*")
_JOINS = re.compile(rf"{_LETTER}|[{_MARKS}]")
_RUN = re.compile(rf"[{_SPACELESS}]|(?:{_LETTER}|[{_MARKS}])+|{BREAK}")
_GAP = rf"(?:_|[^\w\0{_MARKS}])"
_PLAIN = bytes(code if not code or chr(code).isalnum() else 0x20 for code in range(256))

# Bounds for texts and phrases of any length.
_ENOUGH = 100  # occurrences; more would not change a score
_TRIED = 8  # words of a phrase looked for one by one, before they are looked for in a row

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: its place there, and its folded form."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """One word or several in a row, as they are looked for.

    Args:
        tokens: folded; at least one.
        whole: whether the last must be a whole word, not the beginning of one.
    """

    tokens: tuple[str, ...]
    whole: bool

    @property
    def text(self) -> str:
        """The words as one text, to be shown."""
        return " ".join(self.tokens)

    def count(self, folded: str) -> tuple[int, int]:
        """Count how often a folded text has them: as whole words, and as a mere beginning.

        It counts to a hundred or so, and no further.
        """
        first, alone = self.tokens[0], len(self.tokens) == 1
        start = folded.find(first)
        if start < 0 or not (alone or all(token in folded for token in self.tokens[:_TRIED])):
            return 0, 0
        pattern = None if alone else _pattern(self.tokens)
        whole = begun = 0
        joins, size, step = _joins(first[0]), len(folded), len(first)
        while start >= 0:
            end = start + step
            if not (joins and start and _joins(folded[start - 1])):
                if pattern is None:
                    goes_on = joins and end < size and _joins(folded[end])
                    whole, begun = whole + (not goes_on), begun + goes_on
                elif found := pattern.match(folded, end):
                    whole, begun = whole + (not found[1]), begun + bool(found[1])
            # Another can't begin inside this word: all its characters belong together.
            enough = whole > _ENOUGH or (begun > _ENOUGH and not self.whole)
            start = -1 if enough else folded.find(first, end)
        return whole, 0 if self.whole else begun

    def occurs_in(self, folded: str) -> bool:
        """Say whether a folded text has them."""
        return self.count(folded) != (0, 0)

    def spans(self, tokens: Sequence[Token]) -> Iterator[Span]:
        """Find their places in a text whose words are given."""
        *leading, last = self.tokens
        for index in range(len(tokens) - len(leading)):
            row = tokens[index : index + len(self.tokens)]
            if any(token.text != word for token, word in zip(row, leading, strict=False)):
                continue
            end = row[-1].text
            if end == last or (not self.whole and end.startswith(last)):
                yield row[0].start, row[-1].end


def tokenise(text: str) -> list[Token]:
    """Split a text into its words, each with its place in the text as it stands."""
    return [
        Token(found.start(), found.end(), word)
        for found in _WORD.finditer(text)
        for word in split_words(found[0])
    ]


def split_words(text: str) -> tuple[str, ...]:
    """Give the folded words of a text."""
    return tuple(_WORD.findall(fold(text)))


def split_folded(folded: str) -> list[str]:
    """Give the characters of a folded text that belong together, run by run, and each BREAK.

    Joined by single blanks they are a text in which `Words.count` counts the same.
    """
    if folded.isascii():
        # As bytes it is quicker.
        plain = folded.encode().translate(_PLAIN).decode()
        return plain.replace(BREAK, f" {BREAK} ").split()
    return _RUN.findall(folded)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sort places in a text, and join those that overlap."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _joins(char: str) -> bool:
    """Say whether a character is part of a word with the letters beside it."""
    return char.isalnum() if char < "\u0300" else _JOINS.match(char) is not None


@lru_cache(maxsize=256)
def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str]:
    """Write what follows the first word as a pattern; its group shows if the last one goes on."""
    parts = []
    for before, token in pairwise(tokens):
        parts.append(_GAP + ("+" if _joins(before[-1]) and _joins(token[0]) else "*"))
        parts.append(re.escape(token))
    rest = rf"((?:{_LETTER}|[{_MARKS}])?)" if _joins(tokens[-1][-1]) else "()"
    return re.compile("".join(parts) + rest)
