"""The files that the keys of a journal folder are in, and how they are written.

Both files of text are such as the programs of age read and write.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, FileError, LockedError, Notice, ReflectError, UsageError
from reflect.store import files, paths

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys

RECOVERY_MARK = "# recovery: "
_RECOVER = Notice(
    "With the recovery identity, {command} writes it anew; or put it back from a copy of the "
    "folder.",
    ("passphrase", "--recovery", "FILE"),
)


def recipients_file(recipients: Sequence[str]) -> bytes:
    """Write the file of the recipients, which age reads too (-R)."""
    return "".join(f"{one}\n" for one in recipients).encode()


def identity_file(identity: str, recipients: Sequence[str]) -> str:
    """Write an identity file as age-keygen does; it names all recipients, its own first."""
    own, *recovery = recipients
    marks = [f"{RECOVERY_MARK}{one}" for one in recovery]
    return "\n".join([f"# public key: {own}", *marks, identity, ""])


def write_keys(keys: "FolderKeys", contents: Mapping[str, bytes]) -> None:
    """Write files of keys; the journal's lock is held by the caller.

    Args:
        keys: of the folder.
        contents: their bytes, by name.

    Raises:
        FileError: one could not be written.
    """
    # The identity comes last: where it is, the others are. What a writer leaves that dies here
    # goes with the next write of the journal.
    for name in reversed(paths.KEYS):
        if name in contents:
            files.replace_file(keys.path(name), [contents[name]], os.path.basename(keys.journal))


def bring_keys(
    keys: "FolderKeys", contents: Mapping[str, bytes], *, removed_on_error: bool = False
) -> None:
    """Write keys into a folder that has none, before anything is sealed to them.

    Args:
        keys: of the folder.
        contents: their bytes, by name.
        removed_on_error: Whether the caller removes them if this fails.

    Raises:
        FileError: one could not be written, or may not last; entries are as they were.
    """
    try:
        write_keys(keys, contents)
    except FileError as error:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        but = "" if removed_on_error else " but the keys"
        raise files.file_error(cause, str(error.path), f"nothing was changed{but}") from cause


def require_no_keys(keys: "FolderKeys") -> None:
    """Make sure that a folder has no identity.

    Raises:
        UsageError: it has one.
    """
    if keys.has_identity:
        raise UsageError.at(
            keys.path(paths.IDENTITY),
            "is there already, and may be needed",
            detail="Nothing was changed.",
            hint="Use it, or move it away.",
        )


def remove_keys(keys: "FolderKeys") -> bool:
    """Remove keys that nothing is sealed to; say whether they are gone."""
    # The identity goes first: where it is not, nobody goes on with the others.
    try:
        for name in paths.KEYS:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(keys.path(name))
    except OSError:
        return False
    return True


def missing_key_files(keys: "FolderKeys") -> list[str]:
    """Name the files beside an identity that are missing, or hold nothing of what they should."""
    from reflect.store.encryption import age

    found = [] if keys.listed_recipients() else [paths.RECIPIENTS]
    sealed = files.read_file(keys.path(paths.RECOVERY)) or b""
    if keys.recipients()[1:] and not age.is_encrypted(sealed):
        found.append(paths.RECOVERY)
    return found


def write_missing(keys: "FolderKeys") -> list[str]:
    """Write what is missing beside an identity that is open; give the paths.

    Raises:
        FileError: it could not be written.
    """
    from reflect.store.encryption import age

    text, recipients = keys.identity_text(), keys.recipients()
    missing = {}
    for name in missing_key_files(keys):
        is_list = name == paths.RECIPIENTS
        sealed = [] if is_list else age.encrypt([text.encode()], recipients[1:])
        missing[name] = recipients_file(recipients) if is_list else b"".join(sealed)
    write_keys(keys, missing)
    return [keys.path(name) for name in missing]


def missing_recipients_error(keys: "FolderKeys") -> DamagedError:
    """Say that it is not known whom to seal to."""
    path = keys.path(paths.RECIPIENTS)
    return DamagedError.at(
        path, "is missing", hint="{command} writes it.", command=("doctor", "--repair")
    )


def missing_identity_error(keys: "FolderKeys") -> DamagedError:
    """Say that the identity is not there."""
    way = recovery_step(keys)
    path = keys.path(paths.IDENTITY)
    return DamagedError.at(path, "is missing", hint=way.message, command=way.command)


def recovery_step(keys: "FolderKeys") -> Notice:
    """Return what to do where identity.age opens nothing."""
    from reflect.store.encryption import age

    with contextlib.suppress(ReflectError):
        if age.is_encrypted(files.read_file(keys.path(paths.RECOVERY)) or b""):
            return _RECOVER
    return Notice("Put it back from a copy of the folder: nothing else opens what is encrypted.")


def locked_error(keys: "FolderKeys") -> LockedError:
    """Say that the passphrase is needed."""
    return LockedError.at(keys.folder, "is encrypted, and its passphrase is needed", hint=keys.way)
