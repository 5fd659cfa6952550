"""Back to a backup: checked whole, what it replaces is kept, and no new entry is lost.

Only the journal is replaced; the inbox stays as it is. The backup's own watermark says which
entries of the inbox it holds: all others are new to it, and are read and folded as ever.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reflect.errors import DamagedError, ReflectError
from reflect.store import backup, copies, disk, inbox, reading, scan, strict
from reflect.store.archive import Archive
from reflect.store.backup import DAMAGED, REPLACED
from reflect.store.document import from_document
from reflect.store.file import JournalStorage
from reflect.store.writing import Writing

Tables = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A backup that was checked and can become the journal.

    Args:
        path: where it is.
        name: what to call it.
        data: its bytes.
        head: the record at its head.
        tables: what it holds.
    """

    path: str
    name: str
    data: bytes
    head: scan.Head
    tables: Tables

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return len(self.tables[scan.ENTRIES])


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


def choose(folder: str, name: str) -> Chosen:
    """Find a backup, and check all of it.

    Args:
        folder: the journal's folder; need not be there.
        name: an id, the beginning of one, or the path of a file.

    Raises:
        NotFoundError: there is none.
        UsageError: several may be meant.
        DamagedError: it is not as it was written, or is no journal of ours.
        FileError: it can't be read.
    """
    path = backup.find(folder, name)
    data, head, tables = backup.read(path)
    named = next((one.id for one in backup.listed(folder) if one.path == path), path)
    return Chosen(path, named, data, head, tables)


def compare(archive: Archive, chosen: Chosen) -> Difference:
    """Say what would be missing after a restore, without changing anything."""
    try:
        before = disk.read_file(archive.path)
        after = _entries(archive, chosen, _waiting(archive, chosen))
    except ReflectError:
        # The restore itself will say what is wrong.
        return Difference()
    return _difference(before, archive.path, after, chosen.tables)


def restore(archive: Archive, chosen: Chosen) -> Restored:
    """Make a backup the journal. What was the journal is backed up before, sound or not.

    Raises:
        BusyError: another process is writing.
        DamagedError: the inbox can't be trusted, or something that is no file is in the way.
        FileError: it could not be written; the message says what is true.
    """
    disk.require_plain(archive.folder)
    disk.make_folder(archive.folder, "nothing was changed")
    with archive.locked():
        before = disk.read_file(archive.path)
        if before == chosen.data:
            return Restored(chosen.entries, is_same=True)
        content = _waiting(archive, chosen)
        after = _entries(archive, chosen, content)
        difference = _difference(before, archive.path, after, chosen.tables)
        storage = JournalStorage(archive.path, chosen.data)
        storage.count_on_from(_last_generation(archive.folder, before))
        replaced = "" if before is None else _keep(archive, before)
        try:
            storage.flush(chosen.head.token, chosen.head.folded)
        except BaseException:
            _let_go(archive.path, before, replaced)
            raise
        if not content.journal_existed:
            _mark_inbox(archive, content)
    kept = backup.of_name(replaced)
    return Restored(len(after), len(content.lines), kept.id if kept else "", difference)


def _waiting(archive: Archive, chosen: Chosen) -> inbox.Content:
    """Read what waits in the inbox that a backup doesn't hold."""
    data, _ = archive.inbox.read(lambda: None)
    try:
        head = chosen.head
        content = inbox.parse(data, archive.inbox.path, head.token, head.folded)
        for line in content.lines:
            reading.new_document(line, archive.inbox.path)
    except DamagedError as error:
        raise DamagedError(error.message, _INBOX_HINT) from None
    return content


def _mark_inbox(archive: Archive, content: inbox.Content) -> None:
    """Let an inbox that was begun before there was a journal know that there is one."""
    try:
        if content.size:
            writing = Writing(archive.folder, archive.inbox)
            warnings = [*writing.warnings, *writing.finish()]
        else:
            with disk.explained(archive.inbox.path):
                archive.inbox.cut(content)
            warnings = []
    except ReflectError as error:
        warnings = [f"{error.message}; restored all the same"]
    for line in warnings:
        archive.warn(line)


_INBOX_HINT = (
    "Nothing was changed. Move that file away and keep it, then try again: "
    "the lines that are whole can be added by hand."
)


def _last_generation(folder: str, before: bytes | None) -> int:
    """Find the highest generation there ever was here, as far as anybody knows."""
    known = [one.generation or 0 for one in backup.listed(folder, strict=True)]
    with contextlib.suppress(scan.UnscannableError):
        known.append(scan.read_head(before or b"")[0].generation)
    return max(known, default=0)


def _keep(archive: Archive, before: bytes) -> str:
    """Back up what is about to be replaced, under a name that says so; give its path."""
    stem = f"{backup.stamp(archive.clock())}-"
    if not scan.checksum_holds(before):
        stem += DAMAGED
    else:
        with contextlib.suppress(scan.UnscannableError):
            stem += f"g{scan.read_head(before)[0].generation}-"
        stem += REPLACED
    return copies.put(archive.place, stem, before)


def _let_go(path: str, before: bytes | None, replaced: str) -> None:
    """Remove the backup of what was not replaced after all."""
    with contextlib.suppress(OSError, ReflectError):
        if replaced and disk.read_file(path) == before:
            os.unlink(replaced)


def _entries(archive: Archive, chosen: Chosen, content: inbox.Content) -> dict[str, Any]:
    """Give the entries there will be, by id: the backup's, and those of the inbox."""
    entries = {document["id"]: document for document in chosen.tables[scan.ENTRIES].values()}
    for line in content.lines:
        document = reading.new_document(line, archive.inbox.path)
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
        earlier = strict.read(before, path)[1][scan.ENTRIES]
        held = len(earlier)
    except ReflectError:
        earlier, held = _legible(before), None
    trashed = {kept["entry"]["id"] for kept in tables.get(scan.TRASH, {}).values()}
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
