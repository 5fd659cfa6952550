"""Scores entries for a query: BM25 with weighted fields and a small bonus for recent entries.

Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
Document frequencies are counted during each search, so there is no stored index to go stale.
"""

from collections.abc import Sequence
from datetime import date
from math import log
from operator import mul

from reflect.search.fields import FIELDS, FieldTexts
from reflect.search.query import Term

K1 = 1.2  # how quickly repeated occurrences of a word stop raising the score
B = 0.75  # how strongly longer entries are penalised
WEIGHTS = (3.0, 2.5, 2.0, 1.0)  # for each of FIELDS: title, lesson, tags, body
BEGINNING = 0.4  # weight of a match that is only a prefix of a word
RECENT = 0.05  # bonus for today's entries; it fades with age
HALF_LIFE = 365  # days


def count_terms(terms: Sequence[Term], texts: FieldTexts) -> list[float]:
    """Return two counts for each term, weighted by field: as a whole word, and as a prefix."""
    counts: list[float] = []
    for term in terms:
        whole = begun = 0.0
        for name, weight, text in zip(FIELDS, WEIGHTS, texts, strict=True):
            if term.field in ("", name):
                as_word, as_beginning = term.words.count(text)
                whole += weight * as_word
                begun += weight * as_beginning
        counts += (whole, begun)
    return counts


class Scorer:
    """The scorer for a single search.

    Args:
        document_counts: for each term, how many entries contain it as a whole word, and how many
            contain it at all.
        total: the number of entries.
        length: the average length of an entry's text, in characters.
        today: the current day, for the recency bonus.
    """

    def __init__(
        self,
        document_counts: Sequence[tuple[float, float]],
        total: int,
        length: float,
        today: date,
    ) -> None:
        self._term_weights = [
            weight * (K1 + 1) * log(1 + (max(total, count) - count + 0.5) / (count + 0.5))
            for counts in document_counts
            for weight, count in zip((1, BEGINNING), counts, strict=True)
        ]
        # Length normalisation: K1 × (1 - B + B × length / average length).
        self._norm, self._norm_per_char = K1 * (1 - B), K1 * B / length
        self._today = today.toordinal()

    def score(self, counts: Sequence[float], length: int, day: int) -> float:
        """Return the score of an entry.

        Args:
            counts: the counts from `count_terms`.
            length: the length of the entry's text, in characters.
            day: the day of the event, as an ordinal.
        """
        norm = self._norm + self._norm_per_char * length
        score = 0.0
        for weight, count in zip(self._term_weights, counts, strict=True):
            if count:
                score += weight * count / (count + norm)
        return score * recency_factor(day, self._today)

    def upper_bound(self, bits: int) -> float:
        """Return an upper bound for the scores of entries that contain only these terms.

        Args:
            bits: the terms as a bit mask.
        """
        terms = range(len(self._term_weights) // 2)
        weights = (sum(self._term_weights[2 * n : 2 * n + 2]) for n in terms if bits >> n & 1)
        return (1 + RECENT) * sum(weights)

    def scores(
        self,
        columns: Sequence[Sequence[float]],
        lengths: Sequence[int],
        recency: Sequence[float],
    ) -> list[float]:
        """Return the scores of many entries, identical to the results of `score` to the last bit.

        Args:
            columns: the counts from `count_terms`, one column per count, with a row for each entry.
            lengths: the text length of each entry, in characters.
            recency: the `recency_factor` of each entry.
        """
        norm, per_char = self._norm, self._norm_per_char
        norms = [norm + per_char * length for length in lengths]
        totals = [0.0] * len(lengths)
        for weight, column in zip(self._term_weights, columns, strict=True):
            # Many columns are empty, because the word being typed is rarely complete.
            if any(column):
                totals = [
                    total + weight * count / (count + norm) if count else total
                    for total, count, norm in zip(totals, column, norms, strict=True)
                ]
        return list(map(mul, totals, recency))


def recency_factor(day: int, today: int) -> float:
    """Return the score factor for an entry's age: 1 + RECENT for today, less for older entries.

    Args:
        day: the day of the event, as an ordinal.
        today: the current day, as an ordinal.
    """
    recency: float = 0.5 ** (max(0, today - day) / HALF_LIFE)
    return 1 + RECENT * recency
