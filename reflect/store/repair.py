"""What can be put right in a journal folder without a decision of the user's."""

import os
from pathlib import Path

from reflect.store import disk, doctor, inbox, names
from reflect.store.keys import Keys


def repair(folder: Path, wait: float = 5.0, keys: Keys | None = None) -> list[str]:
    """Tighten modes, remove what dead writers left, move a torn line away; no entry is touched.

    Args:
        folder: the journal's folder.
        wait: for how many seconds to wait for another process that is writing.
        keys: of the folder; where they are open, recipients that are missing are written anew.

    Returns:
        What was done, a line each.

    Raises:
        BusyError: another process holds the inbox.
        DamagedError: the inbox is none.
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
    if keys is not None and keys.restore_recipients():
        done.append(f"{keys.path(names.RECIPIENTS)}: written anew")
    new = inbox.Inbox(place, wait)
    with disk.explained(new.path):
        _, warning = new.settle()
    return [*done, warning] if warning else done
