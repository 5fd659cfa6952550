"""Browse with a pulse: says how long its loop stood still at the longest.

`stall.py loading|saving FOLDER`
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
    """Measures the gaps between beats until its work is done."""

    longest = 0.0

    def on_ready(self) -> None:
        """Begin to count."""
        self.doing = sys.argv[1]
        self.run_worker(self.count())

    async def beat(self) -> None:
        """Beat for ever."""
        before = time.perf_counter()
        while True:
            await asyncio.sleep(BEAT)
            now = time.perf_counter()
            self.longest = max(self.longest, now - before - BEAT)
            before = now

    async def count(self) -> None:
        """Count through the loading, or through a save after it."""
        snapshots = self.context.journal.snapshots
        # What is painted first comes before the entries; the pulse begins after it.
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
