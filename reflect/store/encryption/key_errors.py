"""What stands in the way where keys open nothing, and what to do about it."""

import contextlib
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, LockedError, ReflectError
from reflect.store import files, paths

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys

_RECOVER = (
    "With the recovery identity, `reflect passphrase --recovery FILE` writes it anew; or put it "
    "back from a copy of the folder."
)


def missing_recipients(keys: "FolderKeys") -> DamagedError:
    """Say that it is not known whom to seal to."""
    path = keys.path(paths.RECIPIENTS)
    return DamagedError.at(path, "is missing", hint="`reflect doctor --repair` writes it.")


def missing_identity(keys: "FolderKeys") -> DamagedError:
    """Say that the identity is not there."""
    return DamagedError.at(keys.path(paths.IDENTITY), "is missing", hint=way_in(keys))


def way_in(keys: "FolderKeys") -> str:
    """Say what to do where identity.age opens nothing."""
    from reflect.store.encryption import age

    with contextlib.suppress(ReflectError):
        if age.is_sealed(files.read_file(keys.path(paths.RECOVERY)) or b""):
            return _RECOVER
    return "Put it back from a copy of the folder: nothing else opens what is encrypted."


def locked(keys: "FolderKeys") -> LockedError:
    """Say that the passphrase is needed."""
    return LockedError.at(keys.folder, "is encrypted, and its passphrase is needed", hint=keys.way)
