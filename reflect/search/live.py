"""Search while a query is typed: the same entries as `rank` finds, in the same order, at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from reflect.search.conditions import Group, Member, Term
from reflect.search.folded import Folded
from reflect.search.index import Index, Tally
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
        # As in `rank`, a word is as rare as it is among the entries with all that must be there;
        # what must be lacking, and the days, come after.
        sifting = [group for group in self._query.strict if _sifts(group)]
        others = [group for group in self._query.strict if not _sifts(group)]
        numbers = self._kept(sifting, self._numbers)
        if self._query.terms:
            return self._ranked(numbers, others)
        numbers = self._kept(others, numbers)
        items = self._index.items
        return Found([items[number] for number in numbers], len(numbers), is_ranked=False)

    def _ranked(self, numbers: Sequence[int], others: Sequence[Group]) -> Found:
        index, most = self._index, len(self._query.free)
        tallies = [index.tally(term) for term in self._query.terms]
        satisfied = self._satisfied(numbers, tallies)
        if most:
            numbers = list(compress(numbers, satisfied))
            satisfied = list(compress(satisfied, satisfied))
        columns = [[column[number] for number in numbers] for tally in tallies for column in tally]
        scale = self._scale(numbers, columns)
        if others:
            wanted = set(self._kept(others, numbers))
            mask = [number in wanted for number in numbers]
            numbers = list(compress(numbers, mask))
            satisfied = list(compress(satisfied, mask))
            columns = [list(compress(column, mask)) for column in columns]
        lengths, days = index.lengths, index.days
        scores = scale.scores(
            columns, [lengths[number] for number in numbers], [days[number] for number in numbers]
        )
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        items = index.items
        with_all = [items[numbers[place]] for place in order if satisfied[place] == most]
        with_some = [items[numbers[place]] for place in order if satisfied[place] < most]
        return Found(with_all + with_some, len(with_all), is_ranked=True)

    def _satisfied(self, numbers: Sequence[int], tallies: Sequence[Tally]) -> list[int]:
        """Count for each item how many groups of mere words it satisfies."""
        having = dict(zip(self._query.terms, tallies, strict=True))
        counts = [0] * len(numbers)
        for group in self._query.free:
            found: list[float] = [0.0] * len(self._index.items)
            for member in group:
                if isinstance(member.condition, Term):
                    whole, begun = having[member.condition]
                    found = [
                        one or other or another
                        for one, other, another in zip(found, whole, begun, strict=True)
                    ]
            counts = [
                count + 1 if found[number] else count
                for count, number in zip(counts, numbers, strict=True)
            ]
        return counts

    def _scale(self, numbers: Sequence[int], columns: Sequence[Sequence[float]]) -> Scale:
        """Tell how rare each term is, and how long the entries are that have one."""
        lengths = [self._index.lengths[number] for number in numbers]
        shares: list[tuple[float, float]] = []
        total = count = 0
        for whole, begun in zip(columns[::2], columns[1::2], strict=True):
            figures = [one or other for one, other in zip(whole, begun, strict=True)]
            having = len(figures) - figures.count(0)
            shares.append((len(whole) - whole.count(0), having))
            total += sum(compress(lengths, figures))
            count += having
        return Scale(shares, len(self._numbers), total / max(1, count) or 1, self._today)

    def _kept(self, groups: Iterable[Group], numbers: Sequence[int]) -> Sequence[int]:
        """Keep the items for which one member of each group holds."""
        for group in groups:
            found: set[int] = set()
            for member in group:
                having = self._having(member, numbers)
                found |= set(numbers) - having if member.negated else having
            numbers = [number for number in numbers if number in found]
        return numbers

    def _having(self, member: Member, numbers: Iterable[int]) -> set[int]:
        """Find the items for which a member's condition holds."""
        condition, items, today = member.condition, self._index.items, self._today
        if isinstance(condition, Term):
            return self._index.having(condition)
        if condition.field == "tag" and isinstance(condition.value, str):
            numbers = self._index.with_tag(condition.value).intersection(numbers)
        return {number for number in numbers if condition.holds(items[number], today)}


def _sifts(group: Group) -> bool:
    """Say whether a group asks for words or names that must be there."""
    return all(member.condition.needles and not member.negated for member in group)
