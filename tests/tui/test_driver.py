"""Tests of what a terminal sends, and of terminals that close without a signal."""

import errno
import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO

import pytest

from reflect.journal import Journal
from tests.tui.helpers_tmux import PATIENCE, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@contextmanager
def without_signals(*arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run reflect in a terminal that doesn't control its session, so closing it sends no signal."""
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


def wait_for(terminal: int, wanted: str) -> None:
    """Read until a text is painted."""
    painted = b""
    until = time.monotonic() + PATIENCE
    while wanted.encode() not in painted:
        left = max(0, until - time.monotonic())
        assert select.select([terminal], [], [], left)[0], f"{wanted} is not there"
        assert left, f"{wanted} is not there"
        painted += os.read(terminal, 1 << 16)


def test_guide_keeps_the_draft_when_the_terminal_is_closed(real: Journal) -> None:
    with without_signals("new") as (process, terminal):
        wait_for(terminal, "What happened?")
        os.write(terminal, b"Femi was away.")
        wait_for(terminal, "away.")
        os.close(terminal)
        assert process.wait(PATIENCE) == 130
    assert real.drafts.resume().typing == ("happened", "Femi was away.")


def test_browse_ends_when_the_terminal_is_closed(real: Journal) -> None:
    real.entries.capture("Promised a date")
    with without_signals() as (process, terminal):
        wait_for(terminal, "Promised a date")
        os.close(terminal)
        assert process.wait(PATIENCE) == 130


def test_guide_takes_every_paste_as_text(real: Journal) -> None:
    with without_signals("new") as (process, terminal):
        wait_for(terminal, "What happened?")
        for data, painted in (
            (b"Name\tRole\r\n\tAda\tlead\r", "lead"),
            (b"\x1b[200~a \x1b[31mred\x1b[0m\tword\r\x1b[201~", "word"),
            (b"caf\xe9", "caf"),
            (b"! \x1b[M \xff\xfe", "\ufffd!"),
            (b"\x1b[M#\xc3\xa9Last.", "Last."),
        ):
            os.write(terminal, data)
            wait_for(terminal, painted)
        os.close(terminal)
        assert process.wait(PATIENCE) == 130
    text = "Name\tRole\n\tAda\tlead\na red\tword\ncaf\ufffd! Last."
    assert real.drafts.resume().typing == ("happened", text)


def test_note_takes_pasted_lines_as_text(real: Journal) -> None:
    real.entries.capture("Promised a date")
    with without_signals() as (process, terminal):
        wait_for(terminal, "Promised a date")
        os.write(terminal, b"c")
        wait_for(terminal, "What happened, in a line")
        os.write(terminal, b"Late again.\rTwice\tin a week.\r\rThe end.\r")
        wait_for(terminal, "The end.")
        os.close(terminal)
        assert process.wait(PATIENCE) == 130
    texts = {row.entry().answers[0].text for row in real.entries.rows()}
    assert texts == {"Promised a date", "Late again.\nTwice\tin a week.\n\nThe end."}


class Broken(StringIO):
    """A terminal that fails after two writes."""

    count = 0

    def write(self, text: str) -> int:
        self.count += 1
        if self.count > 2:
            raise OSError(errno.EIO, "it is gone")
        return super().write(text)


def test_resilient_file_drops_output_when_the_terminal_is_closed() -> None:
    from reflect.tui.driver import ResilientFile

    closed_at: list[int] = []
    terminal = Broken()
    file = ResilientFile(terminal, lambda: closed_at.append(terminal.count))
    assert [file.write(text) for text in ("one", "more", "lost", "lost too")] == [3, 4, 4, 8]
    file.flush()
    assert terminal.getvalue() == "onemore"
    assert closed_at == [3]
