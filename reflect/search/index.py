"""The inverted index of an open journal, kept only in memory."""

import threading
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from reflect.search.bm25 import WEIGHTS, recency_factor
from reflect.search.document import BLANKS, SearchDocument
from reflect.search.fields import FIELDS
from reflect.search.query import Term
from reflect.text.tokens import Words, split_folded

if TYPE_CHECKING:
    from datetime import date

# A posting combines a document number with how often the document contains a word. This count is
# weighted by field and stored in the low bits, in halves (all weights are multiples of 0.5).
_BITS = 11
_MOST = (1 << _BITS) - 1
_HALVES = [int(2 * weight) for weight in WEIGHTS]
# `Words.count` stops at this limit, so only larger sums of postings can differ from its result.
_ENOUGH = 100

_LAST = "\U0010ffff"  # sorts after every letter
_NONE = (0, 0)

Tally = tuple[list[float], list[float]]
"""The counts of a term in each document: as a whole word, and as a prefix."""


class Index:
    """An inverted index of documents, which are numbered as they are added and never removed.

    One thread can add documents while another searches, because both acquire `lock`.
    """

    def __init__(self) -> None:
        self.items: list[SearchDocument] = []
        self.lengths = array("L")
        self._days: list[int] = []
        self.lock = threading.RLock()
        self._postings: defaultdict[str, array[int]] = defaultdict(_no_postings)
        # One posting list per letter, for all longer words that start with it. The first keystroke
        # of a search would otherwise have to merge the lists of about a tenth of all words.
        self._initials: defaultdict[str, array[int]] = defaultdict(_no_postings)
        self._sorted: list[str] = []  # the words in order; new ones are sorted in on demand
        self._tallies: dict[Term, Tally] = {}
        self._recency: tuple[int, list[float]] = (0, [])

    def add(self, item: SearchDocument) -> int:
        """Add a document and return its number."""
        with self.lock:
            number = len(self.items)
            base = number << _BITS
            postings = self._postings
            initials: defaultdict[str, int] = defaultdict(int)
            *head, body = item.pop_words()
            for heavy, words in zip(_HALVES, head, strict=False):
                for word in words:
                    postings[word].append(base + heavy)
                    if len(word) > 1:
                        initials[word[0]] += heavy
            heavy = _HALVES[-1]
            most = _MOST // heavy
            for word, count in Counter(body).items():
                weight = heavy * (count if count < most else most)
                postings[word].append(base + weight)
                if len(word) > 1:
                    initials[word[0]] += weight
            for letter, total in initials.items():
                self._initials[letter].append(base + min(total, _MOST))
            self.items.append(item)
            self.lengths.append(item.length)
            self._days.append(item.occurred_on.toordinal())
            self._tallies.clear()
            return number

    def with_all(self, words: Iterable[str]) -> set[int]:
        """Return the documents that contain all of the given folded words as whole words."""
        matching: set[int] | None = None
        for word in words:
            having = {posting >> _BITS for posting in self._postings.get(word, ())}
            matching = having if matching is None else matching & having
        return set(range(len(self.items))) if matching is None else matching

    def with_tag(self, tag: str) -> set[int]:
        """Return the documents that may have the given folded tag."""
        return self.with_all(split_folded(tag))

    def with_term(self, term: Term) -> set[int]:
        """Return the documents that contain a term."""
        if _is_plain(term):
            return self._likely(term.words)
        columns = enumerate(zip(*self.tally(term), strict=True))
        return {number for number, (whole, begun) in columns if whole or begun}

    def tally(self, term: Term) -> Tally:
        """Return the counts of a term in all documents."""
        tally = self._tallies.get(term)
        if tally is None:
            tally = self._counted(term) if _is_plain(term) else self._searched(term)
            self._tallies[term] = tally
        return tally

    def recency(self, today: "date") -> list[float]:
        """Return the recency factor of each document."""
        ordinal = today.toordinal()
        day, factors = self._recency
        if day != ordinal:
            factors = []
        if len(factors) < len(self._days):
            added = self._days[len(factors) :]
            factor_of = {day: recency_factor(day, ordinal) for day in set(added)}
            factors += map(factor_of.__getitem__, added)
            self._recency = ordinal, factors
        return factors

    def warm_up(self, today: "date") -> None:
        """Build the caches that would otherwise slow down the first search."""
        with self.lock:
            self._all_words()
            self.recency(today)

    def keep_only(self, terms: Collection[Term]) -> None:
        """Drop the cached tallies of all terms but these, which the next query may reuse."""
        for term in self._tallies.keys() - set(terms):
            del self._tallies[term]

    def _counted(self, term: Term) -> Tally:
        """Return the tally of a single word by adding up its postings."""
        size, (word,) = len(self.items), term.words.tokens
        whole, begun = [0] * size, [0] * size
        for posting in self._postings.get(word, ()):
            whole[posting >> _BITS] += posting & _MOST
        if not term.words.whole:
            for postings in self._begun_with(word):
                for posting in postings:
                    begun[posting >> _BITS] += posting & _MOST
        most = max(max(whole, default=0), max(begun, default=0))
        halves = [count / 2 for count in range(most + 1)]
        of = halves.__getitem__
        tally = list(map(of, whole)), list(map(of, begun))
        if most > 2 * _ENOUGH:
            columns = enumerate(zip(*tally, strict=True))
            many = [number for number, figures in columns if max(figures) > _ENOUGH]
            self._fill(tally, term, many)
        return tally

    def _searched(self, term: Term) -> Tally:
        """Return the tally of a phrase, or of words in one field, by searching the documents."""
        size = len(self.items)
        tally: Tally = [0.0] * size, [0.0] * size
        self._fill(tally, term, list(self._likely(term.words)))
        return tally

    def _fill(self, tally: Tally, term: Term, numbers: Sequence[int]) -> None:
        """Set the counts of some documents by searching their text."""
        whole, begun = tally
        for number in numbers:
            whole[number] = begun[number] = 0.0
        for name, weight in zip(FIELDS, WEIGHTS, strict=True):
            if term.field in ("", name):
                text_of = attrgetter(f"folded_{name}")
                texts = [text_of(self.items[number]) for number in numbers]
                for number, counts in zip(numbers, _counts(term.words, texts), strict=True):
                    if counts is not _NONE:
                        whole[number] += weight * counts[0]
                        begun[number] += weight * counts[1]

    def _likely(self, words: Words) -> set[int]:
        """Return the documents that contain all of the given words, in any position."""
        if words.whole:
            return self.with_all(words.tokens)
        *complete, last = words.tokens
        numbers = {posting >> _BITS for posting in self._postings.get(last, ())}
        for other in self._longer(last):
            numbers.update([posting >> _BITS for posting in self._postings[other]])
        return numbers & self.with_all(complete) if complete else numbers

    def _begun_with(self, word: str) -> list["array[int]"]:
        """Return the postings of all longer words that start with this one."""
        if len(word) == 1:
            return [self._initials[word]] if word in self._initials else []
        return [self._postings[other] for other in self._longer(word)]

    def _longer(self, word: str) -> list[str]:
        """Return all longer words that start with this one."""
        known = self._all_words()
        first = bisect_left(known, word)
        longer = known[first : bisect_left(known, word + _LAST, first)]
        return longer[1:] if longer[:1] == [word] else longer

    def _all_words(self) -> list[str]:
        """Return all words, sorted."""
        known = self._sorted
        if len(known) < len(self._postings):
            known += islice(self._postings, len(known), None)
            known.sort()
        return known


def _no_postings() -> "array[int]":
    return array("I")


def _is_plain(term: Term) -> bool:
    """Return whether a term can be counted from its postings alone."""
    return len(term.words.tokens) == 1 and not term.field


def _counts(words: Words, texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the result of `Words.count` for each text, mostly at C speed."""
    first, last, alone = words.tokens[0], words.tokens[-1], len(words.tokens) == 1
    begins = f" {BLANKS.join(words.tokens)}"
    needle = begins + " " * words.whole
    # Phrases that can overlap themselves are counted one at a time.
    overlaps = not alone and (first in words.tokens[1:] or first.startswith(last))
    for text in texts:
        # Emoji and other one-character words can occur between the words of a phrase.
        if overlaps or not (alone or text.isascii()):
            yield words.count(text)
        elif total := text.count(needle):
            whole = total if words.whole else text.count(f"{begins} ")
            if total <= _ENOUGH:
                yield whole, total - whole
            else:
                yield _stopped(begins, text, whole, total)
        else:
            yield _NONE


def _stopped(begins: str, text: str, whole: int, total: int) -> tuple[int, int]:
    """Return the counts at the point where `Words.count` stops counting."""
    if whole in (0, total):
        return min(whole, _ENOUGH + 1), min(total - whole, _ENOUGH + 1)
    counts = [0, 0]
    for rest in text.split(begins, 2 * _ENOUGH + 1)[1:]:
        is_begun = not rest.startswith(" ")
        counts[is_begun] += 1
        if counts[is_begun] > _ENOUGH:
            break
    return counts[0], counts[1]
