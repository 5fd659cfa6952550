"""Errors in Markdown forms."""

import os
from typing import Self

from reflect.errors import FileError, ReflectError


class FormError(FileError):
    """Raised when a form can't be parsed.

    Args:
        line: the line number in the form, from 1.
        reason: what is wrong.
        hint: how to fix it.
        command: the command that the hint refers to.
        path: the file that contains the form.
    """

    def __init__(
        self,
        line: int,
        reason: str,
        *,
        hint: str = "",
        command: tuple[str, ...] = (),
        path: str | os.PathLike[str] | None = None,
    ) -> None:
        message = f"line {line} of the form: {reason}"
        if path is not None:
            message = f"{os.fspath(path)}: {message}"
        super().__init__(message, hint=hint, path=path, command=command)
        self.line = line
        self.reason = reason

    @classmethod
    def in_line(cls, line: int, error: ReflectError) -> Self:
        """Return a form error for an invalid value on a line."""
        return cls(line, error.message, hint=error.hint, command=error.command)

    def in_file(self, path: str | os.PathLike[str]) -> "FormError":
        """Return a copy of the error that names the form's file."""
        return FormError(self.line, self.reason, hint=self.hint, command=self.command, path=path)
