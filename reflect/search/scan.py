"""Ranked search over raw lines, for commands that search only once.

Most lines are never parsed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from typing import Any, NamedTuple, Protocol

from reflect.model.entry import Entry
from reflect.search.bm25 import Scorer, count_terms
from reflect.search.fields import FieldTexts, texts_of_entry, texts_of_json
from reflect.search.query import Clause, Query, Term, group_matches
from reflect.search.snippets import Snippet, find_snippets

# The number of entries to open per term to measure how rare it is. If a term occurs in more
# entries, its rarity and therefore the order of the results are estimates.
_SAMPLE = 200


class Record(Protocol):
    """An entry that has not been parsed yet."""

    @property
    def line(self) -> bytes:
        """The entry's JSON in UTF-8, on one line."""

    def document(self) -> Mapping[str, Any]:
        """Parse the line as plain data."""

    def entry(self) -> Entry:
        """Parse the line as an entry."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result.

    Args:
        entry: the entry.
        score: the score, above 0 if the query has terms; comparable only within one search.
        matched: "all" if the entry matches every optional group, otherwise "some".
        snippets: the best lines of its text, with the spans of the terms.
    """

    entry: Entry
    score: float
    matched: str
    snippets: tuple[Snippet, ...]


class Hits(list[Hit]):
    """The best hits, and the total number of hits.

    `total` counts all hits, and `total_all` counts those that match every group. Entries that match
    only some groups are not opened if they can't rank high enough. In that case, `about` is True
    and `total` may be slightly too high.
    """

    total: int = 0
    total_all: int = 0
    about: bool = False


class _NumberedRecord(NamedTuple):
    number: int
    record: Record


class _Opened(NamedTuple):
    """An entry, parsed only as far as the query requires."""

    entry: Entry | None
    texts: FieldTexts
    day: int
    created_at: float


class _Candidate(NamedTuple):
    """A matching entry; better candidates sort first."""

    lacks_some: bool
    minus_score: float
    minus_day: int
    minus_created_at: float
    number: int
    record: Record


def search_lines(
    query: Query, records: Iterable[Record], today: date, *, limit: int | None = None
) -> Hits:
    """Return the entries that match: those with all words first, then those with some.

    Entries that rank equally are sorted newest first.

    Args:
        query: the query.
        records: the records of the journal, in any order; iterated only once.
        today: the current day, for recency and `is:due`.
        limit: the maximum number of hits; None for no limit.

    Raises:
        DamagedError: a line is not a valid entry.
    """
    return _Scan(query, records, today).hits(limit)


class _Scan:
    """A single search.

    Args:
        query, records, today: see `search_lines`.
    """

    def __init__(self, query: Query, records: Iterable[Record], today: date) -> None:
        self._query = query
        self._today = today
        self._sampled: dict[int, _Opened] = {}
        # The lines that may match, grouped by the bits of the terms and filters they may contain.
        self._lines = defaultdict[int, list[_NumberedRecord]](list)
        number = -1
        for number, record in enumerate(records):
            bits = query.line_bits(record.line)
            if query.may_satisfy(bits, some=True):
                self._lines[bits].append(_NumberedRecord(number, record))
        self._scorer = self._measure(number + 1)

    def hits(self, limit: int | None) -> Hits:
        hits, best = Hits(), list[_Candidate]()
        for bits in sorted(self._lines, key=self._upper_bound, reverse=True):
            if limit is not None and len(best) >= limit and self._is_beaten(bits, best[-1]):
                hits.about = True
                hits.total += len(self._lines[bits])
                continue
            candidates = list(self._candidates(bits))
            hits.total += len(candidates)
            hits.total_all += sum(not candidate.lacks_some for candidate in candidates)
            best += candidates
            best = nsmallest(len(best) if limit is None else limit, best)
        hits += (self._hit(candidate) for candidate in best)
        return hits

    def _measure(self, total: int) -> Scorer:
        """Measure how rare the terms are, and the average length of entries that contain one."""
        document_counts: list[tuple[float, float]] = []
        length = containing = 0.0
        for place, term in enumerate(self._query.terms):
            likely = [
                line for bits, lines in self._lines.items() if bits >> place & 1 for line in lines
            ]
            sample = likely[:: len(likely) // _SAMPLE + 1]
            weight = len(likely) / max(1, len(sample))
            as_word = as_any = 0.0
            for line in sample:
                opened = self._sampled[line.number] = self._open(line)
                whole, begun = count_terms([term], opened.texts)
                if (whole or begun) and self._is_in_base(opened, term):
                    as_word += weight * bool(whole)
                    as_any += weight
                    length += weight * opened.texts.length
            document_counts.append((as_word, as_any))
            containing += as_any
        return Scorer(document_counts, total, length / max(1, containing) or 1, self._today)

    def _is_in_base(self, opened: _Opened, term: Term) -> bool:
        """Return whether an entry that contains a term counts towards the term's rarity."""
        entry, texts, today = opened.entry, opened.texts, self._today
        optional = self._query.optional
        if any(Clause(term) in group for group in optional):
            optional = ()
        return all(group_matches(group, entry, texts, today) for group in self._query.base) and (
            not optional or any(group_matches(group, entry, texts, today) for group in optional)
        )

    def _upper_bound(self, bits: int) -> tuple[bool, float]:
        """Return the best possible rank of entries with these bits."""
        return self._query.may_satisfy(bits, some=False), self._scorer.upper_bound(bits)

    def _is_beaten(self, bits: int, last: _Candidate) -> bool:
        """Return whether every entry with these bits ranks below the last of the best hits."""
        may_have_all, score = self._upper_bound(bits)
        return not may_have_all and (not last.lacks_some or score < -last.minus_score)

    def _candidates(self, bits: int) -> Iterator[_Candidate]:
        query, today = self._query, self._today
        terms, required, optional = query.terms, query.required, query.optional_bits
        for line in self._lines[bits]:
            opened = self._sampled.get(line.number) or self._open(line)
            entry, texts, day, created_at = opened
            if required and not all(
                group_matches(group, entry, texts, today) for group in required
            ):
                continue
            counts = count_terms(terms, texts)
            has = 0
            for place, count in enumerate(counts):
                if count:
                    has |= 1 << place // 2
            satisfied = sum(1 for wanted in optional if has & wanted)
            if satisfied or not optional:
                score = self._scorer.score(counts, texts.length, day)
                lacks_some = satisfied < len(optional)
                yield _Candidate(lacks_some, -score, -day, -created_at, line.number, line.record)

    def _open(self, line: _NumberedRecord) -> _Opened:
        """Parse only an entry's text and dates, or all of it if the query has filters."""
        if not self._query.has_filters:
            document = line.record.document()
            try:
                day = date.fromisoformat(document["occurred_on"]).toordinal()
                created_at = datetime.fromisoformat(document["created_at"]).timestamp()
                return _Opened(None, texts_of_json(document), day, created_at)
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
                pass  # Parsing it as an entry below reports what is wrong.
        entry = line.record.entry()
        day = entry.occurred_on.toordinal()
        return _Opened(entry, texts_of_entry(entry), day, entry.created_at.timestamp())

    def _hit(self, candidate: _Candidate) -> Hit:
        entry = candidate.record.entry()
        matched = "some" if candidate.lacks_some else "all"
        score = round(-candidate.minus_score, 4)
        return Hit(entry, score, matched, find_snippets(self._query, entry))
