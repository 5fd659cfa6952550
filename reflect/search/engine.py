"""Search while a query is typed: over documents in memory, in the same order as `search_lines`."""

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
    """What a search gave: where words were asked for the best first, else in the order given.

    Args:
        source: the items that were searched, and others.
        numbers: of the found ones in it: those with all words, then those with some. None of them
            is touched before it is asked for; for thousands that alone takes milliseconds.
        with_all: how many have all words.
        is_ranked: whether words were asked for.
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
            return _of(self.source, self.numbers[place])
        return self.source[self.numbers[place]]


def search_documents(query: Query, items: Sequence[SearchDocument], today: date) -> Matches:
    """Find the items that match, as `search_lines` does.

    Args:
        query: what is looked for.
        items: newest first; of equally good ones the first comes first.
        today: recency and `is:due` count from here.
    """
    index = Index()
    return search_index(query, index, [index.add(item) for item in items], today)


def search_index(query: Query, index: Index, numbers: Sequence[int], today: date) -> Matches:
    """Find the items of an index that match, as `search` does.

    Args:
        query: what is looked for.
        index: of more items, perhaps, than are searched.
        numbers: of the items that are searched, in the order they stand in.
        today: recency and `is:due` count from here.
    """
    with index.lock:
        found = _Search(query, index, numbers, today).found()
        index.keep_only(query.terms)
        return found


class _Search:
    """One search."""

    def __init__(self, query: Query, index: Index, numbers: Sequence[int], today: date) -> None:
        self._query = query
        self._index = index
        self._numbers = numbers
        self._today = today

    def found(self) -> Matches:
        """Search."""
        # As in `search_lines`, term rarity is measured among the entries that pass these groups;
        # exclusions and dates are applied afterwards.
        sifting = [group for group in self._query.required if _sifts(group)]
        others = [group for group in self._query.required if not _sifts(group)]
        numbers = self._kept(sifting, self._numbers)
        if self._query.terms:
            return self._ranked(numbers, others)
        numbers = self._kept(others, numbers)
        return Matches(self._index.items, numbers, len(numbers), is_ranked=False)

    def _ranked(self, numbers: Sequence[int], others: Sequence[Group]) -> Matches:
        index, most = self._index, len(self._query.optional)
        tallies = [index.tally(term) for term in self._query.terms]
        # Columns of thousands: `map` with a function of C is quicker than a comprehension.
        having = [list(map(add, whole, begun)) for whole, begun in tallies]
        satisfied = self._satisfied(numbers, having)
        if most:
            numbers = list(compress(numbers, satisfied))
            satisfied = list(compress(satisfied, satisfied))
        lengths = _of(index.lengths, numbers)
        columns = [_of(column, numbers) for tally in tallies for column in tally]
        scale = self._scale(columns, [_of(column, numbers) for column in having], lengths)
        if others:
            wanted = set(self._kept(others, numbers))
            mask = [number in wanted for number in numbers]
            columns = [list(compress(column, mask)) for column in columns]
            numbers, satisfied, lengths = (
                list(compress(column, mask)) for column in (numbers, satisfied, lengths)
            )
        scores = scale.scores(columns, lengths, _of(index.gains(self._today), numbers))
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        numbers, with_all = _of(numbers, order), satisfied.count(most)
        if with_all < len(numbers):
            has_all = [satisfied[place] == most for place in order]
            numbers = [*compress(numbers, has_all), *compress(numbers, map(not_, has_all))]
        return Matches(index.items, numbers, with_all, is_ranked=True)

    def _satisfied(self, numbers: Sequence[int], having: Sequence[Sequence[float]]) -> list[int]:
        """Count for each item how many groups of mere words it satisfies."""
        columns = dict(zip(self._query.terms, having, strict=True))
        counts = [0] * len(numbers)
        for group in self._query.optional:
            terms = [member.condition for member in group if isinstance(member.condition, Term)]
            found: Sequence[float] = columns[terms[0]]
            for term in terms[1:]:
                found = list(map(add, found, columns[term]))
            counts = list(map(add, counts, map(truth, _of(found, numbers))))
        return counts

    def _scale(
        self,
        columns: Sequence[Sequence[float]],
        having: Sequence[Sequence[float]],
        lengths: Sequence[int],
    ) -> Scorer:
        """Tell how rare each term is, and how long the entries are that have one."""
        shares: list[tuple[float, float]] = []
        total = count = 0
        for whole, figures in zip(columns[::2], having, strict=True):
            there = len(figures) - figures.count(0)
            shares.append((len(whole) - whole.count(0), there))
            total += sum(compress(lengths, figures))
            count += there
        return Scorer(shares, len(self._numbers), total / max(1, count) or 1, self._today)

    def _kept(self, groups: Iterable[Group], numbers: Sequence[int]) -> Sequence[int]:
        """Keep the items for which one member of each group holds."""
        for group in groups:
            found: set[int] = set()
            for member in group:
                having = self._having(member, numbers)
                found |= set(numbers) - having if member.negated else having
            numbers = [number for number in numbers if number in found]
        return numbers

    def _having(self, member: Clause, numbers: Iterable[int]) -> set[int]:
        """Find the items for which a member's condition holds."""
        condition, items, today = member.condition, self._index.items, self._today
        if isinstance(condition, Term):
            return self._index.with_term(condition)
        if condition.field == "tag" and isinstance(condition.value, str):
            numbers = self._index.with_tag(condition.value).intersection(numbers)
        return {number for number in numbers if condition.holds(items[number], today)}


def _of(column: Sequence[T], numbers: Iterable[int]) -> list[T]:
    """Take from a column what belongs to some numbers, in their order."""
    return list(map(column.__getitem__, numbers))


def _sifts(group: Group) -> bool:
    """Say whether a group asks for words or names that must be there."""
    return all(member.condition.needles and not member.negated for member in group)
