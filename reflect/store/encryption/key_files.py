"""The key files of a journal folder, and the errors for missing or damaged ones.

Text files use the same format as the age command-line tools.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, FileError, LockedError, Notice, ReflectError, UsageError
from reflect.store import file_errors, files, paths

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys

RECOVERY_MARK = "# recovery: "
_RECOVER = Notice(
    "With the recovery identity, {command} writes it again; or put it back from a copy of the "
    "folder.",
    ("passphrase", "--recovery", "FILE"),
)


def recipients_file(recipients: Sequence[str]) -> bytes:
    """Return the contents of the recipients file, which also works with `age -R`."""
    return "".join(f"{recipient}\n" for recipient in recipients).encode()


def identity_file(identity: str, recipients: Sequence[str]) -> str:
    """Return the contents of an identity file, as age-keygen writes it, with all recipients."""
    own, *recovery = recipients
    marks = [f"{RECOVERY_MARK}{recipient}" for recipient in recovery]
    return "\n".join([f"# public key: {own}", *marks, identity, ""])


def write_keys(keys: "FolderKeys", contents: Mapping[str, bytes]) -> None:
    """Write key files. The caller must hold the journal lock.

    Args:
        keys: the keys of the folder.
        contents: the file contents, by file name.

    Raises:
        FileError: A file could not be written.
    """
    # Write the identity last, so that it never exists without the other files. If the process dies
    # here, the next write of the journal removes the temporary file.
    for name in reversed(paths.KEYS):
        if name in contents:
            files.replace_file(keys.path(name), [contents[name]], os.path.basename(keys.journal))


def bring_keys(
    keys: "FolderKeys", contents: Mapping[str, bytes], *, removed_on_error: bool = False
) -> None:
    """Write keys to a folder that has none, before anything is encrypted to them.

    Args:
        keys: the keys of the folder.
        contents: the file contents, by file name.
        removed_on_error: whether the caller removes the keys if this fails.

    Raises:
        FileError: A file could not be written durably; the entries are unchanged.
    """
    try:
        write_keys(keys, contents)
    except FileError as error:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        but = "" if removed_on_error else " but the keys"
        raise file_errors.file_error(cause, str(error.path), f"nothing was changed{but}") from cause


def require_no_keys(keys: "FolderKeys") -> None:
    """Check that a folder has no identity.

    Raises:
        UsageError: The folder has an identity.
    """
    if keys.has_identity:
        raise UsageError.at(
            keys.path(paths.IDENTITY),
            "is there already, and may be needed",
            detail="Nothing was changed.",
            hint="Use it, or move it away.",
        )


def remove_keys(keys: "FolderKeys") -> bool:
    """Remove keys that nothing is encrypted to; return whether all of them are gone."""
    # Remove the identity first: the other files are unused without it.
    try:
        for name in paths.KEYS:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(keys.path(name))
    except OSError:
        return False
    return True


def remove_plain_temps(keys: "FolderKeys") -> None:
    """Remove the unfinished plain-text journal that a killed decryption left, if there is one."""
    from reflect.store import lock

    with contextlib.suppress(OSError, ReflectError):
        if keys.is_encrypted and files.stale_temps(keys.folder, paths.JOURNAL):
            # If the lock is taken, the decryption may still be running.
            with lock.journal_lock(keys.folder, wait=0):
                files.remove_stale(keys.folder, paths.JOURNAL)


def missing_key_files(keys: "FolderKeys") -> list[str]:
    """Return the names of the key files that are missing or invalid next to an identity."""
    from reflect.store.encryption import age

    missing = [] if keys.listed_recipients() else [paths.RECIPIENTS]
    sealed = files.read_file(keys.path(paths.RECOVERY)) or b""
    if keys.recipients()[1:] and not age.is_encrypted(sealed):
        missing.append(paths.RECOVERY)
    return missing


def write_missing(keys: "FolderKeys") -> list[str]:
    """Write any missing key files, using the unlocked identity; return their paths.

    Raises:
        FileError: A file could not be written.
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
    """Return the error for a missing or empty recipients file."""
    path = keys.path(paths.RECIPIENTS)
    return DamagedError.at(
        path, "is missing", hint="{command} writes it.", command=("doctor", "--repair")
    )


def other_recipients_error(keys: "FolderKeys") -> DamagedError:
    """Return the error for a recipients file that does not fit the identity."""
    import shlex

    path = keys.path(paths.RECIPIENTS)
    error = DamagedError.at(
        path,
        "does not name the recipients of identity.age",
        hint="Somebody may have changed it, to read what you write: {command} explains it.",
        command=("help", "recovery"),
    )
    away = shlex.join(["mv", path, f"{path}.changed"])
    error.add_notice(
        f"If you know the reason: `{away}`, then {{command}} writes it again.",
        ("doctor", "--repair"),
    )
    return error


def missing_identity_error(keys: "FolderKeys") -> DamagedError:
    """Return the error for a missing identity file."""
    way = recovery_step(keys)
    path = keys.path(paths.IDENTITY)
    return DamagedError.at(path, "is missing", hint=way.message, command=way.command)


def recovery_step(keys: "FolderKeys") -> Notice:
    """Return the suggested next step when identity.age can't be used."""
    from reflect.store.encryption import age

    with contextlib.suppress(ReflectError):
        if age.is_encrypted(files.read_file(keys.path(paths.RECOVERY)) or b""):
            return _RECOVER
    return Notice("Put it back from a copy of the folder: nothing else opens what is encrypted.")


def plain_leftover(keys: "FolderKeys") -> Notice | None:
    """Return a message about a plain-text journal beside an encrypted one, if there is one.

    It remains if a conversion is interrupted after the new journal is in place.
    """
    plain = keys.path(paths.JOURNAL)
    if not keys.is_encrypted or not os.path.lexists(plain):
        return None
    return Notice(
        f"{plain} is in plain text beside {paths.ENCRYPTED}, which is the journal: {{command}} "
        "encrypts it.",
        ("encrypt",),
    )


def add_plain_leftover(error: ReflectError, keys: "FolderKeys") -> None:
    """Add to an error about a locked journal that it is there in plain text, too."""
    if leftover := plain_leftover(keys):
        error.add_notice(leftover.message, leftover.command)


def locked_error(keys: "FolderKeys") -> LockedError:
    """Return the error for a locked journal."""
    error = LockedError.at(keys.folder, "is encrypted, and its passphrase is needed", hint=keys.way)
    add_plain_leftover(error, keys)
    return error
