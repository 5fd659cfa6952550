"""The check that a journal file that is a link leads to a journal.

A journal may be kept elsewhere, behind a link. A link to any other file was made by mistake or by
somebody else, and nothing is written through it.
"""

import os
import re
import shlex

from reflect.errors import DamagedError, FileError, ReflectError
from reflect.store import files
from reflect.store.backups.copies import holds_text
from reflect.store.encryption import age
from reflect.store.partial_journal import normalise

_BEGINS_AS_OURS = re.compile(rb"\s*\{\s*\"meta\"")
_BEGINNING = 1 << 16


def leads_elsewhere(path: str) -> bool:
    """Return whether a path is a link to a file that is not a journal, not even a damaged one."""
    if not os.path.islink(path) or not os.path.exists(path):
        return False
    try:
        data = files.read_file(path) or b""
    except DamagedError:
        return True
    except ReflectError:
        return False
    beginning = data[:_BEGINNING]
    is_ours = age.is_encrypted(data) or _BEGINS_AS_OURS.match(normalise(beginning))
    return not is_ours and not holds_text(beginning)


def require_journal(path: str) -> None:
    """Refuse to write through a link to a file that is not a journal.

    Args:
        path: the journal file.

    Raises:
        FileError: The path is such a link.
    """
    if leads_elsewhere(path):
        raise FileError.at(
            path,
            f"is a link to {os.path.realpath(path)}, which is not a journal",
            detail="Nothing was changed.",
            hint=f"Remove the link: `{shlex.join(['rm', path])}`. Then try again.",
        )
