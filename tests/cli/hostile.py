"""Text that would act on a terminal, and a terminal to show that it doesn't."""

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
    "abc\u202edef\u2066ghi",  # turns the direction of text
    "\u061cj\u200ek\u200fl",  # marks of direction
    "\x08\x08\x08\x0b\x0c\x7f\x00",
)
# As an argument of a command or the name of a file, which hold no NUL.
ARGUMENT = " ".join(HOSTILE).replace("\x00", "").replace("/", "")
# What Rich itself writes: colours and weights.
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
    """What a terminal would get from a command.

    Args:
        args: of reflect.
        term: the terminal's name; a dumb one gets no styles.
        columns: of the terminal.
        code: the exit code to insist on.
    """
    # Through the environment, as arguments that are no text can't go through pexpect.
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
    """What a person sees of it: without the styles, which a dumb terminal never gets."""
    return out if term == "dumb" else STYLE.sub("", out)


class Stream(io.TextIOWrapper):
    """A stream that takes itself for a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace")

    def isatty(self) -> bool:
        """Say that it is one."""
        return True

    def text(self) -> str:
        """Give all that was written."""
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


def as_on_terminal(arguments: Sequence[str], patch: pytest.MonkeyPatch) -> str:
    """Run a command in this process, as on a terminal, and give what the terminal gets.

    For many: `on_terminal` starts a process each time.
    """
    from reflect.cli.app import run

    screen = Stream()
    with patch.context() as there:
        there.setattr(sys, "argv", ["reflect", *arguments])
        there.setattr(sys, "stdin", io.StringIO())
        there.setattr(sys, "stdout", screen)
        there.setattr(sys, "stderr", screen)
        with contextlib.suppress(SystemExit):
            run()
    gc.enable()
    return screen.text()
