"""Back to a backup: checked whole, what it replaces is kept, and no new entry is lost.

Only the journal is replaced; the inbox stays as it is. The backup's own watermark says which
entries of the inbox it holds: all others are new to it, and are read and folded as ever.
"""

import contextlib
import json
import os
import re
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reflect.errors import DamagedError, FileError, Notice, ReflectError, UsageError
from reflect.store import files, layout, lock, paths, reader, strict_parser
from reflect.store.backups import bundle, catalog
from reflect.store.backups.archive import Archive
from reflect.store.backups.catalog import DAMAGED, REPLACED, Tables
from reflect.store.encryption import age, last_seen
from reflect.store.encryption.key_files import bring_keys, missing_recipients_error
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import from_document
from reflect.store.inbox_format import InboxContent
from reflect.store.storage import JournalStorage
from reflect.store.transaction import Transaction

_BEGINS_AS_OURS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"meta"')


@dataclass(frozen=True, slots=True)
class OpenedBackup:
    """A backup that was checked and can become the journal.

    Args:
        path: where it is.
        name: what to call it.
        data: its bytes, opened.
        head: the record at its head.
        tables: what it holds.
        keys: that it brings along to a folder which has none, by the names of their files.
        identity: that opens it, where it brings keys.
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
        """How many entries it holds."""
        return len(self.tables[layout.ENTRIES])


def open_backup(keys: FolderKeys, name: str) -> OpenedBackup:
    """Find a backup, and check all of it.

    Args:
        keys: of the journal's folder, which need not be there.
        name: an id, the beginning of one, or the path of a file.

    Raises:
        NotFoundError: there is none.
        UsageError: several may be meant, or it brings keys where there are others.
        DamagedError: it is not as it was written, or is no journal of ours.
        LockedError: it is encrypted, and can't be opened.
        FileError: it can't be read, or was named by its path and is no backup at all.
    """
    path = catalog.find(keys.folder, name)
    listed = next((one.id for one in catalog.list_backups(keys.folder) if one.path == path), "")
    raw = files.read_file(path) if listed else _named(path)
    if raw is not None and bundle.is_packed(raw):
        return _unpacked(keys, path, raw)
    data, head, tables = catalog.read(path, keys)
    return OpenedBackup(path, listed or path, data, head, tables)


def _named(path: str) -> bytes | None:
    """Read a file that was named by its path, which may be anything.

    Raises:
        FileError: it can't be read, or is no backup.
    """
    detail = "Nothing was changed."
    hint = "Name a backup that {command} lists, or a file made by it."
    try:
        data = files.read_file(path)
    except DamagedError as error:
        if os.path.exists(path):
            raise FileError.at(
                path,
                "is no backup, as it is no file",
                detail=detail,
                hint=hint,
                command=("backup",),
            ) from None
        raise FileError.of(error) from None
    if data is None or age.is_encrypted(data) or bundle.is_packed(data):
        return data
    if not _BEGINS_AS_OURS.match(data):
        why = "" if data else ", as it is empty"
        raise FileError.at(
            path, f"is no backup of reflect's{why}", detail=detail, hint=hint, command=("backup",)
        )
    return data


def _unpacked(keys: FolderKeys, path: str, raw: bytes) -> OpenedBackup:
    """Open a backup that brings its keys."""
    key_files = dict(bundle.unpack(raw, path))
    sealed = key_files.pop(paths.ENCRYPTED)
    with (
        files.explained(tempfile.gettempdir(), "nothing was changed"),
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
    ):
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
            # Whose the backup is, it would say.
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
            # By then the folder is gone, and it was never anybody's to know.
            raise _of_backup(error, path, place) from None
        identity = theirs.identity_text()
    return OpenedBackup(path, path, data, *catalog.parse(data, path), key_files, identity)


def _of_backup(error: ReflectError, path: str, place: str) -> ReflectError:
    """Return an error about an unpacked key file as one about the backup that holds it."""
    if error.path is None or not error.path.is_relative_to(place):
        return error
    name = error.path.name if error.path != Path(place) else ""
    reason = f"{name}: {error.reason}" if name else error.reason
    new = type(error).at(path, reason, hint=error.hint, command=error.command, detail=error.detail)
    new.notices.extend(error.notices)
    return new


@dataclass(frozen=True, slots=True)
class Difference:
    """What the journal holds that a backup does not.

    Args:
        entries: how many entries the journal holds; None where there is none, or it is damaged.
        gone: how many of them, or of those that can be read all the same, the backup doesn't have.
        other: how many it has in another version.
    """

    entries: int | None = None
    gone: int = 0
    other: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Args:
        entries: how many entries the journal holds now.
        waiting: how many of these wait in the inbox.
        replaced: the id of the backup of what was replaced; "" where nothing was.
        difference: between what was replaced and what is there now.
        is_same: whether the journal was that backup already, and nothing was done.
    """

    entries: int
    waiting: int = 0
    replaced: str = ""
    difference: Difference = Difference()
    is_same: bool = False


def compare(archive: Archive, chosen: OpenedBackup) -> Difference:
    """Say what would be missing after a restore, without changing anything."""
    try:
        _, before = _before(archive)
        after = _entries(archive, chosen, _waiting(archive, chosen))
    except ReflectError:
        # The restore itself will say what is wrong.
        return Difference()
    return _difference(before, archive.path, after, chosen.tables)


def _before(archive: Archive) -> tuple[bytes | None, bytes | None]:
    """Read the journal: its bytes as they stand in the file, and opened; b"" if they don't open."""
    raw = files.read_file(archive.path)
    try:
        return raw, None if raw is None else archive.keys.decrypt(raw, archive.path)
    except DamagedError:
        return raw, b""


def restore(archive: Archive, chosen: OpenedBackup) -> Restored:
    """Make a backup the journal. What was the journal is backed up before, sound or not.

    Raises:
        BusyError: another process is writing.
        DamagedError: the inbox can't be trusted, or something that is no file is in the way.
        FileError: it could not be written; the message says what is true.
    """
    files.make_folder(archive.folder, "nothing was changed")
    _bring_keys(archive, chosen)
    with archive.locked():
        raw, before = _before(archive)
        if before == chosen.data:
            return Restored(chosen.entries, is_same=True)
        content = _waiting(archive, chosen)
        after = _entries(archive, chosen, content)
        difference = _difference(before, archive.path, after, chosen.tables)
        storage = JournalStorage(archive.path, chosen.data, keys=archive.keys)
        storage.advance_generation(_last_generation(archive.keys, before))
        replaced = "" if raw is None else _keep(archive, raw, before or b"")
        try:
            storage.flush(chosen.head.token, chosen.head.folded)
        except BaseException:
            _let_go(archive.path, raw, replaced)
            raise
        last_seen.remember(archive.keys, storage.head)
        if not content.journal_existed:
            _mark_inbox(archive, content)
    kept = catalog.parse_name(replaced)
    return Restored(len(after), len(content.lines), kept.id if kept else "", difference)


def _bring_keys(archive: Archive, chosen: OpenedBackup) -> None:
    """Put the keys that a backup brings into a folder that has none."""
    if chosen.keys:
        with lock.journal_lock(archive.folder, archive.wait):
            bring_keys(archive.keys, chosen.keys)
            archive.keys.set_identity(chosen.identity)
            # From here on those of the encrypted journal are looked for.
            with files.explained(archive.folder, "nothing was changed but the keys"):
                files.remove_stale(archive.folder, paths.JOURNAL)


def _waiting(archive: Archive, chosen: OpenedBackup) -> InboxContent:
    """Read what waits in the inbox that a backup doesn't hold."""
    data, _ = archive.inbox.read(lambda: None)
    try:
        head = chosen.head
        content = archive.inbox.parse(data, head.token, head.folded)
        for line in content.lines:
            reader.new_document(line, archive.inbox.path)
    except DamagedError as error:
        raise DamagedError.of(error, _INBOX_STEP) from None
    return content


def _mark_inbox(archive: Archive, content: InboxContent) -> None:
    """Let an inbox that was begun before there was a journal know that there is one."""
    try:
        if content.size:
            writing = Transaction(archive.keys, archive.inbox)
            warnings = [*writing.warnings, *writing.finish()]
        else:
            with files.explained(archive.inbox.path):
                archive.inbox.cut(content)
            warnings = []
    except ReflectError as error:
        warnings = [f"{error.message}; restored all the same"]
    for line in warnings:
        archive.warn(line)


_INBOX_STEP = Notice(
    "Move that file away and keep it, then try again: the lines that are whole can be added by "
    "hand."
)


def _last_generation(keys: FolderKeys, before: bytes | None) -> int:
    """Find the highest generation there ever was here, as far as anybody knows."""
    known = [one.generation or 0 for one in catalog.list_backups(keys.folder, strict=True)]
    if keys.is_encrypted and keys.memory is not None:
        known.append(keys.memory.generation)
    with contextlib.suppress(layout.UnscannableError):
        known.append(layout.read_head(before or b"")[0].generation)
    return max(known, default=0)


def _keep(archive: Archive, raw: bytes, before: bytes) -> str:
    """Back up what is about to be replaced, under a name that says so; give its path.

    Args:
        raw: its bytes as they stand in the file.
        before: the same, opened; b"" if they don't open.
    """
    stem = f"{catalog.stamp(archive.clock())}-"
    if not layout.checksum_holds(before):
        stem += DAMAGED
    else:
        with contextlib.suppress(layout.UnscannableError):
            stem += f"g{layout.read_head(before)[0].generation}-"
        stem += REPLACED
    return catalog.write_backup(archive.keys, stem, raw)


def _let_go(path: str, before: bytes | None, replaced: str) -> None:
    """Remove the backup of what was not replaced after all."""
    with contextlib.suppress(OSError, ReflectError):
        if replaced and files.read_file(path) == before:
            os.unlink(replaced)


def _entries(archive: Archive, chosen: OpenedBackup, content: InboxContent) -> dict[str, Any]:
    """Give the entries there will be, by id: the backup's, and those of the inbox."""
    entries = {document["id"]: document for document in chosen.tables[layout.ENTRIES].values()}
    for line in content.lines:
        document = reader.new_document(line, archive.inbox.path)
        entries[document["id"]] = document
    return entries


def _difference(
    before: bytes | None, path: str, after: Mapping[str, Any], tables: Tables
) -> Difference:
    """Compare a journal's bytes with what takes its place.

    Args:
        before: the bytes; None where there is no journal.
        path: of the journal, for messages.
        after: the entries there will be, by id.
        tables: with the trash there will be.
    """
    if before is None:
        return Difference()
    try:
        earlier = strict_parser.read(before, path)[1][layout.ENTRIES]
        held = len(earlier)
    except ReflectError:
        earlier, held = _legible(before), None
    trashed = {kept["entry"]["id"] for kept in tables.get(layout.TRASH, {}).values()}
    gone = other = 0
    for document in earlier.values():
        if document["id"] in after:
            other += document != after[document["id"]]
        elif document["id"] in trashed:
            other += 1
        else:
            gone += 1
    return Difference(held, gone, other)


def _legible(data: bytes) -> dict[str, Any]:
    """Read what can be read of a damaged journal: the lines that are entries."""
    found = {}
    for line in data.split(b"\n"):
        key, _, rest = line.partition(b":")
        # What can't be read is left out; the whole file is kept.
        with contextlib.suppress(ValueError, RecursionError, ReflectError):
            document = json.loads(rest.rstrip(b",\r"))
            if isinstance(document, dict):
                from_document(document)
                found[key.decode()] = document
    return found
