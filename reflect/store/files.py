"""Functions that read and replace whole files, with error messages that tell users what to do."""

import contextlib
import errno
import os
import stat
from binascii import crc32
from collections.abc import Callable, Iterable, Iterator

from reflect.errors import BusyError, DamagedError, FileError, UnconfirmedError
from reflect.store import file_errors, os_compat

TEMP = ".tmp"
_TEMP_BYTES = 6
# In bytes. A journal of 30,000 entries is a sixth of that, but a sparse file may have any size.
LARGEST = 500_000_000
_TOO_LARGE = "Save shorter texts, or begin another journal in a new folder with --journal."
# File systems limit names to 255 bytes.
_LONGEST_FAMILY = 200


class TooLargeError(FileError):
    """Raised if a file is, or would become, too large to be read again."""


def require_readable_size(size: int, path: str, done: str, hint: str) -> None:
    """Check that a file can be read again, before it is written.

    Args:
        size: the size that the file would have, in bytes.
        path: the file.
        done: what is known about the outcome if it would be too large.
        hint: the next step in that case.

    Raises:
        TooLargeError: The file would be too large.
    """
    if size > LARGEST:
        raise TooLargeError.at(
            path,
            f"would be larger than {LARGEST // 10**6} MB, the most that reflect reads; {done}",
            hint=hint,
        )


@contextlib.contextmanager
def explained(path: str, done: str = "") -> Iterator[None]:
    """Convert system errors in the body to a `FileError`."""
    try:
        yield
    except OSError as error:
        raise file_errors.file_error(error, path, done) from error


def require_file(fd: int, path: str) -> os.stat_result:
    """Return the status of an open file; reject folders, pipes and devices."""
    with explained(path):
        state = os.fstat(fd)
    if not stat.S_ISREG(state.st_mode):
        raise DamagedError.at(path, "is not a file", hint="Move it away, and put the file back.")
    return state


def acquire_lock(fd: int, path: str, *, shared: bool = False, wait: float) -> None:
    """Lock an open file, raising `BusyError` on timeout."""
    with explained(path):
        free = os_compat.lock(fd, shared=shared, wait=wait)
    if not free:
        raise BusyError.at(path, "another reflect is writing", hint="Try again in a moment.")


def read_all(fd: int, size: int) -> bytes:
    """Read an open file from its current position to the end.

    Args:
        fd: an open file descriptor.
        size: the expected number of bytes; the file may be shorter or longer.
    """
    pieces = []
    while piece := os.read(fd, max(size, 1)):
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def open_file(path: str) -> int | None:
    """Open a file for reading; return None if it does not exist.

    Raises:
        DamagedError: The path is a dangling link or not a regular file.
        FileError: The file can't be opened, or is too large.
    """
    with explained(path):
        try:
            fd = os_compat.open_private(path, os.O_RDONLY)
        except FileNotFoundError:
            if os.path.islink(path):
                raise DamagedError.at(
                    path, "is a link to what is not there", hint="Is its disk connected?"
                ) from None
            return None
    try:
        if require_file(fd, path).st_size > LARGEST:
            raise TooLargeError.at(
                path,
                "is larger than any file that reflect writes; it was not read",
                hint=f"The limit is {LARGEST // 10**6} MB; move it away if it is not yours.",
            )
    except BaseException:
        os_compat.close(fd)
        raise
    return fd


def read_and_close(fd: int, path: str) -> bytes:
    """Read an open file to the end and close it."""
    try:
        with explained(path):
            return read_all(fd, os.fstat(fd).st_size)
    finally:
        os_compat.close(fd)


def read_file(path: str) -> bytes | None:
    """Read a whole file; return None if it does not exist.

    Raises:
        DamagedError: The path is a dangling link or not a regular file.
        FileError: The file can't be read.
    """
    fd = open_file(path)
    return None if fd is None else read_and_close(fd, path)


def write_all(fd: int, data: bytes | memoryview) -> None:
    """Write all the data, even if the system accepts only part of it at a time."""
    rest = memoryview(data)
    while rest:
        written = os.write(fd, rest)
        if not written:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rest = rest[written:]


def family_of(target: str) -> str:
    """Return the prefix for a file's temporary files: its name, or a checksum of a long name."""
    name = os.path.basename(target)
    encoded = os.fsencode(name)
    return name if len(encoded) <= _LONGEST_FAMILY else f"{crc32(encoded):08x}"


def write_new(path: str, data: bytes) -> None:
    """Write a new file, and remove it again if it can't be written completely.

    Raises:
        OSError: The file already exists or can't be written.
    """
    fd = os_compat.open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            write_all(fd, data)
            os_compat.sync(fd)
        finally:
            os_compat.close(fd)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def publish(temp: str, path: str) -> None:
    """Durably rename a finished temporary file.

    Args:
        temp: the temporary file.
        path: the new name, which must be unused and in the same folder.

    Raises:
        OSError: The file could not be renamed; it is removed if possible.
    """
    try:
        os.replace(temp, path)
        os_compat.sync_folder(os.path.dirname(path))
    except BaseException:
        # A rename can report an error even though it took effect.
        for name in (temp, path):
            with contextlib.suppress(OSError):
                os.unlink(name)
        raise


def free_path(folder: str, stem: str, suffix: str) -> str:
    """Return an unused path in a folder, appending a number to the stem if necessary."""
    path = os.path.join(folder, stem + suffix)
    number = 2
    while os.path.lexists(path):
        path = os.path.join(folder, f"{stem}-{number}{suffix}")
        number += 1
    return path


def replace_file(
    path: str,
    chunks: Iterable[bytes | memoryview],
    family: str = "",
    *,
    verify: Callable[[str], None] = lambda temp: None,
    done: str = "nothing was changed",
    follow_link: bool = False,
) -> None:
    """Replace a file atomically: at any moment, either the old or the new version is intact.

    The new version keeps the owner and the mode of the old one, without any rights of other users.
    The caller must hold the lock that covers the family, so all existing temporary files of that
    family belong to dead processes.

    Args:
        path: the file to replace.
        chunks: the new contents.
        family: the prefix for temporary files, if several files share a lock. Defaults to the file
            name, because links may place the files of several journals in one folder.
        verify: called with the path of the temporary file before the rename. If it raises an
            exception, the original file is left unchanged.
        done: what the message says if the file was not changed.
        follow_link: whether to replace the target of a link. Otherwise, a link is an error.

    Raises:
        FileError: The file was not changed.
        UnconfirmedError: The file was changed, but the disk did not confirm that the change is
            durable.
    """
    if not follow_link:
        require_no_link(path, done)
    target = resolve_links(path, done)
    folder = os.path.dirname(target)
    family = family or family_of(target)
    temp = temp_path(folder, family)
    with explained(path, done):
        remove_stale(folder, family)
        fd = os_compat.open_private(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        written: os.stat_result | None = None
        try:
            try:
                written = os.fstat(fd)
                _write_version(fd, target, chunks)
            finally:
                os_compat.close(fd)
            verify(temp)
            os_compat.replace(temp, target)
        except BaseException as error:
            if written is None or not _is_at(target, written):
                # If the temporary file can't be removed now, the next write removes it.
                with contextlib.suppress(OSError):
                    os.unlink(temp)
            elif isinstance(error, OSError):
                raise _unconfirmed(error, path) from error
            raise
    try:
        os_compat.sync_folder(folder)
    except OSError as error:
        raise _unconfirmed(error, path) from error


def _unconfirmed(error: OSError, path: str) -> UnconfirmedError:
    return UnconfirmedError.of(
        file_errors.file_error(error, path, "saved, durability not confirmed")
    )


def _write_version(fd: int, target: str, chunks: Iterable[bytes | memoryview]) -> None:
    """Write a new version of a file, with the owner and mode of the old one, if there is one."""
    with contextlib.suppress(FileNotFoundError):
        old = os.stat(target)
        if not stat.S_ISREG(old.st_mode):
            raise FileError.at(target, "is not a file", hint="Move it away.")
        os_compat.copy_owner_and_mode(fd, old)
    size = 0
    for chunk in chunks:
        size += len(chunk)
        require_readable_size(size, target, "nothing was changed", _TOO_LARGE)
        write_all(fd, chunk)
    os_compat.sync(fd)


def require_no_link(path: str, done: str = "") -> None:
    """Check that a path is not a link, before anything is written to it or below it.

    Args:
        path: a file or folder, which may be missing.
        done: what is known about the outcome if it is a link.

    Raises:
        FileError: The path is a link.
    """
    if os.path.islink(path):
        raise file_errors.file_error(os_compat.LinkError(path), path, done)


def read_back_error(path: str) -> FileError:
    """Return the error for a file whose contents differ from what was written."""
    return FileError.at(path, "does not read back as it was written", hint="Check the disk.")


def remove(path: str, done: str = "") -> None:
    """Durably remove a file, if it exists.

    Args:
        path: the file.
        done: what is known about the outcome if the file can't be removed.

    Raises:
        FileError: The file can't be removed.
    """
    with explained(path, done):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        os_compat.sync_folder(os.path.dirname(path))


def resolve_links(path: str, done: str = "nothing was changed") -> str:
    """Return the file that a path points to, which may not exist.

    Args:
        path: the path.
        done: what the message says if a link can't be followed.

    Raises:
        FileError: A link can't be followed. It must not be overwritten instead.
    """
    with explained(path, done):
        try:
            return os.path.realpath(path, strict=True)
        except FileNotFoundError:
            folder, name = os.path.split(path)
            return os.path.join(os.path.realpath(folder, strict=True), name)


def _is_at(target: str, written: os.stat_result) -> bool:
    """Return whether the written file is in place, meaning that the rename took effect."""
    try:
        return os.path.samestat(os.stat(target), written)
    except OSError:
        return False


def temp_path(folder: str, family: str) -> str:
    """Return a unique path for a temporary file of a family."""
    return os.path.join(folder, f".{family}.{os.urandom(_TEMP_BYTES).hex()}{TEMP}")


def is_temp(name: str, family: str) -> bool:
    """Return whether a name belongs to a temporary file of a family."""
    length = len(family) + 2 + 2 * _TEMP_BYTES + len(TEMP)
    return name.startswith(f".{family}.") and name.endswith(TEMP) and len(name) == length


def stale_temps(folder: str, family: str) -> list[str]:
    """List the temporary files of a family that dead processes left behind."""
    try:
        listed = os.listdir(folder)
    except FileNotFoundError:
        return []
    return [os.path.join(folder, name) for name in listed if is_temp(name, family)]


def remove_stale(folder: str, family: str) -> None:
    """Remove the temporary files of a family that dead processes left behind."""
    for temp in stale_temps(folder, family):
        with contextlib.suppress(OSError):
            os.unlink(temp)


def make_folder(folder: str, done: str = "nothing was saved") -> None:
    """Durably create a private folder and any missing parents.

    Args:
        folder: the path.
        done: what is known about the outcome if the folder can't be created.
    """
    if os.path.isdir(folder):
        return
    with explained(folder, done):
        parent = os.path.dirname(os.path.abspath(folder))
    make_folder(parent, done)
    with explained(folder, done):
        try:
            os.mkdir(folder, os_compat.FOLDER_MODE)
        except FileExistsError:
            if os.path.isdir(folder):
                return
            raise
        try:
            os_compat.make_folder_private(folder)
        except OSError:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
            raise
        os_compat.sync_folder(parent)


@contextlib.contextmanager
def new_folder(folder: str, done: str = "nothing was saved") -> Iterator[None]:
    """Create a private folder and any missing parents; remove them again if the body fails.

    Args:
        folder: the path.
        done: what is known about the outcome if the folder can't be created.
    """
    with explained(folder, done):
        place = os.path.abspath(folder)
    missing = []
    while not os.path.lexists(place):
        missing.append(place)
        place = os.path.dirname(place)
    try:
        make_folder(folder, done)
        yield
    except BaseException:
        for place in missing:
            # They stay if a file was written after all, or by another process.
            with contextlib.suppress(OSError):
                os.rmdir(place)
        raise


def make_subfolder(folder: str, done: str = "nothing was saved") -> None:
    """Durably create a private folder inside a journal folder; it must not be a link.

    Args:
        folder: the path.
        done: what is known about the outcome if the folder can't be created.
    """
    require_no_link(folder, done)
    make_folder(folder, done)
