"""Search while a query is typed: the same entries as `rank` finds, in the same order, at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from operator import add

from reflect.search.conditions import Group, Member, Term
from reflect.search.folded import Folded
from reflect.search.index import Index
from reflect.search.query import Query
from reflect.search.scoring import Scale


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    Args:
        items: where words were asked for the best first: those with all words, then those with
            some; else in the order they were given.
        with_all: how many have all words; they come first.
        is_ranked: whether words were asked for.
    """

    items: list[Folded]
    with_all: int
    is_ranked: bool


def search(query: Query, items: Sequence[Folded], today: date) -> Found:
    """Find the items that match, as `rank` does.

    Args:
        query: what is looked for.
        items: newest first; of equally good ones the first comes first.
        today: recency and `is:due` count from here.
    """
    index = Index()
    return find(query, index, [index.add(item) for item in items], today)


def find(query: Query, index: Index, numbers: Sequence[int], today: date) -> Found:
    """Find the items of an index that match, as `search` does.

    Args:
        query: what is looked for.
        index: of more items, perhaps, than are searched.
        numbers: of the items that are searched, in the order they stand in.
        today: recency and `is:due` count from here.
    """
    with index.lock:
        found = _Search(query, index, numbers, today).found()
        index.forget(query.terms)
        return found


class _Search:
    """One search."""

    def __init__(self, query: Query, index: Index, numbers: Sequence[int], today: date) -> None:
        self._query = query
        self._index = index
        self._numbers = numbers
        self._today = today

    def found(self) -> Found:
        """Search."""
        query, numbers = self._query, self._numbers
        # A term's rarity is that among the entries that have what is asked for beside it; not
        # those alone that lack what must be lacking, or are of the right days.
        for group in filter(_sifts, query.strict):
            numbers = self._kept(group, numbers)
        rest = [group for group in query.strict if not _sifts(group)]
        if query.terms:
            return self._ranked(numbers, rest)
        for group in rest:
            numbers = self._kept(group, numbers)
        items = self._index.items
        return Found([items[number] for number in numbers], len(numbers), False)

    def _ranked(self, numbers: Sequence[int], rest: Iterable[Group]) -> Found:
        terms, free = self._query.terms, self._query.free
        tallies = [self._index.tally(term) for term in terms]
        columns = [[column[number] for number in numbers] for tally in tallies for column in tally]
        having = [
            [
                bool(whole or begun)
                for whole, begun in zip(columns[place], columns[place + 1], strict=True)
            ]
            for place in range(0, len(columns), 2)
        ]
        satisfied = [0] * len(numbers)
        for group in free:
            places = [
                terms.index(member.condition)
                for member in group
                if isinstance(member.condition, Term)
            ]
            hits = map(any, zip(*(having[place] for place in places), strict=True))
            satisfied = list(map(add, satisfied, hits))
        if free:
            numbers = list(compress(numbers, satisfied))
            columns = [list(compress(column, satisfied)) for column in columns]
            having = [list(compress(column, satisfied)) for column in having]
            satisfied = list(filter(None, satisfied))
        scale = self._scale(numbers, columns, having)
        kept = numbers
        for group in rest:
            kept = self._kept(group, kept)
        if len(kept) < len(numbers):
            wanted = set(kept)
            mask = [number in wanted for number in numbers]
            numbers = kept
            columns = [list(compress(column, mask)) for column in columns]
            satisfied = list(compress(satisfied, mask))
        items = [self._index.items[number] for number in numbers]
        scores = scale.scores(
            columns,
            [item.length for item in items],
            [item.occurred_on for item in items],
        )
        order = sorted(range(len(items)), key=scores.__getitem__, reverse=True)
        most = len(free)
        best = [items[place] for place in order if satisfied[place] == most]
        others = [items[place] for place in order if satisfied[place] < most]
        return Found(best + others, len(best), True)

    def _scale(
        self,
        numbers: Sequence[int],
        columns: Sequence[Sequence[float]],
        having: Sequence[Sequence[bool]],
    ) -> Scale:
        items = self._index.items
        lengths = [items[number].length for number in numbers]
        shares, total, count = [], 0, 0
        for place, column in enumerate(having):
            whole = columns[2 * place]
            shares.append((len(whole) - whole.count(0), sum(column)))
            total += sum(compress(lengths, column))
            count += sum(column)
        return Scale(shares, len(self._numbers), total / max(1, count) or 1, self._today)

    def _kept(self, group: Group, numbers: Sequence[int]) -> Sequence[int]:
        """Keep the items for which one of a group's members holds."""
        found: set[int] = set()
        for member in group:
            having = self._having(member, numbers)
            found |= set(numbers) - having if member.negated else having
        return [number for number in numbers if number in found]

    def _having(self, member: Member, numbers: Iterable[int]) -> set[int]:
        """Find the items for which a condition holds."""
        condition, items, today = member.condition, self._index.items, self._today
        if isinstance(condition, Term):
            return self._index.having(condition)
        if condition.field == "tag" and isinstance(condition.value, str):
            numbers = self._index.with_tag(condition.value).intersection(numbers)
        return {number for number in numbers if condition.holds(items[number], today)}


def _sifts(group: Group) -> bool:
    """Say whether a group asks for words or names that must be there."""
    return all(member.condition.needles and not member.negated for member in group)
