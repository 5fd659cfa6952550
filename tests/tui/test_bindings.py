"""Tests that messages and footers show remapped keys."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from textual.screen import Screen

from reflect.errors import BusyError
from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from reflect.tui.screens.damaged.screen import DamagedScreen
from reflect.tui.screens.guide.pause import PauseScreen
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import Stage
from tests.tui.screens.browse.pages import browse, browsing, press, said, write
from tests.tui.screens.guide.pages import messages as guide_messages
from tests.tui.screens.guide.pages import open_guide
from tests.tui.screens.guide.pages import write as write_answer

KEYS = {
    "browse.new": "f2",
    "browse.capture": "f3",
    "browse.search": "f4",
    "search.clear": "f5",
    "list.open": "f6",
    "browse.undo": "f7",
    "nothing.1": "f8",
    "menu.1": "f2",
    "guide.leave": "f9",
    "guide.before": "f10",
    "before.same": "f11",
    "commitment.forecast": "f12",
    "quiet.on": "f2",
    "damaged.again": "f3",
    "app.help": "ctrl+y",
}
FACTS = "Promised the client a launch date; support knew nothing, nobody was on call."


@pytest.fixture
def context(context: AppContext, backend: str) -> AppContext:
    """A context with a keymap."""
    context.config = replace(context.config, keymap=KEYS)
    return context


async def test_empty_journal_shows_remapped_keys(context: AppContext) -> None:
    async with browsing(context) as pilot:
        for keys in ((), ("f4",)):
            await press(pilot, *keys)
            shown = screen_text(pilot)
            assert "f2  reflect on something" in shown
            assert "f3  note it now" in shown
            assert "f4 search" in shown


async def test_footer_shows_remapped_keys(context: AppContext) -> None:
    async with browsing(context, size=(80, 24)) as pilot:
        footer = screen_text(pilot).splitlines()[-1]
        for text in ("f2 new", "f3 capture", "f4 search"):
            assert text in footer


async def test_help_keeps_remapped_keys_in_order(context: AppContext) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "ctrl+y")
        shown = screen_text(pilot).partition("On this page")[2]
        told = [shown.index(f" {key} ") for key in ("f2", "f3", "f4", "f7", "q")]
        assert told == sorted(told)


async def test_capture_names_the_remapped_key(context: AppContext) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "f3", *"Hm", "enter")
        assert "f6 reflects on it" in said(pilot)
        assert "captured; f6 reflects on it" in screen_text(pilot)


async def test_deletion_names_the_remapped_undo_key(context: AppContext, keep: Keep) -> None:
    keep()
    async with browsing(context) as pilot:
        await press(pilot, "x")
        assert "f7 brings it back" in said(pilot)
        await press(pilot, "f7")
        assert browse(pilot).results is not None
        assert "Brought" in said(pilot)


async def test_search_without_matches_names_the_remapped_key(
    context: AppContext, keep: Keep
) -> None:
    keep(answers=(Answer("happened", "What happened?", "Delegation failed."),))
    async with browsing(context, "delegasion") as pilot:
        shown = screen_text(pilot)
        assert "f5 shows all of them again" in shown
        assert "f8  delegation" in shown


async def test_picker_shows_remapped_keys(context: AppContext) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "f2")
        assert "f2 something went wrong" in screen_text(pilot)


async def test_palette_shows_remapped_keys(context: AppContext) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "help")
        assert "All keys of this screen · ctrl+y" in screen_text(pilot)


async def test_guide_names_the_remapped_key(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await pilot.press("ctrl+d")
        await settle(pilot)
        assert "f9 leaves" in guide_messages(pilot)


async def test_similar_entries_name_the_remapped_key(context: AppContext, keep: Keep) -> None:
    told = (Answer("happened", "What happened?", FACTS),)
    keep(title="Launched alone", occurred_on=date(2026, 10, 21), answers=told)
    session = context.journal.drafts.begin("drucker", tags=["launch", "delegation"])
    async with open_guide(context, session) as pilot:
        await write_answer(pilot, FACTS, "tab", "tab")
        assert "before (1): f10" in screen_text(pilot)
        await pilot.press("f10")
        await settle(pilot)
        assert "f11 or a click: this is the same again" in screen_text(pilot)


async def test_forecast_names_the_remapped_key(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write_answer(pilot, "It happened.", *["tab"] * 8)
        assert "Add a forecast (f12)" in screen_text(pilot)


async def test_pause_and_damaged_screen_show_remapped_keys(context: AppContext) -> None:
    quiet, trouble = PauseScreen(60, still=True), DamagedScreen(BusyError("the lock is held"))
    for screen, words in ((quiet, "F2 goes on."), (trouble, "f3 Try again")):
        stage = Stage(partial(_same, screen), context)
        stage.set_keymap(KEYS)
        async with stage.run_test() as pilot:
            await settle(pilot)
            assert words in screen_text(pilot)


def _same(screen: Screen[Any]) -> Screen[Any]:
    return screen
