"""Tests for the choice, kind and scale fields."""

import pytest

from reflect.model.guide import Scale
from tests.tui.widgets.answers.helpers_fields import answering, make_prompt
from tests.tui.widgets.helpers_app import app_of, drawn, rows

CHOICE = make_prompt("choice")
KIND = make_prompt("choice", feeds="kind")
SCALE = make_prompt("scale")


async def test_choice_starts_without_a_selection() -> None:
    async with answering(CHOICE) as (pilot, field):
        assert [row.strip() for row in rows(pilot)[:3]] == [
            "› ○ 1 yes: it is so",
            "○ 2 no: [b]not[/b] so",
            "○ 3 not quite",
        ]
        assert (field.value(), field.unfinished_text()) == (None, "")


@pytest.mark.parametrize("keys", [["down", "space"], ["j", "j", "k", "space"], ["2"]])
async def test_keys_select_and_clear_a_choice(keys: list[str]) -> None:
    async with answering(CHOICE) as (pilot, field):
        await pilot.press(*keys)
        assert rows(pilot)[1].strip().startswith("› ◉ 2 no")
        assert (field.value(), field.unfinished_text()) == ("no", "no")
        assert app_of(pilot).names() == ["Changed"]
        await pilot.press("space")
        assert "◉" not in drawn(pilot)
        assert field.value() is None


async def test_enter_selects_and_submits() -> None:
    async with answering(CHOICE) as (pilot, field):
        await pilot.press("end", "enter")
        assert field.value() == "not quite"
        assert app_of(pilot).names() == ["Changed", "Submitted"]


async def test_click_selects_and_second_click_clears() -> None:
    async with answering(CHOICE) as (pilot, field):
        await pilot.click(offset=(10, 1))
        assert field.value() == "no"
        await pilot.click(offset=(2, 1))
        assert field.value() is None
        assert app_of(pilot).names() == ["Changed", "Changed"]


@pytest.mark.parametrize(("typed", "value"), [("no", "no"), ("3", "not quite"), ("x", None)])
async def test_choice_starts_with_the_previous_selection(typed: str, value: str | None) -> None:
    async with answering(CHOICE, current="yes", unfinished=typed) as (_, field):
        assert field.value() == value
    async with answering(CHOICE, current="yes") as (_, field):
        assert (field.value(), field.unfinished_text()) == ("yes", "")


async def test_choices_scroll_to_the_cursor() -> None:
    from reflect.model.guide import Choice

    choices = tuple(Choice(f"choice {n}", "word " * 20) for n in range(20))
    async with answering(make_prompt("choice", choices=choices), size=(40, 10)) as (pilot, field):
        await pilot.press("end", "space")
        await pilot.pause()
        assert "choice 19" in drawn(pilot)
        assert field.value() == "choice 19"


async def test_kind_unfolds_its_reasons() -> None:
    async with answering(KIND) as (pilot, field):
        assert "● We knew how" in drawn(pilot)
        assert "· Not sure yet" in drawn(pilot)
        assert "closest" not in drawn(pilot)
        await pilot.press("2")
        assert "And what comes closest?" in drawn(pilot)
        assert "What was coming could not be known" in drawn(pilot)
        assert "I did not yet know how" not in drawn(pilot)
        assert field.value() == "complex"
        await pilot.press("b")
        assert (field.value(), field.unfinished_text()) == (
            "complex/uncertainty",
            "complex/uncertainty",
        )


async def test_enter_unfolds_reasons_and_second_enter_submits() -> None:
    async with answering(KIND) as (pilot, field):
        await pilot.press("enter")
        assert "Submitted" not in app_of(pilot).names()
        await pilot.press("enter")
        assert app_of(pilot).names() == ["Changed", "Submitted"]
        assert field.value() == "preventable"


async def test_enter_on_a_reason_submits() -> None:
    async with answering(KIND) as (pilot, field):
        await pilot.press("enter", "down", "down", "down", "enter")
        assert field.value() == "preventable/lack of ability"
        assert app_of(pilot).names()[-1] == "Submitted"


async def test_not_sure_is_an_answer() -> None:
    async with answering(KIND) as (pilot, field):
        assert field.value() is None
        await pilot.press("4", "enter")
        assert (field.value(), field.unfinished_text()) == ("", "Not sure yet")
        assert app_of(pilot).names() == ["Changed", "Submitted"]
        await pilot.press("backspace")
        assert field.value() is None


async def test_selecting_another_kind_folds_the_previous_reasons() -> None:
    async with answering(KIND, current="preventable/inattention") as (pilot, field):
        assert "I meant to do it right" in drawn(pilot)
        assert field.unfinished_text() == ""
        await pilot.press("3")
        assert "I meant to do it right" not in drawn(pilot)
        assert field.value() == "intelligent"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("complex/uncertainty", "complex/uncertainty"),
        ("complex/nonsense", "complex"),
        ("Not sure yet", ""),
        ("2", "complex"),
        ("what", None),
    ],
)
async def test_kind_starts_with_the_unfinished_selection(typed: str, value: str | None) -> None:
    async with answering(KIND, unfinished=typed) as (_, field):
        assert field.value() == value


async def test_kind_starts_with_not_sure() -> None:
    async with answering(KIND, current="") as (_, field):
        assert (field.value(), field.unfinished_text()) == ("", "")


async def test_scale_starts_without_a_selection() -> None:
    reversed_ = make_prompt("scale", scale=Scale(1, 7, "not at all", "entirely", reversed=True))
    async with answering(reversed_) as (pilot, field):
        assert "1     2     3     4     5     6     7" in rows(pilot)[2]
        assert "1 not at all" in rows(pilot)[3]
        assert "7 entirely" in rows(pilot)[3]
        assert (field.value(), field.unfinished_text()) == (None, "")


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["5"], 5),
        (["right"], 1),
        (["left"], 7),
        (["4", "right", "l", "h"], 5),
        (["home"], 1),
        (["end", "right"], 7),
        (["3", "backspace"], None),
        (["9"], None),
    ],
)
async def test_scale_keys_select_a_number(keys: list[str], value: int | None) -> None:
    async with answering(SCALE) as (pilot, field):
        await pilot.press(*keys)
        assert field.value() == value
        marks = rows(pilot)[1].strip("▊▎ ").split()
        assert [n for n, mark in enumerate(marks, 1) if mark == "◉"] == [value] * bool(value)


async def test_scale_accepts_two_digits() -> None:
    async with answering(make_prompt("scale", scale=Scale(0, 10))) as (pilot, field):
        await pilot.press("1", "0", "enter")
        assert field.value() == 10
        assert app_of(pilot).names() == ["Changed", "Changed", "Submitted"]
        await pilot.press("left", "5")
        assert field.value() == 5


async def test_scale_click_selects_a_number() -> None:
    async with answering(SCALE) as (pilot, field):
        await pilot.click(field.target, offset=(3 + 6 * 2, 2))
        assert field.value() == 3
    async with answering(make_prompt("scale", scale=Scale(0, 20)), size=(40, 20)) as (pilot, field):
        assert any("20" in row for row in rows(pilot))
        y = next(n for n, row in enumerate(rows(pilot)) if " 20" in row)
        x = rows(pilot)[y].index("20")
        await pilot.click(offset=(x, y))
        assert field.value() == 20


@pytest.mark.parametrize(("typed", "value"), [("6", 6), ("8", None), ("x", None), ("²", None)])
async def test_scale_starts_with_the_unfinished_number(typed: str, value: int | None) -> None:
    async with answering(SCALE, current=2, unfinished=typed) as (_, field):
        assert field.value() == value
