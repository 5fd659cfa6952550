"""Questions for the parts of a commitment."""

from datetime import date, timedelta

import pytest

from reflect.model.commitment import Commitment
from reflect.model.guide import Guide, Prompt
from reflect.practice.session import Session
from tests.cli.plain.helpers_guide import ScriptedGuide
from tests.factories import NOW, TODAY, make_commitment
from tests.practice.helpers_session import at, begin

BET = Guide(
    "bet",
    "A bet",
    "",
    "more",
    (),
    (Prompt("bet", "reflection", "forecast", "What do I expect?", "", optional=True),),
)


def at_commitment(standing: Commitment | None = None) -> Session:
    """Return a session at the commitment prompt."""
    session = at(begin(), "commitment")
    if standing is not None:
        session.answer(standing)
    return session


def test_parts_are_asked_in_order() -> None:
    session = at_commitment()
    ScriptedGuide(session, "they ask", "wait", "in 1 week", "f", "calm", "70 %").run()
    assert session.answer_to("commitment") == Commitment(
        "they ask", "wait", date(2026, 11, 29), NOW, "calm", 70
    )


@pytest.mark.parametrize(
    "percent", ["x", "101", "٥", "9" * 4400], ids=["word", "101", "arabic", "digits"]
)
def test_percent_must_be_a_whole_number_up_to_100(percent: str) -> None:
    session = at_commitment()
    page = ScriptedGuide(session, "cue", "act", "", "f", "calm", percent, "70").run()
    assert "whole number" in page
    answer = session.answer_to("commitment")
    assert isinstance(answer, Commitment)
    assert answer.percent == 70


def test_cue_without_action_asks_for_the_action_again() -> None:
    session = at_commitment()
    page = ScriptedGuide(session, "they ask", "", "wait", "", "").run()
    assert "Finish the sentence" in page
    answer = session.answer_to("commitment")
    assert isinstance(answer, Commitment)
    assert answer.sentence() == "When they ask, I will wait"


def test_sealed_forecast_is_neither_asked_for_nor_changed_by_a_draft() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=25))
    session = at_commitment(old)
    session.typing = ("commitment", "cue\nact\n2026-12-06\nanother\nx")
    page = ScriptedGuide(session, "", "", "", "").run()
    assert "sealed" in page
    answer = session.answer_to("commitment")
    assert isinstance(answer, Commitment)
    assert (answer.forecast, answer.percent) == (old.forecast, old.percent)


def test_unfinished_commitment_continues_with_its_parts() -> None:
    session = at_commitment()
    session.typing = ("commitment", "they ask\nwait\nin 1 week\ncalm\n101")
    page = ScriptedGuide(session, "", "", "", "", "101", "60").run()
    assert "whole number" in page
    answer = session.answer_to("commitment")
    assert isinstance(answer, Commitment)
    assert (answer.cue, answer.forecast, answer.percent) == ("they ask", "calm", 60)


def test_obstacle_and_forecast_are_asked_only_on_request() -> None:
    session = at_commitment()
    ScriptedGuide(session, "they ask", "wait", "", "o", "I rush", "f", "calm", "").run()
    answer = session.answer_to("commitment")
    assert isinstance(answer, Commitment)
    assert (answer.obstacle, answer.forecast, answer.percent) == ("I rush", "calm", None)


def test_existing_obstacle_is_offered_for_changes() -> None:
    session = at_commitment(make_commitment(obstacle="I rush"))
    ScriptedGuide(session, "", "", "", "", "", "I rush, then I stop").run()
    answer = session.answer_to("commitment")
    assert isinstance(answer, Commitment)
    assert answer == make_commitment(obstacle="I rush, then I stop")


def test_forecast_prompt_asks_for_the_forecast_the_percentage_and_the_day() -> None:
    session = at(Session.begin(BET, id="0000000001", now=NOW, occurred_on=TODAY), "bet")
    page = ScriptedGuide(session, "costs covered", "101", "60", "").run()
    assert "in nine months" in page
    assert session.answer_to("bet") == Commitment(
        "", "", date(2027, 8, 22), NOW, "costs covered", 60
    )


def test_empty_forecast_skips_the_prompt() -> None:
    session = at(Session.begin(BET, id="0000000001", now=NOW, occurred_on=TODAY), "bet")
    ScriptedGuide(session, "").run()
    assert session.answer_to("bet") is None
