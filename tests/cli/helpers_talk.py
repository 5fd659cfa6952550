"""Interacts with reflect through a pseudo-terminal."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pexpect

from reflect.journal import Journal
from reflect.model.entry import Entry
from tests.cli.helpers_screen import Screen
from tests.factories import NOW
from tests.sealed import with_passphrase

ROOT = Path(__file__).parents[2]
# In seconds; long enough for a busy machine. A passing test never waits this long.
PATIENCE = 20
CTRL_C, CTRL_D, CTRL_U = "\x03", "\x04", "\x15"
UP = "\x1b[A"
HAPPENED, EXPECTED, WHY = "What happened?", "What did I expect", "Why did it make sense"
SITUATION, MY_PART, OWED = "What in the situation", "What was my own part", "What do I owe"
KIND = "What kind of failure"
LESSON, COMMITMENT, TITLE = "What is the lesson", "What will I do", "What do I call this"


class Talk:
    """A reflect process on a terminal.

    Args:
        child: the process.
        columns: the width of its terminal.
    """

    def __init__(self, child: "pexpect.spawn[str]", columns: int) -> None:
        self.child = child
        self.screen = Screen(columns)

    def sees(self, text: str) -> None:
        """Wait for a text in the output; a trailing blank also matches a cursor movement."""
        if text.endswith(" "):
            self.child.expect(re.escape(text.rstrip(" ")) + r"(?= |\x08|\x1b\[)")
        else:
            self.child.expect_exact(text)
        self._note()

    def asked(self, question: str) -> None:
        """Wait until a question is shown and its answer can be typed."""
        self.sees(question)
        self.sees("> ")

    def type(self, text: str) -> None:
        """Press keys."""
        self.child.send(text)

    def send(self, data: bytes) -> None:
        """Send bytes, which need not be text."""
        os.write(self.child.child_fd, data)

    def answer(self, question: str, text: str = "") -> None:
        """Wait for a question, then type lines followed by an empty one."""
        self.asked(question)
        self.type(f"{text}\r\r" if text else "\r")

    def line(self, question: str, text: str = "") -> None:
        """Wait for a question, then type one line."""
        self.asked(question)
        self.type(f"{text}\r")

    def command(self, word: str) -> None:
        """Type a command."""
        self.type(f"{word}\r")

    def ends(self, code: int = 0) -> None:
        """Wait for the process to end, and check its exit code."""
        self.child.expect_exact(pexpect.EOF)
        self._note()
        self.child.close()
        assert self.child.exitstatus == code, self.screen.text

    def hangs_up(self) -> None:
        """Close the terminal, so that only the kernel sends a signal, and wait for the process."""
        self.child.ptyproc.fileobj.close()  # type: ignore[attr-defined]
        self.child.wait()

    def _note(self) -> None:
        before, after = self.child.before, self.child.after
        self.screen.feed(before if isinstance(before, str) else "")
        self.screen.feed(after if isinstance(after, str) else "")


class Log:
    """A log file that keeps all output."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        """Do nothing, because there is no buffer."""


@contextmanager
def talk(
    *arguments: str,
    columns: int = 80,
    environ: Mapping[str, str] | None = None,
    types_passphrase: bool = False,
    script: str = "",
) -> Iterator[Talk]:
    """Start reflect on its own terminal, and stop it at the end of the block.

    An encrypted journal's passphrase is passed with --passphrase-fd unless it is typed. A script
    that runs reflect may take the place of the module.
    """
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "reflect" / "config.toml"
    if not config.exists():
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text('new = "plain"\n')
    values = {"TERM": "xterm-256color", "REFLECT_NOW": NOW.isoformat(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script] if script else [sys.executable, "-m", "reflect"]
    folder = Path(os.environ["XDG_DATA_HOME"]) / "reflect"
    if types_passphrase:
        command += arguments
    else:
        command = with_passphrase(folder, command, *arguments)
    child = pexpect.spawn(
        command[0],
        command[1:],
        env={**os.environ, **values, **(environ or {})},
        dimensions=(24, columns),
        encoding="utf-8",
        codec_errors="replace",
        timeout=PATIENCE,
        echo=True,
    )
    # No delay is needed, because keys are only sent after their question is shown.
    child.delaybeforesend = None
    try:
        yield Talk(child, columns)
    finally:
        child.close(force=True)


def only(journal: Journal) -> Entry:
    """Return the only entry of a journal."""
    (row,) = journal.entries.rows()
    return row.entry()


def all_the_way(told: Talk) -> None:
    """Answer all questions of the default guide."""
    told.answer(HAPPENED, "We launched on Friday.")
    told.answer(EXPECTED, "A quiet launch.")
    told.answer(WHY, "Two launches had gone well.")
    told.answer(SITUATION, "A date on the phone\rNo list")
    told.answer(MY_PART, "I did not ask.")
    told.answer(OWED, "I owe Ada an apology.")
    told.line(KIND, "2")
    told.line("And what comes closest?", "2")
    told.line(LESSON, "Ask who is on call.")
    told.sees(COMMITMENT)
    told.sees("When: ")
    told.type("somebody asks for a date\r")
    told.sees("I will: ")
    told.type("call support first\r")
    told.sees("Look back: ")
    told.type("in 3 weeks\r")
    told.sees("Sun 13 Dec 2026")
    told.sees("f: a forecast")
    told.type("f\r")
    told.sees("I expect: ")
    told.type("No launch alone\r")
    told.sees("How sure, %: ")
    told.type("70\r")
    told.line(TITLE, "Launched alone")


def pass_questions(told: Talk, first: str) -> None:
    """Answer the first question of the default guide and skip the others."""
    told.answer(HAPPENED, first)
    for question in (EXPECTED, WHY, SITUATION, MY_PART, OWED, KIND, LESSON):
        told.line(question)
    for label in ("When: ", "I will: "):
        told.sees(label)
        told.type("\r")
    told.line(TITLE)
