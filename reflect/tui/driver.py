"""A terminal driver that survives its terminal.

When the terminal is gone, output is discarded and the app ends as if it was told to. Textual's
own writer thread ends with the first write that fails; after that nobody empties its queue, and the
app waits forever with its unsaved work.
"""

import termios
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from io import TextIOWrapper

    from textual.app import App

POLL_SECONDS = 1.0
"""Seconds between two checks whether the terminal is still there."""


class Stoppable(Protocol):
    """An app that can be told to end."""

    def stop(self) -> None:
        """Save all unsaved work, and end."""


class ResilientFile:
    """A file for output that discards everything once a write has failed.

    Args:
        file: the terminal.
        closed: called once, in the thread that writes, when a write fails.
    """

    def __init__(self, file: IO[str], closed: Callable[[], object]) -> None:
        self._file = file
        self._closed = closed
        self._is_closed = False

    def write(self, text: str) -> int:
        """Write a text, or discard it."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush the file, if it is still there."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether the file is a terminal."""
        return self._file.isatty()

    def _try(self, action: Callable[[], object]) -> None:
        if self._is_closed:
            return
        try:
            action()
        except OSError:
            self._is_closed = True
            self._closed()


class ResilientDriver(LinuxDriver):
    """Textual's driver, except for what happens when the terminal is gone.

    Args:
        app: is told to stop then. There may be no signal to tell it: under nohup, or when another
            process leads the session.
        options: those of Textual's driver.
    """

    def __init__(self, app: "App[Any]", **options: Any) -> None:
        super().__init__(app, **options)
        self._stop_app = cast("Stoppable", app).stop
        if self._file is not None:
            self._file = cast("TextIOWrapper", ResilientFile(self._file, self._terminal_closed))
        self._poll()

    def _terminal_closed(self) -> None:
        # The loop is closed if the app has already ended.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop_app)

    def _poll(self) -> None:
        """Check whether the terminal is there: reading keys from it fails silently."""
        try:
            termios.tcgetattr(self.fileno)
        except (termios.error, OSError):
            self._stop_app()
        else:
            self._loop.call_later(POLL_SECONDS, self._poll)
