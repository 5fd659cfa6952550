"""Tests for the progress dots."""

from textual.content import Content
from textual.pilot import Pilot

from reflect.tui.widgets.progress_dots import Dot, ProgressDots
from tests.tui.widgets.helpers_app import HOSTILE, app_of, assert_harmless, held, rows

STEPS = [
    Dot("happened", "answered", False, "action", "What happened?"),
    Dot("expected", "skipped", False, "action", "What did I expect?"),
    Dot("why", "open", True, "reflection", "[b]Why[/b] then?"),
    Dot("part", "open", False, "reflection", f"My part {HOSTILE}"),
    Dot("plan", "open", False, "next action", "What will I do?"),
]


def dots(steps: list[Dot] = STEPS) -> ProgressDots:
    """Return the widget with its steps."""
    widget = ProgressDots()
    widget.set_dots(steps)
    return widget


def chosen(pilot: Pilot[None]) -> list[str]:
    """Return the ids of the selected prompts, in order."""
    heard = app_of(pilot).heard
    return [message.prompt_id for message in heard if isinstance(message, ProgressDots.Selected)]


async def test_dots_show_states_and_the_pause() -> None:
    async with held(dots) as (pilot, widget):
        widget.screen.set_focus(None)
        await pilot.pause()
        assert rows(pilot)[0] == "● ⊖   ◉ ○ ○"


async def test_click_on_or_next_to_a_dot_selects_it() -> None:
    async with held(dots) as (pilot, widget):
        await pilot.click(widget, offset=(6, 0))
        await pilot.click(widget, offset=(1, 0))
        await pilot.click(widget, offset=(4, 0))
        assert chosen(pilot) == ["why", "happened"]


async def test_arrows_and_enter_select_a_dot() -> None:
    async with held(dots) as (pilot, _):
        assert "[b]Why[/b] then?" in rows(pilot)[0]
        await pilot.press("right")
        assert "My part ␛]52" in rows(pilot)[0]
        assert_harmless(pilot)
        await pilot.press("right", "right", "enter")
        assert chosen(pilot) == ["plan"]


async def test_tooltip_is_the_question_of_the_dot() -> None:
    async with held(dots) as (pilot, widget):
        await pilot.hover(widget, offset=(0, 0))
        assert widget.tooltip == Content("What happened?")
        await pilot.hover(widget, offset=(8, 0))
        assert "\x1b" not in widget.tooltip.plain
        await pilot.hover(widget, offset=(30, 0))
        assert widget.tooltip is None


async def test_dots_that_do_not_fit_show_a_count() -> None:
    async with held(dots, size=(10, 3)) as (pilot, widget):
        assert rows(pilot)[0] == "3 / 5"
        await pilot.click(widget, offset=(0, 0))
        assert app_of(pilot).heard == []
        widget.set_dots([Dot("one", "answered", False, "action")] * 9)
        await pilot.pause()
        assert rows(pilot)[0] == "9 / 9"


async def test_no_steps_show_no_dots() -> None:
    async with held(ProgressDots) as (pilot, _):
        await pilot.press("right", "left", "enter")
        assert app_of(pilot).heard == []
