"""The one look at the language: what it points out, and above all what it leaves alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.guides.loader import guide_names, load_guide
from reflect.model.entry import Answer, Entry
from reflect.model.hints import PATTERNS
from reflect.practice.wording.check import COMMITMENT, MOST, QUESTIONS, Hint, check_wording
from tests.factories import NOW, make_commitment, make_entry
from tests.practice.sentences_actions import CONCRETE, VAGUE
from tests.practice.sentences_fine import FINE
from tests.practice.sentences_hinted import HINTED

ROOT = Path(__file__).parents[2]


def lines(block: str) -> list[str]:
    """Give the lines of a block that aren't empty."""
    return [line.strip() for line in block.splitlines() if line.strip()]


def written(*texts: str, prompt: str = "happened", guide: str = "drucker") -> Entry:
    """An entry with such answers, and no commitment."""
    answers = tuple(Answer(prompt, "What happened?", text) for text in texts)
    return make_entry(guide=guide, answers=answers, commitments=())


def planned(action: str, **rest: object) -> Entry:
    """An entry with nothing but a commitment."""
    return make_entry(answers=(), commitments=(make_commitment(action=action, **rest),))


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [(name, line) for name, block in HINTED.items() for line in lines(block)],
)
def test_a_sentence_that_deserves_it_gets_one_hint(pattern: str, sentence: str) -> None:
    (hint,) = check_wording(written(sentence))
    assert (hint.pattern, hint.question) == (pattern, QUESTIONS[pattern])
    assert hint.words
    assert hint.words in sentence


@pytest.mark.parametrize("sentence", lines(FINE))
def test_a_sentence_that_is_fine_gets_none(sentence: str) -> None:
    assert check_wording(written(sentence)) == []


@pytest.mark.parametrize("action", lines(VAGUE))
def test_an_action_nobody_could_see_is_called_vague(action: str) -> None:
    (hint,) = check_wording(planned(action))
    assert (hint.pattern, hint.words, hint.prompt) == ("vague", action, COMMITMENT)


@pytest.mark.parametrize("action", lines(CONCRETE))
def test_an_action_one_could_film_is_fine(action: str) -> None:
    assert check_wording(planned(action)) == []


def test_an_action_that_was_looked_back_on_is_past_asking() -> None:
    assert check_wording(planned("be more careful", outcome="kept", looked_back_at=NOW)) == []


def test_self_punishment_asks_what_one_would_say_to_others() -> None:
    (hint,) = check_wording(written("I am useless at this."))
    assert hint == Hint(
        "self-punishment", "I am useless", "Would you say this to someone you lead?", "happened"
    )


def test_every_pattern_has_a_question() -> None:
    assert set(QUESTIONS) == set(PATTERNS) == {*HINTED, "vague"}


@pytest.mark.parametrize("pattern", HINTED)
def test_a_pattern_that_is_off_is_not_pointed_out(pattern: str) -> None:
    entry = written(*lines(HINTED[pattern]))
    assert pattern in [hint.pattern for hint in check_wording(entry)]
    assert pattern not in [hint.pattern for hint in check_wording(entry, {pattern})]
    assert check_wording(entry, PATTERNS) == []


def test_there_is_one_hint_a_pattern_and_three_in_all_always_in_the_same_order() -> None:
    everything = [line for block in HINTED.values() for line in lines(block)]
    entry = written(*everything)
    found = [hint.pattern for hint in check_wording(entry)]
    assert found == ["self-punishment", "blame", "excuse"]
    assert len(found) == MOST
    assert found == [hint.pattern for hint in check_wording(written(*reversed(everything)))]


def test_the_first_words_of_a_pattern_are_shown_on_one_line() -> None:
    (hint,) = check_wording(written("So it went.\nThey never\nlisten. He never cares."))
    assert hint.words == "They never listen"


def test_another_s_view_and_unsaid_thoughts_are_what_was_asked_for() -> None:
    assert check_wording(written("They never listen.", prompt="unsaid", guide="double-loop")) == []
    assert check_wording(written("She never asks us.", prompt="their_side", guide="buy-in")) == []


@pytest.mark.parametrize("guide", ["blameless", "premortem"])
def test_a_guide_that_wants_no_names_may_leave_them_out(guide: str) -> None:
    assert check_wording(written("The client was not informed.", guide=guide)) == []
    assert check_wording(written("They never listen.", guide=guide)) != []


def test_a_lesson_is_a_rule_and_may_say_always_and_never() -> None:
    assert check_wording(written("We always do this together.", prompt="lesson")) == []
    assert check_wording(written("We never finish late.", prompt="lesson")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ich hatte keine Wahl, und es war nicht meine Schuld, dass die anderen nie zuhören.",
        "Wir haben never geprüft, was sie always wollten; mistakes were made, sagte der Chef laut.",
        "Je n'avais pas le choix: tout le monde était contre moi et personne ne m'a rien dit.",
        "No tenía otra opción y nadie me dijo nada; siempre me pasa lo mismo con este cliente.",
        "Ik had geen keuze en niemand heeft mij iets gezegd, dat gaat altijd zo in dit team.",
        "我没有选择。他们从来不听。",
    ],
)
def test_text_in_another_language_is_left_alone(text: str) -> None:
    assert check_wording(written(text)) == []


def test_english_beside_another_language_is_still_read() -> None:
    german = "Wir haben den Termin nie mit den Leuten vom Support besprochen, leider."
    entry = written(german, "We talked about it in the meeting, and then mistakes were made.")
    assert [hint.words for hint in check_wording(entry)] == ["mistakes were made"]


@pytest.mark.parametrize("name", guide_names(None))
def test_the_examples_of_the_guides_are_fine(name: str) -> None:
    for prompt in load_guide(name, None).prompts:
        assert check_wording(written(prompt.example, prompt=prompt.id, guide=name)) == []


@pytest.mark.parametrize("page", ["README.md", "docs/example.md", "docs/tutorial.md"])
def test_what_our_own_pages_say_is_fine(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert check_wording(written(*text.split("\n"))) == []


@given(texts=st.lists(st.text(max_size=80), max_size=3), action=st.text(max_size=40))
def test_any_text_can_be_looked_at(texts: list[str], action: str) -> None:
    entry = make_entry(
        answers=tuple(Answer("happened", "?", text) for text in texts),
        commitments=(make_commitment(action=action),),
    )
    for hint in check_wording(entry):
        assert hint.pattern in PATTERNS


@pytest.mark.parametrize("piece", ["they so ", "I was useless ", "was never ", "“", "'a ", "said "])
def test_a_very_long_text_is_looked_at_all_the_same(piece: str) -> None:
    text = piece * 30_000
    assert (
        len(check_wording(make_entry(answers=(Answer("happened", "?", text),), commitments=())))
        <= MOST
    )


@pytest.mark.parametrize(("opened", "closed"), ["«»", "„“"])
def test_a_quotation_that_is_never_closed_hides_nothing_before_the_next(
    opened: str, closed: str
) -> None:
    text = f"{opened}I am useless. She wrote {opened}they never listen{closed} to all of us."
    (hint,) = check_wording(written(text))
    assert hint.words == "I am useless"
