"""What may still hold an encrypted journal in plain text: version histories, archives and folders.

Other copies inside the journal folder are found by `copies`.
"""

import bz2
import contextlib
import gzip
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from reflect.store import os_compat
from reflect.store.backups import copies
from reflect.store.encryption.keys import FolderKeys

HISTORY, ARCHIVE, COPY = "history", "archive", "copy"
_TAR_AT, _TAR = 257, b"ustar"
_BEGINNING = 1 << 16
# Larger archives are not opened, and only as many of their files are read.
_LARGEST, _MOST = 50_000_000, 500
_UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error)
_DAMAGED = (*_UNREADABLE, tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError)


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """Something that holds, or may hold, entries in plain text.

    Args:
        path: the path.
        kind: HISTORY, ARCHIVE or COPY (a file, or a folder that is a journal of its own).
        is_certain: whether entries were found in it.
    """

    path: str
    kind: str
    is_certain: bool

    @property
    def description(self) -> str:
        """A description that follows the path."""
        what = {
            HISTORY: "is a version history",
            ARCHIVE: "is an archive",
            COPY: "is a copy of the journal",
        }[self.kind]
        if self.kind == COPY:
            return f"{what}, and still in plain text"
        return f"{what} that {'holds' if self.is_certain else 'may hold'} entries in plain text"


def find(keys: FolderKeys) -> list[PlainCopy]:
    """List what may hold entries in plain text, sorted by path; nothing for a plain journal.

    Args:
        keys: the unlocked keys of the journal folder.
    """
    if not keys.is_encrypted:
        return []
    found = [*_inside(keys.folder), *_beside(keys)]
    return sorted(found, key=lambda copy: copy.path)


def _inside(folder: str, depth: int = 0) -> Iterator[PlainCopy]:
    """Find version histories and archives in a folder and its subfolders."""
    try:
        items = list(os.scandir(folder))
    except OSError:
        return
    for item in items:
        if item.name in copies.HISTORIES:
            yield PlainCopy(item.path, HISTORY, is_certain=False)
        elif item.is_dir(follow_symlinks=False):
            if depth < copies.DEEPEST:
                yield from _inside(item.path, depth + 1)
        elif item.is_file(follow_symlinks=False):
            state = _archive_state(item.path)
            if state is not None:
                yield PlainCopy(item.path, ARCHIVE, is_certain=state)


def _beside(keys: FolderKeys) -> Iterator[PlainCopy]:
    """Find copies and archives beside the journal whose names begin with the journal's."""
    place = os.path.realpath(keys.folder)
    parent, name = os.path.split(place)
    try:
        items = [item for item in os.scandir(parent) if item.name.startswith(name)]
    except OSError:
        return
    own = copies.ids_in(place, keys)
    for item in items:
        if item.path == place or item.name[len(name) :][:1].isalnum():
            continue
        if item.is_dir(follow_symlinks=False):
            if own & copies.ids_in(item.path, keys, plain_only=True):
                yield PlainCopy(item.path, COPY, is_certain=True)
        elif item.is_file(follow_symlinks=False):
            state = _archive_state(item.path)
            if state is not None:
                yield PlainCopy(item.path, ARCHIVE, is_certain=state)
            elif own & copies.ids_in_file(item.path, keys, plain_only=True):
                yield PlainCopy(item.path, COPY, is_certain=True)


def _archive_state(path: str) -> bool | None:
    """Return whether an archive holds entries; False if that is unknown, None if it holds none."""
    try:
        with os_compat.opened(path, os.O_RDONLY) as fd:
            beginning, size = os.read(fd, _TAR_AT + len(_TAR)), os.fstat(fd).st_size
    except OSError:
        return None
    magic = next((start for start in _OPENERS if beginning.startswith(start)), None)
    if beginning[_TAR_AT:] == _TAR:
        opener: Callable[[str], Iterator[bytes]] | None = _tar_members
    elif magic is None:
        return None
    else:
        opener = _OPENERS[magic]
    if opener is None or size > _LARGEST:
        return False
    try:
        return True if any(copies.holds_text(data) for data in opener(path)) else None
    except _DAMAGED:
        return False


def _zip_members(path: str) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist()[:_MOST]:
            with archive.open(member) as file:
                yield file.read(_BEGINNING)


def _tar_members(path: str) -> Iterator[bytes]:
    with tarfile.open(path) as archive:
        for count, member in enumerate(archive):
            if count == _MOST:
                return
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield file.read(_BEGINNING)


def _compressed(open_file: Callable[[str], IO[bytes] | Any]) -> Callable[[str], Iterator[bytes]]:
    def members(path: str) -> Iterator[bytes]:
        with open_file(path) as file:
            yield file.read(_BEGINNING)
        # A compressed tar is no tar for those who wrote something else.
        with contextlib.suppress(tarfile.ReadError):
            yield from _tar_members(path)

    return members


# How to read the files in an archive, by its first bytes; None for formats that Python can't read.
_OPENERS: dict[bytes, Callable[[str], Iterator[bytes]] | None] = {
    b"PK\3\4": _zip_members,
    b"\x1f\x8b": _compressed(gzip.open),
    b"BZh": _compressed(bz2.open),
    b"\xfd7zXZ\0": _compressed(lzma.open),
    b"\x28\xb5\x2f\xfd": None,
    b"7z\xbc\xaf\x27\x1c": None,
    b"Rar!": None,
}
