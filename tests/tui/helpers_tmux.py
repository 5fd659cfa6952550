"""The real program in a tmux pane."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sealed import with_passphrase

ROOT = Path(__file__).parents[2]
# In seconds; passing tests never wait this long.
PATIENCE = 60

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Pane:
    """A terminal with a shell.

    Args:
        socket: the socket of a separate tmux server.
    """

    def __init__(self, socket: Path) -> None:
        self._tmux = ("tmux", "-S", str(socket), "-f", os.devnull)

    def open(self, *, columns: int, rows: int) -> None:
        """Open the terminal."""
        size = ("-x", str(columns), "-y", str(rows))
        # A plain shell, without the user's settings.
        self._run("new-session", "-d", *size, "env", "PS1=ready> ", "sh")
        self.sees("ready>")

    def starts(
        self,
        *arguments: str,
        environ: dict[str, str] | None = None,
        types_passphrase: bool = False,
    ) -> None:
        """Start reflect in the shell.

        The passphrase of an encrypted journal is passed with --passphrase-fd, unless it is typed.
        """
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TZ")
        values = {name: os.environ[name] for name in names}
        values |= {"PYTHONPATH": str(ROOT), "REFLECT_REDUCED_MOTION": "1", **(environ or {})}
        variables = [f"{name}={value}" for name, value in values.items()]
        # The size comes from the terminal.
        unset = ("-u", "COLUMNS", "-u", "LINES")
        command = ["env", *unset, *variables, sys.executable, "-m", "reflect"]
        folder = Path(os.environ["XDG_DATA_HOME"]) / "reflect"
        if types_passphrase:
            command += arguments
        else:
            command = with_passphrase(folder, command, *arguments)
        script = Path(os.environ["HOME"]) / "start.sh"
        script.write_text(f'{shlex.join(command)}\necho "left with $?"\n')
        self.type(f"clear; sh {script}")
        self.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys, given by their tmux names."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type text."""
        self._run("send-keys", "-l", text)

    def resize(self, columns: int, rows: int) -> None:
        """Resize the window."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def text(self) -> str:
        """Return the text on the screen."""
        return self._run("capture-pane", "-p")

    def sees(self, *wanted: str) -> str:
        """Wait until all texts are on the screen, and return the screen."""
        until = time.monotonic() + PATIENCE
        while True:
            text = self.text()
            if all(one in text for one in wanted):
                return text
            assert time.monotonic() < until, f"{wanted} is not there:\n{text}"

    def sees_no_more(self, unwanted: str) -> str:
        """Wait until a text is no longer on the screen, and return the screen."""
        until = time.monotonic() + PATIENCE
        while unwanted in (text := self.text()):
            assert time.monotonic() < until, f"{unwanted} is still there:\n{text}"
        return text

    def processes(self) -> list[int]:
        """Return the ids of the processes in the terminal, oldest first."""
        tty = self._run("display-message", "-p", "#{pane_tty}").strip()
        done = subprocess.run(
            # Sorted by age, because ids are reused.
            ["ps", "-t", tty.removeprefix("/dev/"), "-o", "pid=", "--sort=start_time"],
            capture_output=True,
            text=True,
            check=True,
        )
        return [int(pid) for pid in done.stdout.split()]

    def close(self) -> None:
        """Close the terminal, as if the user had closed its window."""
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run([*self._tmux, *arguments], check=True, capture_output=True, text=True)
        return done.stdout


@contextmanager
def pane(folder: Path, *, columns: int = 80, rows: int = 24) -> Iterator[Pane]:
    """Open a terminal, and close it at the end of the block."""
    opened = Pane(folder / "tmux")
    opened.open(columns=columns, rows=rows)
    try:
        yield opened
    finally:
        opened.close()


def until_gone(pid: int) -> None:
    """Wait until a process has ended."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        assert time.monotonic() < until, f"{pid} still runs"
