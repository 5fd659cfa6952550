"""The wording check: which phrases get a hint and, more importantly, which don't."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reflect.guides.loader import guide_names, load_guide
from reflect.model.entry import Answer, Entry
from reflect.model.hints import PATTERNS
from reflect.practice.wording.check import COMMITMENT, MOST, QUESTIONS, Hint, check_wording
from tests.factories import NOW, make_commitment, make_entry
from tests.practice.wording.sentences_actions import CONCRETE, VAGUE
from tests.practice.wording.sentences_fine import FINE
from tests.practice.wording.sentences_hinted import HINTED

ROOT = Path(__file__).parents[3]


def lines(block: str) -> list[str]:
    """Return the non-empty lines of a block."""
    return [line.strip() for line in block.splitlines() if line.strip()]


def written(*texts: str, prompt: str = "happened", guide: str = "drucker") -> Entry:
    """Make an entry with the given answers and no commitments."""
    answers = tuple(Answer(prompt, "What happened?", text) for text in texts)
    return make_entry(guide=guide, answers=answers, commitments=())


def planned(action: str, **rest: object) -> Entry:
    """Make an entry with a commitment and no answers."""
    return make_entry(answers=(), commitments=(make_commitment(action=action, **rest),))


def test_hinted_sentences_get_one_hint() -> None:
    failed = []
    for pattern, block in HINTED.items():
        for sentence in lines(block):
            hints = check_wording(written(sentence))
            found = [(one.pattern, one.question, one.words in sentence) for one in hints]
            if found != [(pattern, QUESTIONS[pattern], True)] or not hints[0].words:
                failed.append((sentence, hints))
    assert failed == []


def test_harmless_sentences_get_no_hint() -> None:
    assert [one for one in lines(FINE) if check_wording(written(one))] == []


def test_vague_actions_get_a_hint() -> None:
    for action in lines(VAGUE):
        hints = [(hint.pattern, hint.words, hint.prompt) for hint in check_wording(planned(action))]
        assert hints == [("vague", action, COMMITMENT)]


def test_concrete_actions_get_no_hint() -> None:
    assert [action for action in lines(CONCRETE) if check_wording(planned(action))] == []


def test_closed_commitments_get_no_hint() -> None:
    assert check_wording(planned("be more careful", outcome="kept", looked_back_at=NOW)) == []


def test_self_punishment_gets_its_own_question() -> None:
    (hint,) = check_wording(written("I am useless at this."))
    assert hint == Hint(
        "self-punishment", "I am useless", "Would you say this to someone you lead?", "happened"
    )


def test_every_pattern_has_a_question() -> None:
    assert set(QUESTIONS) == set(PATTERNS) == {*HINTED, "vague"}


def test_disabled_pattern_gives_no_hint() -> None:
    for pattern in HINTED:
        entry = written(*lines(HINTED[pattern]))
        assert pattern in [hint.pattern for hint in check_wording(entry)]
        assert pattern not in [hint.pattern for hint in check_wording(entry, {pattern})]
        assert check_wording(entry, PATTERNS) == []


def test_hints_are_limited_to_one_per_pattern_and_three_in_total() -> None:
    everything = [line for block in HINTED.values() for line in lines(block)]
    entry = written(*everything)
    found = [hint.pattern for hint in check_wording(entry)]
    assert found == ["self-punishment", "blame", "excuse"]
    assert len(found) == MOST
    assert found == [hint.pattern for hint in check_wording(written(*reversed(everything)))]


def test_hint_shows_the_first_match_on_one_line() -> None:
    (hint,) = check_wording(written("So it went.\nThey never\nlisten. He never cares."))
    assert hint.words == "They never listen"


def test_prompts_for_other_peoples_views_get_no_hint() -> None:
    assert check_wording(written("They never listen.", prompt="unsaid", guide="double-loop")) == []
    assert check_wording(written("She never asks us.", prompt="their_side", guide="buy-in")) == []


def test_guides_without_names_allow_the_passive() -> None:
    for guide in ["blameless", "premortem"]:
        assert check_wording(written("The client was not informed.", guide=guide)) == []
        assert check_wording(written("They never listen.", guide=guide)) != []


def test_lessons_can_say_always_and_never() -> None:
    assert check_wording(written("We always do this together.", prompt="lesson")) == []
    assert check_wording(written("We never finish late.", prompt="lesson")) == []


def test_other_languages_get_no_hint() -> None:
    cases = [
        "Ich hatte keine Wahl, und es war nicht meine Schuld, dass die anderen nie zuhören.",
        "Wir haben never geprüft, was sie always wollten; mistakes were made, sagte der Chef laut.",
        "Je n'avais pas le choix: tout le monde était contre moi et personne ne m'a rien dit.",
        "No tenía otra opción y nadie me dijo nada; siempre me pasa lo mismo con este cliente.",
        "Ik had geen keuze en niemand heeft mij iets gezegd, dat gaat altijd zo in dit team.",
        "我没有选择。他们从来不听。",
    ]
    for text in cases:
        assert check_wording(written(text)) == []


def test_english_answer_among_other_languages_is_checked() -> None:
    german = "Wir haben den Termin nie mit den Leuten vom Support besprochen, leider."
    entry = written(german, "We talked about it in the meeting, and then mistakes were made.")
    assert [hint.words for hint in check_wording(entry)] == ["mistakes were made"]


def test_guide_examples_get_no_hint() -> None:
    for name in guide_names(None):
        for prompt in load_guide(name, None).prompts:
            assert check_wording(written(prompt.example, prompt=prompt.id, guide=name)) == []


def test_documentation_gets_no_hint() -> None:
    for page in ["README.md", "docs/example.md", "docs/tutorial.md"]:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert check_wording(written(*text.split("\n"))) == []


@given(texts=st.lists(st.text(max_size=80), max_size=3), action=st.text(max_size=40))
def test_any_text_can_be_checked(texts: list[str], action: str) -> None:
    entry = make_entry(
        answers=tuple(Answer("happened", "?", text) for text in texts),
        commitments=(make_commitment(action=action),),
    )
    for hint in check_wording(entry):
        assert hint.pattern in PATTERNS


def test_very_long_texts_are_checked_quickly() -> None:
    cases = ["they so ", "I was useless ", "was never ", "“", "'a ", "said "]
    for piece in cases:
        text = piece * 30_000
        assert (
            len(check_wording(make_entry(answers=(Answer("happened", "?", text),), commitments=())))
            <= MOST
        )


def test_unclosed_quotation_does_not_hide_other_phrases() -> None:
    for opened, closed in [("«", "»"), ("„", "“")]:
        text = f"{opened}I am useless. She wrote {opened}they never listen{closed} to all of us."
        (hint,) = check_wording(written(text))
        assert hint.words == "I am useless"
