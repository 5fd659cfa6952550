"""One thing that the doctor looked at, in one line with its remedy."""

from dataclasses import dataclass

from reflect.errors import ReflectError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        level: "ok", "warning" (nothing is lost, and everything works) or "problem".
        what: what was found; never text of an entry.
        remedy: the next step, or "".
        path: the file or folder.
    """

    level: str
    what: str
    remedy: str
    path: str


def of_error(error: ReflectError, path: str, level: str = "problem") -> Finding:
    """Make a finding of what stood in the way of looking."""
    return Finding(level, error.message, error.hint, path)


def count(number: int, noun: str) -> str:
    """Write a number of things: "1 entry", "2 entries"."""
    many = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else many}"
