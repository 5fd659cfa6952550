"""A backup chosen to become the journal: found by its name, opened, and checked whole."""

import os
import re
import shlex
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reflect.errors import DamagedError, FileError, ReflectError, UsageError
from reflect.store import copies, files, layout, paths
from reflect.store.backups import bundle, catalog
from reflect.store.backups.catalog import Tables
from reflect.store.encryption import age
from reflect.store.encryption.key_errors import missing_recipients
from reflect.store.encryption.keys import FolderKeys

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
    listed = next((one.id for one in catalog.listed(keys.folder) if one.path == path), "")
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
    if data is None or age.is_sealed(data) or bundle.is_packed(data):
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
            copies.write_new(os.path.join(place, name), data)
        theirs = keys.elsewhere(place)
        if keys.is_encrypted and files.read_file(keys.path(paths.RECIPIENTS)) == key_files.get(
            paths.RECIPIENTS
        ):
            if not keys.exists:
                raise DamagedError.at(
                    keys.path(paths.IDENTITY),
                    "is missing",
                    hint=f"`tar -xf {shlex.quote(path)} {paths.IDENTITY}` takes it out of the "
                    "backup: put it beside the journal.",
                )
            theirs, key_files = keys, {}
        elif keys.is_encrypted and keys.listed() is None:
            # Whose the backup is, it would say.
            raise missing_recipients(keys)
        elif keys.is_encrypted or os.path.lexists(keys.path(paths.JOURNAL)):
            plain = f"an encrypted journal, and the one in {keys.folder} is plain"
            other = f"another encrypted journal than {keys.folder}" if keys.is_encrypted else plain
            raise UsageError.at(
                path,
                f"is of {other}",
                hint="Name an empty folder: reflect --journal FOLDER backup restore FILE",
            )
        try:
            theirs.need()
            data = theirs.opened(sealed, path)
        except ReflectError as error:
            # By then the folder is gone, and it was never anybody's to know.
            raise _of_backup(error, path, place) from None
        identity = theirs.identity_text()
    return OpenedBackup(path, path, data, *catalog.content(data, path), key_files, identity)


def _of_backup(error: ReflectError, path: str, place: str) -> ReflectError:
    """Return an error about an unpacked key file as one about the backup that holds it."""
    if error.path is None or not error.path.is_relative_to(place):
        return error
    name = error.path.name if error.path != Path(place) else ""
    reason = f"{name}: {error.reason}" if name else error.reason
    new = type(error).at(path, reason, hint=error.hint, command=error.command, detail=error.detail)
    new.notices.extend(error.notices)
    return new
