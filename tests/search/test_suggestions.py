"""Spelling suggestions for words that match nothing."""

from reflect.search.parser import parse_query
from reflect.search.suggestions import suggest_spellings
from tests.factories import TODAY, make_commitment, make_entry
from tests.search.helpers_records import bare, records


def near(text: str) -> list[str]:
    journal = records(
        make_entry(1),
        bare(2, "Der Hafen in München.\nLaunches “everywhere”, and lunch at Elgaton"),
        bare(3, "昨日の会議", tags=("hard talks",)),
        bare(4, commitments=(make_commitment(note="the zeppelin landed", forecast="hovercraft"),)),
    )
    return suggest_spellings(parse_query(text, TODAY), journal)


def test_suggestions_are_the_most_similar_words_in_the_journal() -> None:
    assert near("lanuch") == ["launch", "lunch"]
    assert near("zepelin") == ["zeppelin"]
    assert near("everywere") == ["everywhere"]
    assert near("tag:delegatoin") == ["delegation"]  # not Elgaton, which is much less similar


def test_suggestion_is_spelled_as_the_user_wrote_it() -> None:
    assert near("munhcen") == ["münchen"]
    assert near("Mnchen") == ["münchen"]


def test_each_unmatched_word_gets_a_suggestion() -> None:
    assert near("zepelin Hafn friday") == ["zeppelin", "hafen"]


def test_known_and_dissimilar_words_get_no_suggestion() -> None:
    assert near("launch") == []
    assert near("laun") == []
    assert near("qqqqqqq") == []
    assert near("") == []
    assert near("-lanuch") == []
    assert near("会") == []


def test_keys_questions_and_forecasts_are_not_suggested() -> None:
    assert near("hapened") == []
    assert near("commitmants") == []
    assert near("hovercrft") == []


def test_empty_journal_gives_no_suggestions() -> None:
    assert suggest_spellings(parse_query("lanuch", TODAY), []) == []
