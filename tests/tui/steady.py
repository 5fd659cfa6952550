"""Waits for a running app by its queues, not by the processor time it uses.

Textual's own `wait_for_idle` sleeps in steps of 20 ms until the process is idle. That is slow, and
a process that waits for its turn on a busy machine looks idle too.
"""

import asyncio
from time import monotonic
from typing import Any

from textual.app import App
from textual.pilot import Pilot


async def wait_until_steady(min_sleep: float = 0, max_sleep: float = 10) -> None:
    """Wait until no message, callback, layout or repaint is pending in the running app.

    Args:
        min_sleep: ignored; Textual's `wait_for_idle` has the same arguments.
        max_sleep: the longest time to wait, in seconds.
    """
    from textual._context import active_app

    app = active_app.get()
    pilot: Pilot[Any] = Pilot(app)
    end, steady_rounds = monotonic() + max_sleep, 0
    while steady_rounds < 2 and monotonic() < end:
        await pilot._wait_for_screen()
        await asyncio.sleep(0)
        was_busy = _is_busy(app)
        app.screen._on_timer_update()
        steady_rounds = 0 if was_busy or _is_busy(app) else steady_rounds + 1


def _is_busy(app: App[Any]) -> bool:
    screen = app.screen
    pending_paint = (
        screen._layout_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    nodes = [app, *app.screen_stack, *screen.walk_children()]
    return bool(pending_paint) or any(
        node.message_queue_size or node._next_callbacks for node in nodes
    )
