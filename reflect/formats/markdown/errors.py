"""What is wrong with a form, and on which of its lines."""

from reflect.errors import FileError


class FormError(FileError):
    """A form that can't be read.

    Args:
        line: the line of the form, counted from 1.
        what: what is wrong there.
        hint: how to put it right.
    """

    def __init__(
        self, line: int, what: str, *, hint: str = "", command: tuple[str, ...] = ()
    ) -> None:
        super().__init__(f"line {line} of the form: {what}", hint=hint, command=command)
        self.line = line
