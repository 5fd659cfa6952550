"""Platform differences in locking, durable writes and file modes.

The POSIX code is tested; the Windows code follows the documentation (see docs/reliability.md).
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator

FILE_MODE = 0o600
FOLDER_MODE = 0o700
# Don't let child processes inherit the file, acquire a controlling terminal, block on a FIFO, or
# translate newlines. Flags that the platform lacks default to 0.
PLAIN = (
    getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_FIRST_NAP = 0.0005
_LONGEST_NAP = 0.02


class LockingError(OSError):
    """Raised when locking a file fails, other than because another process holds the lock."""


class ModeError(PermissionError):
    """Raised when the mode of a new file or folder can't be set, whatever the error number."""


if sys.platform == "win32":
    import msvcrt

    HAS_MODES = False
    _REPLACE_WAIT = 2.0
    # Windows forbids reading locked bytes, so lock one far beyond the end of any file.
    _LOCK_AT = 0x7FFFFFF0

    def _try_lock(fd: int, shared: bool) -> bool:
        """Try to take the lock without waiting. Windows locks are always exclusive."""
        del shared
        os.lseek(fd, _LOCK_AT, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise LockingError(error.errno, error.strerror) from error
        return True

    def sync(fd: int) -> None:
        """Flush a file to disk."""
        os.fsync(fd)

    def sync_folder(folder: str) -> None:
        """Do nothing: Windows can't open folders, and makes names durable on its own."""
        del folder

    def replace(temp: str, target: str) -> None:
        """Rename a file over another, waiting while another process has the target open."""
        deadline = time.monotonic() + _REPLACE_WAIT
        while True:
            try:
                return os.replace(temp, target)
            except PermissionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_LONGEST_NAP)

    def make_private(fd: int, mode: int = FILE_MODE) -> None:
        """Do nothing: the file inherits the access control list of the user's folder."""
        del fd, mode

    def make_folder_private(folder: str) -> None:
        """Do nothing: the folder inherits the access control list of its parent."""
        del folder

else:
    import fcntl

    HAS_MODES = True
    _FULL_SYNC = getattr(fcntl, "F_FULLFSYNC", None)

    def _try_lock(fd: int, shared: bool) -> bool:
        """Try to take the lock without waiting. The kernel releases it if its holder dies."""
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise LockingError(error.errno, error.strerror) from error
        return True

    def sync(fd: int) -> None:
        """Flush a file to disk."""
        if _FULL_SYNC is not None:
            # On macOS, fsync only reaches the drive's cache. If the file system does not support a
            # full sync, fall back to fsync.
            with contextlib.suppress(OSError):
                fcntl.fcntl(fd, _FULL_SYNC)
                return
        os.fsync(fd)

    def sync_folder(folder: str) -> None:
        """Flush a folder's entries to disk."""
        fd = os.open(folder, os.O_RDONLY | PLAIN)
        try:
            os.fsync(fd)
        except OSError as error:
            # Some network file systems don't support this.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            close(fd)

    def replace(temp: str, target: str) -> None:
        """Atomically rename a file over another."""
        os.replace(temp, target)

    def make_private(fd: int, mode: int = FILE_MODE) -> None:
        """Set the mode of a new file, regardless of the umask.

        Raises:
            ModeError: The file system does not allow it.
        """
        try:
            os.fchmod(fd, mode)
        except OSError as error:
            raise ModeError(error.errno, error.strerror) from error

    def make_folder_private(folder: str) -> None:
        """Set the mode of a new folder, regardless of the umask.

        Raises:
            ModeError: The file system does not allow it.
        """
        try:
            os.chmod(folder, FOLDER_MODE)
        except OSError as error:
            raise ModeError(error.errno, error.strerror) from error


def lock(fd: int, *, shared: bool = False, wait: float = 5.0) -> bool:
    """Lock a file; return whether the lock was acquired.

    Retries become more frequent as time runs out, so that among many processes, the one that has
    waited longest is likely to be next.

    Args:
        fd: an open file descriptor; closing it releases the lock.
        shared: whether to share the lock with other readers.
        wait: how many seconds to keep trying.

    Raises:
        LockingError: The file system or its server can't lock.
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
    """Open a file with `open_private`, and close it on exit."""
    fd = open_private(path, flags)
    try:
        yield fd
    finally:
        close(fd)


def close(fd: int) -> None:
    """Close a file, ignoring errors, because durable writes have already been flushed."""
    with contextlib.suppress(OSError):
        os.close(fd)


def open_private(path: str, flags: int) -> int:
    """Open a file without blocking; a new file is accessible only to its owner."""
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
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise
    return fd
