"""Near spellings for words that match nothing."""

from reflect.search.parser import parse_query
from reflect.search.suggestions import suggest_spellings
from tests.factories import TODAY, make_commitment, make_entry
from tests.search.records import bare, records


def near(text: str) -> list[str]:
    journal = records(
        make_entry(1),
        bare(2, "Der Hafen in München.\nLaunches “everywhere”, and lunch at Elgaton"),
        bare(3, "昨日の会議", tags=("hard talks",)),
        bare(4, commitments=(make_commitment(note="the zeppelin landed", forecast="hovercraft"),)),
    )
    return suggest_spellings(parse_query(text, TODAY), journal)


def test_the_nearest_words_of_the_journal_are_offered() -> None:
    assert near("lanuch") == ["launch", "lunch"]
    assert near("zepelin") == ["zeppelin"]
    assert near("everywere") == ["everywhere"]
    assert near("tag:delegatoin") == ["delegation"]  # and not Elgaton, which is far less like it


def test_a_word_is_offered_as_it_is_written() -> None:
    assert near("munhcen") == ["münchen"]
    assert near("Mnchen") == ["münchen"]


def test_each_word_that_matches_nothing_gets_one() -> None:
    assert near("zepelin Hafn friday") == ["zeppelin", "hafen"]


def test_words_that_are_there_or_like_no_other_get_none() -> None:
    assert near("launch") == []
    assert near("laun") == []
    assert near("qqqqqqq") == []
    assert near("") == []
    assert near("-lanuch") == []
    assert near("会") == []


def test_words_of_keys_questions_and_forecasts_are_not_offered() -> None:
    assert near("hapened") == []
    assert near("commitmants") == []
    assert near("hovercrft") == []


def test_an_empty_journal_has_no_words_to_offer() -> None:
    assert suggest_spellings(parse_query("lanuch", TODAY), []) == []
