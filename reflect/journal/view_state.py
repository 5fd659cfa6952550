"""Remembers how Browse was left, outside the journal."""

from contextlib import suppress
from pathlib import Path

LESSONS = "lessons"
_FILE = "browse-view"


def read_view(folder: Path) -> str:
    """Return the view that was saved in the state folder: LESSONS, or "" for titles."""
    with suppress(OSError, ValueError):
        if (folder / _FILE).read_text("utf-8").strip() == LESSONS:
            return LESSONS
    return ""


def save_view(folder: Path, view: str) -> None:
    """Save the view in the state folder, if that can be written to."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / _FILE).write_text(view, "utf-8")
