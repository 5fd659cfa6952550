"""Tests for the guide picker."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.guides.loader import guide_template, load_guides
from reflect.model.guide import Guide
from reflect.tui.context import AppContext
from reflect.tui.notify import notify
from reflect.tui.screens.guide.picker import GuidePicker
from reflect.tui.screens.help import HelpScreen
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import NOTHING, Stage

# The picker doesn't depend on the storage backend.

Own = Callable[[str, str], None]


@pytest.fixture
def own(context: AppContext) -> Own:
    """Write a user-defined guide."""

    def write(name: str, text: str) -> None:
        folder = context.journal.guides
        assert isinstance(folder, Path)
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(text)

    return write


def staged(context: AppContext) -> Stage:
    """Return an app that shows the picker."""
    return Stage(lambda: GuidePicker(context), context)


async def test_picker_asks_for_the_need_first(context: AppContext) -> None:
    async with staged(context).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        shown = screen_text(pilot)
        for need in ("something went wrong", "it happened again", "a decision", "more"):
            assert need in shown
        assert "After action review" in shown


async def test_need_with_one_guide_picks_it(context: AppContext) -> None:
    stage = staged(context)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert stage.result == "near-miss"


async def test_need_with_several_guides_lists_them(context: AppContext) -> None:
    stage = staged(context)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "Something went wrong:" in screen_text(pilot)
        assert stage.result is NOTHING
        await pilot.press("down", "enter")
        await settle(pilot)
        assert stage.result == "aar"


async def test_enter_twice_picks_the_default_guide(context: AppContext) -> None:
    stage = staged(context)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert stage.result == "drucker"


async def test_number_picks(context: AppContext) -> None:
    stage = staged(context)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        assert "A decision:" in screen_text(pilot)
        await pilot.press("9", "2")
        await settle(pilot)
        assert stage.result == "premortem"


async def test_escape_returns_to_the_needs_and_then_closes(context: AppContext) -> None:
    stage = staged(context)
    async with stage.run_test() as pilot:
        await settle(pilot)
        await pilot.press("4", "escape")
        await settle(pilot)
        assert "What is it about?" in screen_text(pilot)
        assert stage.result is NOTHING
        await pilot.press("escape")
        await settle(pilot)
        assert stage.result is None


async def test_click_picks(context: AppContext) -> None:
    stage = staged(context)
    async with stage.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = screen_text(pilot).splitlines()
        row = next(n for n, text in enumerate(rows) if "something went well" in text)
        await pilot.click(offset=(20, row))
        await settle(pilot)
        assert stage.result == "win"


async def test_user_guide_is_listed_under_its_need(context: AppContext, own: Own) -> None:
    own("team-week", guide_template("team-week"))
    stage = staged(context)
    async with stage.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        need = desk_need(context, "team-week")
        rows = screen_text(pilot).splitlines()
        await pilot.click(offset=(20, next(n for n, row in enumerate(rows) if need in row)))
        await settle(pilot)
        for _ in range(9):
            await pilot.press("down")
        await settle(pilot)
        await pilot.press("end", "enter")
        await settle(pilot)
        assert stage.result == "team-week"


def desk_need(context: AppContext, name: str) -> str:
    """Return the need under which a guide is listed."""
    from reflect.guides.loader import load_guide

    return load_guide(name, context.journal.guides).need


async def test_invalid_guide_is_reported(context: AppContext, own: Own) -> None:
    own("week", "title = 'x'\n[b]")
    async with staged(context).run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        assert "Left out:" in screen_text(pilot)
        assert "week.toml" in screen_text(pilot)


async def test_several_invalid_guides_are_reported_on_one_line(
    context: AppContext, own: Own
) -> None:
    own("week", "")
    own("year", "")
    async with staged(context).run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        assert "week.toml, year.toml" in screen_text(pilot)


async def test_hostile_title_is_shown_as_text(context: AppContext, own: Own) -> None:
    own("bad", guide_template("bad").replace("title = ", 'title = "[@click=app.quit]x[/]" # ', 1))
    async with staged(context).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "[@click=app.quit]x[/]" in screen_text(pilot)


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (200, 60)])
async def test_it_fits(context: AppContext, size: tuple[int, int]) -> None:
    stage = staged(context)
    async with stage.run_test(size=size) as pilot:
        await settle(pilot)
        shown = screen_text(pilot)
        assert "something went wrong" in shown
        assert all(len(row) <= size[0] for row in shown.splitlines())
        await pilot.press("end", "enter")
        await settle(pilot)
        await pilot.press("end")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "lesson on" in shown
        assert "More:" in shown
        assert "choose" in shown.splitlines()[-1]


async def test_need_chosen_early_waits_until_the_guides_are_loaded(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = threading.Event()

    def late(folder: Path | None) -> list[Guide]:
        assert read.wait(10)
        return load_guides(folder)

    monkeypatch.setattr("reflect.guides.loader.load_guides", late)
    stage = staged(context)
    async with stage.run_test() as pilot:
        await pilot.pause()
        await pilot.press("5")
        assert stage.result is NOTHING
        read.set()
        await settle(pilot)
        assert stage.result == "win"


@pytest.mark.parametrize("screen", [GuidePicker, HelpScreen])
async def test_toasts_do_not_cover_the_box(context: AppContext, screen: Any) -> None:
    stage = Stage(
        lambda: screen(context) if screen is GuidePicker else screen(stage.screen), context
    )
    async with stage.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        shown = screen_text(pilot)
        for number in range(3):
            notify(stage, f"Deleted entry {number}.")
        await settle(pilot)
        assert screen_text(pilot) == shown
        notify(stage, "It can't be read.", "warning")
        await settle(pilot)
        assert "can't be read" in screen_text(pilot)
        assert "Deleted" not in screen_text(pilot)
