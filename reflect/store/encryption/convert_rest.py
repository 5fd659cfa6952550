"""Drafts, backups and copies written as the journal is now: sealed beside journal.age, else plain.

Each is read back before what it replaces goes. What was broken off is taken up by the next time.
"""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reflect.errors import FileError, ReflectError
from reflect.store import copies, files, os_compat, paths
from reflect.store.backups import catalog
from reflect.store.drafts import Drafts
from reflect.store.encryption import age
from reflect.store.encryption.keys import FolderKeys


@dataclass(slots=True)
class Conversion:
    """What was done.

    Args:
        files: how many drafts, backups and other files followed the journal.
        failed: the files that could not, and why.
    """

    files: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def convert_rest(keys: FolderKeys, wait: float, left: Sequence[tuple[str, str]] = ()) -> Conversion:
    """Write drafts, backups and copies as the journal is now; its lock is held by the caller.

    The journal has turned over by then: what stands in the way is named, and stops nothing.

    Args:
        keys: of the folder.
        wait: for how many seconds to wait for another process that is saving a draft.
        left: what did not follow so far, and why.
    """
    done = Conversion(failed=[*left])
    drafts = Drafts(Path(keys.folder), wait, keys)
    if os.path.isdir(drafts.folder):
        try:
            _convert_drafts(done, keys, drafts)
        except ReflectError as error:
            done.failed.append((drafts.folder, error.reason))
    _remove_stale(done, keys)
    for one in catalog.listed(keys.folder):
        if one.kind == catalog.OWN:
            _look_at_own(done, keys, one.path)
        elif not one.path.endswith(keys.suffix):
            _convert(done, keys, one.path, paths.BACKUP_FAMILY)
    for path in _others(keys, keys.folder):
        if os.path.basename(path).startswith(paths.OLD_FORMAT):
            _convert(done, keys, path, os.path.basename(keys.journal))
    _convert_torn(done, keys)
    return done


def _convert_drafts(done: Conversion, keys: FolderKeys, drafts: Drafts) -> None:
    with drafts.locked(), files.explained(drafts.folder):
        files.remove_stale(drafts.folder, paths.DRAFT_FAMILY)
        for path in _others(keys, drafts.folder):
            _convert(done, keys, path, paths.DRAFT_FAMILY)


def _others(keys: FolderKeys, place: str) -> list[str]:
    """List the files of a folder whose ending is that of the other way of keeping them."""
    ending = paths.PLAIN if keys.is_encrypted else paths.SEALED
    try:
        inside = sorted(os.listdir(place))
    except OSError:
        return []
    return [
        os.path.join(place, name) for name in inside if name.endswith(ending) and name[0] != "."
    ]


def _remove_stale(done: Conversion, keys: FolderKeys) -> None:
    """Remove what dead writers left: it may hold in plain what is sealed now."""
    places = [(keys.path(paths.BACKUPS), paths.BACKUP_FAMILY)]
    for name in (paths.JOURNAL, paths.ENCRYPTED):
        target = files.resolved(keys.path(name))
        places += [(os.path.dirname(target), files.family_of(target)), (keys.folder, name)]
    for place, family in places:
        try:
            files.remove_stale(place, family)
        except OSError as error:
            # The journal has turned over: what can't be looked at is named with what stays behind.
            done.failed.append((place, files.reason(error)))


def _look_at_own(done: Conversion, keys: FolderKeys, path: str) -> None:
    """Name a file among the backups that is the user's own and not as the journal is."""
    try:
        data = files.read_file(path)
    except ReflectError as error:
        done.failed.append((path, error.reason))
    else:
        if data is not None and age.is_sealed(data) != keys.is_encrypted:
            done.failed.append((path, "is your own file and stays as it is"))


def _convert(done: Conversion, keys: FolderKeys, path: str, family: str) -> None:
    """Write a file as the journal is now, and remove it as it was."""
    stem = os.path.splitext(path)[0]
    target = stem + keys.suffix
    try:
        data = keys.read(path)
        if data is None:
            return
        there = _read(keys, target)
        if there is not None and there != data and family != paths.DRAFT_FAMILY:
            target = copies.free_path(os.path.dirname(path), os.path.basename(stem), keys.suffix)
            there = None
        # A draft that is there already was saved later.
        if there is None:
            _write(keys, path, target, data, family)
        _remove(path)
    except ReflectError as error:
        done.failed.append((path, error.reason))
    else:
        done.files += 1


def _convert_torn(done: Conversion, keys: FolderKeys) -> None:
    """Let the lines that were never wholly written follow, after those that did already."""
    path, target = keys.path(paths.TORN), keys.path(paths.TORN_SEALED)
    if not keys.is_encrypted:
        path, target = target, path
    try:
        data = keys.read(path)
        if data is None:
            return
        earlier = keys.read(target) or b""
        if not earlier.endswith(data):
            _write(keys, path, target, earlier + data, os.path.basename(keys.journal))
        _remove(path)
    except ReflectError as error:
        done.failed.append((path, error.reason))
    else:
        done.files += 1


def _read(keys: FolderKeys, path: str) -> bytes | None:
    """Give what a file holds; None where nothing is, or nothing that opens."""
    try:
        return keys.read(path)
    except ReflectError:
        return None


def _write(keys: FolderKeys, path: str, target: str, data: bytes, family: str) -> None:
    """Write what a file holds to another, read it back, and let it be as old."""
    with files.explained(path):
        state = os.stat(path)
    files.replace_file(target, keys.sealed([data], target), family)
    if not keys.reads_back(target, data):
        with contextlib.suppress(OSError):
            os.unlink(target)
        raise FileError.at(target, "does not read back as it was written", hint="Check the disk.")
    with files.explained(target):
        os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))


def _remove(path: str) -> None:
    with files.explained(path):
        os.unlink(path)
        os_compat.sync_folder(os.path.dirname(path))
