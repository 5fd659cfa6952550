"""Tests for toasts."""

from textual.app import App

from reflect.errors import BusyError
from reflect.tui.notify import format_error, notify, notify_error
from tests.tui.helpers_pilot import screen_text


async def test_toast_shows_markup_as_text() -> None:
    app: App[object] = App()
    async with app.run_test(notifications=True) as pilot:
        notify(app, "Saved [@click=app.quit]here[/] and [/home/me].")
        await pilot.pause()
        shown = screen_text(pilot)
    assert "Saved [@click=app.quit]here[/]" in shown


async def test_toast_contains_no_control_characters() -> None:
    app: App[object] = App()
    async with app.run_test(notifications=True) as pilot:
        notify(app, "title \x1b]52;c;eA==\x07 \u202eend")
        await pilot.pause()
        shown = screen_text(pilot)
    assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown
    assert "␛]52;c;eA==␇" in shown


async def test_error_toast_contains_message_and_hint() -> None:
    app: App[object] = App()
    async with app.run_test(notifications=True) as pilot:
        notify_error(app, BusyError("another process is writing", hint="Try again in a moment."))
        await pilot.pause()
        shown = screen_text(pilot)
    assert "Another process is writing" in shown
    assert "Try again in a moment." in shown


def test_error_without_a_hint_is_one_line() -> None:
    assert format_error(BusyError("busy"), App()) == "Busy"
