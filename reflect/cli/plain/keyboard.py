"""What the line-by-line guide needs of a keyboard, whichever terminal there is."""

import re
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from select import select
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from reflect.cli.output import Output

_COMMAND = re.compile(r":[A-Za-z]")
_PROMPT = "> "


class TerminalGone(Exception):
    """The terminal went away, or somebody asked this process to end.

    Args:
        is_gone: whether the terminal is gone.
    """

    def __init__(self, *, is_gone: bool = True) -> None:
        super().__init__("the terminal is gone" if is_gone else "asked to end")
        self.is_gone = is_gone


@dataclass(frozen=True, slots=True)
class InputResult:
    """What was typed to one question.

    Args:
        text: the text, without a command's line.
        command: the line of a command, such as ":back"; "" for none.
        is_end: whether Ctrl-D was pressed on nothing.
        is_new: False where the answer that stood was left as it is.
    """

    text: str
    command: str = ""
    is_end: bool = False
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class InputRequest:
    """One question as the keyboard sees it.

    Args:
        typed: takes the text so far, every few seconds; what it got survives a crash.
        standing: an answer that stands, which enter alone keeps; it was shown already.
        begun: a text that was begun before, to go on with.
        lines: whether it may have several lines; an empty one then ends it.
        prefix: what stands before the text.
        refused: the line of a command that was typed and refused, to be put right.
    """

    typed: Callable[[str], None]
    standing: str = ""
    begun: str = ""
    lines: bool = False
    prefix: str = _PROMPT
    refused: str = ""


class Keyboard(Protocol):
    """Reads answers; its modes hold from `__enter__` to `__exit__`."""

    def __enter__(self) -> Self:
        """Take the terminal over."""

    def __exit__(self, *exc: object) -> None:
        """Give the terminal back as it was."""

    def read(self, field: InputRequest) -> InputResult:
        """Read one answer.

        Raises:
            KeyboardInterrupt: Ctrl-C; the text so far was given to `field.typed`.
            HungUp: so it was.
        """

    def wait(self, seconds: float) -> bool:
        """Wait for enter, for at most that long; other keys are dropped."""

    def discard(self) -> None:
        """Drop the keys that wait."""

    def lent(self) -> AbstractContextManager[None]:
        """Give the terminal to another program for a while."""


class Signals:
    """Turns signals into exceptions, but only while waiting for keys.

    So none of them ever cuts a save in two; what comes in between is raised at the next wait.
    """

    def __init__(self) -> None:
        self._caught = 0
        self._waiting = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._catch)
        return self

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def wait(self, fd: int, seconds: float | None) -> bool:
        """Wait until there is something to read; say whether there is.

        Args:
            seconds: at most; None for as long as it takes.

        Raises:
            KeyboardInterrupt, HungUp: a signal came.
        """
        self._waiting = True
        try:
            self._raise()
            return bool(select([fd], [], [], seconds)[0])
        finally:
            self._waiting = False

    def forget_interrupt(self) -> None:
        """Drop a Ctrl-C that was meant for another program."""
        if self._caught == signal.SIGINT:
            self._caught = 0

    def _catch(self, number: int, frame: FrameType | None) -> None:
        self._caught = number
        if self._waiting:
            self._raise()

    def _raise(self) -> None:
        caught, self._caught = self._caught, 0
        if caught == signal.SIGINT:
            raise KeyboardInterrupt
        if caught:
            raise TerminalGone(is_gone=caught == signal.SIGHUP)


def is_command(line: str) -> bool:
    """Whether a typed line means a command: a colon and a letter; "::" is a colon, ":)" a smile.

    Only ask it of a line that was typed by hand: what was pasted, kept or edited is text.
    """
    return _COMMAND.match(line) is not None


def plain_line(line: str) -> str:
    """Give a typed line as it is meant: "::" at its beginning is one colon."""
    return line[1:] if line.startswith("::") else line


def open_keyboard(out: "Output", signals: Signals) -> Keyboard:
    """Choose how to read: with own line editing where the terminal can, else line by line."""
    if out.is_styled:
        from reflect.cli.plain.terminal import Terminal

        return Terminal(out, signals)
    from reflect.cli.plain.line_input import PlainKeyboard

    return PlainKeyboard(out, signals)
