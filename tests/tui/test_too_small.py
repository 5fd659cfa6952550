"""Below 40 by 12 every screen says so, and comes back as it was."""

from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.theme import defaults
from reflect.tui.widgets.inputs import LineInput
from reflect.tui.widgets.too_small import RoomyApp, is_too_small
from tests.tui.driving import screen_text

# What is shown and which keys do what is the same whatever the journal is.

SMALL = (38, 10)


class Page(Screen[object]):
    """A screen with two lines to be typed; f5 counts."""

    BINDINGS: ClassVar[list[BindingType]] = [("f5", "count", "Count")]
    counted = 0

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        yield Static("All is well.")
        yield LineInput(id="first")
        yield LineInput(id="second")

    def action_count(self) -> None:
        """Count."""
        self.counted += 1


class Room(RoomyApp[object]):
    """An app with such a screen."""

    stopped = False

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the theme what is ours."""
        return defaults(self.current_theme)

    def get_default_screen(self) -> Screen[object]:
        """Begin with it."""
        return Page()

    def stop(self) -> None:
        """Remember that it was asked to end."""
        self.stopped = True
        super().stop()


@pytest.mark.parametrize(
    ("size", "small"),
    [((40, 12), False), ((39, 12), True), ((40, 11), True), ((200, 5), True), ((80, 24), False)],
)
def test_40_by_12_is_enough(size: tuple[int, int], small: bool) -> None:
    assert is_too_small(Size(*size)) is small


async def test_it_says_how_large_the_window_is_and_must_be() -> None:
    async with Room().run_test(size=SMALL) as pilot:
        await pilot.pause()
        shown = screen_text(pilot)
        assert "This window is too small (38×10)." in shown
        assert "reflect needs 40×12." in shown
        assert "All is well." not in shown
        await pilot.resize_terminal(30, 9)
        await pilot.pause()
        assert "(30×9)" in screen_text(pilot)


async def test_focus_and_text_are_there_again_when_there_is_room() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "a", "b", "left")
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert "too small" in screen_text(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "too small" not in screen_text(pilot)
        assert "All is well." in screen_text(pilot)
        await pilot.press("c")
        assert app.screen.query_one("#second", LineInput).value == "acb"


async def test_nothing_is_done_that_can_not_be_seen() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.screen
        assert isinstance(page, Page)
        await pilot.resize_terminal(*SMALL)
        await pilot.press("x", "f5", "tab")
        await pilot.click(offset=(3, 6))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert page.counted == 0
        assert page.query_one("#first", LineInput).value == ""
        await pilot.press("y", "f5")
        assert page.query_one("#first", LineInput).value == "y"
        assert page.counted == 1


async def test_one_can_leave_all_the_same() -> None:
    app = Room()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+q")
    assert app.stopped


async def test_with_room_ctrl_q_is_what_the_screen_makes_of_it() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+q")
    assert not app.stopped


async def test_a_screen_opened_meanwhile_is_covered_and_none_stays_so() -> None:
    app = Room()
    async with app.run_test(size=SMALL) as pilot:
        answers: list[bool | None] = []
        app.push_screen(Confirm("Really?", "Yes", "No"), answers.append)
        await pilot.pause()
        assert "too small" in screen_text(pilot) and "Really?" not in screen_text(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Really?" in screen_text(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert answers == [True]
        assert "All is well." in screen_text(pilot)
        assert "too small" not in screen_text(pilot)


async def test_a_screen_below_one_that_closes_meanwhile_is_covered() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        confirm = Confirm("Really?", "Yes", "No")
        app.push_screen(confirm)
        await pilot.pause()
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        confirm.dismiss(True)
        await pilot.pause()
        assert "too small" in screen_text(pilot)
        assert "All is well." not in screen_text(pilot)
