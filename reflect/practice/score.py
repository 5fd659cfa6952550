"""What the ratings of an entry say: the score in words, its trend, and the lowest statement."""

from collections.abc import Sequence
from datetime import date

from reflect.dates import format_day
from reflect.model.entry import Entry, Rating

# A smaller change of a mean of whole numbers says nothing.
_SAME = 0.15


def lowest_rating(ratings: Sequence[Rating]) -> Rating | None:
    """Return the first of the ratings with the lowest score; None if all have the same."""
    scores = {rating.score for rating in ratings}
    if len(scores) < 2:
        return None
    return next(rating for rating in ratings if rating.score == min(scores))


def lowest_line(ratings: Sequence[Rating]) -> str:
    """Return a line that names the lowest statement; "" if there is none."""
    lowest = lowest_rating(ratings)
    if lowest is None:
        return ""
    return f"Lowest: “{lowest.question}” {lowest.value} of {lowest.high}"


def score_in_words(score: float, scale: tuple[int, int], words: Sequence[str]) -> str:
    """Return the words for a score; "" if there are none.

    Args:
        score: the score, within the scale.
        scale: the lowest and the highest number.
        words: the words from the lowest scores to the highest; each is for an equal part.
    """
    low, high = scale
    if not words or high <= low:
        return ""
    part = int((score - low) / (high - low) * len(words))
    return words[min(max(part, 0), len(words) - 1)]


def trend_line(score: float, earlier: Sequence[tuple[date, float]]) -> str:
    """Return a line that compares a score with those of earlier times; "" if there are none.

    Args:
        score: the score.
        earlier: the days and scores of the last times, newest first.
    """
    if not earlier:
        return ""
    change = score - earlier[0][1]
    word = "about as last time" if abs(change) < _SAME else "higher" if change > 0 else "lower"
    times = ", ".join(f"{value:.1f} on {format_day(day)}" for day, value in earlier)
    return f"Before: {times}; now {word}"


def score_lines(
    entry: Entry, words: Sequence[str] = (), earlier: Sequence[tuple[date, float]] = ()
) -> list[str]:
    """Return lines about the score of an entry; none if it has none.

    Args:
        entry: the entry.
        words: what its guide calls a score, from the lowest to the highest.
        earlier: the days and scores of the last times, newest first.
    """
    score, ratings = entry.score, entry.ratings
    if score is None:
        return []
    said = score_in_words(score, (ratings[0].low, ratings[0].high), words)
    first = f"Score {score:.1f} of {ratings[0].high}" + (f": {said}" if said else "")
    return list(filter(None, (first, trend_line(score, earlier), lowest_line(ratings))))
