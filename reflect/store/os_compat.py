"""Platform differences in locking, durable writes, links, and file modes and owners.

The POSIX code is tested; the Windows code follows the documentation (see docs/reliability.md).
"""

import contextlib
import errno
import os
import stat
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
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FIRST_NAP = 0.0005
_LONGEST_NAP = 0.02


class LockingError(OSError):
    """Raised when locking a file fails, other than because another process holds the lock."""


class ModeError(PermissionError):
    """Raised when the mode of a new file or folder can't be set, whatever the error number."""


class LinkError(OSError):
    """A symbolic link lies where a file is to be written."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.ELOOP, "is a link, and nothing is written through links", path)


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

    def make_private(fd: int, folder: str) -> None:
        """Do nothing: the file inherits the access control list of the user's folder."""
        del fd, folder

    def copy_owner_and_mode(fd: int, old: os.stat_result) -> None:
        """Do nothing: the file inherits the access control list of the user's folder."""
        del fd, old

    def set_mode(path: str, mode: int) -> None:
        """Do nothing: files have no modes."""
        del path, mode

    def make_folder_private(folder: str) -> None:
        """Do nothing: the folder inherits the access control list of its parent."""
        del folder

    def disable_core_dumps() -> None:
        """Do nothing: Windows writes no core dumps by default."""


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

    def make_private(fd: int, folder: str) -> None:
        """Set the mode of a new file in a folder, regardless of the umask, and its owner.

        Raises:
            ModeError: The file system does not allow it.
        """
        try:
            os.fchmod(fd, FILE_MODE)
        except OSError as error:
            raise ModeError(error.errno, error.strerror) from error
        if owner := _owner_for(folder):
            with contextlib.suppress(OSError):
                os.fchown(fd, *owner)

    def make_folder_private(folder: str) -> None:
        """Set the mode of a new folder, regardless of the umask, and its owner.

        Raises:
            ModeError: The file system does not allow it.
        """
        try:
            os.chmod(folder, FOLDER_MODE)
        except OSError as error:
            raise ModeError(error.errno, error.strerror) from error
        if owner := _owner_for(os.path.dirname(folder)):
            with contextlib.suppress(OSError):
                os.chown(folder, *owner, follow_symlinks=False)

    def _owner_for(folder: str) -> tuple[int, int] | None:
        """Return the owner of a folder that is not root's, if this process runs as root.

        Otherwise, root would lock the owner out of the files that it creates.
        """
        if os.geteuid() != 0:
            return None
        state = os.stat(folder or os.curdir)
        return (state.st_uid, state.st_gid) if state.st_uid else None

    def copy_owner_and_mode(fd: int, old: os.stat_result) -> None:
        """Copy the owner and the mode of another file, without the rights of other users.

        Raises:
            OSError: The owner would be locked out, because only root may give files away.
        """
        new = os.fstat(fd)
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            try:
                os.fchown(fd, old.st_uid, old.st_gid)
            except OSError:
                # Root can't be locked out, and without rights for the group, it doesn't matter.
                if old.st_uid not in (new.st_uid, 0):
                    raise
        mode = stat.S_IMODE(old.st_mode) & FILE_MODE
        if mode != stat.S_IMODE(new.st_mode):
            os.fchmod(fd, mode)

    def set_mode(path: str, mode: int) -> None:
        """Set the mode of a file or folder, but never of what a link leads to.

        Raises:
            OSError: The path is a link, or the mode can't be set.
        """
        try:
            fd = os.open(path, os.O_RDONLY | _NO_FOLLOW | PLAIN)
        except PermissionError:
            # The owner may change the mode of a file that can't be opened.
            if os.path.islink(path):
                raise LinkError(path) from None
            return os.chmod(path, mode)
        except OSError:
            if os.path.islink(path):
                raise LinkError(path) from None
            raise
        try:
            os.fchmod(fd, mode)
        finally:
            close(fd)

    def disable_core_dumps() -> None:
        """Keep the kernel from writing this process's memory to disk if it crashes."""
        import resource

        hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


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
    """Open a file without blocking; a new file is accessible only to its owner.

    Raises:
        LinkError: The file is to be written, and the path is a link.
    """
    if not flags & _WRITES:
        return os.open(path, flags | PLAIN)
    try:
        return _open_for_writing(path, flags | PLAIN | _NO_FOLLOW)
    except FileExistsError:
        raise
    except OSError:
        if os.path.islink(path):
            raise LinkError(path) from None
        raise


def _open_for_writing(path: str, flags: int) -> int:
    if not flags & os.O_CREAT:
        return os.open(path, flags)
    try:
        fd = os.open(path, flags | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        if flags & os.O_EXCL:
            raise
        return os.open(path, flags, FILE_MODE)
    try:
        make_private(fd, os.path.dirname(path))
    except BaseException:
        close(fd)
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise
    return fd
