"""What the plain guide needs of a keyboard, whatever the terminal can do."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self

_COMMAND = re.compile(r":[A-Za-z]")
_PROMPT = "> "


@dataclass(frozen=True, slots=True)
class InputResult:
    """What was typed to one question.

    Args:
        text: the text, without the line of a command.
        command: the line of a command, such as ":back"; "" for none.
        is_end: whether Ctrl-D was pressed on an empty line.
        is_new: False if the current answer was kept.
    """

    text: str
    command: str = ""
    is_end: bool = False
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class InputRequest:
    """One question as the keyboard sees it.

    Args:
        autosave: takes the text so far, every few seconds.
        current: the current answer, which enter alone keeps; it is on the screen already.
        draft: an unfinished answer to continue.
        multiline: whether the answer may have several lines; then an empty line ends it.
        prefix: what stands before the text.
        refused: the line of an invalid command, to be corrected.
    """

    autosave: Callable[[str], None]
    current: str = ""
    draft: str = ""
    multiline: bool = False
    prefix: str = _PROMPT
    refused: str = ""


class Keyboard(Protocol):
    """Reads answers, between `__enter__` and `__exit__`."""

    def __enter__(self) -> Self:
        """Set the modes of the terminal."""

    def __exit__(self, *exc: object) -> None:
        """Restore the modes of the terminal."""

    def read(self, request: InputRequest) -> InputResult:
        """Read one answer.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed; the text so far was autosaved.
            TerminalGone: the terminal went away; the text so far was autosaved.
        """

    def wait(self, seconds: float) -> bool:
        """Wait for enter, and drop other keys.

        Args:
            seconds: the longest time to wait.

        Returns:
            Whether enter was pressed.
        """

    def discard(self) -> None:
        """Drop the keys that were pressed and not read yet."""

    def suspended(self) -> AbstractContextManager[None]:
        """Leave the terminal to another program for a while."""


def is_command(line: str) -> bool:
    """Whether a line is a command: a colon and a letter. "::" stands for a colon.

    Only a line that was typed may be one: what was pasted, saved or edited is text.
    """
    return _COMMAND.match(line) is not None


def unescape(line: str) -> str:
    """Return a typed line with "::" at its beginning as one colon."""
    return line[1:] if line.startswith("::") else line
