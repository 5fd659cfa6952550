"""Helpers for testing Review."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual import events
from textual.pilot import Pilot

from reflect.journal.review import closed_commitments
from reflect.model.commitment import Commitment
from reflect.practice.look_back import DueLookBack
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.screens.review.page import ReviewPage
from reflect.tui.screens.review.screen import ReviewScreen
from tests.factories import NOW, TODAY
from tests.tui.helpers_pilot import settle

if TYPE_CHECKING:
    from reflect.journal.review import DueLesson

DUE = Commitment(
    cue="somebody asks me for a date",
    action="call support before I answer",
    due=TODAY - timedelta(days=2),
    made_at=NOW - timedelta(days=20),
    forecast="nobody is surprised again",
    percent=80,
)
PLAIN = Commitment(
    cue="", action="say the number and stop", due=TODAY, made_at=NOW - timedelta(days=20)
)
LATER = Commitment(
    cue="", action="write it down", due=TODAY + timedelta(days=9), made_at=NOW - timedelta(days=2)
)
LONG_AGO = NOW - timedelta(days=60)


@asynccontextmanager
async def reviewing(
    context: AppContext, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[Any]]:
    """Open Review from Browse and wait until the journal has been read."""
    app = ReflectApp(context)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "2")
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, or type the text in `< >`, and wait for the effects of each."""
    await settle(pilot)
    for key in keys:
        if key.startswith("<"):
            for char in key[1:-1]:
                name = "space" if char == " " else char
                pilot.app.post_message(events.Key(name, char))
        else:
            await pilot.press(key)
        await settle(pilot)


def review(pilot: Pilot[Any]) -> ReviewScreen:
    """Return Review, which must be on top."""
    screen = pilot.app.screen
    assert isinstance(screen, ReviewScreen)
    return screen


def page(pilot: Pilot[Any]) -> ReviewPage:
    """Return the page of a review, which must be on top."""
    screen = pilot.app.screen
    assert isinstance(screen, ReviewPage)
    return screen


def current(pilot: Pilot[Any]) -> str:
    """Return the id of the entry under the cursor; "" on a heading."""
    item = review(pilot).items.current
    return item.entry.id if item is not None else ""


def listed(pilot: Pilot[Any]) -> dict[str, list[str]]:
    """Return what is due, by kind: the names of commitments and the entries of lessons."""
    queue = review(pilot).queue
    assert queue is not None
    groups: dict[str, tuple[DueLookBack | DueLesson, ...]] = {
        "look back": queue.look_backs,
        "lessons": queue.lessons,
        "ahead": queue.ahead,
        "done": tuple(closed_commitments(review(pilot).context.journal)),
    }
    return {
        name: [each.name if isinstance(each, DueLookBack) else each.entry.id for each in group]
        for name, group in groups.items()
    }


def said(pilot: Pilot[Any]) -> str:
    """Return the texts of all toasts."""
    return "\n".join(toast.message for toast in pilot.app._notifications)
