"""Tests for the text, list, line and date fields."""

import pytest

from reflect.errors import UsageError
from tests.tui.widgets.answers.helpers_fields import answering, make_prompt
from tests.tui.widgets.helpers_app import BIDI, app_of, assert_harmless, drawn, rows

WORDS = ("text", "list", "line")


@pytest.mark.parametrize("answer", WORDS)
async def test_empty_text_is_no_answer(answer: str) -> None:
    async with answering(make_prompt(answer)) as (pilot, field):
        await pilot.press("space")
        assert field.value() is None


@pytest.mark.parametrize("answer", WORDS)
async def test_typed_text_is_the_answer(answer: str) -> None:
    async with answering(make_prompt(answer)) as (pilot, field):
        assert app_of(pilot).names() == []
        await pilot.press("o", "h")
        assert app_of(pilot).names() == ["Changed", "Changed"]
        assert (field.unfinished_text(), field.value()) == ("oh", "oh")


@pytest.mark.parametrize("answer", WORDS)
async def test_current_answer_can_be_changed(answer: str) -> None:
    async with answering(make_prompt(answer), current="stands") as (pilot, field):
        assert "stands" in drawn(pilot)
        assert (field.unfinished_text(), field.value()) == ("", "stands")
        await pilot.press("!")
        assert (field.unfinished_text(), field.value()) == ("stands!", "stands!")
        await pilot.press("backspace")
        assert field.unfinished_text() == ""


@pytest.mark.parametrize("answer", WORDS)
async def test_unfinished_text_takes_precedence_over_the_current_answer(answer: str) -> None:
    async with answering(make_prompt(answer), current="stands", unfinished="beg") as (pilot, field):
        assert field.unfinished_text() == "beg"
        await pilot.press("u", "n")
        assert field.value() == "begun"


@pytest.mark.parametrize("answer", WORDS)
async def test_hostile_text_is_shown_as_text(answer: str) -> None:
    prompt = make_prompt(answer, example=BIDI)
    async with answering(prompt, unfinished=BIDI, size=(40, 20)) as (pilot, field):
        assert_harmless(pilot)
        assert field.unfinished_text() == BIDI
        field.show_problem(f"[@click=app.quit]no[/] {BIDI}")
        await pilot.pause()
        assert "! [@click=app.quit]no[/]" in drawn(pilot)
        assert_harmless(pilot)
        await pilot.press("ctrl+u")
        assert_harmless(pilot)


@pytest.mark.parametrize("answer", WORDS)
async def test_set_text_replaces_the_answer(answer: str) -> None:
    async with answering(make_prompt(answer), current="stands") as (pilot, field):
        assert field.is_text
        field.set_text("edited")
        await pilot.pause()
        assert field.unfinished_text() == "edited"
        await pilot.press("!", "ctrl+z", "ctrl+z")
        assert field.unfinished_text() == ""


async def test_error_disappears_while_typing() -> None:
    async with answering(make_prompt("text")) as (pilot, field):
        field.show_problem("this question needs an answer")
        await pilot.pause()
        await pilot.pause()
        assert "! this question needs an answer" in drawn(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert "needs an answer" not in drawn(pilot)


async def test_error_is_visible_below_a_full_page() -> None:
    async with answering(make_prompt("text"), unfinished="line\n" * 50, size=(60, 14)) as (
        pilot,
        field,
    ):
        field.show_problem("too long " * 10)
        await pilot.pause()
        await pilot.pause()
        assert rows(pilot)[-1].strip().startswith("too long")
        assert rows(pilot)[-2].strip().startswith("! too long")


async def test_list_shows_bullets() -> None:
    async with answering(make_prompt("list", example="one\ntwo")) as (pilot, field):
        assert [row[2:7] for row in rows(pilot)[1:3]] == ["• one", "• two"]
        await pilot.press("a", "enter", "b", "enter", "enter")
        assert [row.strip("▊▎ ") for row in rows(pilot)[1:5]] == ["• a", "• b", "•", "•"]
        assert field.value() == "a\nb"
        await pilot.click(field.target, offset=(2 + 2, 1))
        await pilot.press("X")
        assert field.value() == "Xa\nb"


async def test_enter_submits_a_line_and_adds_a_line_to_text() -> None:
    async with answering(make_prompt("line"), unfinished="done") as (pilot, _):
        await pilot.press("enter")
        assert app_of(pilot).names() == ["Submitted"]
    async with answering(make_prompt("text"), unfinished="done") as (pilot, field):
        await pilot.press("enter", "x")
        assert "Submitted" not in app_of(pilot).names()
        assert field.value() == "done\nx"


async def test_suggested_line_is_the_answer() -> None:
    async with answering(make_prompt("line", feeds="title"), suggestion="A title") as (
        pilot,
        field,
    ):
        assert (field.unfinished_text(), field.value()) == ("", "A title")
        await pilot.press("ctrl+u")
        assert field.value() is None


async def test_long_line_is_shown_below_its_field() -> None:
    words = "Ask who is on call before any date is promised to anybody at all."
    async with answering(make_prompt("line"), current=words, size=(40, 12)) as (pilot, _):
        await pilot.pause()
        below = " ".join(row.strip() for row in rows(pilot)[3:]).strip()
        assert below == words


async def test_line_over_the_limit_is_rejected() -> None:
    async with answering(make_prompt("line"), unfinished="x" * 501) as (pilot, field):
        await pilot.pause()
        assert "up to 500 characters; this has 501" in drawn(pilot)
        with pytest.raises(UsageError, match="500"):
            field.value()


async def test_day_is_shown_while_typing() -> None:
    async with answering(make_prompt("date")) as (pilot, field):
        assert "A day like" in drawn(pilot)
        await pilot.press(*"last friday")
        await pilot.pause()
        assert "= Fri 20 Nov 2026" in drawn(pilot)
        assert field.value() == "2026-11-20"
        assert field.unfinished_text() == "last friday"
        await pilot.press("x")
        await pilot.pause()
        assert "Not a date that can be read" in drawn(pilot)
        assert "2026-11-21" in drawn(pilot)
        with pytest.raises(UsageError):
            field.value()


async def test_future_day_of_occurrence_is_rejected() -> None:
    prompt = make_prompt("date", feeds="occurred_on")
    async with answering(prompt, suggestion="2026-11-21") as (pilot, field):
        await pilot.pause()
        assert "= Sat 21 Nov 2026" in drawn(pilot)
        assert (field.unfinished_text(), field.value()) == ("", "2026-11-21")
        await pilot.press("ctrl+u", *"tomorrow")
        await pilot.pause()
        assert "still to come" in drawn(pilot)
