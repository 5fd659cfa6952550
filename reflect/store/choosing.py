"""A backup chosen to become the journal: found by its name, opened, and checked whole."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from reflect.errors import UsageError
from reflect.store import backup, carried, copies, disk, names, scan
from reflect.store.backup import Tables
from reflect.store.keys import Keys


@dataclass(frozen=True, slots=True)
class Chosen:
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
    head: scan.Head
    tables: Tables
    keys: Mapping[str, bytes] = field(default_factory=dict)
    identity: str = ""

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return len(self.tables[scan.ENTRIES])


def choose(keys: Keys, name: str) -> Chosen:
    """Find a backup, and check all of it.

    Args:
        keys: of the journal's folder, which need not be there.
        name: an id, the beginning of one, or the path of a file.

    Raises:
        NotFoundError: there is none.
        UsageError: several may be meant, or it brings keys where there are others.
        DamagedError: it is not as it was written, or is no journal of ours.
        LockedError: it is encrypted, and can't be opened.
        FileError: it can't be read.
    """
    path = backup.find(keys.folder, name)
    raw = disk.read_file(path)
    if raw is not None and carried.is_packed(raw):
        return _unpacked(keys, path, raw)
    data, head, tables = backup.read(path, keys)
    named = next((one.id for one in backup.listed(keys.folder) if one.path == path), path)
    return Chosen(path, named, data, head, tables)


def _unpacked(keys: Keys, path: str, raw: bytes) -> Chosen:
    """Open a backup that brings its keys."""
    files = dict(carried.unpack(raw, path))
    sealed = files.pop(names.ENCRYPTED)
    with (
        disk.explained(tempfile.gettempdir(), "nothing was changed"),
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
    ):
        for name, data in files.items():
            copies.write_new(os.path.join(place, name), data)
        theirs = keys.elsewhere(place)
        if keys.is_on and disk.read_file(keys.path(names.RECIPIENTS)) == files.get(
            names.RECIPIENTS
        ):
            theirs, files = keys, {}
        elif keys.is_on or os.path.lexists(keys.path(names.JOURNAL)):
            raise UsageError(
                f"{path}: is of another encrypted journal than {keys.folder}",
                "Name an empty folder: reflect --journal FOLDER backup restore FILE",
            )
        theirs.need()
        data = theirs.opened(sealed, path)
        identity = theirs.identity_text()
    return Chosen(path, path, data, *backup.content(data, path), files, identity)
