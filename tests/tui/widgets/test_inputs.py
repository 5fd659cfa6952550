"""Tests for LineInput and HiddenInput."""

from types import SimpleNamespace
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from reflect.text.clean import clean
from reflect.tui.widgets.inputs import HiddenInput, LineInput
from reflect.tui.widgets.text_area import TextEditor
from tests.tui.helpers_pilot import settle
from tests.tui.widgets.helpers_app import (
    BIDI,
    FOREIGN,
    HOSTILE,
    SCREEN_KEYS,
    app_of,
    assert_harmless,
    drawn,
    held,
)


async def test_line_input_masks_bidi_controls() -> None:
    async with held(lambda: LineInput(BIDI)) as (pilot, line):
        assert_harmless(pilot)
        await pilot.press("!", "home", "shift+end")
        assert_harmless(pilot)
        assert line.value == BIDI + "!"


@pytest.mark.parametrize("text", FOREIGN)
async def test_line_input_keeps_any_text(text: str) -> None:
    async with held(lambda: LineInput(text), size=(12, 5)) as (pilot, line):
        await pilot.press("home", "right", "right", "x", "backspace", "shift+end", "end")
        assert_harmless(pilot)
        assert line.value == text


async def test_pasted_lines_become_one_clean_line() -> None:
    async with held(LineInput) as (pilot, line):
        pilot.app.post_message(events.Paste(f"one\r\ntwo\x1b[2J\n\nthree {HOSTILE}"))
        await pilot.pause()
        assert_harmless(pilot)
        assert line.value.startswith("one two three ")
        assert not clean(line.value).notice


@pytest.mark.parametrize("text", ["one\ntwo", "\none\r\n\ttwo\n", "one\u2028two", "one\u2029\ntwo"])
async def test_pasted_lines_are_joined_whatever_separates_them(text: str) -> None:
    async with held(LineInput) as (pilot, line):
        pilot.app.post_message(events.Paste(text))
        await pilot.pause()
        assert line.value == "one two"


async def test_paste_reports_replaced_characters() -> None:
    async with held(LineInput) as (pilot, _):
        pilot.app.post_message(events.Paste("a\x00b"))
        await pilot.pause()
        assert [note.severity for note in pilot.app._notifications] == ["warning"]


async def test_long_line_shows_the_cursor() -> None:
    async with held(lambda: LineInput("begin " + "x" * 100 + " end"), size=(40, 5)) as (pilot, _):
        assert " end" in drawn(pilot)
        await pilot.press("home")
        assert "begin" in drawn(pilot)


async def test_long_paste_scrolls_to_its_end() -> None:
    async with held(lambda: LineInput("begin"), size=(40, 5)) as (pilot, _):
        pilot.app.post_message(events.Paste("word " * 100 + "END"))
        await pilot.pause()
        assert "word END" in drawn(pilot)


async def test_undo_reverts_a_word_and_redo_restores_it() -> None:
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


async def test_copy_without_selection_is_passed_to_the_screen() -> None:
    async with held(lambda: LineInput("one")) as (pilot, line):
        await pilot.press("ctrl+c", "ctrl+x")
        assert app_of(pilot).keys == ["ctrl+c"]
        await pilot.press("shift+home", "ctrl+c")
        assert app_of(pilot).keys == ["ctrl+c"]
        assert pilot.app.clipboard == "one"
        await pilot.press("ctrl+x")
        assert line.value == ""
        await pilot.press("ctrl+x")
        assert pilot.app.clipboard == "one"


async def test_line_input_passes_screen_keys_through() -> None:
    async with held(lambda: LineInput("text")) as (pilot, line):
        await pilot.press("home", *SCREEN_KEYS)
        assert app_of(pilot).keys == list(SCREEN_KEYS)
        assert line.value == "text"


async def test_markup_in_an_example_is_shown_as_text() -> None:
    async with held(lambda: LineInput(example=f"[b]one[/b] {BIDI}")) as (pilot, _):
        assert_harmless(pilot)
        assert "[b]one[/b]" in drawn(pilot)


async def test_enter_submits() -> None:
    async with held(lambda: LineInput("done")) as (pilot, _):
        await pilot.press("enter")
        assert app_of(pilot).names() == ["Submitted"]


async def test_hidden_input_hides_its_text_and_prevents_copying() -> None:
    async with held(HiddenInput) as (pilot, line):
        await pilot.press(*"secret", "shift+home", "ctrl+c", "ctrl+x")
        assert "secret" not in drawn(pilot)
        assert pilot.app.clipboard == ""
        assert line.take() == "secret"
        assert line.value == ""


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Send all keys at once, as a slow connection would."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settle(pilot)


@pytest.mark.parametrize("make", [LineInput, TextEditor])
async def test_keys_take_effect_in_typing_order(make: type[LineInput | TextEditor]) -> None:
    async with held(make) as (pilot, field):
        await burst(pilot, *"teh", "backspace", "backspace", *"he", "home", "A", "end", "z")
        assert (field.value if isinstance(field, LineInput) else field.text) == "Athez"


async def test_remapped_key_takes_effect_in_typing_order() -> None:
    async with held(LineInput) as (pilot, field):
        keymap = {"line.undo": "f5"}
        pilot.app.set_keymap(keymap)
        app_of(pilot).context = SimpleNamespace(config=SimpleNamespace(keymap=keymap))
        await burst(pilot, *"word", "f5")
        assert field.value == ""
        await burst(pilot, *"word", "ctrl+z")
        assert field.value == "word"
