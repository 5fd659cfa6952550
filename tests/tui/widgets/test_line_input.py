"""LineInput: one line, harmless whatever it holds, with undo, and the screen's keys left alone."""

import pytest
from textual import events

from reflect.tui.widgets.line_input import LineInput
from reflect.tui.widgets.marks import FREE_KEYS
from tests.tui.widgets.holder import FOREIGN, HOSTILE, app_of, assert_harmless, drawn, held


async def test_no_control_code_is_drawn_and_none_is_lost() -> None:
    async with held(lambda: LineInput(HOSTILE)) as (pilot, line):
        assert_harmless(pilot)
        await pilot.press("!", "home", "shift+end")
        assert_harmless(pilot)
        assert "␛]52;c;aGk=␇ ␛[31mred" in drawn(pilot)
        assert line.value == HOSTILE + "!"


@pytest.mark.parametrize("text", FOREIGN)
async def test_any_text_comes_back_equal(text: str) -> None:
    async with held(lambda: LineInput(text), size=(12, 5)) as (pilot, line):
        await pilot.press("home", "right", "right", "x", "backspace", "shift+end", "end")
        assert_harmless(pilot)
        assert line.value == text


async def test_a_paste_of_several_lines_becomes_one() -> None:
    async with held(LineInput) as (pilot, line):
        pilot.app.post_message(events.Paste("one\r\ntwo\x1b[2J\n\nthree"))
        await pilot.pause()
        assert_harmless(pilot)
        assert line.value == "one two\x1b[2J three"


async def test_the_cursor_and_the_mouse_count_a_mark_as_one_cell() -> None:
    async with held(lambda: LineInput("a\x1b\t\u202ecd")) as (pilot, line):
        await pilot.click(line, offset=(2 + 3, 1))
        await pilot.press("X")
        assert line.value == "a\x1b\tX\u202ecd"
        await pilot.click(line, offset=(40, 1))
        await pilot.press("Y")
        assert line.value == "a\x1b\tX\u202ecdY"


async def test_a_long_standing_line_shows_where_one_types() -> None:
    async with held(lambda: LineInput("begin " + "x" * 100 + " end"), size=(40, 5)) as (pilot, _):
        assert " end" in drawn(pilot)
        await pilot.press("home")
        assert "begin" in drawn(pilot)


@pytest.mark.parametrize("value", ["", "begin"])
async def test_a_long_paste_is_followed_to_its_end(value: str) -> None:
    async with held(lambda: LineInput(value), size=(40, 5)) as (pilot, _):
        pilot.app.post_message(events.Paste("word " * 100 + "END"))
        await pilot.pause()
        assert "word END" in drawn(pilot)


async def test_undo_takes_back_a_word_and_redo_brings_it_again() -> None:
    async with held(lambda: LineInput("so")) as (pilot, line):
        await pilot.press(*" it was")
        await pilot.press("ctrl+z")
        assert line.value == "so it "
        await pilot.press("ctrl+u")
        assert line.value == ""
        await pilot.press("ctrl+z", "!")
        assert line.value == "so it !"
        await pilot.press(*["ctrl+z"] * 9)
        assert line.value == "so"
        await pilot.press(*["ctrl+y"] * 9)
        assert line.value == "so it !"
        await pilot.press("home", "A", "ctrl+z", "x", "ctrl+y")
        assert line.value == "xso it !"


async def test_copy_takes_what_is_selected_and_leaves_the_key_alone_otherwise() -> None:
    async with held(lambda: LineInput("one \ud800")) as (pilot, line):
        await pilot.press("ctrl+c", "ctrl+x")
        assert app_of(pilot).keys == ["ctrl+c"]
        await pilot.press("shift+home", "ctrl+c")
        assert app_of(pilot).keys == ["ctrl+c"]
        assert pilot.app.clipboard == "one �"
        await pilot.press("ctrl+x")
        assert line.value == ""


@pytest.mark.parametrize("key", sorted(FREE_KEYS))
async def test_the_keys_of_the_screen_reach_it(key: str) -> None:
    async with held(lambda: LineInput("text")) as (pilot, line):
        await pilot.press("home", key)
        assert app_of(pilot).keys == [key]
        assert line.value == "text"


async def test_the_example_is_no_markup() -> None:
    async with held(lambda: LineInput(example=f"[b]one[/b] {HOSTILE}")) as (pilot, _):
        assert_harmless(pilot)
        assert "[b]one[/b]" in drawn(pilot)


async def test_enter_submits() -> None:
    async with held(lambda: LineInput("done")) as (pilot, _):
        await pilot.press("enter")
        assert app_of(pilot).names() == ["Submitted"]


async def test_what_is_cut_off_behind_the_cursor_leaves_no_gap() -> None:
    async with held(lambda: LineInput("".join(map(str, range(60)))), size=(40, 5)) as (pilot, line):
        await pilot.press(*["left"] * 25, "ctrl+k")
        await pilot.pause()
        assert line.value[-35:] in drawn(pilot)
