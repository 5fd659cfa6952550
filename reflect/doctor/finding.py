"""One thing that the doctor looked at, in one line with its remedy."""

from dataclasses import dataclass

from reflect.errors import ReflectError

_KNOWN = (
    "Nothing was changed.",
    "Run reflect doctor.",
    "Run reflect doctor; ",
    "; then run reflect doctor",
)


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
    return Finding(level, error.message, remedy_of(error), path)


def remedy_of(error: ReflectError) -> str:
    """Give the hint of an error without what goes without saying where the doctor says it."""
    remedy = error.hint
    for known in _KNOWN:
        remedy = remedy.replace(known, "")
    return remedy.strip()
