"""Migrations of the journal file from older formats, one version at a time."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from reflect.errors import DamagedError, FileError
from reflect.store import paths
from reflect.store.encryption.keys import FolderKeys

Tables = dict[str, dict[str, dict[str, Any]]]
# By version: the step converts the tables of that version to those of the next.
MIGRATIONS: Mapping[int, Callable[[Tables], Tables]] = {}
_MOST_COPIES = 100


def migrate(tables: Tables, version: int, target: int, path: str) -> Tables:
    """Migrate tables to another version of the format, in memory; the caller validates them.

    Args:
        tables: The tables, which may be changed.
        version, target: The versions to migrate from and to.
        path: The path of the journal, for messages.

    Raises:
        DamagedError: There is no migration, or it failed.
    """
    for number in range(version, target):
        step = MIGRATIONS.get(number)
        if step is None:
            raise DamagedError.at(
                path,
                f"is of format {number}, which this reflect no longer reads",
                detail="Nothing was changed.",
                hint="Open it with an earlier reflect first.",
            )
        try:
            tables = step(tables)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise DamagedError.at(
                path,
                f"could not be brought from format {number} to {number + 1}",
                detail="Nothing was changed.",
                command=("doctor",),
            ) from None
    return tables


def keep_copy(keys: FolderKeys, path: str, data: bytes, version: int) -> str:
    """Keep a copy of a journal of an older format in its folder; return its path.

    Args:
        keys: The keys of the journal's folder.
        path: The path of the journal.
        data: Its decrypted bytes.
        version: The version of its format.

    Raises:
        FileError: It could not be written; nothing was changed.
    """
    folder = os.path.dirname(path)
    for number in range(_MOST_COPIES):
        name = f"{paths.OLD_FORMAT}{version}{f'.{number}' if number else ''}{keys.suffix}"
        copy = os.path.join(folder, name)
        existing = keys.read(copy)
        if existing == data:
            return copy
        if existing is None:
            keys.write(copy, data)
            return copy
    raise FileError.at(folder, "holds too many journals of older formats", hint="Move some away.")
