"""Reads text from a pipe."""

import sys

from reflect.cli.unsaved_input import UnsavedInput
from reflect.errors import FileError
from reflect.text.decode import EncodingError, decode


def read_stdin(unsaved: UnsavedInput) -> None:
    """Read the text from stdin.

    Args:
        unsaved: The input to which the text is assigned. It keeps what is not text, too.

    Raises:
        FileError: Stdin can't be read.
        EncodingError: It is not text.
    """
    try:
        data = sys.stdin.buffer.read()
    except OSError as error:
        raise FileError(f"can't read stdin: {error.strerror}") from None
    try:
        unsaved.text = decode(data, "stdin", encoding=sys.stdin.encoding)
    except EncodingError:
        unsaved.text = data.decode("utf-8", "surrogateescape")
        raise
