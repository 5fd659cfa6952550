"""Errors in Markdown forms."""

import os
from typing import Self

from reflect.errors import FileError, ReflectError


class FormError(FileError):
    """Raised when a form can't be parsed.

    Args:
        line: The line of the form, counted from 1.
        reason: What is wrong there.
        hint: How to put it right.
        command: The command that the hint names.
        path: The file that holds the form.
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
        """Return an error about the value in a line of the form."""
        return cls(line, error.message, hint=error.hint, command=error.command)

    def in_file(self, path: str | os.PathLike[str]) -> "FormError":
        """Return the same error with the file that holds the form."""
        return FormError(self.line, self.reason, hint=self.hint, command=self.command, path=path)
