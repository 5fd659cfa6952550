"""What can be put right in a journal folder without a decision of the user's."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import journal_files
from reflect.errors import DamagedError
from reflect.store import files, inbox
from reflect.store.encryption.keys import FolderKeys


def repair(folder: Path, wait: float = 5.0, keys: FolderKeys | None = None) -> Iterator[str]:
    """Tighten modes, remove what dead writers left, move a torn line away, write missing keys.

    No entry is touched. What is damaged is left to the doctor to tell.

    Args:
        folder: the journal's folder.
        wait: for how many seconds to wait for another process that is writing.
        keys: of the folder; None for those that nobody can open.

    Yields:
        What was done, a line each, as soon as it is.

    Raises:
        BusyError: another process holds the inbox.
        LockedError: the journal is encrypted, and can't be opened.
        FileError: something could not be put right.
    """
    place = os.fspath(folder)
    for temp in journal_files.stale(place):
        with files.explained(temp):
            os.unlink(temp)
        yield f"{temp}: removed"
    for path, _, wanted in journal_files.too_open(place):
        with files.explained(path):
            os.chmod(path, wanted)
        yield f"{path}: mode is now {wanted:04o}"
    if keys is not None and keys.is_encrypted and keys.exists:
        yield from _keys_written(keys)
    new = inbox.Inbox(place, wait)
    warning = ""
    with files.explained(new.path), contextlib.suppress(DamagedError):
        _, warning = new.settle()
    if warning:
        yield warning


def _keys_written(keys: FolderKeys) -> Iterator[str]:
    from reflect.store.encryption.key_files import write_missing

    with contextlib.suppress(DamagedError):
        keys.need()
        yield from (f"{path}: written anew" for path in write_missing(keys))
