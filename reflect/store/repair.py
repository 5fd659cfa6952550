"""What can be put right in a journal folder without a decision of the user's."""

import os
from pathlib import Path

from reflect.store import disk, doctor, inbox
from reflect.store.keys import Keys


def repair(folder: Path, wait: float = 5.0, keys: Keys | None = None) -> list[str]:
    """Tighten modes, remove what dead writers left, move a torn line away, write missing keys.

    No entry is touched.

    Args:
        folder: the journal's folder.
        wait: for how many seconds to wait for another process that is writing.
        keys: of the folder; None for those that nobody can open.

    Returns:
        What was done, a line each.

    Raises:
        BusyError: another process holds the inbox.
        DamagedError: the inbox is none, or the keys don't belong together.
        LockedError: the journal is encrypted, and can't be opened.
        FileError: something could not be put right.
    """
    place = os.fspath(folder)
    done = []
    for temp in doctor.stale(place):
        with disk.explained(temp):
            os.unlink(temp)
        done.append(f"{temp}: removed")
    for path, _, wanted in doctor.too_open(place):
        with disk.explained(path):
            os.chmod(path, wanted)
        done.append(f"{path}: mode is now {wanted:04o}")
    new = inbox.Inbox(place, wait)
    with disk.explained(new.path):
        _, warning = new.settle()
    if warning:
        done.append(warning)
    if keys is not None and keys.is_on and keys.is_there:
        from reflect.store.encrypting import write_missing

        keys.need()
        done += [f"{path}: written anew" for path in write_missing(keys)]
    return done
