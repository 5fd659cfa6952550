"""Keeps what the user has given to a command until it is saved."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from reflect.cli.context import CliContext
from reflect.errors import ReflectError, add_location


class UnsavedInput:
    """A text that is kept elsewhere if the body of the `with` statement fails to save it.

    It is written to a recovery file or, if that is impossible, shown on the terminal. The error
    says where it is.

    Args:
        context: The command's context.
        what: What the text is, as the start of a sentence.
        name: The first part of the recovery file's name.
        text: The text; "" if there is none yet.
        unless: Errors after which the user still has the text.

    Attributes:
        render: A function that returns what is to be kept in place of the text.
    """

    def __init__(
        self,
        context: CliContext,
        what: str,
        name: str,
        text: str = "",
        *,
        unless: tuple[type[ReflectError], ...] = (),
    ) -> None:
        self._context = context
        self._what = what
        self._unless = unless
        self.name = name
        self.text = text
        self.render: Callable[[], str] = lambda: self.text

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None or isinstance(error, self._unless):
            return
        if self.text.strip():
            add_location(error, self._keep(self.render()))

    def _keep(self, text: str) -> str:
        """Keep the text; return a sentence that says where it is."""
        from reflect.journal.recovery import location_notice, unsaved_reason, write_recovery_file

        reason = "the journal that it belongs to is not known"
        # A bug here must not lose the text.
        with suppress(Exception):
            encryption = self._context.recovery_encryption
            reason = unsaved_reason(encryption)
            file = write_recovery_file(self._context.recovery, text, self.name, encryption)
            if file is not None:
                return location_notice(self._what, file)
        return show_unsaved(self._what, text, reason)


def show_unsaved(what: str, text: str, reason: str) -> str:
    """Show a text that can be written nowhere on the terminal.

    It is never written to a pipe or a file, because these may be logs that others read.

    Args:
        what: What the text is, as the start of a sentence.
        text: The text.
        reason: Why it could not be saved, as part of a sentence.

    Returns:
        A sentence that says whether the text was shown.
    """
    if _print_on_terminal(text):
        return f"{what} could not be saved anywhere. Copy it from the terminal above."
    return f"{what} was not saved: {reason}."


def _print_on_terminal(text: str) -> bool:
    """Print a text on the controlling terminal; return False if there is none."""
    from reflect.text.display import safe_display

    data = f"\n{safe_display(text)}\n\n".encode("utf-8", "backslashreplace")
    name = "CONOUT$" if os.name == "nt" else "/dev/tty"
    try:
        terminal = os.open(name, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    except OSError:
        return False
    try:
        if not os.isatty(terminal):
            return False
        # Messages written before must not appear after it.
        sys.stderr.flush()
        while data:
            data = data[os.write(terminal, data) :]
    except OSError:
        return False
    finally:
        os.close(terminal)
    return True
