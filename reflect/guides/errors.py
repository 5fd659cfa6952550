"""Errors in guide files."""

from collections.abc import Iterable
from pathlib import Path

from reflect.errors import UsageError
from reflect.text.display import safe_display


class GuideError(UsageError):
    """Raised when a guide file has an error; the message gives the file, the line and a remedy.

    Args:
        path: the guide file.
        line: the line number, from 1.
        what: the problem and how to fix it.
    """

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{display_path(path)}, line {line}: {what}")
        self.path = path
        self.line = line


def display_path(path: Path) -> str:
    """Return a path for use in a message, on one line and safe to display."""
    return safe_display(str(path), keep="")


class SchemaError(Exception):
    """Raised when a guide does not fit the schema, before its file and line are known.

    Args:
        what: the problem and how to fix it.
        key: the key; "" for the table as a whole.
        prompt: the index of the prompt; None for the guide itself.
    """

    def __init__(self, what: str, key: str = "", prompt: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.key = key
        self.prompt = prompt


def closest_match(word: str, known: Iterable[str]) -> str:
    """Return the known word with the most similar spelling, or "" if none is similar."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), "")
