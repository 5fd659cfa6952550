"""A terminal driver that survives losing its terminal.

When the terminal disappears, the driver discards all output and stops the app normally. With
Textual's own driver, the writer thread would end at the first failed write; nothing would drain its
queue any more, and the app would block forever with its work unsaved.
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
"""The interval between checks that the terminal still exists."""


class Stoppable(Protocol):
    """An app that can be stopped."""

    def stop(self) -> None:
        """Save all unsaved work and exit."""


class ResilientFile:
    """An output file that discards everything after a write has failed.

    Args:
        file: the terminal.
        closed: a callback for the first failed write; it runs in the writing thread.
    """

    def __init__(self, file: IO[str], closed: Callable[[], object]) -> None:
        self._file = file
        self._closed = closed
        self._is_closed = False

    def write(self, text: str) -> int:
        """Write text, or discard it if the terminal is gone."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Flush the file, unless the terminal is gone."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether the file is a terminal."""
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
    """Textual's Linux driver, extended to stop the app when the terminal disappears.

    The app can't rely on SIGHUP: it is not delivered under nohup, or when another process leads
    the session.

    Args:
        app: the app to stop.
        options: the options of Textual's driver.
    """

    def __init__(self, app: "App[Any]", **options: Any) -> None:
        super().__init__(app, **options)
        self._stop_app = cast("Stoppable", app).stop
        if self._file is not None:
            self._file = cast("TextIOWrapper", ResilientFile(self._file, self._terminal_closed))
        self._poll()

    def _terminal_closed(self) -> None:
        # The event loop is already closed if the app has exited.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stop_app)

    def _poll(self) -> None:
        """Check that the terminal exists, because a failure to read keys would go unnoticed."""
        try:
            termios.tcgetattr(self.fileno)
        except (termios.error, OSError):
            self._stop_app()
        else:
            self._loop.call_later(POLL_SECONDS, self._poll)
