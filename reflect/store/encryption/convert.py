"""Turn encryption on and off.

Each file is written and read back before the file that it replaces is removed. The journal is
converted in one step, under its own lock and that of the inbox; the drafts and backups follow one
by one. The next `encrypt` or `decrypt` finishes a conversion that was interrupted.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reflect.errors import DamagedError, Notice, ReflectError
from reflect.store import files, inbox, lock, paths, reader
from reflect.store.backups import catalog
from reflect.store.drafts import Drafts
from reflect.store.encryption import age, last_seen
from reflect.store.encryption.key_files import (
    bring_keys,
    remove_keys,
    require_no_keys,
    write_missing,
)
from reflect.store.encryption.key_setup import Prepared
from reflect.store.encryption.keys import FolderKeys
from reflect.store.storage import JournalStorage
from reflect.store.transaction import Transaction

_KEYS_STAY = (
    "The new keys stay, and the next {command} goes on with them: keep the recovery identity, if "
    "one was shown."
)


@dataclass(slots=True)
class Conversion:
    """The result of a conversion.

    Args:
        files: The number of drafts, backups and other files that were converted.
        failed: The path of each file that could not be converted, and the reason.
        warnings: Other lines that the user should read.
    """

    converted: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[Notice | str] = field(default_factory=list)


def encrypt(keys: FolderKeys, prepared: Prepared | None = None, wait: float = 5.0) -> Conversion:
    """Encrypt a plain journal with its drafts and backups.

    Args:
        keys: The keys of its folder.
        prepared: New keys; None to use the keys in the folder after an interrupted conversion,
            since drafts or backups may still be encrypted to them.
        wait: How many seconds to wait for another process that is writing.

    Raises:
        LockedError: The existing keys can't be opened.
        UsageError: New keys would replace existing ones.
        BusyError: Another process is writing.
        DamagedError: The journal or its inbox can't be trusted; nothing was changed.
        FileError: The journal could not be written. It is plain as before, and the new keys are
            removed again, or a notice says that they stay.
    """
    keys.require_readable()
    files.make_folder(keys.folder, "nothing was changed")
    if prepared is None:
        keys.open_identity()
    with lock.journal_lock(keys.folder, wait):
        if keys.is_encrypted:
            raise DamagedError.at(
                keys.folder, "was encrypted meanwhile", detail="Nothing was changed."
            )
        # Until journal.age exists, no other process encrypts anything to the new keys.
        _fold(keys, wait)
        if prepared is None:
            write_missing(keys)
            result = _swap_journal(keys, paths.JOURNAL, paths.ENCRYPTED, wait)
        else:
            require_no_keys(keys)
            with _removing_keys_on_error(keys):
                _bring_keys(keys, prepared)
                result = _swap_journal(keys, paths.JOURNAL, paths.ENCRYPTED, wait)
        _convert_rest(result, keys, wait)
        return result


def decrypt(
    keys: FolderKeys,
    wait: float = 5.0,
    also: "Callable[[FolderKeys], list[tuple[str, str]]]" = lambda _: [],
) -> Conversion:
    """Decrypt an encrypted journal with its drafts and backups, then remove its keys.

    Args:
        keys: The keys of its folder.
        wait: How many seconds to wait for another process that is writing.
        also: Decrypts files outside the folder after the journal; returns those that it could
            not decrypt, each with the reason.

    Raises:
        LockedError: The journal can't be opened.
        BusyError: Another process is writing.
        DamagedError: The journal or its inbox can't be trusted; nothing was changed.
        FileError: The journal could not be written; it is encrypted as before.
    """
    keys.require_readable()
    keys.open_identity()
    with lock.journal_lock(keys.folder, wait):
        if keys.is_encrypted:
            _move_plain_journal_to_backups(keys)
            result = _swap_journal(keys, paths.ENCRYPTED, paths.JOURNAL, wait)
        else:
            # The inbox must not keep a line that only these keys open.
            result = _fold(keys, wait)
        _convert_rest(result, keys, wait)
        result.failed += also(keys)
        if not result.failed:
            # The identity goes last: as long as it exists, an interrupted removal can be finished.
            for name in reversed(paths.KEYS):
                with files.explained(keys.path(name)), contextlib.suppress(FileNotFoundError):
                    os.unlink(keys.path(name))
        return result


def finish(keys: FolderKeys, wait: float = 5.0) -> Conversion:
    """Encrypt the plain files that lie beside an encrypted journal.

    Raises:
        LockedError, BusyError, DamagedError, FileError: As in `decrypt`.
    """
    keys.open_identity()
    with lock.journal_lock(keys.folder, wait):
        _move_plain_journal_to_backups(keys)
        # The inbox may still hold lines that were added in plain text.
        result = _fold(keys, wait)
        _convert_rest(result, keys, wait)
        return result


def require_ready(keys: FolderKeys, wait: float = 5.0) -> None:
    """Check that a journal can be encrypted, before the user writes down a recovery identity.

    Raises:
        BusyError: Another process is writing.
        DamagedError: The journal or its inbox can't be trusted.
        FileError: One of them can't be read.
    """
    keys.require_readable()
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    data = files.read_file(keys.journal)
    head = JournalStorage(keys.journal, data, keys=keys).head
    lines, _ = entries_inbox.read(lambda: None)
    content = entries_inbox.parse(lines, head.token, head.folded)
    if data is None:
        reader.require_none(keys, content)


def _fold(keys: FolderKeys, wait: float) -> Conversion:
    """Fold the inbox into the journal; report the inbox if it can't be cut."""
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    transaction = Transaction(keys, entries_inbox)
    warnings = transaction.finish()
    if os.path.lexists(keys.journal):
        # An earlier write may have been unable to cut it.
        warnings += transaction.cut()
    failed = [(entries_inbox.path, warning) for warning in warnings]
    return Conversion(failed=failed, warnings=transaction.warnings)


@contextlib.contextmanager
def _removing_keys_on_error(keys: FolderKeys) -> Iterator[None]:
    """Remove new keys if the body fails; add a notice if something may need them."""
    try:
        yield
    except ReflectError as error:
        if keys.is_encrypted or not remove_keys(keys):
            error.add_notice(_KEYS_STAY, ("encrypt",))
        raise


def _bring_keys(keys: FolderKeys, prepared: Prepared) -> None:
    with files.explained(keys.folder), contextlib.suppress(FileNotFoundError):
        # It belongs to other keys, whose creation was interrupted.
        os.unlink(keys.path(paths.RECOVERY))
    bring_keys(keys, prepared.files, removed_on_error=True)
    keys.set_identity(prepared.text)


def _swap_journal(keys: FolderKeys, old: str, new: str, wait: float) -> Conversion:
    """Write the journal with all new entries under another name, and remove the old one.

    The journal is encrypted exactly if journal.age exists. The lock of the inbox is held, so no
    process adds an entry meanwhile.

    The inbox is reported if it could not be cut: its lines stay as they were.
    """
    target = keys.path(new)
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    with entries_inbox.locked():
        transaction = Transaction(keys, entries_inbox)
        keys.write(target, transaction.render())
        if new == paths.JOURNAL:
            _forget_encrypted_journal(keys, target)
        _remove_journal(keys.path(old))
        # Only now is the new file the journal, whose watermark covers the inbox.
        failed = [(entries_inbox.path, warning) for warning in transaction.cut()]
    last_seen.accept(keys, transaction.head)
    return Conversion(failed=failed, warnings=transaction.warnings)


def _forget_encrypted_journal(keys: FolderKeys, plain: str) -> None:
    """Allow the journal to be plain; if that can't be remembered, remove the plain file again."""
    try:
        if keys.last_seen is not None:
            keys.last_seen.forget()
    except ReflectError:
        files.remove(plain)
        raise


def _remove_journal(path: str) -> None:
    """Remove a journal file; if it is a link, also the file that it leads to."""
    with files.explained(path, "the new journal is in place"):
        names = list(dict.fromkeys((files.resolve_links(path), path)))
    # A dangling journal.age would still mean that the journal is encrypted, so that link goes
    # first. Plain text goes before the link that leads to it.
    if path.endswith(paths.SEALED):
        names.reverse()
    for name in names:
        files.remove(name, "the new journal is in place")


def _move_plain_journal_to_backups(keys: FolderKeys) -> None:
    """Move a plain journal beside the encrypted one to the backups, encrypted."""
    plain = keys.path(paths.JOURNAL)
    if os.path.islink(plain) and not os.path.exists(plain):
        _remove_journal(plain)
    data = files.read_file(plain)
    if data is not None:
        at = datetime.fromtimestamp(os.stat(plain).st_mtime, UTC)
        sealed = b"".join(keys.encrypt([data], paths.ENCRYPTED))
        catalog.write_backup(keys, f"{catalog.stamp(at)}-{catalog.REPLACED}", sealed)
        _remove_journal(plain)


def _convert_rest(result: Conversion, keys: FolderKeys, wait: float) -> None:
    """Convert drafts, backups and copies after the journal; the caller holds its lock.

    A file that can't be converted is reported and stops nothing.
    """
    drafts = Drafts(Path(keys.folder), wait, keys)
    if os.path.isdir(drafts.folder):
        try:
            _convert_drafts(result, keys, drafts)
        except ReflectError as error:
            result.failed.append((os.fspath(error.path or drafts.folder), error.reason))
    _remove_stale(result, keys)
    for backup in catalog.list_backups(keys.folder):
        if backup.kind == catalog.OWN:
            _check_own_backup(result, keys, backup.path)
        elif not backup.path.endswith(keys.suffix):
            _convert(result, keys, backup.path, paths.BACKUP_FAMILY)
    for path in _unconverted(keys, keys.folder):
        if os.path.basename(path).startswith(paths.OLD_FORMAT):
            _convert(result, keys, path, os.path.basename(keys.journal))
    _convert_torn_lines(result, keys)


def _convert_drafts(result: Conversion, keys: FolderKeys, drafts: Drafts) -> None:
    with drafts.locked(), files.explained(drafts.folder):
        files.remove_stale(drafts.folder, paths.DRAFT_FAMILY)
        for path in _unconverted(keys, drafts.folder):
            _convert(result, keys, path, paths.DRAFT_FAMILY)


def _unconverted(keys: FolderKeys, folder: str) -> list[str]:
    """List the files of a folder whose suffix says that they are not as the journal is."""
    suffix = paths.PLAIN if keys.is_encrypted else paths.SEALED
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [
        os.path.join(folder, name) for name in names if name.endswith(suffix) and name[0] != "."
    ]


def _remove_stale(result: Conversion, keys: FolderKeys) -> None:
    """Remove the temporary files of dead writers, which may hold plain text."""
    places = [(keys.path(paths.BACKUPS), paths.BACKUP_FAMILY)]
    for name in (paths.JOURNAL, paths.ENCRYPTED):
        target = files.resolve_links(keys.path(name))
        places += [(os.path.dirname(target), files.family_of(target)), (keys.folder, name)]
    for folder, family in places:
        try:
            files.remove_stale(folder, family)
        except OSError as error:
            result.failed.append((folder, files.reason(error)))


def _check_own_backup(result: Conversion, keys: FolderKeys, path: str) -> None:
    """Report a file of the user's own among the backups that is not as the journal is."""
    try:
        data = files.read_file(path)
    except ReflectError as error:
        result.failed.append((path, error.reason))
    else:
        if data is not None and age.is_encrypted(data) != keys.is_encrypted:
            result.failed.append((path, "is your own file and stays as it is"))


def _convert(result: Conversion, keys: FolderKeys, path: str, family: str) -> None:
    """Write a file as the journal is, and remove the old one."""
    stem = os.path.splitext(path)[0]
    target = stem + keys.suffix
    try:
        data = keys.read(path)
        if data is None:
            return
        existing = _read(keys, target)
        if existing is not None and existing != data and family != paths.DRAFT_FAMILY:
            target = files.free_path(os.path.dirname(path), os.path.basename(stem), keys.suffix)
            existing = None
        if existing is None:
            keys.move(path, target, data, family)
        else:
            # It was converted before; or it is a draft that was saved again since.
            files.remove(path)
    except ReflectError as error:
        result.failed.append((path, error.reason))
    else:
        result.converted += 1


def _convert_torn_lines(result: Conversion, keys: FolderKeys) -> None:
    """Convert the torn lines of the inbox, appending to those that were converted before."""
    path, target = keys.path(paths.TORN), keys.path(paths.TORN_SEALED)
    if not keys.is_encrypted:
        path, target = target, path
    try:
        data = keys.read(path)
        if data is None:
            return
        earlier = keys.read(target) or b""
        if earlier.endswith(data):
            files.remove(path)
        else:
            keys.move(path, target, earlier + data, os.path.basename(keys.journal))
    except ReflectError as error:
        result.failed.append((path, error.reason))
    else:
        result.converted += 1


def _read(keys: FolderKeys, path: str) -> bytes | None:
    """Return the content of a file; None if there is none, or it can't be opened."""
    try:
        return keys.read(path)
    except ReflectError:
        return None
