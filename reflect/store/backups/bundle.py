"""Tar files that contain an encrypted journal and its keys, for moving to another machine.

The passphrase is useless on its own, so the key files have to travel with the journal. Users can
also unpack the file themselves with `tar -xf FILE`.
"""

import io
import tarfile
from collections.abc import Mapping

from reflect.errors import DamagedError
from reflect.store import files, paths
from reflect.store.encryption.keys import FolderKeys

_MAGIC, _MAGIC_AT = b"ustar", 257
_INSIDE = (*paths.KEYS, paths.ENCRYPTED)
_FIRST_NAME = tuple(name.encode() + b"\0" for name in _INSIDE)
# Real key files are only a few hundred bytes long.
_LONGEST_KEY = 100_000


def is_packed(data: bytes) -> bool:
    """Return whether the data looks like one of our tar files."""
    is_tar = data[_MAGIC_AT : _MAGIC_AT + len(_MAGIC)] == _MAGIC
    return is_tar and data.startswith(_FIRST_NAME)


def pack(keys: FolderKeys, journal: bytes) -> bytes:
    """Pack a journal and its keys into a tar file.

    Args:
        keys: the keys of the journal folder.
        journal: the bytes of journal.age.

    Raises:
        FileError: A key file can't be read.
    """
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in _INSIDE:
            data = journal if name == paths.ENCRYPTED else files.read_file(keys.path(name))
            if data is not None:
                member = tarfile.TarInfo(name)
                member.size, member.mode = len(data), 0o600
                tar.addfile(member, io.BytesIO(data))
    return whole.getvalue()


def unpack(data: bytes, path: str) -> Mapping[str, bytes]:
    """Unpack a tar file and return its files by name.

    Args:
        data: the bytes of the tar file.
        path: the path to show in error messages.

    Raises:
        DamagedError: The data is damaged, or not one of our tar files.
    """
    contents: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as tar:
            for member in tar:
                # Accept only regular files with known names: no directories, no links, and nothing
                # that unpacks to more than the data, as a sparse file does.
                known = member.name in _INSIDE and member.isreg() and not member.issparse()
                too_long = member.name in paths.KEYS and member.size > _LONGEST_KEY
                if not known or too_long or member.name in contents:
                    raise tarfile.TarError
                stream = tar.extractfile(member)
                assert stream is not None
                contents[member.name] = stream.read()
                if len(contents[member.name]) != member.size:
                    raise tarfile.TarError
    except (tarfile.TarError, EOFError, ValueError, OSError):
        contents = {}
    if paths.ENCRYPTED not in contents or paths.IDENTITY not in contents:
        raise DamagedError.at(
            path, "is not a backup made by reflect, or is damaged", detail="Nothing was changed."
        )
    return contents
