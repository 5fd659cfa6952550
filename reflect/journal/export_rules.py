"""Rules for exports: which entries to include, and how to name and write files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.model.entry import Entry

_MAX_NAME = 200
"""The maximum file name length in bytes.

File systems allow 255, and the temporary file needs a longer name.
"""


def exportable(entries: "Sequence[Entry]") -> "tuple[list[Entry], int]":
    """Return the finished entries that are not private, and the number of excluded entries."""
    chosen = [entry for entry in entries if entry.state == "entry" and not entry.is_private]
    return chosen, len(entries) - len(chosen)


def left_out_message(count: int) -> str:
    """Return a message about the number of excluded entries, or "" if there are none."""
    if not count:
        return ""
    verb = "entry stays" if count == 1 else "entries stay"
    return f"{count} {verb} out: private, unfinished or captures. An id names one for itself."


def entry_noun(entries: "Sequence[Entry]") -> str:
    """Return "entry" or "entries", depending on the number of entries."""
    return "entry" if len(entries) == 1 else "entries"


def file_name(entry: "Entry") -> str:
    """Return a file name for an entry, made of its day, a slug of its title and its id."""
    from reflect.text.slug import slug

    return f"{entry.occurred_on.isoformat()}-{slug(entry.title)}-{entry.id}.md"


def write_file(path: Path, text: str, force: bool) -> None:
    """Atomically write a private file, refusing to follow links.

    Args:
        path: the file to write.
        text: the new content.
        force: whether to replace an existing file.

    Raises:
        FileError: the file exists and `force` is false, is a link, or cannot be written.
        UnconfirmedError: the file is written, but may not survive a crash.
    """
    from reflect.config.paths import absolute_path
    from reflect.store.files import replace_file

    absolute_path(path)
    if len(os.fsencode(path.name)) > _MAX_NAME:
        raise FileError(f"{path.name[:40]}… is too long a name for a file")
    try:
        is_link, exists, is_file = path.is_symlink(), path.exists(), path.is_file()
    except OSError as error:
        raise FileError(f"can't write {path}: {error.strerror}", hint="Check the path.") from error
    if is_link:
        raise FileError(f"{path} is a link", hint="Give the file itself.")
    if exists and not force:
        raise FileError(f"{path} is there already", hint="Give another name, or --force.")
    if exists and not is_file:
        raise FileError(f"{path} isn't a file", hint="Give a file's name; --each takes a folder.")
    replace_file(os.fspath(path), [text.encode()], done="")
