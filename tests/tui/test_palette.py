"""Tests for the command palette."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from textual import events
from textual.command import CommandInput, CommandList
from textual.pilot import Pilot
from textual.screen import Screen

from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from reflect.tui.palette import find_entries, screen_commands
from reflect.tui.screens.dialogs.confirm import Confirm
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.browse.pages import browse, browsing, current, read, said
from tests.tui.screens.edit.pages import HOSTILE

if TYPE_CHECKING:
    from reflect.tui.app import ReflectApp

# The palette doesn't depend on the storage backend.
pytestmark = pytest.mark.backends("plain")


def commands(pilot: Pilot[Any]) -> dict[str, str]:
    """Return the titles and help texts of the current screen's commands."""
    app: ReflectApp = pilot.app  # type: ignore[assignment]
    return {command.title: str(command.help) for command in screen_commands(app, app.screen)}


async def find(pilot: Pilot[Any], text: str) -> list[str]:
    """Open the palette, type a text and return the results."""
    if not pilot.app.screen.query(CommandInput):
        await pilot.press("ctrl+p")
        await settle(pilot)
    pilot.app.screen.query_one(CommandInput).value = text
    await settle(pilot)
    return [str(option.prompt) for option in pilot.app.screen.query_one(CommandList).options]


async def choose(pilot: Pilot[Any], text: str) -> None:
    """Run the first command found by a text."""
    await find(pilot, text)
    pilot.app.screen.query_one(CommandList).highlighted = 0
    await pilot.press("enter")
    await read(pilot)


async def test_palette_lists_the_enabled_actions_with_their_keys(
    context: AppContext, keep: Keep
) -> None:
    async with browsing(context) as pilot:
        assert "Delete" not in commands(pilot)  # there is no entry
    keep(1)
    async with browsing(context) as pilot:
        offered = commands(pilot)
        assert offered["New"].endswith(" n")
        assert offered["Delete"].endswith(" x del")
        assert offered["Help"].endswith(" f1")
        titles = [command.title for command in screen_commands(pilot.app, pilot.app.screen)]
        assert len(titles) == len(set(titles))
        # The keys of the list are found by typing only.
        assert not [line for line in await find(pilot, "") if line.startswith("Half a page")]
        assert (await find(pilot, "half a page on"))[0].startswith("Half a page on")
        await pilot.press("escape")
        pilot.app.push_screen(Confirm("Really?", "Yes", "No"))
        await settle(pilot)
        assert "Yes" in commands(pilot)
        assert "New" not in commands(pilot)


async def test_chosen_action_runs_on_the_screen_below(context: AppContext) -> None:
    async with browsing(context) as pilot:
        await pilot.press("slash")
        await choose(pilot, "capture")
        assert type(pilot.app.screen).__name__ == "CaptureScreen"


async def test_chosen_theme_is_saved_except_in_a_demo(context: AppContext) -> None:
    context.config.path.write_text('# mine\nguide = "aar"\n')
    for is_demo, saved in ((True, None), (False, "reflect-light")):
        context.is_demo = is_demo
        async with browsing(context) as pilot:
            await choose(pilot, "theme")
            await choose(pilot, "reflect-light")
            assert pilot.app.theme == "reflect-light"
        text = context.config.path.read_text()
        assert text.startswith("# mine\n")
        assert tomllib.loads(text).get("theme") == saved


async def test_theme_that_cannot_be_saved_is_still_used(context: AppContext) -> None:
    context.config.path.mkdir()
    async with browsing(context) as pilot:
        pilot.app.theme = "reflect-light"
        await read(pilot)
        assert "config" in said(pilot)


async def test_screenshot_is_private_and_loads_no_fonts(context: AppContext, home: Path) -> None:
    async with browsing(context) as pilot:
        await choose(pilot, "screenshot")
        assert "Saved" in said(pilot)
    (picture,) = home.glob("*.svg")
    assert picture.stat().st_mode & 0o777 == 0o600
    assert "font-face" not in picture.read_text()


async def test_palette_finds_entries_by_their_words(context: AppContext, keep: Keep) -> None:
    for number in range(1, 13):
        keep(number, title=f"Number {number}", occurred_on=context.today.replace(day=number))
    keep(20, title="Cut Maya off in the meeting")
    keep(21, answers=(Answer("happened", "What?", "Zurich"),))
    async with browsing(context) as pilot:
        titles = [line.split("\n")[0] for line in await find(pilot, "")]
        assert [title for title in titles if title.startswith("Number")] == [
            f"Number {number}" for number in range(12, 6, -1)
        ]
        assert (await find(pilot, "zuri"))[0].startswith("Launched without support")
        assert (await find(pilot, "maya mee"))[0].startswith("Cut Maya off")
        await choose(pilot, "maya mee")
        assert current(pilot) == "Cut Maya off in the meeting"
        await pilot.app.push_screen(Screen())
        assert not [line for line in await find(pilot, "maya") if "Maya" in line]


def test_malformed_query_finds_its_words(context: AppContext, keep: Keep) -> None:
    keep(1)
    keep(2, title="Cut Maya off in the meeting")
    context.journal.snapshots.read().prepare(10)
    for text in ('"maya', "maya nobody:", "maya:", "-maya:"):
        entries, _ = find_entries(context, text)
        assert entries[0].title.startswith("Cut Maya off"), text
    for text in ('"', "tag:", "-", "OR"):
        find_entries(context, text)


async def test_hostile_text_is_harmless_in_the_palette(context: AppContext, keep: Keep) -> None:
    entry = keep(1, title=HOSTILE)
    async with browsing(context) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        pilot.app.post_message(events.Paste("[/ \x1b]52;c;x\x07"))
        await settle(pilot)
        shown = screen_text(pilot)
        assert "\x1b" not in shown and "\x07" not in shown
        (first, *_) = await find(pilot, "home")
        assert first.startswith("[@click=app.quit]x[/] [/home/me]")
        assert not any(char in screen_text(pilot) for char in "\x1b\x07\u202e")
        await choose(pilot, "home")
        assert browse(pilot).entry_list.current == entry.id
