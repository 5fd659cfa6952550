"""The lock of a journal folder, held during every write to the journal or its backups."""

import contextlib
import os
from collections.abc import Iterator

from reflect.store import files, os_compat, paths


@contextlib.contextmanager
def journal_lock(folder: str, wait: float) -> Iterator[None]:
    """Hold the lock of a journal folder.

    Args:
        folder: the folder, which must exist.
        wait: how many seconds to wait for another process to finish writing.

    Raises:
        BusyError: Another process holds the lock.
        FileError: The lock file can't be opened.
    """
    path = os.path.join(folder, paths.LOCK)
    with contextlib.ExitStack() as stack:
        with files.explained(path, "nothing was changed"):
            fd = stack.enter_context(os_compat.opened(path, os.O_RDWR | os.O_CREAT))
            files.require_file(fd, path)
        files.acquire_lock(fd, path, wait=wait)
        yield
