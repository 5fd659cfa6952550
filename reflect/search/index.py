"""Which entries have which words, kept in memory while the journal is open; never stored."""

import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

from reflect.search.conditions import Term
from reflect.search.content import FIELDS
from reflect.search.folded import BLANKS, Folded
from reflect.search.scoring import WEIGHTS, figures
from reflect.search.words import BREAK, Words, runs

# A posting is the number of an item and, in its lowest bits, how often the item has the word, each
# occurrence as heavy as its field. All weights are multiples of a half, so halves are counted.
HALF = 2
_BITS = 11
_MOST = (1 << _BITS) - 1
_HEAVY = [int(weight * HALF) for weight in WEIGHTS]
# `Words.count` stops counting in a field beyond this; only then a sum of ours can be another.
_ENOUGH = 100

Tally = tuple[list[float], list[float]]
"""For the number of each item how much it has of a term, in halves: as a word, as a beginning."""


class Index:
    """The words of items, which are numbered as they are added. None is ever taken out.

    One thread may add while another searches: both hold `lock`.
    """

    def __init__(self) -> None:
        self.items: list[Folded] = []
        self.lock = threading.RLock()
        self._postings: dict[str, array[int]] = {}

    def add(self, item: Folded) -> int:
        """Take in an item; give its number."""
        with self.lock:
            number = len(self.items)
            base = number << _BITS
            postings = self._postings
            for word, figure in _figures(item):
                try:
                    postings[word].append(base + figure)
                except KeyError:
                    postings[word] = array("I", (base + figure,))
            self.items.append(item)
            return number

    def with_all(self, words: Iterable[str]) -> set[int]:
        """Give the numbers of the items that have all of some folded words, as whole words."""
        found: set[int] | None = None
        for word in words:
            having = {posting >> _BITS for posting in self._postings.get(word, ())}
            found = having if found is None else found & having
        return set(range(len(self.items))) if found is None else found

    def with_tag(self, tag: str) -> set[int]:
        """Give the numbers of the items that may have a folded tag."""
        return self.with_all(word for word in runs(tag) if word != BREAK)

    def having(self, term: Term) -> set[int]:
        """Give the numbers of the items that have a term."""
        words = term.words
        found = self._beginning(words.tokens[-1]) if not words.whole else None
        if len(words.tokens) > 1 or words.whole:
            complete = words.tokens if words.whole else words.tokens[:-1]
            having = self.with_all(complete)
            found = having if found is None else found & having
        assert found is not None
        if len(words.tokens) == 1 and not term.field:
            return found
        needle, items = needle_of(words), self.items
        return {
            number
            for number in found
            for text in items[number].content.texts(term.field)
            if (needle in text if text.isascii() else words.found_in(text))
        }

    def tally(self, term: Term) -> Tally:
        """Count a term in all items."""
        whole: list[float] = [0] * len(self.items)
        begun: list[float] = [0] * len(self.items)
        if len(term.words.tokens) == 1 and not term.field:
            self._add_up(term, whole, begun)
        else:
            for number in self.having(term):
                whole[number], begun[number] = _counted(term, self.items[number])
        return whole, begun

    def _add_up(self, term: Term, whole: list[float], begun: list[float]) -> None:
        word = term.words.tokens[0]
        for posting in self._postings.get(word, ()):
            whole[posting >> _BITS] += posting & _MOST
        if not term.words.whole:
            for other in self._longer(word):
                for posting in self._postings[other]:
                    begun[posting >> _BITS] += posting & _MOST
        for column in (whole, begun):
            if max(column, default=0) > HALF * _ENOUGH:
                for number, figure in enumerate(column):
                    if figure > HALF * _ENOUGH:
                        exact = figures([term], self.items[number].content)
                        whole[number], begun[number] = exact[0] * HALF, exact[1] * HALF

    def _beginning(self, word: str) -> set[int]:
        found = {posting >> _BITS for posting in self._postings.get(word, ())}
        for other in self._longer(word):
            found.update([posting >> _BITS for posting in self._postings[other]])
        return found

    def _longer(self, word: str) -> list[str]:
        """Give the words that begin so, but for the word itself."""
        return [other for other in self._postings if other.startswith(word) and other != word]


def needle_of(words: Words) -> str:
    """Write words as they stand in a spaced text; a mere beginning is open at its end."""
    return f" {BLANKS.join(words.tokens)}{' ' if words.whole else ''}"


def _figures(item: Folded) -> Iterator[tuple[str, int]]:
    """Give each word of an item, and how much it has of it; some of them twice."""
    for heavy, text in zip(_HEAVY, item.content, strict=True):
        if not text:
            continue
        counts = Counter(text.split())
        counts.pop(BREAK, None)
        for word, count in counts.items():
            yield word, min(heavy * count, _MOST)


def _counted(term: Term, item: Folded) -> tuple[float, float]:
    """Count a term in an item, in halves."""
    words = term.words
    whole = begun = 0.0
    for name, heavy, text in zip(FIELDS, _HEAVY, item.content, strict=True):
        if term.field in ("", name) and text:
            as_word, as_beginning = _count(words, text)
            whole += heavy * as_word
            begun += heavy * as_beginning
    return whole, begun


def _count(words: Words, text: str) -> tuple[int, int]:
    """Count what `Words.count` does in a spaced text, mostly at the speed of C."""
    if not text.isascii():
        return words.count(text)
    first, last = words.tokens[0], words.tokens[-1]
    needle = f" {BLANKS.join(words.tokens)}"
    whole = text.count(f"{needle} ")
    total = whole if words.whole else text.count(needle)
    # Rows that may overlap are counted one by one, as are those that nobody counts to the end.
    overlaps = len(words.tokens) > 1 and (first in words.tokens[1:] or first.startswith(last))
    if total > _ENOUGH or (total and overlaps):
        return words.count(text)
    return whole, total - whole
