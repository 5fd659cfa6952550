"""Browse on a journal, as tests drive it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.journal_feed import FeedState
from reflect.tui.screens.browse.screen import BrowseScreen
from tests.tui import driving
from tests.tui.driving import settle

BUSY = (FeedState.IDLE, FeedState.READING, FeedState.CHECKING)
KEYS = {" ": "space", ":": "colon", '"': "quotation_mark", "-": "minus", "/": "slash"}


@asynccontextmanager
async def browsing(
    context: AppContext, query: str = "", size: tuple[int, int] = (120, 36)
) -> AsyncIterator[Pilot[Any]]:
    """Open Browse, and wait until the journal is read."""
    app = ReflectApp(context, query=query)
    async with app.run_test(size=size) as pilot:
        await read(pilot)
        yield pilot


async def read(pilot: Pilot[Any]) -> None:
    """Wait until what was begun in threads is done, and what followed from it."""
    await settle(pilot)
    for _ in range(100):
        # One thread's end begins another: on a busy machine that takes more than a few rounds.
        is_busy = any(map(_is_busy, pilot.app.screen_stack))
        await settle(pilot)
        if not is_busy:
            return


def _is_busy(screen: Screen[Any]) -> bool:
    return isinstance(screen, BrowseScreen) and (
        screen.feed.state in BUSY or screen.actions.writes.count > 0
    )


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait for what comes of them."""
    await pilot.press(*keys)
    await read(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type a text where the focus is."""
    await press(pilot, *(KEYS.get(char, char) for char in text))


def browse(pilot: Pilot[Any]) -> BrowseScreen:
    """Give the screen; it must be the one on top."""
    screen = pilot.app.screen
    assert isinstance(screen, BrowseScreen)
    return screen


def listed(pilot: Pilot[Any]) -> list[str]:
    """Give the titles of the list from the top down."""
    rows = browse(pilot).entry_list.rows
    return [rows.row(number).title for number in range(len(rows))]


def current(pilot: Pilot[Any]) -> str:
    """Give the title under the cursor."""
    entries = browse(pilot).entry_list
    return entries.rows.row(entries.cursor).title


def said(pilot: Pilot[Any]) -> str:
    """Give all that was said in passing."""
    return "\n".join(toast.message for toast in pilot.app._notifications)


def focused(pilot: Pilot[Any]) -> str:
    """Name the kind of widget that has the focus."""
    return type(browse(pilot).focused).__name__


def screen_text(pilot: Pilot[Any]) -> str:
    """Give what is on the screen."""
    return driving.screen_text(pilot)
