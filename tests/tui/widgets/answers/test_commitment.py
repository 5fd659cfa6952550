"""Tests for the commitment field."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reflect.errors import UsageError, next_steps
from reflect.model.commitment import Commitment
from tests.factories import NOW, make_commitment
from tests.tui.widgets.answers.helpers_fields import answering, make_prompt
from tests.tui.widgets.helpers_app import BIDI, app_of, assert_harmless, drawn, rows

PROMPT = make_prompt("commitment")
NEXT_WEEK = date(2026, 11, 29)


async def test_empty_parts_make_no_commitment() -> None:
    async with answering(PROMPT) as (_, field):
        assert (field.value(), field.unfinished_text()) == (None, "")


async def test_enter_moves_through_the_parts_and_submits() -> None:
    async with answering(PROMPT) as (pilot, field):
        await pilot.press(*"they ask", "enter", *"wait", "enter")
        assert "Submitted" not in app_of(pilot).names()
        await pilot.press("enter")
        assert app_of(pilot).names()[-1] == "Submitted"
        assert field.value() == Commitment("they ask", "wait", date(2026, 12, 6), NOW)
        assert field.unfinished_text() == "they ask\nwait"


async def test_day_and_sentence_are_shown_while_typing() -> None:
    async with answering(PROMPT) as (pilot, field):
        assert "= Sun 6 Dec 2026" in drawn(pilot)
        await pilot.press(*"they ask", "down", *"wait", "down", *"in 1 week")
        await pilot.pause()
        assert "= Sun 29 Nov 2026" in drawn(pilot)
        assert "When they ask, I will wait" in drawn(pilot)
        assert field.value().due == NEXT_WEEK
        assert field.unfinished_text() == "they ask\nwait\nin 1 week"
        await pilot.press("ctrl+u", *"yesterday")
        await pilot.pause()
        assert "is already past" in drawn(pilot)
        with pytest.raises(UsageError, match="already past"):
            field.value()


async def test_cue_without_action_is_rejected() -> None:
    async with answering(PROMPT) as (pilot, field):
        await pilot.press(*"they ask")
        with pytest.raises(UsageError) as raised:
            field.value()
        assert "Finish the sentence" in next_steps(raised.value)


async def test_sentence_does_not_repeat_when_and_i_will() -> None:
    async with answering(PROMPT) as (pilot, field):
        await pilot.press(*"When they ask,", "enter", *"I will wait")
        assert field.value().sentence() == "When they ask, I will wait"


async def test_tab_moves_through_the_parts_and_leaves_at_both_ends() -> None:
    async with answering(PROMPT) as (pilot, _):
        keys = app_of(pilot).keys
        await pilot.press("shift+tab")
        assert keys == ["shift+tab"]
        await pilot.press("c", "tab", "a", "tab", "shift+tab", "tab")
        assert keys == ["shift+tab"]
        await pilot.press("tab")
        assert keys == ["shift+tab", "tab"]


async def test_tab_leaves_an_empty_commitment_after_its_action() -> None:
    async with answering(PROMPT) as (pilot, _):
        await pilot.press("tab")
        assert app_of(pilot).keys == []
        await pilot.press("tab")
        assert app_of(pilot).keys == ["tab"]


@pytest.mark.parametrize("ways", [["ctrl+f"], ["down", "down", "down", "enter"], []])
async def test_forecast_is_folded_at_first(ways: list[str]) -> None:
    async with answering(PROMPT, unfinished="cue\nact") as (pilot, field):
        assert "How sure" not in drawn(pilot)
        await pilot.press(*ways)
        if not ways:
            await pilot.click("#forecast")
        await pilot.pause()
        assert "Add a forecast" not in drawn(pilot)
        await pilot.press(*"calm", "enter", *"70", "enter")
        assert (field.value().forecast, field.value().percent) == ("calm", 70)
        assert app_of(pilot).names()[-1] == "Submitted"
        assert field.unfinished_text() == "cue\nact\n\ncalm\n70"


async def test_requested_forecast_is_unfolded() -> None:
    async with answering(make_prompt("commitment", offers="forecast")) as (pilot, field):
        assert "How sure" in drawn(pilot)
        assert "Add a forecast" not in drawn(pilot)
        await pilot.press("tab", "a", "tab", "tab", *"calm", "enter", *"70", "enter")
        assert (field.value().forecast, field.value().percent) == ("calm", 70)
        assert app_of(pilot).names()[-1] == "Submitted"


async def test_requested_forecast_stays_sealed() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=25))
    prompt = make_prompt("commitment", offers="forecast")
    async with answering(prompt, current=old) as (pilot, _):
        assert "sealed until Sun 6 Dec 2026" in drawn(pilot)
        assert "no launch" not in drawn(pilot)
        assert "How sure" not in drawn(pilot)


@pytest.mark.parametrize(
    "percent", ["x", "101", "٥", "9" * 4400], ids=["word", "101", "arabic", "digits"]
)
async def test_percent_is_a_whole_number_up_to_100(percent: str) -> None:
    async with answering(PROMPT, unfinished=f"c\na\n\nf\n{percent}") as (_, field):
        with pytest.raises(UsageError, match="whole number"):
            field.value()


async def test_percent_needs_a_forecast() -> None:
    async with answering(PROMPT, unfinished="c\na\n\n\n70 %") as (_, field):
        with pytest.raises(UsageError, match="a forecast is missing"):
            field.value()


async def test_unfinished_commitment_continues_in_both_front_ends() -> None:
    async with answering(PROMPT, unfinished="they ask\nwait\nin 1 week\ncalm") as (pilot, field):
        assert "calm" in drawn(pilot)
        assert field.value() == Commitment("they ask", "wait", NEXT_WEEK, NOW, "calm")
    async with answering(PROMPT, unfinished="they") as (pilot, field):
        await pilot.press(" ", *"ask")
        assert field.unfinished_text() == "they ask"


async def test_new_cue_keeps_the_time_of_a_commitment_and_a_new_forecast_resets_it() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=3), forecast="one\ntwo")
    async with answering(PROMPT, current=old) as (pilot, field):
        assert (field.value(), field.unfinished_text()) == (old, "")
        assert "one two" in drawn(pilot)
        await pilot.press("!")
        assert field.value() == replace(old, cue=old.cue + "!")
        await pilot.press("backspace", *["down"] * 3, "!")
        assert field.value() == replace(old, forecast="one two!", made_at=NOW)


async def test_sealed_forecast_is_hidden_and_preserved() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=25))
    forged = "cue\nact\n\nanother forecast\n1"
    async with answering(PROMPT, current=old, unfinished=forged) as (pilot, field):
        assert "sealed until Sun 6 Dec 2026" in drawn(pilot)
        assert "no launch" not in drawn(pilot)
        assert "another" not in drawn(pilot)
        assert "Add a forecast" not in drawn(pilot)
        await pilot.press("ctrl+f", *["down"] * 2)
        assert any("› Look back" in row for row in rows(pilot))
        made = field.value()
        assert (made.cue, made.action) == ("cue", "act")
        assert (made.forecast, made.percent, made.made_at) == (
            old.forecast,
            old.percent,
            old.made_at,
        )


async def test_reviewed_commitment_is_read_only() -> None:
    old = make_commitment(outcome="kept", looked_back_at=NOW)
    async with answering(PROMPT, current=old) as (pilot, field):
        assert "looked back on already" in drawn(pilot)
        await pilot.press("x", "down", "y")
        assert field.value() == old
        assert field.unfinished_text() == ""


async def test_clearing_all_parts_removes_the_commitment() -> None:
    old = make_commitment(forecast="", percent=None)
    async with answering(PROMPT, current=old) as (pilot, field):
        await pilot.press("ctrl+u", "down", "ctrl+u")
        assert field.value() is None


async def test_hostile_parts_are_shown_as_text() -> None:
    typed = f"{BIDI}\n{BIDI}\n{BIDI}\n{BIDI}"
    async with answering(PROMPT, unfinished=typed, size=(50, 30)) as (pilot, field):
        assert_harmless(pilot)
        await pilot.press("down", "down", "down")
        assert_harmless(pilot)
        assert field.unfinished_text() == typed


async def test_focused_part_is_visible_on_a_small_screen() -> None:
    async with answering(PROMPT, unfinished="c\na\n\nf", size=(40, 8)) as (pilot, _):
        await pilot.press(*["down"] * 4)
        await pilot.pause()
        assert any("› How sure" in row for row in rows(pilot))


@pytest.mark.parametrize("ways", [["ctrl+b"], ["down", "down", "down", "down", "enter"]])
async def test_obstacle_is_folded_at_first(ways: list[str]) -> None:
    async with answering(PROMPT, unfinished="cue\nact") as (pilot, field):
        assert "In my way" not in drawn(pilot)
        await pilot.press(*ways)
        await pilot.pause()
        assert "Add a forecast" in drawn(pilot)
        await pilot.press(*"I rush", "enter")
        assert app_of(pilot).names()[-1] == "Submitted"
        assert field.value() == Commitment("cue", "act", date(2026, 12, 6), NOW, obstacle="I rush")
        assert field.unfinished_text() == "cue\nact\n\n\n\nI rush"


async def test_invalid_part_is_reported_where_it_is_typed() -> None:
    async with answering(PROMPT, unfinished="c\na\nyesterday") as (pilot, _):
        await pilot.press("down", "down", "enter")
        assert any("› Look back" in row for row in rows(pilot))
        assert "! " in drawn(pilot)
        await pilot.press("ctrl+u", "enter")
        assert app_of(pilot).names()[-1] == "Submitted"
    async with answering(PROMPT, unfinished="c\na\n\ncalm\n101") as (pilot, _):
        assert "whole number" in drawn(pilot)
        await pilot.press(*["down"] * 4, "enter")
        assert "Submitted" not in app_of(pilot).names()


async def test_forecast_prompt_asks_for_no_plan_and_is_due_in_nine_months() -> None:
    async with answering(make_prompt("forecast")) as (pilot, field):
        assert not [name for name in ("I will", "In my way", "+ Add") if name in drawn(pilot)]
        assert "= Sun 22 Aug 2027" in drawn(pilot)
        await pilot.press(*"costs covered", "enter", *"60", "enter", "enter")
        assert app_of(pilot).names()[-1] == "Submitted"
        assert field.value() == Commitment("", "", date(2027, 8, 22), NOW, "costs covered", 60)
        assert field.unfinished_text() == "\n\n\ncosts covered\n60"


async def test_forecast_prompt_hides_a_sealed_forecast() -> None:
    old = make_commitment(cue="", action="", made_at=NOW - timedelta(hours=25))
    async with answering(make_prompt("forecast"), current=old) as (pilot, field):
        assert "sealed until" in drawn(pilot)
        assert "no launch" not in drawn(pilot)
        await pilot.press("ctrl+u", *"in 1 week")
        assert field.value() == replace(old, due=NEXT_WEEK)
