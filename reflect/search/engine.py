"""Ranked search over documents in memory, fast enough to run on every keystroke.

It finds the same entries as `search_lines`, in the same order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from operator import add, not_, truth
from typing import TypeVar, overload

from reflect.search.bm25 import Scorer
from reflect.search.document import SearchDocument
from reflect.search.index import Index
from reflect.search.query import Clause, Group, Query, Term

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Matches(Sequence[SearchDocument]):
    """Search results: best first if the query has terms, otherwise in the given order.

    Args:
        source: a sequence that contains the documents searched, possibly among others.
        numbers: the positions of the matches in `source`, those with all words first. Matches are
            looked up only on access, because looking up thousands of them takes milliseconds.
        with_all: the number of matches that contain all words.
        is_ranked: whether the query has terms.
    """

    source: Sequence[SearchDocument]
    numbers: Sequence[int]
    with_all: int
    is_ranked: bool

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> SearchDocument: ...
    @overload
    def __getitem__(self, place: slice) -> list[SearchDocument]: ...
    def __getitem__(self, place: int | slice) -> SearchDocument | list[SearchDocument]:
        if isinstance(place, slice):
            return _pick(self.source, self.numbers[place])
        return self.source[self.numbers[place]]


def search_documents(query: Query, documents: Sequence[SearchDocument], today: date) -> Matches:
    """Return the documents that match, ranked like the results of `search_lines`.

    Args:
        query: the query.
        documents: the documents, newest first; equally ranked documents keep this order.
        today: the current day, for recency and `is:due`.
    """
    index = Index()
    return search_index(query, index, [index.add(document) for document in documents], today)


def search_index(query: Query, index: Index, numbers: Sequence[int], today: date) -> Matches:
    """Return the documents in an index that match, ranked like those of `search_documents`.

    Args:
        query: the query.
        index: the index; it may contain more documents than those to search.
        numbers: the numbers of the documents to search, newest first.
        today: the current day, for recency and `is:due`.
    """
    with index.lock:
        matches = _Search(query, index, numbers, today).matches()
        index.keep_only(query.terms)
        return matches


class _Search:
    """A single search.

    Args:
        query, index, numbers, today: see `search_index`.
    """

    def __init__(self, query: Query, index: Index, numbers: Sequence[int], today: date) -> None:
        self._query = query
        self._index = index
        self._numbers = numbers
        self._today = today

    def matches(self) -> Matches:
        query = self._query
        others = [group for group in query.required if group not in query.base]
        numbers = self._filtered(query.base, self._numbers)
        if query.terms:
            return self._ranked(numbers, others)
        numbers = self._filtered(others, numbers)
        return Matches(self._index.items, numbers, len(numbers), is_ranked=False)

    def _ranked(self, numbers: Sequence[int], others: Sequence[Group]) -> Matches:
        index, most = self._index, len(self._query.optional)
        tallies = [index.tally(term) for term in self._query.terms]
        # For columns with thousands of rows, `map` with a C function is faster than a
        # comprehension.
        totals = [list(map(add, whole, begun)) for whole, begun in tallies]
        satisfied = self._satisfied(numbers, totals)
        if most:
            numbers = list(compress(numbers, satisfied))
            satisfied = list(compress(satisfied, satisfied))
        lengths = _pick(index.lengths, numbers)
        columns = [_pick(column, numbers) for tally in tallies for column in tally]
        scorer = self._measure(columns, [_pick(column, numbers) for column in totals], lengths)
        if others:
            wanted = set(self._filtered(others, numbers))
            mask = [number in wanted for number in numbers]
            columns = [list(compress(column, mask)) for column in columns]
            numbers, satisfied, lengths = (
                list(compress(column, mask)) for column in (numbers, satisfied, lengths)
            )
        scores = scorer.scores(columns, lengths, _pick(index.recency(self._today), numbers))
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        numbers, with_all = _pick(numbers, order), satisfied.count(most)
        if with_all < len(numbers):
            has_all = [satisfied[place] == most for place in order]
            numbers = [*compress(numbers, has_all), *compress(numbers, map(not_, has_all))]
        return Matches(index.items, numbers, with_all, is_ranked=True)

    def _satisfied(self, numbers: Sequence[int], totals: Sequence[Sequence[float]]) -> list[int]:
        """Return the number of optional groups that each document matches."""
        columns = dict(zip(self._query.terms, totals, strict=True))
        counts = [0] * len(numbers)
        for group in self._query.optional:
            terms = [clause.condition for clause in group if isinstance(clause.condition, Term)]
            column: Sequence[float] = columns[terms[0]]
            for term in terms[1:]:
                column = list(map(add, column, columns[term]))
            counts = list(map(add, counts, map(truth, _pick(column, numbers))))
        return counts

    def _measure(
        self,
        columns: Sequence[Sequence[float]],
        totals: Sequence[Sequence[float]],
        lengths: Sequence[int],
    ) -> Scorer:
        """Measure how rare the terms are, and the average length of documents that contain one."""
        document_counts: list[tuple[float, float]] = []
        length = containing = 0
        for whole, total in zip(columns[::2], totals, strict=True):
            count = len(total) - total.count(0)
            document_counts.append((len(whole) - whole.count(0), count))
            length += sum(compress(lengths, total))
            containing += count
        average = length / max(1, containing) or 1
        return Scorer(document_counts, len(self._numbers), average, self._today)

    def _filtered(self, groups: Iterable[Group], numbers: Sequence[int]) -> Sequence[int]:
        """Return the documents that match every group."""
        for group in groups:
            matching: set[int] = set()
            for clause in group:
                found = self._with_condition(clause, numbers)
                matching |= set(numbers) - found if clause.negated else found
            numbers = [number for number in numbers if number in matching]
        return numbers

    def _with_condition(self, clause: Clause, numbers: Iterable[int]) -> set[int]:
        """Return the documents that match a clause's condition, ignoring any negation."""
        condition, items, today = clause.condition, self._index.items, self._today
        if isinstance(condition, Term):
            return self._index.with_term(condition)
        if condition.field == "tag" and isinstance(condition.value, str):
            numbers = self._index.with_tag(condition.value).intersection(numbers)
        return {number for number in numbers if condition.matches(items[number], today)}


def _pick(column: Sequence[T], numbers: Iterable[int]) -> list[T]:
    """Return the values of a column at the given positions."""
    return list(map(column.__getitem__, numbers))
