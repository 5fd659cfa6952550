"""Platform differences: locks, durable writes and file modes.

POSIX is tested; the Windows side follows its documentation (see docs/reliability.md).
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator

FILE_MODE = 0o600
FOLDER_MODE = 0o700
# Not inherited by children, no controlling terminal, no waiting on a FIFO, no newline
# translation; a flag that the platform lacks counts as 0.
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
    # Windows forbids reading locked bytes, so this one is far behind any content.
    _LOCK_AT = 0x7FFFFFF0

    def _try_lock(fd: int, shared: bool) -> bool:
        """Take the lock if it is free; Windows only has exclusive locks."""
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
        """Flush a file to the disk."""
        os.fsync(fd)

    def sync_folder(folder: str) -> None:
        """Do nothing: Windows can't open a folder, and makes names durable by itself."""
        del folder

    def replace(temp: str, target: str) -> None:
        """Rename a file over another; wait while a reader has that open."""
        deadline = time.monotonic() + _REPLACE_WAIT
        while True:
            try:
                return os.replace(temp, target)
            except PermissionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LONGEST_NAP)

    def make_private(fd: int, mode: int = FILE_MODE) -> None:
        """Do nothing: the file inherits the access list of the user's folder."""
        del fd, mode

else:
    import fcntl

    HAS_MODES = True
    _FULL_SYNC = getattr(fcntl, "F_FULLFSYNC", None)

    def _try_lock(fd: int, shared: bool) -> bool:
        """Take the lock if it is free; the kernel releases it when its holder dies."""
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def sync(fd: int) -> None:
        """Flush a file to the disk."""
        if _FULL_SYNC is not None:
            # On macOS fsync only reaches the drive's cache. A file system without the full
            # sync returns an error, and gets the usual one.
            with contextlib.suppress(OSError):
                fcntl.fcntl(fd, _FULL_SYNC)
                return
        os.fsync(fd)

    def sync_folder(folder: str) -> None:
        """Flush the names in a folder to the disk."""
        fd = os.open(folder, os.O_RDONLY | PLAIN)
        try:
            os.fsync(fd)
        except OSError as error:
            # Some network file systems do not support it.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            close(fd)

    def replace(temp: str, target: str) -> None:
        """Rename a file over another, atomically."""
        os.replace(temp, target)

    def make_private(fd: int, mode: int = FILE_MODE) -> None:
        """Set the mode of a new file, whatever the umask is."""
        os.fchmod(fd, mode)


def lock(fd: int, *, shared: bool = False, wait: float = 5.0) -> bool:
    """Lock a file; return whether that succeeded.

    It tries more often as the time runs out, so among many processes the one that has waited
    longest is likely to be next.

    Args:
        fd: An open file; closing it releases the lock.
        shared: Whether other readers may hold the lock as well.
        wait: How many seconds to try.
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
    """Open a file as `open_private` does, and close it at the end."""
    fd = open_private(path, flags)
    try:
        yield fd
    finally:
        close(fd)


def close(fd: int) -> None:
    """Close a file, ignoring errors: durable writes were flushed before."""
    with contextlib.suppress(OSError):
        os.close(fd)


def open_private(path: str, flags: int) -> int:
    """Open a file without blocking; a new file is readable by its owner only."""
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
