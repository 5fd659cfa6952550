"""The lock of a journal folder: who writes the journal or its backups holds it."""

import contextlib
import os
from collections.abc import Iterator

from reflect.store import disk, names, platform


@contextlib.contextmanager
def held(folder: str, wait: float) -> Iterator[None]:
    """Hold the lock of a journal folder.

    Args:
        folder: which must be there.
        wait: for how many seconds to wait for another process that is writing.

    Raises:
        BusyError: another process holds it.
        FileError: it can't be opened.
    """
    path = os.path.join(folder, names.LOCK)
    with contextlib.ExitStack() as stack:
        with disk.explained(path, "nothing was changed"):
            fd = stack.enter_context(platform.opened(path, os.O_RDWR | os.O_CREAT))
            disk.require_file(fd, path)
        disk.take_lock(fd, path, wait=wait)
        yield
