"""Helpers for testing the Guide."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from textual import events
from textual.pilot import Pilot

from reflect.practice.session import Session
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.results import GuideResult
from reflect.tui.screens.guide.screen import GuideScreen
from tests.tui.helpers_pilot import settle

SMALL = (80, 24)
KEYS = ("tab", "shift+tab", "enter")


@asynccontextmanager
async def open_guide(
    context: AppContext,
    session: Session | None = None,
    *,
    guide: str = "drucker",
    pause: int = 0,
    since: date | None = None,
    size: tuple[int, int] = SMALL,
) -> AsyncIterator[Pilot[Any]]:
    """Open the guide as `reflect new` does.

    Args:
        session: the session to continue; None for a new one with the named guide.
    """
    session = session or context.journal.drafts.begin(guide)
    app = ReflectApp(context, session=session, pause=pause, since=since)
    async with app.run_test(size=size) as pilot:
        found: Pilot[Any] = pilot
        await settle(found)
        yield found


def guide(pilot: Pilot[Any]) -> GuideScreen:
    """Return the Guide screen."""
    found = [screen for screen in pilot.app.screen_stack if isinstance(screen, GuideScreen)]
    return found[0]


async def write(pilot: Pilot[Any], text: str, *keys: str) -> None:
    """Type text, press keys and wait until the app is idle."""
    _send(pilot, text)
    await pilot.pause()
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def burst(pilot: Pilot[Any], *parts: str) -> None:
    """Press keys in a burst, as a slow connection would deliver them.

    Args:
        parts: texts, and keys such as "tab".
    """
    for part in parts:
        _send(pilot, [part] if part in KEYS else part)
    await settle(pilot)


def _send(pilot: Pilot[Any], keys: Iterable[str]) -> None:
    for key in keys:
        char = key if len(key) == 1 else None
        pilot.app.post_message(events.Key(key, char))


def messages(pilot: Pilot[Any]) -> str:
    """Return the toasts, one per line."""
    return "\n".join(note.message for note in pilot.app._notifications)


def guide_result(pilot: Pilot[Any]) -> GuideResult:
    """Return the result of the Guide."""
    result: GuideResult | None = pilot.app.return_value
    assert result is not None, "it was not left"
    return result
