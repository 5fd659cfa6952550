"""Where a text goes that could not be saved."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from reflect.errors import ReflectError, UsageError
from reflect.store import disk

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


class Spare:
    """A copy of a text that is being edited, there until the text is saved or given up.

    Args:
        folder: for texts that could not be saved.
        name: of the text, such as the id of its entry; whoever edits it again finds the copy.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}-unsaved.md"
        self._newest: str | None = None
        self._writing = Lock()

    def left(self) -> str:
        """Give the copy that is there from before; "" for none."""
        try:
            return self.path.read_text("utf-8", "surrogateescape")
        except OSError:
            return ""

    def take(self, text: str) -> None:
        """Take the text as it is now, for `write`."""
        self._newest = text

    def write(self) -> bool:
        """Write what was taken last, in any thread; False where there is no room for it.

        A copy that was dropped meanwhile is not written.
        """
        with self._writing:
            if self._newest is None:
                return True
            data = self._newest.encode("utf-8", "surrogateescape")
            try:
                disk.make_folder(str(self.path.parent))
                disk.replace_file(str(self.path), [data])
            except (ReflectError, OSError):
                return False
            return True

    def keep(self, text: str) -> bool:
        """Write a text at once; False where there is no room for it."""
        self.take(text)
        return self.write()

    def drop(self) -> None:
        """Remove the copy of a text that is saved now, or that nobody wants."""
        with self._writing:
            self._newest = None
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


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
