"""The keyboard interface of the plain guide, independent of terminal capabilities."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, Self

_COMMAND = re.compile(r":[A-Za-z]")
_PROMPT = "> "


@dataclass(frozen=True, slots=True)
class InputResult:
    """The user's input for one question.

    Args:
        text: the text, excluding any command.
        command: the command as typed, such as ":back"; "" if there is none.
        is_end: whether Ctrl-D was pressed on an empty line.
        is_new: whether the text is new, as opposed to the current answer.
    """

    text: str
    command: str = ""
    is_end: bool = False
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class InputRequest:
    """A request for the answer to one question.

    Args:
        autosave: a function called with the text so far, every few seconds.
        current: the current answer, which is already shown; pressing enter keeps it.
        draft: an unfinished answer to continue.
        multiline: whether the answer can have several lines, ended by an empty line.
        prefix: the prompt shown before the text.
        refused: an invalid command for the user to correct.
    """

    autosave: Callable[[str], None]
    current: str = ""
    draft: str = ""
    multiline: bool = False
    prefix: str = _PROMPT
    refused: str = ""


class Keyboard(Protocol):
    """Reads answers while used as a context manager."""

    def __enter__(self) -> Self:
        """Set the terminal modes."""

    def __exit__(self, *exc: object) -> None:
        """Restore the terminal modes."""

    def read(self, request: InputRequest) -> InputResult:
        """Read one answer.

        Raises:
            KeyboardInterrupt: Ctrl-C was pressed; the text so far was autosaved.
            TerminalGone: the terminal was closed; the text so far was autosaved.
        """

    def wait(self, seconds: float) -> bool:
        """Wait for enter, ignoring other keys.

        Args:
            seconds: the maximum time to wait.

        Returns:
            Whether enter was pressed.
        """

    def discard(self) -> None:
        """Discard pending key presses."""

    def suspended(self) -> AbstractContextManager[None]:
        """Release the terminal to another program, such as an editor."""


def is_command(line: str) -> bool:
    """Return whether a typed line is a command: a colon followed by a letter.

    Pasted, saved or edited lines are always text, so callers must not pass them.
    """
    return _COMMAND.match(line) is not None


def unescape(line: str) -> str:
    """Return a typed line with a leading "::" replaced by a single colon."""
    return line[1:] if line.startswith("::") else line
