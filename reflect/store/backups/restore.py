"""Restoring a backup: validate it, back up the current journal, and keep every new entry.

Only the journal file is replaced; the inbox is left alone. The backup's watermark tells which inbox
entries the backup already contains. All others count as new and are folded as usual.
"""

import contextlib
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

from reflect.errors import DamagedError, FileError, ReflectError, UsageError
from reflect.store import files, layout, lock, partial_journal, paths, reader
from reflect.store.backups import bundle, catalog
from reflect.store.backups.archive import Archive
from reflect.store.backups.catalog import DAMAGED, REPLACED, Tables
from reflect.store.encryption import age, last_seen
from reflect.store.encryption.key_files import bring_keys, missing_recipients_error
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import updated_at
from reflect.store.inbox_format import HEADER_LENGTH, InboxContent
from reflect.store.inbox_merge import newer_entries, stored_versions
from reflect.store.journal_link import require_journal
from reflect.store.partial_journal import PartialJournal
from reflect.store.storage import JournalStorage
from reflect.store.transaction import Transaction
from reflect.temp_folders import temp_folder

_BEGINS_AS_OURS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"meta"')


@dataclass(frozen=True, slots=True)
class OpenedBackup:
    """A validated backup that is ready to become the journal.

    Args:
        path: the path.
        name: the name to use in messages.
        data: the decrypted bytes.
        head: the head record.
        tables: the parsed tables.
        keys: the key files included in the backup, by name, for a folder without keys.
        identity: the identity in those key files.
    """

    path: str
    name: str
    data: bytes
    head: layout.Head
    tables: Tables
    keys: Mapping[str, bytes] = field(default_factory=dict)
    identity: str = ""

    @property
    def entries(self) -> int:
        return len(self.tables[layout.ENTRIES])


def open_backup(keys: FolderKeys, name: str) -> OpenedBackup:
    """Find and validate a backup.

    Args:
        keys: the keys of the journal folder. The folder does not have to exist.
        name: a backup id or a prefix of one, or the path of a file.

    Raises:
        NotFoundError: No backup matches.
        UsageError: The name is ambiguous, or the backup includes keys that conflict with the
            folder's.
        DamagedError: The checksum is wrong, or the file is not one of our journals.
        LockedError: The backup is encrypted and the journal is locked.
        FileError: The file can't be read, or is not a backup.
    """
    path = catalog.find(keys.folder, name)
    listed = next((item.id for item in catalog.list_backups(keys.folder) if item.path == path), "")
    raw = files.read_file(path) if listed else _read_named(path)
    if raw is not None and bundle.is_packed(raw):
        return _open_bundle(keys, path, raw)
    data, head, tables = catalog.read(path, keys)
    return OpenedBackup(path, listed or path, data, head, tables)


def _read_named(path: str) -> bytes | None:
    """Read a file that the user named by its path.

    Raises:
        FileError: The file can't be read, or is not a backup.
    """
    detail = "Nothing was changed."
    hint = "Name a backup that {command} lists, or a file made by it."
    try:
        data = files.read_file(path)
    except DamagedError as error:
        if os.path.exists(path):
            raise FileError.at(
                path,
                "is not a backup, because it is not a file",
                detail=detail,
                hint=hint,
                command=("backup",),
            ) from None
        raise FileError.of(error) from None
    if data is None or age.is_encrypted(data) or bundle.is_packed(data):
        return data
    if not _BEGINS_AS_OURS.match(data):
        why = "" if data else ", because it is empty"
        raise FileError.at(
            path,
            f"is not a backup made by reflect{why}",
            detail=detail,
            hint=hint,
            command=("backup",),
        )
    return data


def _open_bundle(keys: FolderKeys, path: str, raw: bytes) -> OpenedBackup:
    """Open a backup that includes its keys."""
    key_files = dict(bundle.unpack(raw, path))
    sealed = key_files.pop(paths.ENCRYPTED)
    with (
        files.explained(path, "it can't be unpacked, and nothing was changed"),
        temp_folder("reflect-restore-", os.environ) as folder,
    ):
        place = str(folder)
        for name, data in key_files.items():
            files.write_new(os.path.join(place, name), data)
        theirs = keys.for_folder(place)
        if keys.is_encrypted and files.read_file(keys.path(paths.RECIPIENTS)) == key_files.get(
            paths.RECIPIENTS
        ):
            if not keys.has_identity:
                raise DamagedError.at(
                    keys.path(paths.IDENTITY),
                    "is missing",
                    hint=f"`tar -xf {shlex.quote(path)} {paths.IDENTITY}` takes it out of the "
                    "backup: put it beside the journal.",
                )
            theirs, key_files = keys, {}
        elif keys.is_encrypted and keys.listed_recipients() is None:
            # Without that file, we can't tell whether the backup belongs to this journal.
            raise missing_recipients_error(keys)
        elif keys.is_encrypted or os.path.lexists(keys.path(paths.JOURNAL)):
            plain = f"an encrypted journal, and the one in {keys.folder} is plain"
            other = f"another encrypted journal than {keys.folder}" if keys.is_encrypted else plain
            raise UsageError.at(
                path,
                f"is of {other}",
                hint="Name an empty folder: reflect --journal FOLDER backup restore FILE",
            )
        try:
            theirs.require_readable()
            data = theirs.decrypt(sealed, path)
        except ReflectError as error:
            # Don't show the path of the temporary folder, which has been deleted by now.
            raise _of_backup(error, path, place) from None
        identity = theirs.identity_text()
    return OpenedBackup(path, path, data, *catalog.parse(data, path), key_files, identity)


def _of_backup(error: ReflectError, path: str, place: str) -> ReflectError:
    """Rephrase an error about an unpacked key file as an error about the backup containing it."""
    if error.path is None or not error.path.is_relative_to(place):
        return error
    name = error.path.name if error.path != Path(place) else ""
    reason = f"{name}: {error.reason}" if name else error.reason
    new = type(error).at(path, reason, hint=error.hint, command=error.command, detail=error.detail)
    new.notices.extend(error.notices)
    return new


@dataclass(frozen=True, slots=True)
class Difference:
    """What the current journal contains and a backup does not.

    Args:
        entries: the number of entries in the journal; None if it is missing or damaged.
        missing: the number of readable entries that are not in the backup.
        changed: the number of entries that differ in the backup.
    """

    entries: int | None = None
    missing: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore.

    Args:
        entries: the number of entries after the restore.
        waiting: how many of those entries are in the inbox.
        replaced: the id of the backup of the replaced journal; "" if there was no journal.
        difference: what the replaced journal contained and the new one does not.
        is_same: whether the journal already matched the backup, so nothing was done.
    """

    entries: int
    waiting: int = 0
    replaced: str = ""
    difference: Difference = Difference()
    is_same: bool = False


def compare(archive: Archive, backup: OpenedBackup) -> Difference:
    """Return what a restore would remove or change. Nothing is modified."""
    try:
        _, before = _read_journal(archive)
        after, _ = _entries(backup, _waiting(archive, backup))
    except ReflectError:
        # The restore itself will report the error.
        return Difference()
    return _difference(archive, before, after, backup.tables)


def _read_journal(archive: Archive) -> tuple[bytes | None, bytes | None]:
    """Return the journal's bytes as stored and decrypted; b"" if decryption fails."""
    raw = files.read_file(archive.path)
    try:
        return raw, None if raw is None else archive.keys.decrypt(raw, archive.path)
    except DamagedError:
        return raw, b""


def restore(archive: Archive, backup: OpenedBackup) -> Restored:
    """Replace the journal with a backup, after backing up the journal, even if it is damaged.

    Raises:
        BusyError: Another process is writing.
        DamagedError: A path is not a regular file, or was written by a newer version.
        FileError: The journal is a link to another file, or could not be written; the message
            describes the current state.
    """
    files.make_folder(archive.folder, "nothing was changed")
    _bring_keys(archive, backup)
    require_journal(archive.path)
    with archive.locked():
        raw, before = _read_journal(archive)
        if before == backup.data:
            return Restored(backup.entries, is_same=True)
        content = _waiting(archive, backup)
        after, waiting = _entries(backup, content)
        difference = _difference(archive, before, after, backup.tables)
        storage = JournalStorage(archive.path, backup.data, keys=archive.keys)
        storage.advance_generation(_last_generation(archive.keys, before))
        replaced = "" if raw is None else _back_up_journal(archive, raw, before or b"")
        watermark = backup.head.token, backup.head.folded
        if content.is_earlier:
            # All of its entries are new to the backup.
            watermark = content.token, HEADER_LENGTH
        try:
            storage.flush(*watermark)
        except BaseException as error:
            _discard_backup(archive.path, raw, replaced)
            if backup.keys and isinstance(error, FileError):
                error.add_notice("The keys that came with the backup are in the folder already.")
            raise
        last_seen.remember(archive.keys, storage.head)
        if content.damaged:
            archive.warn(content.damage_notice(archive.inbox.path))
        elif not content.journal_existed:
            _mark_inbox(archive, content, replaces_lost=raw is not None)
    backup_of_replaced = catalog.parse_name(replaced)
    return Restored(
        len(after),
        waiting,
        backup_of_replaced.id if backup_of_replaced else "",
        difference,
    )


def _bring_keys(archive: Archive, backup: OpenedBackup) -> None:
    """Copy the keys in a backup to a folder that has none."""
    if backup.keys:
        with lock.journal_lock(archive.folder, archive.wait):
            bring_keys(archive.keys, backup.keys)
            archive.keys.set_identity(backup.identity)
            # Later writes only clean up after the encrypted journal.
            with files.explained(archive.folder, "nothing was changed but the keys"):
                files.remove_stale(archive.folder, paths.JOURNAL)


def _waiting(archive: Archive, backup: OpenedBackup) -> InboxContent[dict[str, Any]]:
    """Read the inbox entries that a backup does not contain."""

    def read(line: bytes) -> dict[str, Any]:
        return reader.new_document(line, archive.inbox.path)

    data, _ = archive.inbox.read(lambda: None)
    return archive.inbox.parse(data, backup.head.token, backup.head.folded, read)


def _mark_inbox(archive: Archive, content: InboxContent[Any], *, replaces_lost: bool) -> None:
    """Record in the inbox that a journal now exists.

    Args:
        archive: the archive of the journal folder.
        content: the contents of the inbox.
        replaces_lost: whether an inbox without content was lost.
    """
    try:
        if content.size:
            transaction = Transaction(archive.keys, archive.inbox)
            warnings = [*transaction.warnings, *transaction.finish()]
        else:
            with files.explained(archive.inbox.path):
                archive.inbox.cut(content, replaces_lost)
            warnings = []
    except ReflectError as error:
        warnings = [f"{error.message}; restored all the same"]
    for line in warnings:
        archive.warn(line)


def _last_generation(keys: FolderKeys, before: bytes | None) -> int:
    """Return the highest generation known to this folder or this machine."""
    known = [item.generation or 0 for item in catalog.list_backups(keys.folder, strict=True)]
    if keys.is_encrypted and keys.last_seen is not None:
        known.append(keys.last_seen.generation)
    with contextlib.suppress(layout.UnscannableError):
        known.append(layout.read_head(before or b"")[0].generation)
    return max(known, default=0)


def _back_up_journal(archive: Archive, raw: bytes, before: bytes) -> str:
    """Back up the journal that is about to be replaced; return the path of the backup.

    Args:
        archive: the archive of the journal folder.
        raw: the journal's bytes as stored.
        before: the journal's decrypted bytes; b"" if they can't be decrypted.
    """
    stem = f"{catalog.stamp(archive.clock())}-"
    if not layout.checksum_holds(before):
        stem += DAMAGED
    else:
        with contextlib.suppress(layout.UnscannableError):
            stem += f"g{layout.read_head(before)[0].generation}-"
        stem += REPLACED
    return catalog.write_backup(archive.keys, stem, raw)


def _discard_backup(path: str, before: bytes | None, replaced: str) -> None:
    """Delete the backup of the journal if the journal was not replaced after all."""
    with contextlib.suppress(OSError, ReflectError):
        if replaced and files.read_file(path) == before:
            os.unlink(replaced)


def _entries(
    backup: OpenedBackup, content: InboxContent[dict[str, Any]]
) -> tuple[dict[str, Any], int]:
    """Return the entries after the restore, by id, and how many of them are from the inbox."""
    entries = {document["id"]: document for document in backup.tables[layout.ENTRIES].values()}
    ids = {document["id"] for document in content.lines}
    trash = backup.tables.get(layout.TRASH, {}).values()
    stored = stored_versions((entries.get(entry_id) for entry_id in ids), trash, ids)
    newer, _ = newer_entries(content.lines, itemgetter("id"), updated_at, stored)
    return entries | newer, len(newer)


def _difference(
    archive: Archive, before: bytes | None, after: Mapping[str, Any], tables: Tables
) -> Difference:
    """Compare a journal with the one that will replace it.

    Args:
        archive: the archive of the journal folder.
        before: the decrypted bytes of the journal; None if it does not exist.
        after: the entries after the restore, by id.
        tables: the tables after the restore, which include the trash.
    """
    if before is None:
        return Difference()
    journal = PartialJournal(archive.path)
    partial_journal.read(before, archive.keys, journal)
    trashed = {
        trashed_document["entry"]["id"]
        for trashed_document in tables.get(layout.TRASH, {}).values()
    }
    missing = changed = 0
    for entry_id, document in journal.entries.items():
        if entry_id in after:
            changed += document != after[entry_id]
        elif entry_id in trashed:
            changed += 1
        else:
            missing += 1
    is_damaged = bool(journal.broken or journal.gaps)
    return Difference(None if is_damaged else len(journal.entries), missing, changed)
