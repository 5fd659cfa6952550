"""Repairs that are safe to make without asking the user."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.abandoned_edits import remove_abandoned_edits
from reflect.doctor.config import config_paths
from reflect.doctor.context import DoctorContext
from reflect.doctor.journal_files import stale_files
from reflect.doctor.permissions import ModeChange
from reflect.doctor.state_folder import state_paths
from reflect.errors import DamagedError
from reflect.store import files, inbox, modes, os_compat
from reflect.store.encryption.keys import FolderKeys


def repair_all(context: DoctorContext) -> Iterator[str]:
    """Run all repairs.

    Yields:
        A description of each repair, as soon as it is done.

    Raises:
        BusyError: another process has locked the inbox.
        LockedError: the journal is encrypted and locked.
        FileError: something could not be repaired.
    """
    yield from repair_journal(context.journal, keys=context.encryption.keys)
    yield from repair_surroundings(context)


def repair_journal(
    folder: Path, wait: float = 5.0, keys: FolderKeys | None = None
) -> Iterator[str]:
    """Fix modes, remove stale files, move a torn line away, and write missing key files.

    Entries are never changed. Damage is not repaired, only reported by the checks.

    Args:
        folder: the journal's folder.
        wait: the maximum time to wait for another process that is writing, in seconds.
        keys: the journal's keys, or None if the journal is not encrypted.

    Yields:
        A description of each repair, as soon as it is done.

    Raises:
        BusyError: another process has locked the inbox.
        LockedError: the journal is encrypted and locked.
        FileError: something could not be repaired.
    """
    place = os.fspath(folder)
    for stale in stale_files(place):
        with files.explained(stale):
            os.unlink(stale)
        yield f"{stale}: removed"
    for change in permissions.too_open(map(Path, modes.private_paths(place))):
        yield _set_mode(change)
    if keys is not None and keys.is_encrypted and keys.has_identity:
        yield from _write_missing_keys(keys)
    entries_inbox = inbox.Inbox(place, wait)
    warning = ""
    with files.explained(entries_inbox.path), contextlib.suppress(DamagedError):
        _, warning = entries_inbox.repair_and_read()
    if warning:
        yield warning


def repair_surroundings(context: DoctorContext) -> Iterator[str]:
    """Move text from abandoned editor folders to the recovery folder, and fix modes.

    Yields:
        A description of each repair, as soon as it is done.

    Raises:
        FileError: something could not be repaired.
    """
    yield from remove_abandoned_edits(context)
    for change in permissions.writable(config_paths(context)):
        yield _set_mode(change)
    for change in permissions.too_open(state_paths(context)):
        yield _set_mode(change)


def _set_mode(change: ModeChange) -> str:
    path, _, wanted = change
    with files.explained(str(path)):
        os_compat.set_mode(str(path), wanted)
    return f"{path}: mode is now {wanted:04o}"


def _write_missing_keys(keys: FolderKeys) -> Iterator[str]:
    from reflect.store.encryption.key_files import write_missing

    with contextlib.suppress(DamagedError):
        keys.require_readable()
        yield from (f"{path}: written anew" for path in write_missing(keys))
