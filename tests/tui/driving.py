"""What tests do to a running app beside pressing keys."""

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker works and what they brought is on the screen."""
    for _ in range(3):
        # A search that a newer one took the place of is complete, too.
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def screen_text(pilot: Pilot[Any]) -> str:
    """Give what is on the screen, line by line, as a person would read it."""
    height = pilot.app.size.height
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height])
