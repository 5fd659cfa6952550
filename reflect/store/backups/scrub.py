"""Removal of permanently deleted entries from backups."""

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from reflect.errors import FileError, ReflectError
from reflect.model.ids import to_int
from reflect.store import files, layout, migrations, paths
from reflect.store.backups import catalog, retention
from reflect.store.backups.archive import Archive
from reflect.store.backups.catalog import MADE, OWN, Backup
from reflect.store.encryption.keys import FolderKeys
from reflect.store.record_codec import ABOUT, RECORD_TABLES
from reflect.store.storage import read_tables, render


@dataclass(slots=True)
class Scrubbed:
    """The result of a scrub.

    Args:
        clean: the backups that no longer contain the entries.
        failed: the backups that may still contain the entries, each with the reason.
    """

    clean: list[Backup] = field(default_factory=list)
    failed: list[tuple[Backup, str]] = field(default_factory=list)


def find_holding(archive: Archive, ids: Collection[str]) -> list[Backup]:
    """List the backups that contain or may contain any of the entries, newest first.

    The copies of journals in older formats, which lie beside the journal, count as backups.

    Raises:
        FileError: The backups can't be listed.
    """
    listed = catalog.list_backups(archive.folder, strict=True) + list(_older_copies(archive))
    if listed:
        archive.keys.require_readable()
    return [backup for backup in listed if _may_hold(archive.keys, backup, ids)]


def _older_copies(archive: Archive) -> Iterator[Backup]:
    """Yield the copies of journals in older formats as the user's own backups."""
    for path in migrations.list_copies(archive.folder):
        with files.explained(path):
            state = os.stat(path)
        at = datetime.fromtimestamp(state.st_mtime, UTC)
        yield Backup(path, os.path.basename(path), at, None, OWN, state.st_size)


def last_day(archive: Archive, backups: Collection[Backup]) -> date | None:
    """Return the day on which the last of the given backups will be removed; None if never."""
    made = [backup for backup in catalog.list_backups(archive.folder) if backup.kind == MADE]
    return retention.last_day(made, backups, archive.clock())


def scrub(archive: Archive, ids: Collection[str]) -> Scrubbed:
    """Remove entries from every backup that contains them, one backup at a time.

    Args:
        archive: the archive of the journal folder.
        ids: the ids of the entries, which may be in the journal or the trash.

    Raises:
        BusyError: Another process is writing.
        FileError: The backups can't be listed.
    """
    result = Scrubbed()
    with archive.locked():
        for backup in find_holding(archive, ids):
            try:
                _rewrite(archive.keys, backup, ids)
            except ReflectError as error:
                result.failed.append((backup, error.message))
            else:
                result.clean.append(backup)
    return result


def _may_hold(keys: FolderKeys, backup: Backup, ids: Collection[str]) -> bool:
    try:
        data = keys.read(backup.path)
    except ReflectError:
        return True
    return data is not None and _holds(data, ids)


def _holds(data: bytes, ids: Collection[str]) -> bool:
    """Return whether a journal contains any of the entries; references to them don't count."""
    try:
        layout.read_head(data)
    except layout.UnscannableError:
        return any(entry_id.encode() in data for entry_id in ids)
    return any(b'"id":"%b"' % entry_id.encode() in data for entry_id in ids)


def _rewrite(keys: FolderKeys, backup: Backup, ids: Collection[str]) -> None:
    data = keys.read(backup.path)
    if data is None:
        return
    if not layout.checksum_holds(data):
        raise FileError.at(
            backup.path, "is not as it was written, so that nothing is taken out of it"
        )
    with files.explained(backup.path, "nothing was changed"):
        state = os.stat(backup.path)
    new = b"".join(_without(data, backup.path, ids))
    if _holds(new, ids):
        raise FileError.at(backup.path, "still contains what was deleted")
    is_copy = os.path.basename(backup.path).startswith(paths.OLD_FORMAT)
    keys.write(backup.path, new, "" if is_copy else paths.BACKUP_FAMILY)
    # Preserve the modification time, which the list shows for the user's own backups.
    with contextlib.suppress(OSError):
        os.utime(backup.path, ns=(state.st_atime_ns, state.st_mtime_ns))


def _without(data: bytes, path: str, ids: Collection[str]) -> Iterable[bytes | memoryview]:
    """Render a journal without the given entries and their records, keeping its generation."""
    head, tables = read_tables(data, path, accept=False)
    for entry_id in ids:
        tables[layout.ENTRIES].pop(str(to_int(entry_id)), None)
    trash = tables.get(layout.TRASH, {})
    for key in [key for key, trashed in trash.items() if trashed["entry"]["id"] in ids]:
        del trash[key]
    for name in RECORD_TABLES:
        table = tables.get(name, {})
        for key in [key for key, record in table.items() if record.get(ABOUT) in ids]:
            del table[key]
    version = head.format if head.format in layout.SCANNED else layout.FORMAT
    return render(layout.Head(version, head.generation, head.token, head.folded), tables)
