"""Migrations of the journal file from older formats, one version at a time."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from reflect.errors import DamagedError, FileError, UnconfirmedError
from reflect.store import file_errors, files, paths
from reflect.store.encryption.keys import FolderKeys

Tables = dict[str, dict[str, dict[str, Any]]]


def _unchanged(tables: Tables) -> Tables:
    """Return tables of a format whose missing keys all have defaults in the next one."""
    return tables


# Maps each version to a function that converts its tables to the next version.
MIGRATIONS: Mapping[int, Callable[[Tables], Tables]] = {1: _unchanged}
_MOST_COPIES = 100


def migrate(tables: Tables, version: int, target: int, path: str) -> Tables:
    """Migrate tables to a newer format in memory. The caller must validate the result.

    Args:
        tables: the tables, which may be modified in place.
        version, target: the versions to migrate from and to.
        path: the path of the journal, for error messages.

    Raises:
        DamagedError: A migration is missing or failed.
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


def list_copies(folder: str) -> list[str]:
    """List the paths of the copies of journals in older formats in a journal folder.

    Raises:
        FileError: The folder can't be listed.
    """
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise file_errors.file_error(error, folder) from error
    return [os.path.join(folder, name) for name in names if name.startswith(paths.OLD_FORMAT)]


def keep_copy(keys: FolderKeys, path: str, data: bytes, version: int) -> str:
    """Save a copy of a journal in an older format to its folder; return the path of the copy.

    Args:
        keys: the keys of the journal folder.
        path: the path of the journal.
        data: the decrypted bytes of the journal.
        version: the version of its format.

    Raises:
        FileError: The copy could not be written; nothing was changed.
    """
    folder = os.path.dirname(path)
    for number in range(_MOST_COPIES):
        name = f"{paths.OLD_FORMAT}{version}{f'.{number}' if number else ''}{keys.suffix}"
        copy = os.path.join(folder, name)
        existing = keys.read(copy)
        if existing == data:
            return copy
        if existing is None:
            try:
                # What a crash leaves is removed by the next write of the journal.
                keys.write(copy, data, family=files.family_of(path))
            except UnconfirmedError as error:
                cause = error.__cause__
                if not isinstance(cause, OSError):
                    raise
                raise file_errors.file_error(cause, copy, "nothing was changed") from cause
            return copy
    raise FileError.at(
        folder, "contains too many journals in older formats", hint="Move some away."
    )
