"""Reads text from a pipe."""

import sys
from typing import TYPE_CHECKING

from reflect.errors import FileError
from reflect.text.decode import EncodingError, decode

if TYPE_CHECKING:
    from reflect.cli.context import CliContext


def read_stdin(context: "CliContext", name: str) -> str:
    """Return the text from stdin.

    Args:
        context: The command's context.
        name: The first part of the name of the recovery file for text that can't be decoded.

    Raises:
        FileError: Stdin can't be read.
        EncodingError: It is not text; the bytes are in a recovery file.
    """
    try:
        data = sys.stdin.buffer.read()
    except OSError as error:
        raise FileError(f"can't read stdin: {error.strerror}") from None
    try:
        return decode(data, "stdin", encoding=sys.stdin.encoding)
    except EncodingError as error:
        from reflect.journal.recovery import write_recovery_file

        text = data.decode("utf-8", "surrogateescape")
        file = write_recovery_file(context.recovery, text, name, context.recovery_encryption)
        error.add_notice(
            f"What came in is in {file}." if file else "It could be kept nowhere else."
        )
        raise
