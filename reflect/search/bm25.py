"""How well an entry answers a query: BM25, with fields that weigh more, and recency last.

Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
How many entries have a word falls out of the search itself, so there is no index to grow stale.
"""

from collections.abc import Sequence
from datetime import date
from math import log
from operator import mul

from reflect.search.fields import FIELDS, FieldTexts
from reflect.search.query import Term

K1 = 1.2  # how soon a word that occurs again stops to count
B = 0.75  # how much a long text is held against an entry
WEIGHTS = (3.0, 2.5, 2.0, 1.0)  # of each of FIELDS: title, lesson, tags, body
BEGINNING = 0.4  # a word that only begins so, against the word itself
RECENT = 0.05  # what an entry of today gains over a very old one
HALF_LIFE = 365  # days


def count_terms(terms: Sequence[Term], content: FieldTexts) -> list[float]:
    """Count each term's occurrences, weighted by field: as a word, and as a mere beginning."""
    found: list[float] = []
    for term in terms:
        whole = begun = 0.0
        for name, weight, text in zip(FIELDS, WEIGHTS, content, strict=True):
            if term.field in ("", name):
                as_word, as_beginning = term.words.count(text)
                whole += weight * as_word
                begun += weight * as_beginning
        found += (whole, begun)
    return found


class Scorer:
    """What the figures of one search are worth.

    Args:
        having: for each term how many entries have it: as a word, and in any way.
        seen: how many entries there are.
        length: of an entry's text on average, in characters.
        today: recency counts from here.
    """

    def __init__(
        self, having: Sequence[tuple[float, float]], seen: int, length: float, today: date
    ) -> None:
        self._worth = [
            weight * (K1 + 1) * log(1 + (max(seen, count) - count + 0.5) / (count + 0.5))
            for counts in having
            for weight, count in zip((1, BEGINNING), counts, strict=True)
        ]
        # An entry's length dampens: K1 × (1 - B + B × its length / the average).
        self._least, self._each = K1 * (1 - B), K1 * B / length
        self._today = today.toordinal()

    def score(self, counted: Sequence[float], length: int, day: int) -> float:
        """Weigh an entry.

        Args:
            counted: what `figures` gave.
            length: of its text, in characters.
            day: when it happened, as an ordinal.
        """
        dampened = self._least + self._each * length
        score = 0.0
        for worth, figure in zip(self._worth, counted, strict=True):
            if figure:
                score += worth * figure / (figure + dampened)
        return score * recency_factor(day, self._today)

    def upper_bound(self, bits: int) -> float:
        """Give a score that no entry exceeds which has only some terms, one bit for each."""
        terms = range(len(self._worth) // 2)
        worth = (sum(self._worth[2 * term : 2 * term + 2]) for term in terms if bits >> term & 1)
        return (1 + RECENT) * sum(worth)

    def scores(
        self,
        counted: Sequence[Sequence[float]],
        lengths: Sequence[int],
        gains: Sequence[float],
    ) -> list[float]:
        """Weigh many entries, to the bit as `score` does.

        Args:
            counted: what `figures` gives, a column of all entries for each figure.
            lengths: of their texts, in characters.
            gains: what `gain` gives for the day of each.
        """
        least, each = self._least, self._each
        dampened = [least + each * length for length in lengths]
        totals = [0.0] * len(lengths)
        for worth, column in zip(self._worth, counted, strict=True):
            # Many a column is empty: what is being typed is seldom a whole word yet.
            if any(column):
                totals = [
                    total + worth * figure / (figure + damp) if figure else total
                    for total, figure, damp in zip(totals, column, dampened, strict=True)
                ]
        return list(map(mul, totals, gains))


def recency_factor(day: int, today: int) -> float:
    """Say what a score is multiplied with: the more recent an entry is, the more.

    Args:
        day: when it happened, as an ordinal.
        today: as an ordinal.
    """
    recency: float = 0.5 ** (max(0, today - day) / HALF_LIFE)
    return 1 + RECENT * recency
