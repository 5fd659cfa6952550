"""Takes time out of the screens, and waits for a running app by what it has yet to do.

Textual's own `wait_for_idle` sleeps in steps of 20 ms until the process uses no processor time.
That is slow, and a process that waits for its turn on a busy machine looks idle too.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from unittest.mock import patch

from textual._compositor import Compositor
from textual.app import App
from textual.command import CommandPalette
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message_pump import MessagePump
from textual.screen import Screen

from reflect.tui.screens.browse import detail_view
from reflect.tui.screens.edit import screen as edit_screen
from reflect.tui.screens.guide import screen as guide_screen

NEVER = 3600.0
SHORT = 0.1
"""A timer of at most this many seconds counts as pending."""
QUIET_TURNS = 5
"""The turns of the event loop without anything pending, since a task may still post a message."""
BUSY_TURNS = 50


@contextmanager
def steady() -> Iterator[None]:
    """Take time out of the screens, and make Textual's Pilot wait for what they have yet to do.

    Nothing is saved or checked at intervals, and no key counts as held. A headless app discards
    what it paints, so it only paints when a test looks at its screen; apps share their parsed CSS.
    """
    with (
        patch.object(Compositor, "render_update", _render_screenshots_only),
        patch.object(Stylesheet, "_parse_rules", _parse_rules_once),
        patch("textual.app.wait_for_idle", wait_until_steady),
        patch("textual.pilot.wait_for_idle", wait_until_steady),
        patch.object(guide_screen, "AUTOSAVE_SECONDS", NEVER),
        patch.object(edit_screen, "AUTOSAVE_SECONDS", NEVER),
        patch.object(edit_screen, "CHECK_SECONDS", NEVER),
        patch.object(detail_view, "REPEAT_SECONDS", 0.0),
        # The palette shows a progress bar if its search takes longer.
        patch.object(CommandPalette, "_BUSY_COUNTDOWN", NEVER),
    ):
        yield


_render_update = Compositor.render_update


def _render_screenshots_only(compositor: Compositor, full: bool = False, **options: Any) -> Any:
    """Render a screenshot, but no update of the screen."""
    if full:
        return _render_update(compositor, full, **options)
    compositor._dirty_regions.clear()
    return None


_parse_rules = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parse_rules_once(
    stylesheet: Stylesheet, css: str, *args: Any, **options: Any
) -> list[RuleSet]:
    """Parse CSS that no app of this process has parsed with the same variables."""
    variables = tuple(stylesheet._variables.items())
    key = (css, args, tuple(options.items()), variables)
    if key not in _parsed:
        _parsed[key] = _parse_rules(stylesheet, css, *args, **options)
    return _parsed[key]


async def wait_until_steady(min_sleep: float = 0, max_sleep: float = 10) -> None:
    """Wait until no message, callback, layout or repaint is pending in the running app.

    Args:
        min_sleep: ignored; Textual's `wait_for_idle` has the same arguments.
        max_sleep: the longest time to wait, in seconds.
    """
    from textual._context import active_app

    app = active_app.get()
    end, quiet, turns = monotonic() + max_sleep, 0, 0
    while quiet < QUIET_TURNS and app.is_running and monotonic() < end:
        turns += 1
        await asyncio.sleep(0 if turns < BUSY_TURNS else 0.001)
        if app._exit:
            continue
        if _needs_paint(app.screen):
            # Textual would paint at the next frame.
            app.screen._on_timer_update()
        quiet = 0 if _needs_paint(app.screen) or _has_pending(app) else quiet + 1


def _needs_paint(screen: Screen[Any]) -> bool:
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _has_pending(app: App[Any]) -> bool:
    # The registry also has what is no child of a screen, such as scrollbars.
    nodes: list[MessagePump] = [app, *app._registry]
    return any(_is_busy(node) or _has_short_timer(node) for node in nodes)


def _is_busy(node: MessagePump) -> bool:
    """Return whether a node has messages, is handling one, or has not begun."""
    is_waiting = bool(node._message_queue.ready_event._waiters)
    has_messages = bool(node.message_queue_size or node._next_callbacks)
    # A mounted node that has not begun waits for nothing yet; one that is being removed is done.
    is_done = node._closing or node._closed
    return has_messages or not (is_waiting or is_done)


def _has_short_timer(node: MessagePump) -> bool:
    return any(
        timer._repeat == 0 and timer._interval <= SHORT and not timer._task.done()
        for timer in node._timers
        if timer._task is not None
    )
