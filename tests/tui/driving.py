"""What tests do to a running app beside pressing keys."""

from contextlib import suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker works and what they brought is on the screen."""
    for number in range(100):
        workers = list(pilot.app.workers)
        for worker in workers:
            # One that another took the place of is done, too.
            with suppress(WorkerCancelled):
                await worker.wait()
        await pilot.pause()
        # What a worker brought may begin another: on a busy machine after more than a round.
        if number > 1 and not workers:
            return


def screen_text(pilot: Pilot[Any]) -> str:
    """Give what is on the screen, line by line, as a person would read it."""
    height = pilot.app.size.height
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height])
