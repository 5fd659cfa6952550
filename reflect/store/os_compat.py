"""What differs between platforms: locks, making writes durable, modes.

POSIX was run; the Windows side follows its documentation (docs/reliability.md says what was run).
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator

FILE_MODE = 0o600
FOLDER_MODE = 0o700
# Never inherited by children, never taken for a terminal, never waiting on a FIFO, never
# translated: what a platform lacks of these counts as nothing.
PLAIN = (
    getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_FIRST_NAP = 0.0005
_LONGEST_NAP = 0.02

if sys.platform == "win32":
    import msvcrt

    HAS_MODES = False
    _REPLACE_WAIT = 2.0
    # Windows locks bytes, and nobody else may read them: one far behind any content.
    _LOCK_AT = 0x7FFFFFF0

    def _try_lock(fd: int, shared: bool) -> bool:
        """Take the lock if it is free; Windows knows exclusive ones alone."""
        del shared
        os.lseek(fd, _LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise
        return True

    def sync(fd: int) -> None:
        """Wait until what was written to a file is on the disk."""
        os.fsync(fd)

    def sync_folder(folder: str) -> None:
        """Do nothing: Windows keeps names durable on its own and can't open a folder."""
        del folder

    def replace(temp: str, target: str) -> None:
        """Put one file in another's place; a reader who has it open makes us wait."""
        deadline = time.monotonic() + _REPLACE_WAIT
        while True:
            try:
                return os.replace(temp, target)
            except PermissionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LONGEST_NAP)

    def make_private(fd: int, mode: int = FILE_MODE) -> None:
        """Do nothing: the folder's access list, the user's own, is inherited."""
        del fd, mode

else:
    import fcntl

    HAS_MODES = True
    _FULL_SYNC = getattr(fcntl, "F_FULLFSYNC", None)

    def _try_lock(fd: int, shared: bool) -> bool:
        """Take the lock if it is free; the kernel gives it back when its holder dies."""
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def sync(fd: int) -> None:
        """Wait until what was written to a file is on the disk."""
        if _FULL_SYNC is not None:
            # On macOS fsync reaches the drive's own cache and no further. A file system
            # without the full one answers with an error, and gets the usual one.
            with contextlib.suppress(OSError):
                fcntl.fcntl(fd, _FULL_SYNC)
                return
        os.fsync(fd)

    def sync_folder(folder: str) -> None:
        """Wait until the names in a folder are on the disk."""
        fd = os.open(folder, os.O_RDONLY | PLAIN)
        try:
            os.fsync(fd)
        except OSError as error:
            # Some network file systems can't be asked.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            close(fd)

    def replace(temp: str, target: str) -> None:
        """Put one file in another's place, in one step."""
        os.replace(temp, target)

    def make_private(fd: int, mode: int = FILE_MODE) -> None:
        """Give a file just created its mode, whatever the umask took away."""
        os.fchmod(fd, mode)


def lock(fd: int, *, shared: bool = False, wait: float = 5.0) -> bool:
    """Take a file's lock, waiting for others to give it back.

    The nearer the end of its patience, the more often it tries: among many, who has waited longest
    comes first more likely than not.

    Args:
        fd: an open file; closing it gives the lock back.
        shared: whether other readers may hold it as well.
        wait: for how many seconds to try.
    """
    deadline = time.monotonic() + wait
    nap = _FIRST_NAP
    while not _try_lock(fd, shared):
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(nap, left))
        nap = min(nap * 2, max(_FIRST_NAP, _LONGEST_NAP * left / wait))
    return True


@contextlib.contextmanager
def opened(path: str, flags: int) -> Iterator[int]:
    """Open a file without ever waiting for it, private if it is created; close it at the end."""
    fd = open_private(path, flags)
    try:
        yield fd
    finally:
        close(fd)


def close(fd: int) -> None:
    """Close a file; what was to last was made durable before, and no error can undo it."""
    with contextlib.suppress(OSError):
        os.close(fd)


def open_private(path: str, flags: int) -> int:
    """Open a file without ever waiting for it; one that is created is its owner's alone."""
    if not flags & os.O_CREAT:
        return os.open(path, flags | PLAIN)
    try:
        fd = os.open(path, flags | os.O_EXCL | PLAIN, FILE_MODE)
    except FileExistsError:
        if flags & os.O_EXCL:
            raise
        return os.open(path, flags | PLAIN, FILE_MODE)
    try:
        make_private(fd)
    except BaseException:
        close(fd)
        raise
    return fd
