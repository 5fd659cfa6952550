"""Decodes text that comes from a file, a pipe or an argument."""

import os
import re
from pathlib import Path

from reflect.errors import FileError

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Control characters that text files don't contain, unlike those for white space and styles.
_BINARY = "[\x00-\x06\x0e-\x1a\x1c-\x1f]"
# Text may contain a few of them by mistake.
_FEW = 3


class EncodingError(FileError):
    """Raised when bytes are not text in any supported encoding.

    Attributes:
        line: the line of the first invalid byte, from 1.
        byte: the position of that byte, from 1.
    """

    line = 1
    byte = 1


def decode(data: bytes, source: str | Path = "", *, encoding: str = "") -> str:
    """Decode UTF-8 with or without a byte order mark, UTF-16 with one, or the locale's encoding.

    Args:
        data: the bytes.
        source: the file, or the name of the stream, at the start of the error message.
        encoding: the encoding to try after UTF-8; the locale's if omitted.

    Raises:
        EncodingError: the bytes are not text in any of these encodings.
    """
    if data.startswith(_UTF16_MARKS):
        return _strict(data, source, "utf-16", "UTF-16")
    try:
        return _strict(data, source, "utf-8-sig", "UTF-8")
    except EncodingError:
        encoding = encoding or _locale_encoding()
        if data.startswith(_UTF8_MARK) or _is_utf8(encoding):
            raise
        # Text in the encodings of locales contains no NUL, but most binary files do.
        if b"\0" in data:
            raise
        return _strict(data, source, encoding, f"UTF-8 or {encoding}")


def decode_argument(text: str) -> str:
    """Return an argument of the command line decoded like text from a file.

    Python decodes arguments with the locale's encoding only.

    Raises:
        EncodingError: the bytes are not text in any supported encoding.
    """
    if text.isascii():
        return text
    try:
        data = os.fsencode(text)
    except UnicodeError:
        # They did not come from bytes.
        return text
    try:
        return decode(data)
    except EncodingError:
        if any("\udc80" <= char <= "\udcff" for char in text):
            raise
        return text


def _strict(data: bytes, source: str | Path, codec: str, name: str) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        # The decoders count from behind the mark.
        start = error.start + len(data) - len(error.object)
        raise _error(data, start, source, name) from None
    # UTF-16 without a mark and UTF-32 are valid UTF-8 if they contain only low characters.
    binary = [] if text.isprintable() else re.findall(_BINARY, text)
    if len(binary) > max(_FEW, len(text) // 3):
        raise _error(data, data.index(binary[0].encode()), source, name)
    return text


def _error(data: bytes, start: int, source: str | Path, names: str) -> EncodingError:
    line = _lines_before(data, start) + 1
    reason = f"not valid {names} at byte {start + 1} (line {line}); nothing was saved"
    hint = "Save it as UTF-8, or convert it: iconv -f ENCODING -t UTF-8."
    message = f"{os.fspath(source)}: {reason}" if source else reason
    error = EncodingError(message, hint=hint, path=source if isinstance(source, Path) else None)
    error.reason, error.line, error.byte = reason, line, start + 1
    return error


def _lines_before(data: bytes, start: int) -> int:
    """Count the line ends before a position; in UTF-16, half of their bytes are NUL."""
    if data.startswith(_UTF16_MARKS):
        return data[: start - start % 2].decode("utf-16", "replace").count("\n")
    return data.count(b"\n", 0, start)


def _locale_encoding() -> str:
    import locale

    return locale.getencoding()


def _is_utf8(encoding: str) -> bool:
    import codecs

    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        # Python does not know the locale's encoding, so there is nothing else to try.
        return True
