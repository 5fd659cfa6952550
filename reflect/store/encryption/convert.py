"""Turning encryption on and off.

Every file is written and verified before the file it replaces is removed. The journal is converted
in one step, while holding its own lock and the inbox lock; drafts and backups follow one by one. If
a conversion is interrupted, the next `encrypt` or `decrypt` completes it.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reflect.errors import DamagedError, FileError, LockedError, Notice, ReflectError
from reflect.store import file_errors, files, inbox, lock, modes, paths, reader
from reflect.store.backups import catalog, copies, plain_copies
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
from reflect.store.journal_link import require_journal
from reflect.store.storage import JournalStorage
from reflect.store.transaction import Transaction

_LINK = "is a link, and what it leads to stays as it is"
_KEYS_STAY = (
    "The new keys stay, and the next {command} goes on with them: keep the recovery identity, if "
    "one was shown."
)


@dataclass(slots=True)
class Conversion:
    """The result of a conversion.

    Args:
        converted: the number of drafts, backups and other files that were converted.
        failed: the files that could not be converted, as pairs of path and reason.
        warnings: other messages for the user.
    """

    converted: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[Notice | str] = field(default_factory=list)

    def add_failure(self, path: str, reason: str) -> None:
        """Add a file that could not be converted, unless it has been added before."""
        if path not in dict(self.failed):
            self.failed.append((path, reason))


def encrypt(keys: FolderKeys, prepared: Prepared | None = None, wait: float = 5.0) -> Conversion:
    """Encrypt a plain-text journal along with its drafts and backups.

    Args:
        keys: the keys of the journal folder.
        prepared: the new keys; None to continue an interrupted conversion with the keys in the
            folder, because drafts or backups may already be encrypted to them.
        wait: how many seconds to wait for another process to finish writing.

    Raises:
        LockedError: The existing keys can't be unlocked.
        UsageError: The new keys would replace existing ones.
        BusyError: Another process is writing.
        DamagedError: The journal or its inbox is damaged; nothing was changed.
        FileError: The journal could not be written and is still unencrypted. The new keys have been
            removed, unless a notice says otherwise.
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
        # Other processes don't encrypt anything to the new keys until journal.age exists.
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
    """Decrypt an encrypted journal along with its drafts and backups, then remove its keys.

    Args:
        keys: the keys of the journal folder.
        wait: how many seconds to wait for another process to finish writing.
        also: called after the journal has been converted, to decrypt files outside the folder.
            Returns the failures as pairs of path and reason.

    Raises:
        LockedError: The journal can't be unlocked.
        BusyError: Another process is writing.
        DamagedError: The journal or its inbox is damaged; nothing was changed.
        FileError: The journal could not be written and is still encrypted.
    """
    keys.require_readable()
    keys.open_identity()
    with lock.journal_lock(keys.folder, wait):
        if keys.is_encrypted:
            _move_plain_journal_to_backups(keys)
            result = _swap_journal(keys, paths.ENCRYPTED, paths.JOURNAL, wait)
        else:
            # Make sure that no line in the inbox still depends on these keys.
            result = _fold(keys, wait)
        _convert_rest(result, keys, wait)
        result.failed += also(keys)
        if not result.failed:
            # Delete the identity last, so that an interrupted removal can still be completed.
            for name in reversed(paths.KEYS):
                with files.explained(keys.path(name)), contextlib.suppress(FileNotFoundError):
                    os.unlink(keys.path(name))
        return result


def finish(keys: FolderKeys, wait: float = 5.0) -> Conversion:
    """Encrypt the plain-text files left in the folder of an encrypted journal.

    Raises:
        LockedError, BusyError, DamagedError, FileError: See `decrypt`.
    """
    keys.open_identity()
    with lock.journal_lock(keys.folder, wait):
        _move_plain_journal_to_backups(keys)
        # The inbox may still contain lines that were added as plain text.
        result = _fold(keys, wait)
        _convert_rest(result, keys, wait)
        return result


def require_ready(keys: FolderKeys, wait: float = 5.0) -> None:
    """Check that a journal can be encrypted, before the user writes down a recovery identity.

    Raises:
        BusyError: Another process is writing.
        DamagedError: The journal or its inbox is damaged.
        FileError: The journal or its inbox can't be read.
    """
    keys.require_readable()
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    data = files.read_file(keys.journal)
    head = JournalStorage(keys.journal, data, keys=keys).head
    lines, _ = entries_inbox.read(lambda: None)
    content = entries_inbox.parse(lines, head.token, head.folded, bytes)
    content.require_undamaged(entries_inbox.path)
    if data is None:
        reader.require_none(keys, content)


def _fold(keys: FolderKeys, wait: float) -> Conversion:
    """Fold the inbox into the journal. If the inbox can't be emptied, report it as failed."""
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    transaction = Transaction(keys, entries_inbox)
    warnings = transaction.finish()
    if os.path.lexists(keys.journal):
        # An earlier write may have failed to empty the inbox.
        warnings += transaction.cut()
    failed = [(entries_inbox.path, warning) for warning in warnings]
    return Conversion(failed=failed, warnings=transaction.warnings)


@contextlib.contextmanager
def _removing_keys_on_error(keys: FolderKeys) -> Iterator[None]:
    """Remove the new keys if the body fails, or add a notice if they may be needed."""
    try:
        yield
    except ReflectError as error:
        if keys.is_encrypted or not remove_keys(keys):
            error.add_notice(_KEYS_STAY, ("encrypt",))
        raise


def _bring_keys(keys: FolderKeys, prepared: Prepared) -> None:
    with files.explained(keys.folder), contextlib.suppress(FileNotFoundError):
        # This file belongs to other keys, left over from an interrupted setup.
        os.unlink(keys.path(paths.RECOVERY))
    bring_keys(keys, prepared.files, removed_on_error=True)
    keys.set_identity(prepared.text)


def _swap_journal(keys: FolderKeys, old: str, new: str, wait: float) -> Conversion:
    """Write the journal and all new entries under another name, then remove the old file.

    The journal counts as encrypted as soon as journal.age exists. The inbox lock is held
    throughout, so no other process can add an entry.

    If the inbox can't be emptied, it is reported as failed and its lines stay unconverted.
    """
    target = keys.path(new)
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    with entries_inbox.locked():
        transaction = Transaction(keys, entries_inbox)
        transaction.keep_older()
        keys.write(target, transaction.render())
        if new == paths.JOURNAL:
            _forget_encrypted_journal(keys, target)
        _remove_journal(keys.path(old))
        # The new file is now the journal, and its watermark covers the inbox.
        failed = [(entries_inbox.path, warning) for warning in transaction.cut()]
    last_seen.accept(keys, transaction.head)
    return Conversion(failed=failed, warnings=transaction.warnings)


def _forget_encrypted_journal(keys: FolderKeys, plain: str) -> None:
    """Allow the journal to be unencrypted; if that can't be recorded, remove the new plain file."""
    try:
        if keys.last_seen is not None:
            keys.last_seen.forget()
    except ReflectError:
        files.remove(plain)
        raise


def _remove_journal(path: str) -> None:
    """Remove a journal file. If it is a symbolic link, remove the target as well."""
    with files.explained(path, "the new journal is in place"):
        names = list(dict.fromkeys((files.resolve_links(path), path)))
    # A dangling link named journal.age would still mark the journal as encrypted, so remove that
    # link first. Otherwise, remove the plain-text target before the link.
    if path.endswith(paths.SEALED):
        names.reverse()
    for name in names:
        files.remove(name, "the new journal is in place")


def _move_plain_journal_to_backups(keys: FolderKeys) -> None:
    """Encrypt a plain-text journal found next to the encrypted one, and move it to the backups."""
    plain = keys.path(paths.JOURNAL)
    if os.path.islink(plain) and not os.path.exists(plain):
        _remove_journal(plain)
    require_journal(plain)
    data = files.read_file(plain)
    if data is not None:
        at = datetime.fromtimestamp(os.stat(plain).st_mtime, UTC)
        sealed = b"".join(keys.encrypt([data], paths.ENCRYPTED))
        catalog.write_backup(keys, f"{catalog.stamp(at)}-{catalog.REPLACED}", sealed)
        _remove_journal(plain)


def _convert_rest(result: Conversion, keys: FolderKeys, wait: float) -> None:
    """Convert drafts, backups and copies after the journal.

    The caller must hold the journal lock. Files that can't be converted are reported and skipped.
    """
    drafts = Drafts(Path(keys.folder), wait, keys)
    if os.path.isdir(drafts.folder):
        try:
            _convert_drafts(result, keys, drafts)
        except ReflectError as error:
            result.failed.append((os.fspath(error.path or drafts.folder), error.reason))
    if tightened := modes.tighten(keys.folder):
        result.warnings.append(tightened)
    _remove_stale(result, keys)
    for backup in _list_backups(result, keys):
        if backup.kind == catalog.OWN:
            _check_own_backup(result, keys, backup.path)
        elif not backup.path.endswith(keys.suffix):
            _convert(result, keys, backup.path, paths.BACKUP_FAMILY)
    try:
        for path in _unconverted(keys, keys.folder):
            if os.path.basename(path).startswith(paths.OLD_FORMAT):
                _convert(result, keys, path, os.path.basename(keys.journal))
    except FileError as error:
        result.add_failure(keys.folder, error.reason)
    _convert_torn_lines(result, keys)
    _check_copies(result, keys)


def _list_backups(result: Conversion, keys: FolderKeys) -> list[catalog.Backup]:
    """List the backups; if they can't be listed or lie behind a link, report them as failed."""
    place = keys.path(paths.BACKUPS)
    if os.path.islink(place):
        result.failed.append((place, _LINK))
        return []
    try:
        return catalog.list_backups(keys.folder, strict=True)
    except FileError as error:
        result.add_failure(place, error.reason)
        return []


def _convert_drafts(result: Conversion, keys: FolderKeys, drafts: Drafts) -> None:
    with drafts.locked():
        _remove_temps(result, drafts.folder, paths.DRAFT_FAMILY)
        for path in _unconverted(keys, drafts.folder):
            _convert(result, keys, path, paths.DRAFT_FAMILY)


def _unconverted(keys: FolderKeys, folder: str) -> list[str]:
    """List the files in a folder whose suffix doesn't match the journal's encryption.

    Raises:
        FileError: The folder can't be listed.
    """
    suffix = paths.PLAIN if keys.is_encrypted else paths.SEALED
    with files.explained(folder):
        names = sorted(os.listdir(folder))
    return [
        os.path.join(folder, name) for name in names if name.endswith(suffix) and name[0] != "."
    ]


def _remove_stale(result: Conversion, keys: FolderKeys) -> None:
    """Remove temporary files left by interrupted writes, because they may contain plain text."""
    backups = keys.path(paths.BACKUPS)
    places = [] if os.path.islink(backups) else [(backups, paths.BACKUP_FAMILY)]
    for name in (paths.JOURNAL, paths.ENCRYPTED):
        target = files.resolve_links(keys.path(name))
        places += [(os.path.dirname(target), files.family_of(target)), (keys.folder, name)]
    for folder, family in places:
        _remove_temps(result, folder, family)


def _remove_temps(result: Conversion, folder: str, family: str) -> None:
    """Remove the temporary files of a family, and report those that can't be removed."""
    try:
        files.remove_stale(folder, family)
        for temp in files.stale_temps(folder, family):
            result.add_failure(temp, "can't be removed")
    except OSError as error:
        result.add_failure(folder, file_errors.reason(error))


def _check_own_backup(result: Conversion, keys: FolderKeys, path: str) -> None:
    """Report a user's own file in backups/ if its encryption doesn't match the journal's."""
    try:
        data = files.read_file(path)
    except ReflectError as error:
        result.failed.append((path, error.reason))
    else:
        if data is not None and age.is_encrypted(data) != keys.is_encrypted:
            result.failed.append((path, "is your own file and stays as it is"))


def _check_copies(result: Conversion, keys: FolderKeys) -> None:
    """Report the copies of other programs, which are neither converted nor removed."""
    state = "in plain text" if keys.is_encrypted else "encrypted, and the keys stay for it"
    for copy in copies.find(keys):
        if copy.is_encrypted != keys.is_encrypted:
            of = "the journal" if copy.kind == copies.JOURNAL else "a draft"
            result.add_failure(copy.path, f"is a copy of {of}, and still {state}")
    for plain in plain_copies.find(keys):
        result.add_failure(plain.path, plain.description)


def _convert(result: Conversion, keys: FolderKeys, path: str, family: str) -> None:
    """Encrypt or decrypt a file to match the journal, and remove the original."""
    stem = os.path.splitext(path)[0]
    target = stem + keys.suffix
    if os.path.islink(path):
        result.failed.append((path, _LINK))
        return
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
            # The file was converted earlier, or it is a draft that has been saved again since.
            files.remove(path)
    except ReflectError as error:
        result.failed.append((path, error.reason))
    else:
        result.converted += 1


def _convert_torn_lines(result: Conversion, keys: FolderKeys) -> None:
    """Convert the torn lines of the inbox, appending them to any that were converted earlier."""
    path, target = keys.path(paths.TORN), keys.path(paths.TORN_SEALED)
    if not keys.is_encrypted:
        path, target = target, path
    if os.path.islink(path):
        result.failed.append((path, _LINK))
        return
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
    """Return the contents of a file; None if it doesn't exist or can't be decrypted."""
    try:
        return keys.read(path)
    except (DamagedError, LockedError):
        return None
