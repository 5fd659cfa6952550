"""Match entries in one pass over their raw lines, and order them: best first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from itertools import count
from typing import Any, NamedTuple, Protocol

from reflect.model.entry import Entry
from reflect.search.bm25 import Scorer, count_terms
from reflect.search.fields import FieldTexts, texts_of_entry, texts_of_json
from reflect.search.query import Query, group_matches
from reflect.search.snippets import Snippet, find_snippets

_SAMPLE = 200  # entries opened for each term to tell how many of the raw lines truly have it


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
    """The best hits, and how many there are.

    `total` counts all, `total_all` those with all words. Where the best were found without opening
    every entry that may have some of the words, `total` is `about` right: at most a little high.
    """

    total: int = 0
    total_all: int = 0
    about: bool = False


class _Candidate(NamedTuple):
    """What is kept of a matching entry until all have been seen; the best compare as least."""

    lacks_some: bool
    minus_score: float
    minus_day: int
    number: int
    record: Record


_Waiting = Mapping[int, list[Record]]
"""Entries that may match, by the bits of what their raw lines have."""


def search_lines(
    query: Query, records: Iterable[Record], today: date, *, limit: int | None = None
) -> Hits:
    """Find the entries that match, those with all words first, then those with some.

    Args:
        query: what is looked for.
        records: the journal; gone through once.
        today: recency and `is:due` count from here.
        limit: how many hits to give; None for all.

    Raises:
        DamagedError: a line is not an entry.
    """
    seen, waiting = 0, defaultdict[int, list[Record]](list)
    for record in records:
        seen += 1
        bits = query.line_bits(record.line)
        if query.may_satisfy(bits, some=True):
            waiting[bits].append(record)
    scale = _scale(query, waiting, seen, today)
    hits, best = Hits(), list[_Candidate]()
    numbers = count()
    for bits in sorted(waiting, key=lambda bits: _promise(query, scale, bits), reverse=True):
        if limit is not None and len(best) >= limit and _is_beaten(query, scale, bits, best[-1]):
            hits.about = True
            hits.total += len(waiting[bits])
            continue
        found = list(_candidates(query, scale, zip(numbers, waiting[bits], strict=False), today))
        hits.total += len(found)
        hits.total_all += sum(not candidate.lacks_some for candidate in found)
        best += found
        best = nsmallest(len(best) if limit is None else limit, best)
    hits += (_hit(query, candidate) for candidate in best)
    return hits


def _promise(query: Query, scale: Scorer, bits: int) -> tuple[bool, float]:
    """Say how good the entries of some raw lines can be at best."""
    return query.may_satisfy(bits, some=False), scale.upper_bound(bits)


def _is_beaten(query: Query, scale: Scorer, bits: int, last: _Candidate) -> bool:
    """Say whether no entry of some raw lines can come before the last of the best."""
    may_have_all, most = _promise(query, scale, bits)
    return not may_have_all and (not last.lacks_some or most < -last.minus_score)


def _scale(query: Query, waiting: _Waiting, seen: int, today: date) -> Scorer:
    """Tell from the raw lines, and a sample of entries, how rare each term is."""
    shares, lengths = [], [0]
    for number, term in enumerate(query.terms):
        likely = [record for bits in waiting if bits >> number & 1 for record in waiting[bits]]
        sample = likely[:: len(likely) // _SAMPLE + 1]
        contents = [_opened(record, whole=False)[1] for record in sample]
        lengths += (content.length for content in contents)
        counted = [count_terms([term], content) for content in contents]
        each = len(likely) / max(1, len(sample))
        words = each * sum(1 for whole, _ in counted if whole)
        shares.append((words, each * sum(1 for whole, begun in counted if whole or begun)))
    return Scorer(shares, seen, sum(lengths) / max(1, len(lengths) - 1) or 1, today)


def _candidates(
    query: Query, scale: Scorer, records: Iterable[tuple[int, Record]], today: date
) -> Iterator[_Candidate]:
    terms, strict, free = query.terms, query.required, query.optional_bits
    for number, record in records:
        entry, content, day = _opened(record, whole=query.has_facts)
        if strict and not all(group_matches(group, entry, content, today) for group in strict):
            continue
        counted = count_terms(terms, content)
        has = 0
        for place, figure in enumerate(counted):
            if figure:
                has |= 1 << place // 2
        satisfied = sum(1 for wanted in free if has & wanted)
        if satisfied or not free:
            score = scale.score(counted, content.length, day)
            yield _Candidate(satisfied < len(free), -score, -day, number, record)


def _opened(record: Record, *, whole: bool) -> tuple[Entry | None, FieldTexts, int]:
    """Parse an entry as far as a query needs it: whole, or only its text and day."""
    if not whole:
        document = record.document()
        try:
            day = date.fromisoformat(document["occurred_on"]).toordinal()
            return None, texts_of_json(document), day
        except (KeyError, TypeError, ValueError, AttributeError):
            pass  # opened whole, what is wrong with it gets its proper name
    entry = record.entry()
    return entry, texts_of_entry(entry), entry.occurred_on.toordinal()


def _hit(query: Query, candidate: _Candidate) -> Hit:
    entry = candidate.record.entry()
    matched = "some" if candidate.lacks_some else "all"
    return Hit(entry, round(-candidate.minus_score, 4), matched, find_snippets(query, entry))
