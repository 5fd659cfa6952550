"""Runs Browse with a regular pulse and prints the longest stall of its event loop.

Usage: `stall.py loading|saving FOLDER`
"""

import asyncio
import gc
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from reflect.config.settings import Config
from reflect.journal import Journal
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext

BEAT = 0.002


class Pulse(ReflectApp):
    """Measures the longest gap between beats while entries are loaded or saved."""

    longest = 0.0

    def on_ready(self) -> None:
        self.doing = sys.argv[1]
        self.run_worker(self.count())

    async def beat(self) -> None:
        """Beat until cancelled, recording the longest gap."""
        before = time.perf_counter()
        while True:
            await asyncio.sleep(BEAT)
            now = time.perf_counter()
            self.longest = max(self.longest, now - before - BEAT)
            before = now

    async def count(self) -> None:
        """Measure while entries are loaded, or during a save after that."""
        snapshots = self.context.journal.snapshots
        # The first paint comes before the entries; start the pulse after it.
        while not len(snapshots.latest):
            await asyncio.sleep(BEAT)
            if self.doing == "loading":
                break
        pulse = asyncio.ensure_future(self.beat())
        while not (len(snapshots.latest) and snapshots.latest.is_ready):
            await asyncio.sleep(0.05)
        if self.doing == "saving":
            await asyncio.sleep(1)
            self.longest = 0.0
            ids = snapshots.latest.ids
            entry = snapshots.latest.entry(ids[len(ids) // 2])
            await asyncio.to_thread(self.context.journal.tags.change, [entry.id], add=["measured"])
            await asyncio.sleep(2)
        pulse.cancel()
        self.exit()


if __name__ == "__main__":
    gc.disable()  # as the command line does
    folder = Path(sys.argv[2])
    journal = Journal(folder, clock=lambda: datetime.now(UTC).astimezone())
    config = Config(path=folder / "no-config.toml", journal=folder)
    app = Pulse(AppContext(journal, config, environ={}, recovery=folder / "recovery"))
    app.run()
    print("stalled", json.dumps({"longest": app.longest}))
