"""Tests for the damaged journal screen."""

import pytest

from reflect.errors import BusyError, DamagedError, FileError, ReflectError, next_steps
from reflect.tui.screens.damaged.screen import DamagedScreen
from tests.tui.helpers_pilot import screen_text
from tests.tui.helpers_stage import Stage

DAMAGED = DamagedError(
    "/home/ann/reflect/journal.json is damaged: its checksum is wrong",
    hint="Run `reflect doctor`. The newest good backup: /home/ann/reflect/backups/1.json",
)


@pytest.mark.parametrize(
    ("error", "heading"),
    [
        (DAMAGED, "The journal can't be read as it is"),
        (
            BusyError("journal.lock is held", hint="Try again."),
            "Another program is writing just now",
        ),
        (FileError("can't read journal.json", hint="Check it."), "A file stands in the way"),
    ],
)
async def test_screen_shows_the_error_and_the_next_step(error: ReflectError, heading: str) -> None:
    async with Stage(lambda: DamagedScreen(error)).run_test(size=(120, 36)) as pilot:
        shown = " ".join(screen_text(pilot).split())
    assert heading in shown
    assert error.message[1:] in shown
    assert next_steps(error) in shown


@pytest.mark.parametrize(("key", "result"), [("r", True), ("q", False), ("escape", False)])
async def test_key_returns_the_choice(key: str, result: bool) -> None:
    app = Stage(lambda: DamagedScreen(DAMAGED))
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert app.result is result


@pytest.mark.parametrize(("button", "result"), [("#again", True), ("#leave", False)])
async def test_button_returns_the_choice(button: str, result: bool) -> None:
    app = Stage(lambda: DamagedScreen(DAMAGED))
    async with app.run_test() as pilot:
        await pilot.click(button)
        await pilot.pause()
        assert app.result is result


async def test_markup_in_a_path_is_escaped() -> None:
    error = FileError("can't read /home/[bold]me[/]/\x1b[2J\u202e", hint="Move [/] it.")
    async with Stage(lambda: DamagedScreen(error)).run_test() as pilot:
        shown = screen_text(pilot)
    assert "/home/[bold]me[/]/␛[2J<U+202E>" in shown
    assert "Move [/] it." in shown


async def test_screen_scrolls_in_the_smallest_window() -> None:
    async with Stage(lambda: DamagedScreen(DAMAGED)).run_test(size=(40, 12)) as pilot:
        assert "The journal can't be read" in screen_text(pilot)
        await pilot.press("end")
        await pilot.pause()
        assert "Try again" in screen_text(pilot)
