"""What stands in the way where keys open nothing, and what to do about it."""

import contextlib
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, LockedError, Notice, ReflectError
from reflect.store import files, paths

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys

_RECOVER = Notice(
    "With the recovery identity, {command} writes it anew; or put it back from a copy of the "
    "folder.",
    ("passphrase", "--recovery", "FILE"),
)


def missing_recipients(keys: "FolderKeys") -> DamagedError:
    """Say that it is not known whom to seal to."""
    path = keys.path(paths.RECIPIENTS)
    return DamagedError.at(
        path, "is missing", hint="{command} writes it.", command=("doctor", "--repair")
    )


def missing_identity(keys: "FolderKeys") -> DamagedError:
    """Say that the identity is not there."""
    way = way_in(keys)
    path = keys.path(paths.IDENTITY)
    return DamagedError.at(path, "is missing", hint=way.message, command=way.command)


def way_in(keys: "FolderKeys") -> Notice:
    """Return what to do where identity.age opens nothing."""
    from reflect.store.encryption import age

    with contextlib.suppress(ReflectError):
        if age.is_sealed(files.read_file(keys.path(paths.RECOVERY)) or b""):
            return _RECOVER
    return Notice("Put it back from a copy of the folder: nothing else opens what is encrypted.")


def locked(keys: "FolderKeys") -> LockedError:
    """Say that the passphrase is needed."""
    return LockedError.at(keys.folder, "is encrypted, and its passphrase is needed", hint=keys.way)
