"""The files that the keys of a journal folder are in, and how they are written.

Both files of text are such as the programs of age read and write.
"""

import contextlib
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reflect.errors import FileError, UsageError
from reflect.store import files, paths
from reflect.store.encryption import age

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys

RECOVERY_MARK = "# recovery: "


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
    keys: "FolderKeys", contents: Mapping[str, bytes], *, taken_back: bool = False
) -> None:
    """Write keys into a folder that has none, before anything is sealed to them.

    Args:
        keys: of the folder.
        contents: their bytes, by name.
        taken_back: whether the caller removes them where this fails.

    Raises:
        FileError: one could not be written, or may not last; entries are as they were.
    """
    try:
        write_keys(keys, contents)
    except FileError as error:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        but = "" if taken_back else " but the keys"
        raise files.file_error(cause, str(error.path), f"nothing was changed{but}") from cause


def require_no_keys(keys: "FolderKeys") -> None:
    """Make sure that a folder has no identity.

    Raises:
        UsageError: it has one.
    """
    if keys.exists:
        raise UsageError.at(
            keys.path(paths.IDENTITY),
            "is there already, and may be needed",
            detail="Nothing was changed.",
            hint="Use it, or move it away.",
        )


def take_back(keys: "FolderKeys") -> bool:
    """Remove keys that nothing is sealed to; say whether they are gone."""
    # The identity goes first: where it is not, nobody goes on with the others.
    try:
        for name in paths.KEYS:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(keys.path(name))
    except OSError:
        return False
    return True


def lacking(keys: "FolderKeys") -> list[str]:
    """Name the files beside an identity that are missing, or hold nothing of what they should."""
    found = [] if keys.listed() else [paths.RECIPIENTS]
    sealed = files.read_file(keys.path(paths.RECOVERY)) or b""
    if keys.recipients()[1:] and not age.is_sealed(sealed):
        found.append(paths.RECOVERY)
    return found


def write_missing(keys: "FolderKeys") -> list[str]:
    """Write what is missing beside an identity that is open; give the paths.

    Raises:
        FileError: it could not be written.
    """
    text, recipients = keys.identity_text(), keys.recipients()
    missing = {}
    for name in lacking(keys):
        is_list = name == paths.RECIPIENTS
        sealed = [] if is_list else age.seal([text.encode()], recipients[1:])
        missing[name] = recipients_file(recipients) if is_list else b"".join(sealed)
    write_keys(keys, missing)
    return [keys.path(name) for name in missing]
