"""Runs commands on a pseudo-terminal or, for speed, with a stream that claims to be one."""

import contextlib
import gc
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pexpect
import pytest

from tests.factories import NOW
from tests.sealed import with_passphrase

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "x\x1b]52;c;aGk=\x07y",  # writes the clipboard
    "x\x1b[2J\x1b[31my",  # clears the screen
    "x\x9b31my\x90z",  # C1 controls
    "[@click=app.quit]z[/] [/home/me] [bold red]",  # markup
    "abc\u202edef\u2066ghi",  # reverses the direction of text
    "\u061cj\u200ek\u200fl",  # direction marks
    "\x08\x08\x08\x0b\x0c\x7f\x00",
)
# Arguments and file names can't contain NUL, nor file names a slash.
ARGUMENT = " ".join(HOSTILE).replace("\x00", "").replace("/", "")
# The styles that Rich writes.
STYLE = re.compile(r"\x1b\[[0-9;]*m")
CALL = """
import os, sys
sys.argv += os.environ.pop("ARGUMENTS").split("\\x1c")
from reflect.__main__ import main
main()
"""


def on_terminal(
    *args: str, term: str = "xterm-256color", columns: int = 80, code: int | None = None
) -> str:
    """Run a command in a process on a pseudo-terminal, and return its output.

    Args:
        args: The arguments of reflect.
        term: The terminal's name; a dumb one gets no styles.
        columns: The terminal's width.
        code: The expected exit code; None for any.
    """
    # pexpect can't pass arguments that aren't valid text, so they go through the environment.
    folder = Path(os.environ["XDG_DATA_HOME"]) / "reflect"
    command = with_passphrase(folder, [sys.executable, "-c", CALL])
    child = pexpect.spawn(
        command[0],
        command[1:],
        env={
            **os.environ,
            "TERM": term,
            "REFLECT_NOW": NOW.isoformat(),
            "ARGUMENTS": "\x1c".join(args),
        },
        cwd=str(ROOT),
        dimensions=(24, columns),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    out = str(child.before).replace("\r\n", "\n")
    assert code is None or child.exitstatus == code, out
    return out


def shown(out: str, term: str = "xterm-256color") -> str:
    """Return output without styles; on a dumb terminal, assert that it has none."""
    return out if term == "dumb" else STYLE.sub("", out)


class TerminalStream(io.TextIOWrapper):
    """An in-memory stream that claims to be a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace")

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        """Return all text written so far."""
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


def in_process(arguments: Sequence[str], patch: pytest.MonkeyPatch, code: int | None = None) -> str:
    """Run a command in this process as if on a terminal, and return its output.

    Args:
        arguments: The arguments of reflect.
        patch: Replaces the standard streams.
        code: The expected exit code; None for any.
    """
    from reflect.cli.app import run

    screen = TerminalStream()
    exit_code: object = None
    with patch.context() as streams:
        streams.setattr(sys, "argv", ["reflect", *arguments])
        streams.setattr(sys, "stdin", io.StringIO())
        streams.setattr(sys, "stdout", screen)
        streams.setattr(sys, "stderr", screen)
        try:
            with contextlib.suppress(BrokenPipeError):
                run()
        except SystemExit as stop:
            exit_code = stop.code
    gc.enable()
    out = screen.text()
    assert code is None or exit_code == code, out
    return out
