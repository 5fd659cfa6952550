"""Waits for a running app and reads its screen."""

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from tests.tui.steady import wait_until_steady


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until all workers are done and their results are on the screen."""
    await wait_until_steady()
    # A worker's result may start another worker.
    while workers := list(pilot.app.workers):
        for worker in workers:
            # Workers cancelled by an exclusive one also count as done.
            with suppress(WorkerCancelled):
                await worker.wait()
        await wait_until_steady()


def screen_text(pilot: Pilot[Any]) -> str:
    """Return the text on the screen, line by line."""
    height = pilot.app.size.height
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height])
