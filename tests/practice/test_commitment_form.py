"""The parts of a commitment: how they are parsed and turned into a commitment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.commitment import DUE_AFTER, Commitment, Renewal
from reflect.practice.commitment_form import (
    FORECAST,
    build_commitment,
    join_parts,
    parse_due,
    parse_percent,
    parts_of,
    split_parts,
)
from tests.factories import NOW, TODAY, make_commitment


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
    assert split_parts("they ask") == ["they ask", "", "", "", ""]
    assert split_parts("a\nb\nc\nd\n7\n0") == ["a", "b", "c", "d", "7 0"]
    assert join_parts(["a", "", "c\nd", " ", ""]) == "a\n\nc d"


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")), min_size=5, max_size=5)
)
def test_parts_survive_being_saved_as_a_draft(parts: list[str]) -> None:
    again = split_parts(join_parts(parts))
    assert [part.strip() for part in again] == [part.strip() for part in parts]


def test_empty_parts_make_no_commitment() -> None:
    assert build_commitment(parts_of(None), None, NOW) is None
    assert build_commitment(["", " ", "in 1 week", "", ""], None, NOW) is None


def test_parts_make_a_commitment() -> None:
    parts = ["they ask", "wait", "in 1 week", "calm", "70 %"]
    due = date(2026, 11, 29)
    assert build_commitment(parts, None, NOW) == Commitment(
        "they ask", "wait", due, NOW, "calm", 70
    )


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["they ask", "", "", "", ""], "what will you do then"),
        (["", "wait", "", "", "70"], "a forecast is missing"),
        (["", "wait", "yesterday", "", ""], "already past"),
        (["", "wait", "", "calm", "700"], "0 to 100"),
    ],
)
def test_incomplete_or_invalid_parts_are_rejected(parts: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        build_commitment(parts, None, NOW)


def test_commitment_keeps_its_time_unless_the_forecast_changes() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=3), forecast="one\ntwo")
    parts = parts_of(old)
    assert build_commitment(parts, old, NOW) == old
    assert build_commitment(["asked", *parts[1:]], old, NOW) == replace(old, cue="asked")
    parts[FORECAST] += "!"
    assert build_commitment(parts, old, NOW) == replace(old, forecast="one two!", made_at=NOW)


def test_sealed_forecast_is_kept() -> None:
    old = make_commitment(made_at=NOW - timedelta(hours=25))
    parts = ["asked", "wait", old.due.isoformat(), "another", "1"]
    assert build_commitment(parts, old, NOW) == replace(old, cue="asked", action="wait")


def test_new_forecast_keeps_obstacle_and_renewals() -> None:
    renewal = Renewal(TODAY, NOW, "partly")
    old = make_commitment(obstacle="I want to please", renewals=(renewal,))
    parts = parts_of(old)
    parts[FORECAST] = "another one"
    made = build_commitment(parts, old, NOW + timedelta(hours=1))
    assert made is not None
    assert (made.obstacle, made.renewals) == (old.obstacle, old.renewals)
    assert made.forecast == "another one"
