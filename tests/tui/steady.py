"""Waits for a running app by its queues, not by the processor time it uses.

Textual's own `wait_for_idle` sleeps in steps of 20 ms until the process is idle. That is slow, and
a process that waits for its turn on a busy machine looks idle too.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from unittest.mock import patch

from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot

from reflect.tui.screens.browse import detail_view
from reflect.tui.screens.edit import screen as edit_screen
from reflect.tui.screens.guide import screen as guide_screen

NEVER = 3600.0
SHORT = 0.1


@contextmanager
def steady() -> Iterator[None]:
    """Take time out of the screens, and make Textual's Pilot wait for their queues.

    Nothing is saved or checked after a time, and no key counts as held.
    """
    with (
        patch("textual.app.wait_for_idle", wait_until_steady),
        patch("textual.pilot.wait_for_idle", wait_until_steady),
        patch.object(guide_screen, "AUTOSAVE_SECONDS", NEVER),
        patch.object(edit_screen, "AUTOSAVE_SECONDS", NEVER),
        patch.object(edit_screen, "CHECK_SECONDS", NEVER),
        patch.object(detail_view, "REPEAT_SECONDS", 0.0),
    ):
        yield


async def wait_until_steady(min_sleep: float = 0, max_sleep: float = 5) -> None:
    """Wait until no message, callback, layout or repaint is pending in the running app.

    Args:
        min_sleep: ignored; Textual's `wait_for_idle` has the same arguments.
        max_sleep: the longest time to wait, in seconds.
    """
    from textual._context import active_app

    app = active_app.get()
    pilot: Pilot[Any] = Pilot(app)
    end, is_busy = monotonic() + max_sleep, True
    while is_busy and app.is_running and not app._exit and monotonic() < end:
        await pilot._wait_for_screen()
        await asyncio.sleep(0.001 if _has_short_timer(app) else 0)
        was_busy = _is_busy(app)
        app.screen._on_timer_update()
        is_busy = was_busy or _is_busy(app)


def _is_busy(app: App[Any]) -> bool:
    screen = app.screen
    pending_paint = (
        screen._layout_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    return (
        bool(pending_paint)
        or any(node.message_queue_size or node._next_callbacks for node in _nodes(app))
        or _has_short_timer(app)
    )


def _has_short_timer(app: App[Any]) -> bool:
    """Return whether something is about to happen after a delay that a user does not notice."""
    return any(
        timer._repeat == 0 and timer._interval <= SHORT and not timer._task.done()
        for node in _nodes(app)
        for timer in node._timers
        if timer._task is not None
    )


def _nodes(app: App[Any]) -> list[MessagePump]:
    return [app, *app.screen_stack, *app.screen.walk_children()]
