"""Splits text into words, and finds words and phrases in it.

Scripts without spaces between words (Chinese, Japanese, Thai, …) and emoji have no word boundaries.
Each character counts as a word, so that any sequence of characters can be found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from reflect.text.fold import fold

# Separates the parts of a joined text; phrases never match across it.
BREAK = "\0"
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u2600-\u27bf\u3005-\u3007\u3041-\u3096\u3099\u309a"
    "\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
# Marks that belong to the preceding letter: accents, vowel points, Indic vowels.
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

# Limits that keep searches fast in long texts and for long phrases.
_ENOUGH = 100  # occurrences to count; more would hardly change the score
_TRIED = 8  # words of a phrase to check individually before searching for the whole phrase

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a text: its position and its folded form."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase to find.

    Args:
        tokens: the folded words; at least one.
        whole: whether the last word must match a whole word rather than a prefix.
    """

    tokens: tuple[str, ...]
    whole: bool

    @property
    def text(self) -> str:
        """The words, joined with spaces."""
        return " ".join(self.tokens)

    def count(self, folded: str) -> tuple[int, int]:
        """Return how often the words occur in folded text: as whole words, and as a prefix.

        Counting stops after about a hundred occurrences.
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
                elif match := pattern.match(folded, end):
                    whole, begun = whole + (not match[1]), begun + bool(match[1])
            # The next occurrence can't start inside this one.
            enough = whole > _ENOUGH or (begun > _ENOUGH and not self.whole)
            start = -1 if enough else folded.find(first, end)
        return whole, 0 if self.whole else begun

    def occurs_in(self, folded: str) -> bool:
        """Return whether the words occur in folded text."""
        return self.count(folded) != (0, 0)

    def spans(self, tokens: Sequence[Token]) -> Iterator[Span]:
        """Yield the span of each occurrence of the words in a tokenised text."""
        *leading, last = self.tokens
        for index in range(len(tokens) - len(leading)):
            row = tokens[index : index + len(self.tokens)]
            if any(token.text != word for token, word in zip(row, leading, strict=False)):
                continue
            end = row[-1].text
            if end == last or (not self.whole and end.startswith(last)):
                yield row[0].start, row[-1].end


def tokenise(text: str) -> list[Token]:
    """Return the words of a text with their positions."""
    return [
        Token(match.start(), match.end(), word)
        for match in _WORD.finditer(text)
        for word in split_words(match[0])
    ]


def split_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(_WORD.findall(fold(text)))


def split_folded(folded: str) -> list[str]:
    """Return the runs of word characters in folded text, and each BREAK.

    `Words.count` returns the same counts for these runs joined with single spaces.
    """
    if folded.isascii():
        # Translating bytes is faster than matching the pattern.
        plain = folded.encode().translate(_PLAIN).decode()
        return plain.replace(BREAK, f" {BREAK} ").split()
    return _RUN.findall(folded)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, with overlapping ones merged."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _joins(char: str) -> bool:
    """Return whether a character belongs to the same word as an adjacent letter."""
    return char.isalnum() if char < "\u0300" else _JOINS.match(char) is not None


@lru_cache(maxsize=256)
def _pattern(tokens: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for the part of a phrase after its first word.

    The pattern's group is not empty if the last word continues beyond the phrase.
    """
    parts = []
    for before, token in pairwise(tokens):
        parts.append(_GAP + ("+" if _joins(before[-1]) and _joins(token[0]) else "*"))
        parts.append(re.escape(token))
    rest = rf"((?:{_LETTER}|[{_MARKS}])?)" if _joins(tokens[-1][-1]) else "()"
    return re.compile("".join(parts) + rest)
