"""Repairs that are safe to make without asking the user."""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from reflect.doctor import permissions
from reflect.doctor.abandoned_edits import remove_abandoned_edits
from reflect.doctor.config import config_paths
from reflect.doctor.context import DoctorContext
from reflect.doctor.drafts import adopt_copies
from reflect.doctor.journal_files import stale_files
from reflect.doctor.location import is_read_only
from reflect.doctor.permissions import ModeChange
from reflect.doctor.state_folder import state_paths
from reflect.errors import DamagedError, FileError, Notice
from reflect.store import files, inbox, modes, os_compat, paths, reader
from reflect.store.backups import catalog
from reflect.store.backups.archive import Archive
from reflect.store.backups.restore import open_backup, restore
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_format import InboxContent, read_header
from reflect.store.store import Store
from reflect.text.display import plural


def repair_all(context: DoctorContext) -> Iterator[str]:
    """Run all repairs. If one can't be made, it is reported, and the others are made.

    Yields:
        A description of each repair, as soon as it is done, or of what could not be repaired.

    Raises:
        BusyError: another process has locked the inbox.
        LockedError: the journal is encrypted and locked.
    """
    if is_read_only(context.journal):
        yield f"{context.journal}: is on a read-only disk, so nothing in it is repaired"
    else:
        keys = context.encryption.keys
        yield from _reported(repair_journal(context.journal, keys=keys, clock=lambda: context.now))
    yield from _reported(repair_surroundings(context))


def _reported(repairs: Iterator[str]) -> Iterator[str]:
    """Yield repairs, and the error that ends them."""
    try:
        yield from repairs
    except FileError as error:
        yield error.message


def repair_journal(
    folder: Path,
    wait: float = 5.0,
    keys: FolderKeys | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[str]:
    """Fix modes, remove stale files, repair the inbox, and write missing files.

    Entries are never changed. A damaged journal is not repaired, only reported by the checks.

    Args:
        folder: the journal's folder.
        wait: the maximum time to wait for another process that is writing, in seconds.
        keys: the journal's keys, or None if the journal is not encrypted.
        clock: returns the current time; None to make no backup of a journal that is changed.

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
    for change in permissions.unusable(map(Path, modes.private_paths(place))):
        yield _set_mode(change)
    if keys is not None and keys.is_encrypted and keys.has_identity:
        yield from _write_missing_keys(keys)
    store = Store(folder, wait, clock=clock, keys=keys)
    entries_inbox = inbox.Inbox(place, wait, store.keys)
    warning: Notice | str = ""
    with files.explained(entries_inbox.path), contextlib.suppress(DamagedError):
        _, warning = entries_inbox.repair_and_read()
    if isinstance(warning, str) and warning:
        yield warning
    with contextlib.suppress(DamagedError):
        yield from _replace_missing_journal(store, entries_inbox)
        yield from _repair_inbox(store, entries_inbox)
        yield from adopt_copies(folder, store.keys)


def _replace_missing_journal(store: Store, entries_inbox: inbox.Inbox) -> Iterator[str]:
    """Create a missing journal from the newest backup, or else from the inbox alone."""
    path = store.path
    if os.path.lexists(path):
        return
    with files.explained(entries_inbox.path):
        data, _ = entries_inbox.read(lambda: None)
    header = read_header(data, entries_inbox.path)
    backup = catalog.newest_good(store.keys)
    if backup is not None:
        yield f"{path}: is missing; changes made after the backup {backup.id} are lost"
        # Nothing is replaced, so the time is never used.
        archive = Archive(Path(store.keys.folder), lambda: backup.at, keys=store.keys)
        done = restore(archive, open_backup(store.keys, backup.path))
        yield f"{path}: restored from the backup {backup.id}, {plural(done.entries, 'entry')}"
    elif header and header.journal_existed:
        yield f"{path}: is missing, and so are all entries that are not in {paths.INBOX}"
        yield from store.repair()
        yield f"{path}: made from {paths.INBOX}, {plural(len(store.rows()), 'entry')}"


def _repair_inbox(store: Store, entries_inbox: inbox.Inbox) -> Iterator[str]:
    """Create a missing inbox, or move its damaged lines to another file."""
    content: InboxContent[dict[str, Any]] = InboxContent()
    if os.path.lexists(entries_inbox.path):
        content = reader.inbox_content(store.keys, entries_inbox)
    if not content.size:
        if os.path.lexists(store.path):
            with files.explained(entries_inbox.path):
                entries_inbox.cut(content)
            yield f"{entries_inbox.path}: created"
    elif content.damaged or content.is_altered or content.replaces_lost:
        yield from store.repair()


def repair_surroundings(context: DoctorContext) -> Iterator[str]:
    """Move text from abandoned editor folders to the recovery folder, and correct permissions.

    Yields:
        A description of each repair, as soon as it is done.

    Raises:
        FileError: something could not be repaired.
    """
    yield from remove_abandoned_edits(context)
    for change in permissions.writable(config_paths(context)):
        yield _set_mode(change)
    for change in permissions.unusable(state_paths(context)):
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
        yield from (f"{path}: written again" for path in write_missing(keys))
