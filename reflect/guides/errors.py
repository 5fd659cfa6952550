"""What can be wrong with a guide's file, and where."""

from collections.abc import Iterable
from pathlib import Path

from reflect.errors import UsageError
from reflect.text.display import safe_display


class GuideError(UsageError):
    """A guide's file says something wrong; the message names file, line and remedy in one line.

    Args:
        path: the file.
        line: counted from 1.
        what: what is wrong there, and what to do about it.
    """

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{display_path(path)}, line {line}: {what}")
        self.path = path
        self.line = line


def display_path(path: Path) -> str:
    """Write a path for a message: one line, nothing that acts on a terminal."""
    return safe_display(str(path), keep="")


class SchemaError(Exception):
    """Something is wrong in a guide whose file and lines are not known here.

    Args:
        what: what is wrong, and what to do about it.
        key: the key it stands in; "" for the table as a whole.
        prompt: the index of the prompt it stands in; None for the guide itself.
    """

    def __init__(self, what: str, key: str = "", prompt: int | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.key = key
        self.prompt = prompt


def closest_match(word: str, known: Iterable[str]) -> str:
    """Give the known word that is spelled most like this one; "" when none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), "")
