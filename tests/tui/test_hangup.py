"""A terminal that goes: the program ends, whoever was painting, and keeps every word."""

import errno
import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO

import pytest

from reflect.journal import Journal
from tests.tui.panes import PATIENCE, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@contextmanager
def without_signals(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run reflect on a terminal that leads no session: when it is closed, nobody is told."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "reflect", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        with suppress(OSError):
            os.close(ours)
        process.kill()
        process.wait()


def sees(terminal: int, wanted: str) -> None:
    """Read until something is painted."""
    painted = b""
    while wanted.encode() not in painted:
        assert select.select([terminal], [], [], PATIENCE)[0], f"{wanted} is not there"
        painted += os.read(terminal, 1 << 16)


def test_without_a_signal_it_ends_and_keeps_what_was_typed(real: Journal) -> None:
    with without_signals("new") as (process, terminal):
        sees(terminal, "What happened?")
        os.write(terminal, b"Femi was away.")
        sees(terminal, "away.")
        os.close(terminal)
        assert process.wait(PATIENCE) == 130
    assert real.drafts.resume().typing == ("happened", "Femi was away.")


def test_so_does_browse(real: Journal) -> None:
    real.entries.capture("Promised a date")
    with without_signals() as (process, terminal):
        sees(terminal, "Promised a date")
        os.close(terminal)
        assert process.wait(PATIENCE) == 130


class Broken(StringIO):
    """A terminal that takes two texts, then is gone."""

    count = 0

    def write(self, text: str) -> int:
        """Take it, or fail."""
        self.count += 1
        if self.count > 2:
            raise OSError(errno.EIO, "it is gone")
        return super().write(text)


def test_what_is_painted_on_a_terminal_that_is_gone_goes_nowhere() -> None:
    from reflect.tui.driver import ResilientFile

    told: list[int] = []
    terminal = Broken()
    file = ResilientFile(terminal, lambda: told.append(terminal.count))
    assert [file.write(text) for text in ("one", "more", "lost", "lost too")] == [3, 4, 4, 8]
    file.flush()
    assert terminal.getvalue() == "onemore"
    assert told == [3]
