"""Tests for the pause."""

import pytest

from reflect.tui.context import AppContext
from reflect.tui.results import GuideResult
from reflect.tui.screens.guide.pause import BACK, ENOUGH, FULL, GO_ON, LEAVE, PauseScreen
from reflect.tui.screens.guide.screen import GuideScreen
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import NOTHING, Stage
from tests.tui.screens.guide.pages import burst, guide_result, open_guide, write

# The pause doesn't depend on the storage backend.


class Clock:
    """A clock that tests advance manually."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the current time in seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock used by the pause."""
    return Clock()


def staged(clock: Clock, *, still: bool = False) -> tuple[Stage, PauseScreen]:
    """Return an app that shows a pause of one minute."""
    screen = PauseScreen(60, still=still, clock=clock)
    return Stage(lambda: screen), screen


def full(text: str) -> int:
    """Return the number of filled columns."""
    return text.count(FULL)


async def test_bar_fills_over_time(clock: Clock) -> None:
    stage, screen = staged(clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        assert full(screen_text(pilot)) == 0
        clock.now += 30
        screen.update_bar()
        await settle(pilot)
        shown = screen_text(pilot)
        assert full(shown) == 30
        assert not any(char.isdigit() for char in shown)
        assert "attributed to Peter Drucker" in shown
        assert stage.result is NOTHING


async def test_pause_ends_when_the_bar_is_full(clock: Clock) -> None:
    stage, screen = staged(clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        clock.now += 60
        screen.update_bar()
        await settle(pilot)
        assert stage.result == GO_ON


async def test_bar_is_full_from_the_start_with_reduced_motion(clock: Clock) -> None:
    stage, screen = staged(clock, still=True)
    async with stage.run_test() as pilot:
        await settle(pilot)
        before = screen_text(pilot)
        assert full(before) == 60
        clock.now += 30
        screen.update_bar()
        await settle(pilot)
        assert screen_text(pilot) == before
        clock.now += 30
        screen.update_bar()
        await settle(pilot)
        assert stage.result == GO_ON


@pytest.mark.parametrize(
    ("key", "result"), [("enter", GO_ON), ("shift+tab", BACK), ("ctrl+d", ENOUGH)]
)
async def test_keys_are_ignored_during_the_first_second(
    clock: Clock, key: str, result: str
) -> None:
    stage, _ = staged(clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        clock.now += 0.9
        await pilot.press(key)
        await settle(pilot)
        assert stage.result is NOTHING
        clock.now += 0.1
        await pilot.press(key)
        await settle(pilot)
        assert stage.result == result


@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_leave_works_immediately(clock: Clock, key: str) -> None:
    stage, _ = staged(clock)
    async with stage.run_test() as pilot:
        await pilot.press(key)
        await settle(pilot)
        assert stage.result == LEAVE


async def test_ctrl_q_during_the_pause_leaves_the_guide(context: AppContext) -> None:
    async with open_guide(context, pause=60) as pilot:
        await write(pilot, "We launched.", "tab", "tab")
        assert "Quiet, before judging." in screen_text(pilot)
        await write(pilot, "", "ctrl+q")
    assert guide_result(pilot) == GuideResult(draft_id=context.journal.drafts.resume().id)


async def test_other_keys_do_nothing(clock: Clock) -> None:
    stage, _ = staged(clock)
    async with stage.run_test() as pilot:
        clock.now += 2
        await pilot.press("a", "space", "tab", "f1", "down")
        await settle(pilot)
        assert stage.result is NOTHING


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (200, 60)])
async def test_it_fits(clock: Clock, size: tuple[int, int]) -> None:
    stage, screen = staged(clock)
    async with stage.run_test(size=size) as pilot:
        clock.now += 59
        screen.update_bar()
        await settle(pilot)
        shown = screen_text(pilot)
        assert "Enter goes on." in shown
        assert all(len(row) <= size[0] for row in shown.splitlines())
        rows = [row for row in shown.splitlines() if FULL in row]
        assert len(rows) == 1
        assert len(rows[0].strip()) <= 60


def opened(context: AppContext, clock: Clock, pause: int = 60) -> Stage:
    """Open a guide whose facts are answered, just before the reflection."""
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.next()
    return Stage(lambda: GuideScreen(context, lambda: session, pause=pause, clock=clock), context)


async def test_keys_pressed_during_the_pause_do_not_reach_the_next_answer(
    context: AppContext, clock: Clock
) -> None:
    stage = opened(context, clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        assert "Quiet, before judging." in screen_text(pilot)
        await burst(pilot, "enter", "x", "y")
        clock.now += 2
        await burst(pilot, "z", "enter", "enter", "tab", "v")
        assert "Why did it make sense to me then?" in screen_text(pilot)
        await pilot.press("o", "k", "tab")
        await settle(pilot)
        assert context.journal.drafts.resume().answers["why_then"] == "ok"


async def test_pause_is_shown_once(context: AppContext, clock: Clock) -> None:
    stage = opened(context, clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        clock.now += 2
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("shift+tab")
        await settle(pilot)
        assert "What did I expect instead?" in screen_text(pilot)
        await pilot.press("tab")
        await settle(pilot)
        assert "Why did it make sense to me then?" in screen_text(pilot)


async def test_pause_of_zero_seconds_is_skipped(context: AppContext, clock: Clock) -> None:
    stage = opened(context, clock, pause=0)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        assert "Why did it make sense to me then?" in screen_text(pilot)


async def test_back_during_the_pause_returns_to_the_facts(
    context: AppContext, clock: Clock
) -> None:
    stage = opened(context, clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        clock.now += 2
        await pilot.press("shift+tab")
        await settle(pilot)
        assert "What did I expect instead?" in screen_text(pilot)


async def test_pause_is_repeated_after_leaving(context: AppContext, clock: Clock) -> None:
    stage = opened(context, clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
    session = context.journal.drafts.resume()
    assert stage.result == GuideResult(draft_id=session.id)
    assert session.pause_due


async def test_enough_during_the_pause_saves_the_facts(context: AppContext, clock: Clock) -> None:
    stage = opened(context, clock)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        clock.now += 2
        await pilot.press("ctrl+d")
        await settle(pilot)
    assert isinstance(stage.result, GuideResult)
    assert stage.result.entry is not None
    assert stage.result.entry.state == "unfinished"
