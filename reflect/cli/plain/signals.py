"""Signal handling that never interrupts a save: signals are raised only while waiting for keys."""

import signal
from collections.abc import Callable
from select import select
from types import FrameType
from typing import Any, Self


class TerminalGone(Exception):
    """Raised when the terminal has been closed or the process was asked to end.

    Args:
        is_gone: whether the terminal has been closed.
    """

    def __init__(self, *, is_gone: bool = True) -> None:
        super().__init__("the terminal is gone" if is_gone else "asked to end")
        self.is_gone = is_gone


class Signals:
    """Turns Ctrl-C, SIGTERM and SIGHUP into exceptions, but only while waiting for keys.

    A signal that arrives at any other time is raised at the next wait.
    """

    def __init__(self) -> None:
        self._caught = 0
        self._is_waiting = False
        self._previous: dict[int, Any] = {}
        self.on_signal: Callable[[], None] | None = None
        """Called by the signal handler; None to raise an exception while waiting."""

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._previous[number] = signal.signal(number, self._catch)
        return self

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def wait(self, fd: int, seconds: float | None) -> bool:
        """Wait for input.

        Args:
            fd: the file descriptor to wait for.
            seconds: the maximum time to wait; None for no limit.

        Returns:
            Whether there is input.

        Raises:
            KeyboardInterrupt, TerminalGone: a signal was received.
        """
        self._is_waiting = True
        try:
            self._raise()
            return bool(select([fd], [], [], seconds)[0])
        finally:
            self._is_waiting = False

    def take(self) -> BaseException | None:
        """Return the exception for the last signal and clear it; None if there was no signal."""
        caught, self._caught = self._caught, 0
        if not caught:
            return None
        if caught == signal.SIGINT:
            return KeyboardInterrupt()
        return TerminalGone(is_gone=caught == signal.SIGHUP)

    def forget_interrupt(self) -> None:
        """Ignore a Ctrl-C that was meant for another program."""
        if self._caught == signal.SIGINT:
            self._caught = 0

    def _catch(self, number: int, frame: FrameType | None) -> None:
        self._caught = number
        if self.on_signal is not None:
            self.on_signal()
        elif self._is_waiting:
            self._raise()

    def _raise(self) -> None:
        error = self.take()
        if error is not None:
            raise error
