"""Writing: it grows, keeps every character, draws no control code, and leaves keys alone."""

import pytest
from textual import events

from reflect.tui.widgets.marks import FREE_KEYS
from reflect.tui.widgets.text_area import TextEditor
from tests.tui.widgets.holder import FOREIGN, HOSTILE, app_of, assert_harmless, drawn, held, rows


async def test_no_control_code_is_drawn_and_none_is_lost() -> None:
    async with held(lambda: TextEditor(HOSTILE)) as (pilot, area):
        assert_harmless(pilot)
        assert "␛]52;c;aGk=␇ ␛[31mred␛[0m ␀␈␡" in drawn(pilot)
        await pilot.press("!")
        assert_harmless(pilot)
        assert area.text == HOSTILE + "!"


async def test_a_paste_of_control_codes_is_harmless_and_undone_whole() -> None:
    async with held(TextEditor) as (pilot, area):
        paste = events.Paste(f"one\r\ntwo\r{HOSTILE}")
        kept = paste.text.replace("\r\n", "\n").replace("\r", "\n")
        pilot.app.post_message(paste)
        await pilot.pause()
        assert_harmless(pilot)
        assert "\x1b" in kept
        assert area.text == kept
        await pilot.press("ctrl+z")
        assert area.text == ""
        await pilot.press("ctrl+y")
        assert area.text == kept


@pytest.mark.parametrize("text", [*FOREIGN, "\n".join(FOREIGN), "a\x0bb\x0cc\x1cd\x85e\u2028f"])
async def test_any_text_comes_back_equal(text: str) -> None:
    async with held(lambda: TextEditor(text), size=(20, 12)) as (pilot, area):
        await pilot.press("ctrl+home", *["right"] * 8, *["left"] * 3, "up", "down", "end", "home")
        await pilot.press("x", "backspace", "shift+end")
        assert_harmless(pilot)
        assert area.text == text


async def test_the_cursor_and_the_mouse_count_a_mark_as_one_cell() -> None:
    async with held(lambda: TextEditor("ab\x1b\u202ecd")) as (pilot, area):
        await pilot.press("home", "right", "right", "right")
        assert area.cursor_screen_offset.x - area.content_region.x == 3
        await pilot.press("X")
        assert area.text == "ab\x1bX\u202ecd"
        await pilot.click(area, offset=(2 + 6, 1))
        await pilot.press("Y")
        assert area.text == "ab\x1bX\u202ecYd"


async def test_it_grows_with_its_text_until_the_page_is_full_and_scrolls_then() -> None:
    async with held(TextEditor, size=(80, 12)) as (pilot, area):
        assert area.content_size.height == 3
        await pilot.press("1", *["enter"] * 5, "6")
        await pilot.pause()
        assert area.content_size.height == 6
        assert [row.strip("▊▎ ") for row in rows(pilot)[1:7]] == ["1", "", "", "", "", "6"]
        await pilot.press(*["enter"] * 20, "e", "n", "d")
        await pilot.pause()
        assert area.size.height <= 12
        assert any("end" in row for row in rows(pilot))
        await pilot.press("ctrl+z")
        area.clear()
        await pilot.pause()
        await pilot.pause()
        assert area.content_size.height == 3


async def test_a_long_line_wraps_at_words_and_follows_the_width() -> None:
    words = "Nobody was on call when the first of them rang, and then all of them did. " * 3
    async with held(lambda: TextEditor(words.strip())) as (pilot, area):
        await pilot.press("home", *["right"] * 30)
        at = area.cursor_location
        await pilot.resize_terminal(40, 24)
        await pilot.pause()
        assert area.text == words.strip()
        assert area.cursor_location == at
        shown = [row.strip("▊▎▁ ") for row in rows(pilot)[1:]]
        assert " ".join(filter(None, shown)) == words.strip()


async def test_selected_text_is_set_off_over_several_rows() -> None:
    async with held(lambda: TextEditor("one\n\nthree")) as (pilot, area):
        await pilot.press("f7")
        assert area.selected_text == "one\n\nthree"
        selected = area._theme.selection_style.bgcolor
        strips = [area.render_line(y) for y in range(3)]
        marked = [
            "".join(s.text for s in strip if s.style and s.style.bgcolor == selected)
            for strip in strips
        ]
        assert marked == ["one ", " ", "three"]


async def test_copy_takes_what_is_selected_and_leaves_the_key_alone_otherwise() -> None:
    async with held(lambda: TextEditor("one \ud800 two")) as (pilot, area):
        await pilot.press("ctrl+c")
        assert app_of(pilot).keys == ["ctrl+c"]
        await pilot.press("shift+home", "ctrl+c")
        assert app_of(pilot).keys == ["ctrl+c"]
        assert pilot.app.clipboard == "one � two"
        await pilot.press("ctrl+x")
        assert area.text == ""
        await pilot.press("ctrl+x")
        assert pilot.app.clipboard == "one � two"


@pytest.mark.parametrize("key", sorted(FREE_KEYS))
async def test_the_keys_of_the_screen_reach_it(key: str) -> None:
    async with held(lambda: TextEditor("text")) as (pilot, area):
        await pilot.press("home", key)
        assert app_of(pilot).keys == [key]
        assert area.text == "text"
        assert area.has_focus


async def test_the_example_is_shown_as_it_is_and_goes_with_the_first_letter() -> None:
    async with held(lambda: TextEditor(example=f"[b]one[/b]\n{HOSTILE}")) as (pilot, area):
        assert_harmless(pilot)
        assert "[b]one[/b]" in drawn(pilot)
        await pilot.press("x")
        assert "[b]one[/b]" not in drawn(pilot)
        assert area.text == "x"


@pytest.mark.parametrize("piece", ["word ", "x", "line\n", "日本", "\x1b[0m "])
async def test_a_megabyte_can_be_pasted_and_written_in(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    async with held(TextEditor) as (pilot, area):
        pilot.app.post_message(events.Paste(text))
        await pilot.pause()
        await pilot.press("a", "enter", "up", "b")
        assert_harmless(pilot)
        assert len(area.text) == len(text) + 3
        await pilot.resize_terminal(60, 20)
        await pilot.press("c")
        assert "c" in area.text
