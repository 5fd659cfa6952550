"""Snippets: matching words in context, each on one line."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.entry import Answer, Entry
from reflect.search.parser import parse_query
from reflect.search.snippets import Snippet, find_snippets
from reflect.text.fold import fold
from tests.factories import TODAY, make_commitment
from tests.search.helpers_records import bare

LONG = "word " * 60 + "the harbour was closed " + "more " * 60


def of(text: str, entry: Entry) -> tuple[Snippet, ...]:
    return find_snippets(parse_query(text, TODAY), entry)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.spans]


def test_snippet_shows_the_words_in_context() -> None:
    (snippet,) = of("harbour closed", bare(1, LONG))
    assert "the harbour was closed" in snippet.text
    assert marked(snippet) == ["harbour", "closed"]
    assert snippet.text.startswith("…word ")
    assert snippet.text.endswith(" more…")
    assert len(snippet.text) <= 102


def test_short_text_is_shown_in_full_on_one_line() -> None:
    (snippet,) = of("friday", bare(1, "We launched\n\non Friday."))
    assert snippet == Snippet("We launched on Friday.", ((15, 21),))


def test_prefix_match_marks_the_whole_word() -> None:
    (snippet,) = of("cafe", bare(1, "In the Cafétéria."))
    assert marked(snippet) == ["Cafétéria"]


def test_phrase_is_marked_as_one_span() -> None:
    (snippet,) = of('"on call" -office', bare(1, "call on me: nobody was on call"))
    assert marked(snippet) == ["on call"]


def test_answer_with_the_most_words_comes_first() -> None:
    answers = (
        Answer("a", "?", "the budget"),
        Answer("b", "?", "budget and launch"),
        Answer("c", "?", "a harbour"),
        Answer("d", "?", "harbour again, and budget"),
    )
    found = of("budget launch harbour", bare(1, answers=answers))
    assert [snippet.text for snippet in found] == ["budget and launch", "harbour again, and budget"]


def test_at_most_three_snippets_are_returned() -> None:
    words = ["alpha", "bravo", "charlie", "delta", "echo"]
    answers = tuple(Answer(word, "?", word) for word in words)
    assert len(of(" ".join(words), bare(1, answers=answers))) == 3


def test_commitment_is_shown_as_a_sentence_without_its_forecast() -> None:
    made = make_commitment(cue="a harbour asks", action="phone", forecast="harbour opens", note="")
    (snippet,) = of("harbour opens", bare(1, commitments=(made,)))
    assert snippet.text == "When a harbour asks, I will phone"


def test_word_found_only_in_the_title_gives_no_snippet() -> None:
    assert of("harbour", bare(1, "something else", title="The harbour")) == ()
    assert of("title:harbour", bare(1, "the harbour", title="The harbour")) == ()


def test_text_without_spaces_is_cut_anywhere() -> None:
    (snippet,) = of("会議", bare(1, "昨日" * 200 + "会議" + "失敗" * 200))
    assert marked(snippet) == ["会議"]
    assert len(snippet.text) <= 102


def test_word_longer_than_a_line_is_truncated() -> None:
    (snippet,) = of("xx", bare(1, "before " + "x" * 5000 + " after"))
    assert len(snippet.text) <= 102
    assert set("".join(marked(snippet))) == {"x"}


WORDS = st.sampled_from(["plan", "Plan", "planes", "budget", "é", "会議", "🎉", "\n\n", "x" * 130])


@given(st.lists(st.one_of(WORDS, st.text(st.characters(), max_size=5)), max_size=60))
def test_spans_mark_the_matching_words(parts: list[str]) -> None:
    for snippet in of("plan e 会議 🎉 x", bare(1, " ".join(parts))):
        assert "\n" not in snippet.text
        assert len(snippet.text) <= 102
        assert snippet.spans
        last = 0
        for start, end in snippet.spans:
            assert last <= start < end <= len(snippet.text)
            last = end
            assert fold(snippet.text[start:end]).startswith(("plan", "e", "会議", "🎉", "x"))
