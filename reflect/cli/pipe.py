"""Reads text from a pipe."""

import sys
from pathlib import Path

from reflect.cli.unsaved_input import UnsavedInput
from reflect.errors import FileError
from reflect.text.decode import EncodingError, decode

STDIN = "-"


def is_pipe(source: str) -> bool:
    """Return whether a source is stdin or a named pipe, such as a shell's `<(command)`."""
    try:
        return source == STDIN or Path(source).is_fifo()
    except OSError:
        # Reading it will say why.
        return False


def read_pipe(unsaved: UnsavedInput, source: str = STDIN) -> None:
    """Read the text from a pipe.

    Args:
        unsaved: The input to which the text is assigned. It keeps what is not text, too.
        source: The path of a named pipe, or STDIN.

    Raises:
        FileError: The pipe can't be read.
        EncodingError: It is not text.
    """
    name, encoding = ("stdin", sys.stdin.encoding) if source == STDIN else (source, "")
    try:
        data = sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()
    except OSError as error:
        raise FileError(f"can't read {name}: {error.strerror}") from None
    try:
        unsaved.text = decode(data, name, encoding=encoding)
    except EncodingError:
        unsaved.text = data.decode("utf-8", "surrogateescape")
        raise
