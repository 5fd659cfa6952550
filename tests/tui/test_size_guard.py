"""Tests that screens are covered below the minimum window size."""

import pytest
from textual.geometry import Size

from reflect.tui.context import AppContext
from reflect.tui.screens.dialogs.confirm import Confirm
from reflect.tui.size_guard import TooSmall, is_too_small
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text
from tests.tui.screens.browse.pages import browse, browsing

pytestmark = pytest.mark.backends("plain")

SMALL = (38, 10)


@pytest.mark.parametrize(
    ("size", "small"),
    [((40, 12), False), ((39, 12), True), ((40, 11), True), ((200, 5), True), ((80, 24), False)],
)
def test_minimum_size_is_40_by_12(size: tuple[int, int], small: bool) -> None:
    assert is_too_small(Size(*size)) is small


async def test_covered_screen_ignores_input_and_keeps_its_state(
    context: AppContext, keep: Keep
) -> None:
    keep(1)
    keep(2)
    async with browsing(context, size=(80, 24)) as pilot:
        await pilot.press("slash", "a", "b", "left")
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        shown = screen_text(pilot)
        assert "38×10" in shown and "40×12" in shown
        assert "Launched" not in shown
        await pilot.press("x", "escape", "tab")
        await pilot.click(offset=(3, 6))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not pilot.app.screen.query(TooSmall)
        assert browse(pilot).search_box.has_focus
        await pilot.press("c")
        assert browse(pilot).search_box.value == "acb"


async def test_ctrl_q_leaves_a_covered_screen(context: AppContext) -> None:
    async with browsing(context, size=SMALL) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not pilot.app.is_running


async def test_screens_opened_or_closed_in_a_small_window_are_covered(context: AppContext) -> None:
    async with browsing(context, size=SMALL) as pilot:
        answers: list[bool | None] = []
        confirm = Confirm("Really?", "Yes", "No")
        pilot.app.push_screen(confirm, answers.append)
        await pilot.pause()
        assert "Really?" not in screen_text(pilot)
        confirm.dismiss(True)
        await pilot.pause()
        assert answers == [True]
        assert "too small" in screen_text(pilot)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not any(screen.query(TooSmall) for screen in pilot.app.screen_stack)
