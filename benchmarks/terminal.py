"""Runs a program on a pseudo-terminal and measures when text appears."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from benchmarks.measure import UNIT

ROWS, COLUMNS = 36, 120
PATIENCE = 60.0  # seconds to wait for text before giving up
_SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")


class Terminal:
    """A program running on a pseudo-terminal.

    Args:
        argv: the program path and its arguments.
        env: the complete environment.
    """

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        self.begun = time.perf_counter()
        self.peak = 0
        self._written = bytearray()
        self._process, self._fd = pty.fork()
        if self._process == 0:
            # Set the size before the program starts, so that it does not paint twice.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execve(
                argv[0], list(argv), {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            self._reap()
        os.close(self._fd)

    def until(self, wanted: str) -> float:
        """Wait for text to be written after the last key press.

        Args:
            wanted: a regular expression, matched against the output without control sequences.

        Returns:
            The seconds since the last key press, or since the start.

        Raises:
            RuntimeError: the text never appeared.
        """
        pattern = re.compile(wanted.encode())
        while not pattern.search(_SEQUENCE.sub(b"", bytes(self._written))):
            if not self._read(PATIENCE):
                tail = _SEQUENCE.sub(b"", bytes(self._written))[-2000:].decode(errors="replace")
                raise RuntimeError(f"never seen: {wanted}\n{tail}")
        return time.perf_counter() - self.begun

    def found(self, wanted: str) -> str:
        """Return the first group of a pattern in the output since the last key press, or ""."""
        match = re.search(wanted.encode(), _SEQUENCE.sub(b"", bytes(self._written)))
        return match[1].decode() if match else ""

    def settle(self, seconds: float = 0.3) -> None:
        """Read output until the program is silent for a while."""
        while self._read(seconds):
            pass

    def press(self, keys: str) -> None:
        """Press keys, discarding earlier output."""
        self._written.clear()
        self.begun = time.perf_counter()
        os.write(self._fd, keys.encode())

    def ended(self) -> float:
        """Wait for the program to exit.

        Returns:
            The seconds since the last key press.
        """
        while self._read(PATIENCE):
            pass
        self._reap()
        return time.perf_counter() - self.begun

    def _read(self, patience: float) -> bool:
        """Read the available output; return False if there is none."""
        if not select.select([self._fd], [], [], patience)[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # on Linux, this means that the program closed the terminal
            return False
        self._written += data
        return bool(data)

    def _reap(self) -> None:
        _, _, usage = os.wait4(self._process, 0)
        self._process, self.peak = 0, usage.ru_maxrss * UNIT
