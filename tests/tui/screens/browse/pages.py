"""Helpers for testing Browse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.journal_feed import FeedState
from reflect.tui.screens.browse.screen import BrowseScreen
from tests.tui import helpers_pilot
from tests.tui.helpers_pilot import settle

BUSY = (FeedState.IDLE, FeedState.READING, FeedState.CHECKING)
KEYS = {" ": "space", ":": "colon", '"': "quotation_mark", "-": "minus", "/": "slash"}


@asynccontextmanager
async def browsing(
    context: AppContext, query: str = "", size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Pilot[Any]]:
    """Open Browse and wait until the journal has been read."""
    app = ReflectApp(context, query=query)
    async with app.run_test(size=size) as pilot:
        await read(pilot)
        yield pilot


async def read(pilot: Pilot[Any]) -> None:
    """Wait for all workers, including those started by other workers' results."""
    await settle(pilot)
    for _ in range(100):
        is_busy = any(map(_is_busy, pilot.app.screen_stack))
        await settle(pilot)
        if not is_busy:
            return


def _is_busy(screen: Screen[Any]) -> bool:
    return isinstance(screen, BrowseScreen) and (
        screen.feed.state in BUSY or screen.actions.writes.count > 0
    )


async def poll(pilot: Pilot[Any]) -> None:
    """Let Browse check for changes to the journal, and wait for the result."""
    browse(pilot).poll()
    await read(pilot)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait for the effects of each."""
    await read(pilot)
    for key in keys:
        await pilot.press(key)
        await read(pilot)


async def press_fast(pilot: Pilot[Any], keys: str) -> None:
    """Press keys without waiting for each to be handled, then wait for their effects."""
    for key in keys:
        pilot.app.post_message(events.Key(KEYS.get(key, key), key))
    await read(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type text into the focused widget."""
    await pilot.press(*(KEYS.get(char, char) for char in text))
    await read(pilot)


def browse(pilot: Pilot[Any]) -> BrowseScreen:
    """Return the Browse screen, which must be on top."""
    screen = pilot.app.screen
    assert isinstance(screen, BrowseScreen)
    return screen


def listed(pilot: Pilot[Any]) -> list[str]:
    """Return the titles in the list."""
    rows = browse(pilot).entry_list.rows
    return [rows.row(number).title for number in range(len(rows))]


def current(pilot: Pilot[Any]) -> str:
    """Return the title under the cursor."""
    entries = browse(pilot).entry_list
    return entries.rows.row(entries.cursor).title


def said(pilot: Pilot[Any]) -> str:
    """Return the texts of all toasts."""
    return "\n".join(toast.message for toast in pilot.app._notifications)


def focused(pilot: Pilot[Any]) -> str:
    """Return the class name of the focused widget."""
    return type(browse(pilot).focused).__name__


def screen_text(pilot: Pilot[Any]) -> str:
    """Return the text on the screen."""
    return helpers_pilot.screen_text(pilot)
