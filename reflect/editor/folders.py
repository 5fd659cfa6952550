"""Where the editor's file may lie, and how one knows that it is still in use."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "reflect-edit-"
"""What the name of the file's folder begins with; eight characters follow."""

IN_MEMORY = "/dev/shm"


def places(environ: Mapping[str, str]) -> list[str]:
    """List the folders where the file may lie: those in memory first, a temporary one last."""
    found = [place for place in (environ.get("XDG_RUNTIME_DIR"), IN_MEMORY) if place]
    with suppress(OSError):
        found.append(tempfile.gettempdir())
    return [place for place in found if Path(place).is_dir()]


@contextmanager
def held(folder: Path) -> Iterator[int | None]:
    """Hold a lock on the folder while it is in use, which says so to whoever tidies up.

    The editor holds it, too: it may outlive us.
    """
    if sys.platform == "win32":
        yield None
        return
    import fcntl

    lock = None
    try:
        # Where it can't be had, the folder's age must tell.
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield lock
    finally:
        if lock is not None:
            os.close(lock)
