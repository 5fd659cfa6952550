"""Copies of journal files that a sync service, an editor or the user made inside a journal folder.

They are found by their content as well as by their name. Files of ours, and what lies directly in
backups/ under any name, are not copies.
"""

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from reflect.errors import ReflectError
from reflect.model.ids import is_id
from reflect.store import files, os_compat, paths
from reflect.store.encryption import age
from reflect.store.encryption.keys import FolderKeys
from reflect.store.partial_journal import normalise

JOURNAL, DRAFT = "journal", "draft"
# Names that contain no text of an entry.
_NO_COPIES = (*paths.KEYS, paths.LOCK, paths.DRAFT_LOCK)
_OURS = (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX, paths.TORN, paths.TORN_SEALED)
# The folders of version control, whose files are compressed.
HISTORIES = (".git", ".hg", ".svn", ".bzr", ".jj", "_darcs")
_NAMES = (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX)
_FAMILIES = (paths.JOURNAL, paths.ENCRYPTED, paths.BACKUP_FAMILY, paths.DRAFT_FAMILY)
_OLD_FORMAT = re.compile(rf"{re.escape(paths.OLD_FORMAT)}\d+(\.\d+)?\.(json|age)")
_NAMED_LIKE_OURS = re.compile(r"[.#~]*(syncthing[.~])?journal[ .(~_-].*", re.IGNORECASE)
_ENTRY = re.compile(rb'"id"\s*:\s*"([0-9a-hjkmnp-tv-z]{10})"\s*,\s*"occurred_on"')
_DRAFT = re.compile(rb'"guide"\s*:\s*"[^"\\]*"\s*,\s*"begun_at"')
_BEGINNING = 1 << 16
DEEPEST, _MOST = 5, 5_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a file of the journal.

    Args:
        path: the path.
        kind: JOURNAL (or its inbox) or DRAFT.
        is_encrypted: whether it is an age file.
        modified_at: the modification time, in seconds.
    """

    path: str
    kind: str
    is_encrypted: bool
    modified_at: float


def find(keys: FolderKeys) -> list[Copy]:
    """List the copies in a journal folder and its subfolders, sorted by path.

    Links are not followed.

    Args:
        keys: the keys of the journal folder, unlocked if possible.
    """
    found = []
    for count, path in enumerate(_files(keys.folder, keys)):
        if count == _MOST:
            break
        with contextlib.suppress(OSError):
            copy = _copy_at(path, os.path.relpath(path, keys.folder))
            if copy is not None:
                found.append(copy)
    return sorted(found, key=lambda copy: copy.path)


def has_our_name(path: str) -> bool:
    """Return whether a copy has the name of a file of ours, perhaps with something added."""
    folder, name = os.path.split(path)
    is_backup = paths.BACKUPS in folder.split(os.sep) and name.endswith((".json", ".age"))
    return is_backup or _NAMED_LIKE_OURS.fullmatch(name) is not None


def _files(folder: str, keys: FolderKeys, depth: int = 0) -> Iterator[str]:
    try:
        inside = sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError:
        return
    for item in inside:
        if item.is_dir(follow_symlinks=False):
            is_history = item.name in HISTORIES
            if depth < DEEPEST and not is_history and not _is_another_journal(item.path, keys):
                yield from _files(item.path, keys, depth + 1)
        elif item.is_file(follow_symlinks=False):
            yield item.path


def _copy_at(path: str, inside: str) -> Copy | None:
    """Return the copy at a path, or None if the file is something else.

    Args:
        path: the path of the file.
        inside: the path relative to the journal folder.
    """
    folder, name = os.path.split(inside)
    if name in _NO_COPIES or _is_ours(folder, name):
        return None
    with os_compat.opened(path, os.O_RDONLY) as fd:
        state = os.fstat(fd)
        beginning = os.read(fd, _BEGINNING) if stat.S_ISREG(state.st_mode) else b""
    kind = _kind(folder, name, beginning)
    if not kind or not beginning:
        return None
    return Copy(path, kind, age.is_encrypted(beginning), state.st_mtime)


def _is_ours(folder: str, name: str) -> bool:
    """Return whether reflect itself manages a file, given its folder within the journal folder."""
    if any(files.is_temp(name, family) for family in _FAMILIES):
        return True
    if folder == paths.BACKUPS:
        return name[0] != "."
    if folder == paths.DRAFTS:
        stem, suffix = os.path.splitext(name)
        return is_id(stem) and suffix in (paths.PLAIN, paths.SEALED)
    return not folder and (name in _OURS or _OLD_FORMAT.fullmatch(name) is not None)


def _kind(folder: str, name: str, beginning: bytes) -> str:
    data = normalise(beginning)
    folders = folder.split(os.sep)
    if paths.DRAFTS in folders or _DRAFT.search(data):
        return DRAFT
    if paths.BACKUPS in folders or _NAMED_LIKE_OURS.fullmatch(name) or _ENTRY.search(data):
        return JOURNAL
    return ""


def _is_another_journal(folder: str, keys: FolderKeys) -> bool:
    """Return whether a subfolder is a journal of its own, which shares no entry with this one."""
    if not any(os.path.lexists(os.path.join(folder, name)) for name in _NAMES):
        return False
    return not ids_in(keys.folder, keys) & ids_in(folder, keys)


def ids_in(folder: str, keys: FolderKeys, *, plain_only: bool = False) -> set[bytes]:
    """Return the ids of the entries in the journal and the inbox of a folder.

    Args:
        folder: the folder.
        keys: the keys that open its files.
        plain_only: whether to skip what is encrypted.
    """
    files_in = (os.path.join(folder, name) for name in _NAMES)
    return set().union(*(ids_in_file(path, keys, plain_only=plain_only) for path in files_in))


def ids_in_file(path: str, keys: FolderKeys, *, plain_only: bool = False) -> set[bytes]:
    """Return the ids of the entries in a file; see `ids_in`."""
    try:
        data = (files.read_file(path) if plain_only else keys.read(path)) or b""
    except ReflectError:
        return set()
    return set(_ENTRY.findall(normalise(data)))


def holds_text(beginning: bytes) -> bool:
    """Return whether the beginning of a file contains an entry or a draft in plain text."""
    data = normalise(beginning)
    return bool(_ENTRY.search(data) or _DRAFT.search(data))
