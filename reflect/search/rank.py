"""Match entries in one pass, and order them: best first.

BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009) needs how many entries
have a word; that falls out of the pass itself, so there is no index to keep or to grow stale.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from math import log
from typing import Any, Protocol

from reflect.model.entry import Entry
from reflect.search.content import FIELDS, Content, of_document, of_entry
from reflect.search.query import Query, Term, holds
from reflect.search.snippets import Snippet, snippets

K1 = 1.2  # how soon a word that occurs again stops to count
B = 0.6  # how much a long text is held against an entry
WEIGHTS = {"title": 3.0, "lesson": 2.5, "tags": 2.0, "body": 1.0}
BEGINNING = 0.4  # a word that only begins so, against the word itself
RECENT = 0.05  # what an entry of today gains over a very old one
HALF_LIFE = 365  # days


class Record(Protocol):
    """An entry not parsed yet."""

    @property
    def line(self) -> bytes:
        """Its JSON in UTF-8, on one line."""

    def document(self) -> Mapping[str, Any]:
        """Parse it as plain data."""

    def entry(self) -> Entry:
        """Parse it as an entry."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found.

    Args:
        score: above 0 where words were asked for; only good for comparing hits of one search.
        matched: "all" where it has all words, "some" where it lacks some.
        snippets: its best lines with the words in them.
    """

    entry: Entry
    score: float
    matched: str
    snippets: tuple[Snippet, ...]


class Hits(list[Hit]):
    """The best hits, and how many there are beyond them: `total`, `total_all` with all words."""

    total: int = 0
    total_all: int = 0


@dataclass(slots=True)
class _Candidate:
    """What is kept of a matching entry until all have been seen."""

    record: Record
    has_all: bool
    length: int
    figures: tuple[float, ...]  # for each term: weighted count as a word, and as a beginning
    day: int
    score: float = 0.0


def rank(query: Query, records: Iterable[Record], today: date, *, limit: int | None = None) -> Hits:
    """Find the entries that match, those with all words first, then those with some.

    Args:
        query: what is looked for.
        records: the journal; gone through once.
        today: recency and `is:due` count from here.
        limit: how many hits to give; None for all.

    Raises:
        DamagedError: a line is not an entry.
    """
    terms = query.terms
    seen, found = 0, []
    for record in records:
        seen += 1
        if query.may_match(record.line, some=True):
            candidate = _candidate(query, terms, record, today)
            if candidate is not None:
                found.append(candidate)
    _score(found, len(terms), seen, today)
    count = len(found) if limit is None else limit
    best = nsmallest(count, found, key=lambda one: (not one.has_all, -one.score, -one.day))
    hits = Hits(_hit(query, candidate) for candidate in best)
    hits.total = len(found)
    hits.total_all = sum(candidate.has_all for candidate in found)
    return hits


def _candidate(
    query: Query, terms: Sequence[Term], record: Record, today: date
) -> _Candidate | None:
    entry, content, day = _opened(record, whole=query.has_facts)
    if not all(holds(group, entry, content, today) for group in query.strict):
        return None
    figures = tuple(_figures(terms, content))
    has = {
        term for number, term in enumerate(terms) if figures[2 * number] or figures[2 * number + 1]
    }
    satisfied = sum(any(member.condition in has for member in group) for group in query.free)
    if query.free and not satisfied:
        return None
    length = sum(map(len, content.fields))
    return _Candidate(record, satisfied == len(query.free), length, figures, day)


def _opened(record: Record, *, whole: bool) -> tuple[Entry | None, Content, int]:
    """Parse an entry as far as a query needs it: whole, or only its text and day."""
    if not whole:
        document = record.document()
        try:
            day = date.fromisoformat(document["occurred_on"]).toordinal()
            return None, of_document(document), day
        except (KeyError, TypeError, ValueError, AttributeError):
            pass  # from here on, what is wrong with it gets its proper name
    entry = record.entry()
    return entry, of_entry(entry), entry.occurred_on.toordinal()


def _figures(terms: Sequence[Term], content: Content) -> Iterator[float]:
    """Count each term's occurrences, weighted by field: as a word, and as a mere beginning."""
    fields = [
        (name, WEIGHTS[name], text) for name, text in zip(FIELDS, content.fields, strict=True)
    ]
    for term in terms:
        whole = begun = 0.0
        for name, weight, text in fields:
            if term.field in ("", name):
                counted = term.words.count(text)
                whole += weight * counted[0]
                begun += weight * counted[1]
        yield whole
        yield begun


def _score(found: list[_Candidate], terms: int, seen: int, today: date) -> None:
    """Give each candidate its score, now that it is known how rare each word is."""
    if not terms or not found:
        return
    mean = sum(candidate.length for candidate in found) / len(found) or 1
    rarity = []
    for number in range(terms):
        whole, begun = 2 * number, 2 * number + 1
        words = sum(1 for one in found if one.figures[whole])
        either = sum(1 for one in found if one.figures[whole] or one.figures[begun])
        rarity += [_rarity(words, seen), BEGINNING * _rarity(either, seen)]
    for one in found:
        dampened = K1 * (1 - B + B * one.length / mean)
        score = sum(
            weight * figure * (K1 + 1) / (figure + dampened)
            for weight, figure in zip(rarity, one.figures, strict=True)
            if figure
        )
        age = max(0, today.toordinal() - one.day)
        one.score = score * (1 + RECENT * 0.5 ** (age / HALF_LIFE))


def _rarity(having: int, seen: int) -> float:
    return log(1 + (seen - having + 0.5) / (having + 0.5))


def _hit(query: Query, candidate: _Candidate) -> Hit:
    entry = candidate.record.entry()
    matched = "all" if candidate.has_all else "some"
    return Hit(entry, round(candidate.score, 4), matched, snippets(query, entry))
