"""Tests for TextEditor."""

import pytest
from textual import events

from reflect.text.clean import clean
from reflect.tui.widgets.text_area import TextEditor
from tests.tui.widgets.helpers_app import (
    BIDI,
    FOREIGN,
    HOSTILE,
    SCREEN_KEYS,
    app_of,
    assert_harmless,
    drawn,
    held,
    rows,
)


async def test_text_editor_masks_bidi_controls() -> None:
    async with held(lambda: TextEditor(BIDI)) as (pilot, area):
        assert_harmless(pilot)
        await pilot.press("!", "home", "shift+end")
        assert_harmless(pilot)
        assert area.text == BIDI + "!"


async def test_pasted_text_is_cleaned_and_undone_in_one_step() -> None:
    async with held(TextEditor) as (pilot, area):
        pilot.app.post_message(events.Paste(f"one\r\ntwo\r{HOSTILE}"))
        await pilot.pause()
        assert_harmless(pilot)
        pasted = area.text
        assert pasted.startswith("one\ntwo\n")
        assert not clean(pasted).notice
        await pilot.press("ctrl+z")
        assert area.text == ""
        await pilot.press("ctrl+y")
        assert area.text == pasted


@pytest.mark.parametrize("text", [*FOREIGN, "\n".join(FOREIGN)])
async def test_text_editor_keeps_any_text(text: str) -> None:
    async with held(lambda: TextEditor(text), size=(20, 12)) as (pilot, area):
        await pilot.press("ctrl+home", *["right"] * 8, *["left"] * 3, "up", "down", "end", "home")
        await pilot.press("x", "backspace", "shift+end")
        assert_harmless(pilot)
        assert area.text == text


async def test_text_editor_grows_with_its_text_and_then_scrolls() -> None:
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
        area.clear()
        await pilot.pause()
        await pilot.pause()
        assert area.content_size.height == 3


async def test_text_editor_grows_with_its_example() -> None:
    example = "\n".join(f"line {number}" for number in range(6))
    async with held(lambda: TextEditor(example=example)) as (pilot, area):
        await pilot.pause()
        assert area.content_size.height == 6


async def test_long_line_wraps_at_words_and_follows_the_width() -> None:
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


async def test_bullet_precedes_the_first_row_of_each_line() -> None:
    text = "one\n" + "word " * 5
    async with held(lambda: TextEditor(text, bullet="• "), size=(24, 10)) as (pilot, area):
        shown = [row.strip("▊▎").strip() for row in rows(pilot)[1:4]]
        assert [row[:2] for row in shown] == ["• ", "• ", "wo"]
        await pilot.press("ctrl+home")
        assert area.cursor_screen_offset.x - area.content_region.x == 2


async def test_copy_without_selection_is_passed_to_the_screen() -> None:
    async with held(lambda: TextEditor("one two")) as (pilot, area):
        await pilot.press("ctrl+c")
        assert app_of(pilot).keys == ["ctrl+c"]
        await pilot.press("shift+home", "ctrl+c")
        assert app_of(pilot).keys == ["ctrl+c"]
        assert pilot.app.clipboard == "one two"
        await pilot.press("ctrl+x")
        assert area.text == ""
        await pilot.press("ctrl+x")
        assert pilot.app.clipboard == "one two"


async def test_text_editor_passes_screen_keys_through() -> None:
    async with held(lambda: TextEditor("text")) as (pilot, area):
        await pilot.press("home", *SCREEN_KEYS)
        assert app_of(pilot).keys == list(SCREEN_KEYS)
        assert area.text == "text"
        assert area.has_focus


async def test_example_shows_markup_as_text_and_disappears_while_typing() -> None:
    async with held(lambda: TextEditor(example=f"[b]one[/b]\n{BIDI}")) as (pilot, area):
        assert_harmless(pilot)
        assert "[b]one[/b]" in drawn(pilot)
        await pilot.press("x")
        assert "[b]one[/b]" not in drawn(pilot)
        assert area.text == "x"
