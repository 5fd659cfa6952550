"""The score of an entry for a query: BM25 with weighted fields, and a small factor for recency.

Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
Document frequencies are counted during each search, so no index is stored that could go stale.
"""

from collections.abc import Sequence
from datetime import date
from math import log
from operator import mul

from reflect.search.fields import FIELDS, FieldTexts
from reflect.search.query import Term

K1 = 1.2  # how quickly further occurrences of a word stop to count
B = 0.75  # how much the length of an entry counts against it
WEIGHTS = (3.0, 2.5, 2.0, 1.0)  # of each of FIELDS: title, lesson, tags, body
BEGINNING = 0.4  # weight of a word that only begins with the term
RECENT = 0.05  # what an entry of today gains over a very old one
HALF_LIFE = 365  # days


def count_terms(terms: Sequence[Term], texts: FieldTexts) -> list[float]:
    """Return two counts for each term, weighted by field: as a whole word, and as a beginning."""
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
    """Scores entries for one search.

    Args:
        document_counts: for each term the number of entries that contain it as a whole word, and
            in any way.
        total: the number of entries.
        length: the average length of an entry's text, in characters.
        today: the day from which recency is computed.
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
        # The length norm: K1 × (1 - B + B × length / average length).
        self._norm, self._norm_per_char = K1 * (1 - B), K1 * B / length
        self._today = today.toordinal()

    def score(self, counts: Sequence[float], length: int, day: int) -> float:
        """Return the score of an entry.

        Args:
            counts: from `count_terms`.
            length: of its text, in characters.
            day: when it happened, as an ordinal.
        """
        norm = self._norm + self._norm_per_char * length
        score = 0.0
        for weight, count in zip(self._term_weights, counts, strict=True):
            if count:
                score += weight * count / (count + norm)
        return score * recency_factor(day, self._today)

    def upper_bound(self, bits: int) -> float:
        """Return a score that no entry exceeds which contains only some terms, a bit for each."""
        terms = range(len(self._term_weights) // 2)
        weights = (sum(self._term_weights[2 * n : 2 * n + 2]) for n in terms if bits >> n & 1)
        return (1 + RECENT) * sum(weights)

    def scores(
        self,
        columns: Sequence[Sequence[float]],
        lengths: Sequence[int],
        recency: Sequence[float],
    ) -> list[float]:
        """Return the scores of many entries, equal to the last bit to those of `score`.

        Args:
            columns: the counts of `count_terms`, a column of all entries for each count.
            lengths: of their texts, in characters.
            recency: the `recency_factor` of each.
        """
        norm, per_char = self._norm, self._norm_per_char
        norms = [norm + per_char * length for length in lengths]
        totals = [0.0] * len(lengths)
        for weight, column in zip(self._term_weights, columns, strict=True):
            # Many columns are empty: what is being typed is rarely a whole word yet.
            if any(column):
                totals = [
                    total + weight * count / (count + norm) if count else total
                    for total, count, norm in zip(totals, column, norms, strict=True)
                ]
        return list(map(mul, totals, recency))


def recency_factor(day: int, today: int) -> float:
    """Return the factor of a score for an entry's age: 1 + RECENT today, less for older entries.

    Args:
        day: when it happened, as an ordinal.
        today: as an ordinal.
    """
    recency: float = 0.5 ** (max(0, today - day) / HALF_LIFE)
    return 1 + RECENT * recency
