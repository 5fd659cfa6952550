"""Reads TOML files that users write: the config file and guides."""

import os
import re
import stat
from pathlib import Path
from typing import Any

from reflect.errors import FileError, UsageError
from reflect.text.decode import decode
from reflect.text.display import safe_display

LIMIT = 256 * 1024
# What people write is far below these limits. Beyond them, `tomllib` fails or takes hours.
MAX_DEPTH = 20
MAX_KEY_PARTS = 20
MAX_DIGITS = 19
# Strings and comments, in which nothing else counts. An unclosed string ends with its line or file.
_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\\?\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\[^\n]|[^"\\\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*",
    re.DOTALL,
)
_PARTS = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MAX_KEY_PARTS}}}")
_DIGITS = re.compile(rf"(?<![\w.])(?:0[xob][\da-fA-F_]{{{MAX_DIGITS},}}|\d[\d_]{{{MAX_DIGITS},}})")
_BRACKET = re.compile(r"[\[{\]}]")
_PLACE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


class TomlError(UsageError):
    """Raised when a text is not TOML, or goes beyond the limits of what people write.

    Attributes:
        line: the line number, from 1.
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.reason = what


def read_toml(path: Path) -> str:
    """Return the text of a TOML file, without a byte order mark.

    Raises:
        FileError: the file does not exist, is no regular file, is too large, or can't be read.
        EncodingError: the file is not text.
    """
    # Without this flag, opening a pipe waits for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
        try:
            state = os.fstat(handle)
            # An empty config is sometimes given as the null device.
            if not stat.S_ISREG(state.st_mode) and not _is_null_device(state):
                raise _error(path, "is not a file", "Name a TOML file.")
            with os.fdopen(handle, "rb", closefd=False) as file:
                data = file.read(LIMIT + 1)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is not a path"
        raise _error(path, f"can't be read: {reason}", "Check the path.") from error
    if len(data) > LIMIT:
        raise _error(path, f"is over {LIMIT // 1024} KB", "Make it smaller.")
    return decode(data, path)


def _is_null_device(state: os.stat_result) -> bool:
    return os.path.samestat(state, Path(os.devnull).stat())


def _error(path: Path, reason: str, hint: str) -> FileError:
    error = FileError(f"{safe_display(str(path), keep='')} {reason}", hint=hint, path=path)
    error.reason = reason
    return error


def parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML.

    Raises:
        TomlError: the text is not TOML, or goes beyond the limits above.
    """
    if not text:
        # Most users have no config file, and need not wait for the parser.
        return {}
    import tomllib

    _check_limits(text)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = _PLACE.match(str(error))
        last = text.rstrip("\n").count("\n") + 1
        line = int(place["line"] or last) if place else 1
        what = place["what"] if place else "a value can't be read"
        raise TomlError(line, f"not TOML: {what}") from None


def _check_limits(text: str) -> None:
    bare = _QUOTED.sub(_placeholder, text)
    for pattern, what in ((_PARTS, "too many dots in a key"), (_DIGITS, "too long a number")):
        if match := pattern.search(bare):
            raise TomlError(_line(bare, match.start()), what)
    depth = 0
    for bracket in _BRACKET.finditer(bare):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            raise TomlError(_line(bare, bracket.start()), "brackets nested too deeply")


def _placeholder(match: re.Match[str]) -> str:
    """Replace a quoted part with a name, because it may be part of a key, and keep its lines."""
    quoted = match[0]
    return "" if quoted[0] == "#" else "q" + "\n" * quoted.count("\n")


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
