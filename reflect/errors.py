"""Exceptions that are reported to the user, each with an exit code."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# Formats a reflect command the way the user would type it.
CommandLine = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the user, with an optional command to run.

    Args:
        message: the text; `{command}` is replaced with the command.
        command: the arguments of a reflect command, without the program name, e.g.
            `("show", "k3f9")`.
    """

    message: str
    command: tuple[str, ...] = ()

    def __str__(self) -> str:
        return fill_command(self)


class RecoveryNote(str):
    """A note on an unexpected exception, saying which file contains the user's text."""

    __slots__ = ()


class ReflectError(Exception):
    """The base class for errors that are reported to the user.

    Args:
        message: a description of the problem that names the path, value or prompt involved. It
            never quotes an entry.
        hint: the next step, as a sentence; `{command}` is replaced with the command.
        path: the file or folder that caused the error.
        command: the reflect command to run next, as arguments without the program name, e.g.
            `("edit", "k3f9")`.
        detail: what happened to the data, e.g. "Nothing was changed."; shown before the hint.

    Attributes:
        reason: the message without the path, for lists that already show the path.
        notices: additional next steps, added while the error propagates.
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
        """Create an error about a file or folder, with the path at the start of the message."""
        message = f"{os.fspath(path)}: {reason}"
        error = cls(message, hint=hint, path=path, command=command, detail=detail)
        error.reason = reason
        return error

    @classmethod
    def of(cls, error: "ReflectError", step: Notice | None = None) -> Self:
        """Convert another error to this class.

        Args:
            error: the error to convert.
            step: a next step that replaces the error's hint and command.
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
        """Add a further message for the user, such as where the text was saved."""
        self.notices.append(Notice(message, command))


class UsageError(ReflectError):
    """The request is invalid or breaks a rule."""

    exit_code = 2


class ConflictError(UsageError):
    """Another process changed the same entry or draft."""


class NotFoundError(ReflectError):
    """Nothing matched, or the entry does not exist."""

    exit_code = 3


class BusyError(ReflectError):
    """Another process holds the lock."""

    exit_code = 4


class DamagedError(ReflectError):
    """The journal or its inbox is damaged."""

    exit_code = 5


class LockedError(ReflectError):
    """The journal is encrypted, and the passphrase is missing or wrong."""

    exit_code = 6


class FileError(ReflectError):
    """A file could not be read or written, or the disk is full."""

    exit_code = 7


class UnconfirmedError(FileError):
    """A file was written, but the disk did not confirm that the change will last."""


class StoppedError(ReflectError):
    """The user interrupted reflect; the text was saved as a draft."""

    exit_code = 130


def add_location(error: BaseException, where: str) -> None:
    """Add to an error where the text is that it kept from being saved.

    Args:
        error: any exception that is about to be raised again.
        where: a sentence for the user.

    Raises:
        StoppedError: replaces KeyboardInterrupt, which can't carry the sentence.
    """
    if isinstance(error, KeyboardInterrupt):
        raise StoppedError("stopped", detail=where) from None
    if isinstance(error, ReflectError):
        error.add_notice(where)
    else:
        error.add_note(RecoveryNote(where))


def command_line(command: Sequence[str], options: Sequence[str] = ()) -> str:
    """Return the command line for a reflect command, including global options."""
    import shlex

    return shlex.join(["reflect", *options, *command])


def fill_command(notice: Notice | str, to_line: CommandLine = command_line) -> str:
    """Return the text of a notice, with its command in backticks."""
    if isinstance(notice, str):
        return notice
    if not notice.command:
        return notice.message
    return notice.message.replace("{command}", f"`{to_line(notice.command)}`")


def next_steps(error: ReflectError, to_line: CommandLine = command_line) -> str:
    """Return what happened to the data and what the user can do about an error.

    A multi-line hint starts on a new line.
    """
    hint = error.hint or ("Run {command}." if error.command else "")
    separator = "\n" if "\n" in hint else " "
    parts = [error.detail, fill_command(Notice(hint, error.command), to_line)]
    notices = [fill_command(notice, to_line) for notice in error.notices]
    return " ".join(filter(None, [separator.join(filter(None, parts)), *notices]))
