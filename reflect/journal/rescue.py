"""Where a text goes that could not be saved."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import UsageError

if TYPE_CHECKING:
    from reflect.practice.session import Session

MOST = 10_000


def rescue(folder: Path, text: str, name: str) -> Path | None:
    """Write a text into a new file that only the user can read.

    Args:
        folder: created where it is missing.
        text: as it is; bytes that are no text stay what they were.
        name: what the file's name begins with.

    Returns:
        The file; None where there is no room for it either.
    """
    data = text.encode("utf-8", "surrogateescape")
    with suppress(OSError):
        # What `parents` makes would be open to others.
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, MOST):
            target = folder / f"{name}-{number}.md"
            with suppress(FileExistsError):
                handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(handle)
                return target
    return None


def rescue_session(folder: Path, session: "Session", now: datetime) -> tuple[Path | None, str]:
    """Write what a session holds into such a file, as the Markdown form.

    Returns:
        The file, or None; and the text, to be shown where there is no room.
    """
    from reflect.formats.markdown import render

    try:
        entry = session.enough(now)
    except UsageError:
        entry = session.entry(now, "unfinished")
    text = render(entry)
    return rescue(folder, text, session.id), text
