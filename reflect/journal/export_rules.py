"""What may leave the journal, and how it is written to a file."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.model.entry import Entry

LONGEST_NAME = 200  # bytes; file systems take 255, and the temporary name is longer


def shareable(entries: "Sequence[Entry]") -> "tuple[list[Entry], int]":
    """Leave out captures, unfinished and private entries; return the rest and how many went."""
    kept = [entry for entry in entries if entry.state == "entry" and not entry.is_private]
    return kept, len(entries) - len(kept)


def said_left_out(count: int) -> str:
    """Say how many entries stay out of an export."""
    if not count:
        return ""
    verb = "entry stays" if count == 1 else "entries stay"
    return f"{count} {verb} out: private, unfinished or captures. An id names one for itself."


def entries_word(entries: "Sequence[Entry]") -> str:
    """Say "entry" or "entries"."""
    return "entry" if len(entries) == 1 else "entries"


def file_name(entry: "Entry") -> str:
    """Name an entry's file: a slug of its title plus its id, never a path."""
    from reflect.text.slug import slug

    return f"{entry.occurred_on.isoformat()}-{slug(entry.title)}-{entry.id}.md"


def write_file(path: Path, text: str, force: bool) -> None:
    """Write a file whole or not at all, 0600, never through a link, and not over another.

    Raises:
        FileError: it exists and `force` isn't given, is a link, or can't be written.
    """
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise FileError(f"{path.name[:40]}… is too long a name for a file")
    try:
        is_link, is_there, is_file = path.is_symlink(), path.exists(), path.is_file()
    except OSError as error:
        raise FileError(
            f"can't write {path}: {error.strerror}", hint="Nothing was written."
        ) from error
    if is_link:
        raise FileError(f"{path} is a link", hint="Give the file itself.")
    if is_there and not force:
        raise FileError(f"{path} is there already", hint="Give another name, or --force.")
    if is_there and not is_file:
        raise FileError(f"{path} isn't a file", hint="Give a file's name; --each takes a folder.")
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise FileError(
            f"can't write {path}: {error.strerror}", hint="Nothing was written."
        ) from error
