"""The files that the keys of a journal folder are in, and how they are written.

Both files of text are such as the programs of age read and write.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reflect.errors import FileError
from reflect.store import disk, names

if TYPE_CHECKING:
    from reflect.store.keys import Keys

RECOVERY_MARK = "# recovery: "


def recipients_file(recipients: Sequence[str]) -> bytes:
    """Write the file of the recipients, which age reads too (-R)."""
    return "".join(f"{one}\n" for one in recipients).encode()


def identity_file(identity: str, recipients: Sequence[str]) -> str:
    """Write an identity file as age-keygen does; it names all recipients, its own first."""
    own, *recovery = recipients
    marks = [f"{RECOVERY_MARK}{one}" for one in recovery]
    return "\n".join([f"# public key: {own}", *marks, identity, ""])


def write_keys(keys: "Keys", files: Mapping[str, bytes]) -> None:
    """Write files of keys; the journal's lock is held by the caller.

    Args:
        keys: of the folder.
        files: their bytes, by name.

    Raises:
        FileError: one could not be written.
    """
    # The identity comes last: where it is, the others are. What a writer leaves that dies here
    # goes with the next write of the journal.
    for name in reversed(names.KEYS):
        if name in files:
            disk.replace_file(keys.path(name), [files[name]], os.path.basename(keys.journal))


def bring_keys(keys: "Keys", files: Mapping[str, bytes], *, taken_back: bool = False) -> None:
    """Write keys into a folder that has none, before anything is sealed to them.

    Args:
        keys: of the folder.
        files: their bytes, by name.
        taken_back: whether the caller removes them where this fails.

    Raises:
        FileError: one could not be written, or may not last; entries are as they were.
    """
    try:
        write_keys(keys, files)
    except FileError as error:
        what = error.message.partition(";")[0]
        but = "" if taken_back else " but the keys"
        raise FileError(f"{what}; nothing was changed{but}", error.hint) from error
