"""Keys that come faster than they can be followed: none overtakes another."""

from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from reflect.tui.widgets.line_input import LineInput
from reflect.tui.widgets.text_area import TextEditor
from tests.tui.driving import settle
from tests.tui.widgets.holder import held


def words(field: Any) -> str:
    """Give what stands in either field."""
    text: str = field.value if isinstance(field, LineInput) else field.text
    return text


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Send keys in one go, as a slow line delivers them."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settle(pilot)


@pytest.mark.parametrize("make", [LineInput, TextEditor])
async def test_a_correction_hits_the_letters_before_it(make: Callable[[], Widget]) -> None:
    async with held(make) as (pilot, field):
        await burst(pilot, *"teh", "backspace", "backspace", *"he", "home", "A", "end", "z")
        assert words(field) == "Athez"


@pytest.mark.parametrize("make", [LineInput, TextEditor])
async def test_undo_takes_back_what_was_there_when_it_was_pressed(
    make: Callable[[], Widget],
) -> None:
    async with held(make) as (pilot, field):
        await burst(pilot, *"one ", "ctrl+u", *"two", "ctrl+left", "ctrl+k", *"six")
        assert words(field) == "six"


async def test_an_action_is_still_carried_out_by_the_key_that_a_user_gave_it() -> None:
    async with held(LineInput) as (pilot, field):
        pilot.app.set_keymap({"line.undo": "f5"})
        await burst(pilot, *"word", "f5")
        assert words(field) == ""
        await burst(pilot, *"word", "ctrl+z")
        assert words(field) == "word"
