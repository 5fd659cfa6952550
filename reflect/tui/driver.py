"""A terminal driver that survives losing its terminal, and that recognises every paste.

When the terminal disappears, the driver discards all output and stops the app normally. With
Textual's own driver, the writer thread would end at the first failed write; nothing would drain its
queue any more, and the app would block forever with its work unsaved.

Textual's own driver fails on bytes that are not UTF-8. It takes pasted text for key presses if the
terminal does not mark it, and the text after an escape sequence in a paste even if it does.
"""

import math
import os
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from select import select
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Protocol, cast

from textual import events

# Textual has no public API between reading from the terminal and parsing what was read.
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from reflect.text.terminal_input import BurstDetector, Input, InputSplitter, PastedText

if TYPE_CHECKING:
    from io import TextIOWrapper

    from textual.app import App

POLL_SECONDS = 1.0
"""The interval between checks that the terminal still exists."""
CHUNK = 1 << 16


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
    """Textual's Linux driver, which also stops the app when the terminal disappears.

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

    def run_input_thread(self) -> None:
        """Read from the terminal, and send key presses and pasted text to the app."""
        parser = XTermParser(self._debug)
        encoding = sys.__stdin__.encoding if sys.__stdin__ is not None else None
        splitter, bursts = InputSplitter(encoding), BurstDetector()
        # What is waiting already was typed while nothing was read, over an unknown time.
        emptied = -math.inf
        while not self.exit_event.is_set():
            timeout = min(splitter.timeout, bursts.timeout)
            if select([self.fileno], [], [], timeout)[0]:
                data = self._read()
                if not data:
                    self._terminal_closed()
                    break
                items = bursts.feed(splitter.feed(data), monotonic() - emptied)
            else:
                items = bursts.flush() or bursts.feed(splitter.flush(), 0)
            emptied = monotonic()
            self._send(items, parser)
        for _ in parser.feed(""):
            # This closes the parser; there is no app left for what it returns.
            pass

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, CHUNK)
        except OSError:
            return b""

    def _send(self, items: list[Input], parser: XTermParser) -> None:
        for item in items:
            if isinstance(item, PastedText):
                self.process_message(events.Paste(item.text))
            else:
                for message in parser.feed(item):
                    self.process_message(message)
        for message in parser.tick():
            self.process_message(message)

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
