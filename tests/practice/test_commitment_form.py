"""The parts of a commitment: how they are parsed and turned into a commitment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.commitment import DUE_AFTER, Commitment, Renewal
from reflect.model.guide import Prompt
from reflect.practice.commitment_form import (
    FORECAST,
    build_commitment,
    check_part,
    join_parts,
    parse_due,
    parse_percent,
    parts_of,
    split_parts,
)
from tests.factories import NOW, TODAY, make_commitment

PLAN = Prompt("plan", "next action", "commitment", "What will I do?", "")
BET = Prompt("bet", "reflection", "forecast", "What do I expect?", "")


@pytest.mark.parametrize(
    ("text", "percent"),
    [("0", 0), ("70", 70), ("70%", 70), (" 70 % ", 70), ("100", 100), ("007", 7), ("", None)],
)
def test_percent_sign_is_optional(text: str, percent: int | None) -> None:
    assert parse_percent(text) == percent


@pytest.mark.parametrize(
    "text", ["101", "-1", "+5", "7.5", "1_0", "x", "%", "٥", "７", "²", "50 50", "9" * 4400]
)
def test_invalid_percent_is_rejected(text: str) -> None:
    with pytest.raises(UsageError, match="0 to 100"):
        parse_percent(text)


def test_look_back_is_in_two_weeks_by_default() -> None:
    assert parse_due(" ", TODAY) == TODAY + DUE_AFTER
    assert parse_due("in 1 week", TODAY) == TODAY + timedelta(days=7)
    with pytest.raises(UsageError, match="already past"):
        parse_due("yesterday", TODAY)


def test_draft_has_one_part_per_line() -> None:
    assert split_parts("they ask") == ["they ask", "", "", "", "", ""]
    assert split_parts("a\nb\nc\nd\n7\no\np") == ["a", "b", "c", "d", "7", "o p"]
    assert join_parts(["a", "", "c\nd", " ", ""]) == "a\n\nc d"


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")), min_size=6, max_size=6)
)
def test_parts_survive_being_saved_as_a_draft(parts: list[str]) -> None:
    again = split_parts(join_parts(parts))
    assert [part.strip() for part in again] == [part.strip() for part in parts]


def test_empty_parts_make_no_commitment() -> None:
    assert build_commitment(parts_of(None), None, NOW, PLAN) is None
    assert build_commitment(["", " ", "in 1 week", "", "", ""], None, NOW, PLAN) is None


def test_parts_make_a_commitment() -> None:
    parts = ["they ask", "wait", "in 1 week", "calm", "70 %", "I rush"]
    due = date(2026, 11, 29)
    assert build_commitment(parts, None, NOW, PLAN) == Commitment(
        "they ask", "wait", due, NOW, "calm", 70, "I rush"
    )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["they ask", "", "", "", "", ""], "what will you do then"),
        (["", "wait", "", "", "70", ""], "a forecast is missing"),
        (["", "wait", "yesterday", "", "", ""], "already past"),
        (["", "wait", "", "calm", "700", ""], "0 to 100"),
    ],
)
def test_incomplete_or_invalid_parts_are_rejected(parts: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build_commitment(parts, None, NOW, PLAN)


def test_commitment_keeps_its_time_unless_the_forecast_changes() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=3), forecast="one\ntwo")
    parts = parts_of(old)
    assert build_commitment(parts, old, NOW, PLAN) == old
    assert build_commitment(["asked", *parts[1:]], old, NOW, PLAN) == replace(old, cue="asked")
    parts[FORECAST] += "!"
    assert build_commitment(parts, old, NOW, PLAN) == replace(old, forecast="one two!", made_at=NOW)


def test_sealed_forecast_is_kept() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=25))
    parts = ["asked", "wait", old.due.isoformat(), "another", "1", ""]
    assert build_commitment(parts, old, NOW, PLAN) == replace(old, cue="asked", action="wait")


def test_new_forecast_keeps_obstacle_and_renewals() -> None:
    renewal = Renewal(TODAY, NOW, "partly")
    old = make_commitment(obstacle="I want to please", renewals=(renewal,))
    parts = parts_of(old)
    parts[FORECAST] = "another one"
    made = build_commitment(parts, old, NOW + timedelta(hours=1), PLAN)
    assert made is not None
    assert (made.obstacle, made.renewals) == (old.obstacle, old.renewals)
    assert made.forecast == "another one"


def test_forecast_without_a_plan_is_due_in_nine_months() -> None:
    made = build_commitment(["", "", "", "costs covered", "60", ""], None, NOW, BET)
    assert made == Commitment("", "", date(2027, 8, 22), NOW, "costs covered", 60)
    assert build_commitment(["", "", "in 1 year", "", "", ""], None, NOW, BET) is None
    with pytest.raises(UsageError, match="a forecast is missing"):
        build_commitment(["", "", "", "", "60", ""], None, NOW, BET)


def test_day_that_is_past_may_stay_but_not_be_given() -> None:
    old = make_commitment(due=TODAY - timedelta(days=3))
    parts = ["asked", *parts_of(old)[1:]]
    assert build_commitment(parts, old, NOW, PLAN) == replace(old, cue="asked")
    parts[2] = "yesterday"
    with pytest.raises(UsageError, match="already past"):
        build_commitment(parts, old, NOW, PLAN)


def test_day_percentage_and_forecast_are_checked_one_by_one() -> None:
    for number, parts in (
        (2, ["", "", "yesterday", "", "", ""]),
        (4, ["", "", "", "calm", "101", ""]),
        (4, ["", "", "", "", "70", ""]),
        (3, ["", "", "", "", "70", ""]),
    ):
        with pytest.raises(UsageError):
            check_part(number, parts, PLAN, None, TODAY)
        check_part(0, parts, PLAN, None, TODAY)
