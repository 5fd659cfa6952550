"""The errors that users can meet; each carries the exit code that the shell gets."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# What writes a command of reflect as the user would type it.
CommandLine = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that the user should read, with the command that it may name.

    Args:
        message: The line; `{command}` stands for the command.
        command: A reflect command as arguments without the program's name, e.g. `("show", "k3f9")`.
    """

    message: str
    command: tuple[str, ...] = ()

    def __str__(self) -> str:
        return fill_command(self)


class RecoveryNote(str):
    """A note on an unexpected exception that names the file which has the user's text."""

    __slots__ = ()


class ReflectError(Exception):
    """Something went wrong that the user should read about.

    Args:
        message: What is wrong, naming the path, the value or the prompt; never text of an entry.
        hint: The next step as prose; `{command}` stands for the command.
        path: The file or folder that the error is about.
        command: The reflect command that is the next step, as arguments without the program's
            name, e.g. `("edit", "k3f9")`.
        detail: What became of the data, e.g. "Nothing was changed."; comes before the hint.

    Attributes:
        reason: The message without the path, for a list that names the path already.
        notices: Further next steps, added on the error's way up.
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        path: str | os.PathLike[str] | None = None,
        command: tuple[str, ...] = (),
        detail: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = None if path is None else Path(path)
        self.command = command
        self.detail = detail
        self.reason = message
        self.notices: list[Notice] = []

    @classmethod
    def at(
        cls,
        path: str | os.PathLike[str],
        reason: str,
        *,
        hint: str = "",
        command: tuple[str, ...] = (),
        detail: str = "",
    ) -> Self:
        """Return an error about a file or folder, whose path begins the message."""
        message = f"{os.fspath(path)}: {reason}"
        error = cls(message, hint=hint, path=path, command=command, detail=detail)
        error.reason = reason
        return error

    @classmethod
    def of(cls, error: "ReflectError", step: Notice | None = None) -> Self:
        """Return an error of this class that says the same as another.

        Args:
            error: The other one.
            step: The next step, in place of the other error's hint and command.
        """
        step = step or Notice(error.hint, error.command)
        new = cls(
            error.message,
            hint=step.message,
            path=error.path,
            command=step.command,
            detail=error.detail,
        )
        new.reason = error.reason
        new.notices = list(error.notices)
        return new

    def add_notice(self, message: str, command: tuple[str, ...] = ()) -> None:
        """Add one more thing that the user should know, such as where the text is now."""
        self.notices.append(Notice(message, command))


class UsageError(ReflectError):
    """A call that can't be understood, or that a rule refuses."""

    exit_code = 2


class ConflictError(UsageError):
    """An entry or draft was changed elsewhere while it was being changed here."""


class NotFoundError(ReflectError):
    """Nothing matched, or there is no such entry."""

    exit_code = 3


class BusyError(ReflectError):
    """Another process holds the lock."""

    exit_code = 4


class DamagedError(ReflectError):
    """The journal or its inbox can't be trusted as it is."""

    exit_code = 5


class LockedError(ReflectError):
    """The journal is encrypted, and its passphrase is needed or wrong."""

    exit_code = 6


class FileError(ReflectError):
    """A file or disk problem: unreadable, in the way, or no space left."""

    exit_code = 7


class StoppedError(ReflectError):
    """The user stopped; what was typed is kept as a draft."""

    exit_code = 130


def command_line(command: Sequence[str], options: Sequence[str] = ()) -> str:
    """Return a command of reflect as the user would type it, with global options."""
    import shlex

    return shlex.join(["reflect", *options, *command])


def fill_command(notice: Notice | str, to_line: CommandLine = command_line) -> str:
    """Return the text of a notice, with its command in backquotes."""
    if isinstance(notice, str):
        return notice
    if not notice.command:
        return notice.message
    return notice.message.replace("{command}", f"`{to_line(notice.command)}`")


def next_steps(error: ReflectError, to_line: CommandLine = command_line) -> str:
    """Return what became of the data and what the user can do about an error.

    A hint of several lines begins on a line of its own.
    """
    hint = error.hint or ("Run {command}." if error.command else "")
    separator = "\n" if "\n" in hint else " "
    parts = [error.detail, fill_command(Notice(hint, error.command), to_line)]
    notices = [fill_command(notice, to_line) for notice in error.notices]
    return " ".join(filter(None, [separator.join(filter(None, parts)), *notices]))
