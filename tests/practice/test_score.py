"""What the ratings of an entry say."""

from datetime import date

from reflect.model.entry import Rating
from reflect.practice.score import lowest_rating, score_in_words, score_lines, trend_line
from tests.factories import make_entry

HEARD = Rating("heard", "I was heard.", 6)
TEASED = Rating("teased", "Mistakes are laughed at.", 5, reversed=True)


def test_lowest_statement_counts_reversed_ones_the_other_way_round() -> None:
    assert lowest_rating([HEARD, TEASED]) == TEASED
    assert lowest_rating([HEARD, Rating("x", "Safe.", 6)]) is None
    assert lowest_rating([]) is None


def test_words_are_for_equal_parts_of_the_scale() -> None:
    words = ("low", "middle", "high")
    found = [score_in_words(score, (1, 7), words) for score in (1, 2.9, 3, 4.9, 5, 7)]
    assert found == ["low", "low", "middle", "middle", "high", "high"]
    assert score_in_words(3, (1, 7), ()) == ""


def test_trend_compares_with_the_last_time() -> None:
    before = [(date(2026, 8, 21), 4.0), (date(2026, 5, 20), 3.0)]
    for score, word in ((4.1, "about as last time"), (4.5, "higher"), (3.5, "lower")):
        assert trend_line(score, before).endswith(f"now {word}")
    assert trend_line(4, []) == ""


def test_score_has_its_words_its_trend_and_the_lowest_statement() -> None:
    entry = make_entry(ratings=(HEARD, TEASED))
    assert score_lines(entry, ("low", "high"), [(date(2026, 8, 21), 4.0)]) == [
        "Score 4.5 of 7: high",
        "Before: 4.0 on Fri 21 Aug 2026; now higher",
        "Lowest: “Mistakes are laughed at.” 5 of 7",
    ]
    assert score_lines(make_entry()) == []
