"""Sessions: the prompts they ask, the answers they accept, and moving between prompts."""

from datetime import timedelta

import pytest

from reflect.errors import UsageError
from reflect.practice.entry_builder import finish
from tests.factories import NOW, TODAY, make_commitment
from tests.practice.helpers_session import GUIDE, at, begin


def test_next_goes_through_the_prompts_in_order() -> None:
    session = begin()
    seen = []
    session.answer("We launched.")
    while session.prompt:
        seen.append(session.prompt.id)
        session.next()
    assert seen == [prompt.id for prompt in GUIDE.prompts if not prompt.when]
    assert session.position == len(session.steps)
    session.back()
    assert session.prompt and session.prompt.id == "title"


def test_required_prompt_cannot_be_skipped() -> None:
    session = begin()
    for move in (session.next, session.skip):
        with pytest.raises(UsageError):
            move()
    assert session.position == 0
    assert [prompt.id for prompt in session.missing] == ["happened"]
    session.answer("  \n ")
    assert session.answer_to("happened") is None


def test_prompt_is_asked_only_while_its_condition_is_met() -> None:
    session = at(begin(), "why")
    assert "why_again" not in [prompt.id for prompt in session.steps]
    session.answer("Nobody asked.")
    session.next()
    assert session.prompt and session.prompt.id == "why_again"
    session.clear("why")
    assert session.prompt.id == "kind"


def test_kind_with_a_reason_meets_a_condition_on_the_kind() -> None:
    session = at(begin(), "kind")
    session.answer("Complex / Uncertainty")
    assert session.answer_to("kind") == "complex/uncertainty"
    session.next()
    assert session.prompt and session.prompt.id == "signals"
    assert session.kind == "complex"


def test_not_sure_yet_is_an_answer() -> None:
    session = at(begin(), "kind")
    session.answer("")
    assert session.answer_to("kind") == ""
    assert session.kind == ""


@pytest.mark.parametrize(
    ("prompt_id", "value"),
    [
        ("expected", "x" * 501),
        ("kind", "stupid"),
        ("kind", "complex/inattention"),
        ("mood", "middling"),
        ("sure", "8"),
        ("sure", "many"),
        ("commitment", "call them"),
        ("commitment", make_commitment(action="")),
        ("commitment", make_commitment(percent=101)),
        ("commitment", make_commitment(due=TODAY - timedelta(days=1))),
        ("when", "someday"),
        ("when", "tomorrow"),
        ("happened", make_commitment()),
    ],
)
def test_invalid_answer_is_rejected(prompt_id: str, value: object) -> None:
    session = at(begin(), prompt_id)
    with pytest.raises(UsageError):
        session.answer(value)  # type: ignore[arg-type]
    assert session.answer_to(prompt_id) is None


@pytest.mark.parametrize(
    ("prompt_id", "value", "accepted"),
    [
        ("happened", "One  \r\n\r\ntwo\n\n", "One\n\ntwo"),
        ("expected", " one\n two ", "one two"),
        ("signals", "a\n\n  b \n", "a\nb"),
        ("mood", "HIGH", "high"),
        ("sure", " 3 ", 3),
        ("when", "yesterday", "2026-11-21"),
    ],
)
def test_answers_are_normalised(prompt_id: str, value: str, accepted: object) -> None:
    session = begin()
    at(session, "kind").answer("complex")
    at(session, prompt_id).answer(value)
    assert session.answer_to(prompt_id) == accepted


def test_commitment_drops_words_that_its_sentence_adds() -> None:
    session = at(begin(), "commitment")
    session.answer(make_commitment(cue="When they ask,", action="I will  ask first"))
    assert session.answer_to("commitment") == make_commitment(cue="they ask", action="ask first")


def test_pause_is_due_once_before_the_first_reflection_prompt() -> None:
    session = begin()
    assert not session.pause_due
    assert at(session, "why").pause_due
    session.mark_paused()
    assert not session.pause_due
    again = at(begin(), "kind")
    assert not again.pause_due


def test_title_defaults_to_the_first_line_of_the_first_answer() -> None:
    session = begin()
    session.answer("We launched on Friday.\nAlone.")
    title = GUIDE.prompts[-1]
    assert session.suggestion(title) == "We launched on Friday."
    assert finish(session, NOW).title == "We launched on Friday."
    named = begin(title=" The\nlaunch ")
    named.answer("We launched.")
    assert named.suggestion(title) == "The launch"
    assert finish(named, NOW).title == "The launch"


def test_skip_keeps_an_existing_answer() -> None:
    session = begin()
    session.answer("We launched.")
    session.skip()
    assert session.answer_to("happened") == "We launched."


def test_back_stops_at_the_first_prompt() -> None:
    with pytest.raises(UsageError):
        begin().back()


def test_jump_rejects_a_prompt_that_is_not_asked() -> None:
    with pytest.raises(UsageError):
        begin().jump("why_again")


def test_answering_a_prompt_discards_its_unfinished_answer() -> None:
    session = begin()
    session.typing = ("happened", "We lau")
    assert not session.is_empty
    session.answer("We launched.")
    assert session.typing == ("", "")
