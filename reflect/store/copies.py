"""Files that are written once and never again: whole, durable and private, or not at all."""

import contextlib
import os

from reflect.store import files, os_compat, paths
from reflect.store.encryption.keys import FolderKeys


def write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet; what can't be written whole is removed again.

    Raises:
        OSError: there is something of that name, or it can't be written.
    """
    fd = os_compat.open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            files.write_all(fd, data)
            os_compat.sync(fd)
        finally:
            os_compat.close(fd)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def free_path(place: str, stem: str, suffix: str) -> str:
    """Name a backup that is not there yet.

    Args:
        place: the folder of the backups.
        stem: its name without the ending; a number follows where it is taken.
        suffix: the ending.
    """
    path = os.path.join(place, stem + suffix)
    number = 2
    while os.path.lexists(path):
        path = os.path.join(place, f"{stem}-{number}{suffix}")
        number += 1
    return path


def temp_path(place: str) -> str:
    """Name a file that becomes a backup when it is renamed."""
    return files.temp_path(place, paths.BACKUP_FAMILY)


def settle(temp: str, path: str) -> None:
    """Make a backup of a file that is written: give it its name, and make that last.

    Args:
        temp: where it is.
        path: where nothing is yet.

    Raises:
        OSError: it could not be done, and the file is gone as far as it can be removed.
    """
    try:
        os.replace(temp, path)
        os_compat.sync_folder(os.path.dirname(path))
    except BaseException:
        # What failed may have been done all the same.
        for name in (temp, path):
            with contextlib.suppress(OSError):
                os.unlink(name)
        raise


def put(keys: FolderKeys, stem: str, data: bytes) -> str:
    """Write a backup, and give its path. The caller holds the journal's lock.

    Args:
        keys: of the journal's folder; that of the backups is made where it is missing.
        stem: its name without the ending.
        data: its bytes as they stand in the file.

    Raises:
        FileError: it could not be written; nothing was changed.
    """
    place = keys.path(paths.BACKUPS)
    files.make_folder(place, "nothing was changed")
    with files.explained(place, "nothing was changed"):
        files.remove_stale(place, paths.BACKUP_FAMILY)
        path, temp = free_path(place, stem, keys.suffix), temp_path(place)
        write_new(temp, data)
        settle(temp, path)
    return path
