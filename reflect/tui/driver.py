"""A terminal that is gone: what would be painted is thrown away, and the program ends as told to.

Textual's writer ends with its first write that fails. From then on nobody empties its queue, and
whoever paints waits for ever: a closed window would leave the program behind, and the words with
it that were not kept yet.
"""

import termios
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver

from reflect.tui.widgets.too_small import RoomyApp

if TYPE_CHECKING:
    from io import TextIOWrapper

POLL_SECONDS = 1.0
"""Seconds between two looks at whether the terminal is still there."""


class ResilientFile:
    """The file that is painted on; once it fails, it takes everything and does nothing.

    Args:
        file: the terminal.
        gone: called once, in the thread that writes, when the terminal is gone.
    """

    def __init__(self, file: IO[str], gone: Callable[[], object]) -> None:
        self._file = file
        self._gone = gone
        self._is_gone = False

    def write(self, text: str) -> int:
        """Write a text, or throw it away."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Write what waits, or throw it away."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Give the number of the file."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Say whether it is a terminal."""
        return self._file.isatty()

    def _try(self, act: Callable[[], object]) -> None:
        if self._is_gone:
            return
        try:
            act()
        except OSError:
            self._is_gone = True
            self._gone()


class ResilientDriver(LinuxDriver):
    """Textual's own driver, but for what happens when its terminal goes.

    Args:
        app: told to `stop` then, as by a signal: there may be none, where somebody else leads the
            session or nohup was used.
        options: as Textual's.
    """

    def __init__(self, app: RoomyApp[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._end = app.stop
        if self._file is not None:
            self._file = cast("TextIOWrapper", ResilientFile(self._file, self._told))
        self._look()

    def _told(self) -> None:
        # Where the app is over already, nobody is there to be told.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)

    def _look(self) -> None:
        """Look whether keys can still come: reading them says nothing, and is tried again."""
        try:
            termios.tcgetattr(self.fileno)
        except (termios.error, OSError):
            self._end()
        else:
            self._loop.call_later(POLL_SECONDS, self._look)
