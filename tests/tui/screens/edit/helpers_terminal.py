"""A script that opens an entry in the editor, given the journal folder and the entry's id."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from reflect.config.settings import Config
from reflect.journal import Journal
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from tests.factories import NOW
from tests.sealed import encryption_in
from tests.tui.helpers_stage import NOTHING, Stage


class Terminal(Stage):
    """An app that exits when the screen closes, or on SIGTERM like the real app."""

    def on_mount(self) -> None:
        """Handle SIGTERM."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.stop)

    def stop(self) -> None:
        """Save all unsaved work immediately and exit."""
        assert self.context is not None
        for screen in self.screen_stack:
            if isinstance(screen, EditScreen):
                self.context.farewell.append(screen.save_now())
        self.exit()

    def _keep(self, result: object) -> None:
        super()._keep(result)
        self.exit()


def main() -> None:
    """Open the entry, then print the messages for the shell."""
    folder, entry_id = Path(sys.argv[1]), sys.argv[2]
    place = folder / "journal"
    journal = Journal(place, clock=lambda: NOW, encryption=encryption_in(place))
    config = Config(path=folder / "config.toml", journal=journal.folder)
    context = AppContext(
        journal, config, environ=os.environ, recovery=folder / "recovery", reduce_motion=True
    )
    app = Terminal(lambda: EditScreen(context, lambda: journal.entries.get(entry_id)), context)
    app.run()
    print(
        "\n".join(
            [
                "GOODBYE",
                *map(str, context.farewell),
                *(["LEFT"] if app.result is not NOTHING else []),
            ]
        )
    )


if __name__ == "__main__":
    main()
