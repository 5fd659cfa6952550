"""The folders for the files that the editor opens, in memory if possible."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from reflect.errors import FileError

PREFIX = "reflect-edit-"
"""The prefix of the folder name; eight random characters follow."""

IN_MEMORY = "/dev/shm"


def create_file(data: bytes, name: str, environ: Mapping[str, str]) -> Path:
    """Write the file to a private folder, in memory if possible."""
    why = "there is no folder for it"
    for place in temp_folders(environ):
        try:
            file = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)) / name
        except OSError as error:
            why = error.strerror or str(error)
            continue
        try:
            _write(file, data)
        except OSError as error:
            why = error.strerror or str(error)
            clear(file)
            continue
        return file
    raise FileError(
        f"the text could not be given to the editor: {why}",
        hint="Set $TMPDIR to a folder with room that can be written to.",
    )


def clear(file: Path) -> None:
    """Remove the folder, including any other files that the editor left in it."""
    shutil.rmtree(file.parent, ignore_errors=True)


def _write(file: Path, data: bytes) -> None:
    """Write a new private file and flush it to disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(file, flags, 0o600), "wb") as stream:  # noqa: PTH123
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def temp_folders(environ: Mapping[str, str]) -> list[str]:
    """Return the folders that are suitable for the file, memory-backed ones first."""
    places = [place for place in (environ.get("XDG_RUNTIME_DIR"), IN_MEMORY) if place]
    with suppress(OSError):
        places.append(tempfile.gettempdir())
    return [place for place in places if Path(place).is_dir()]


@contextmanager
def lock_folder(folder: Path) -> Iterator[int | None]:
    """Hold a lock that marks the folder as in use, so that `doctor` does not remove it.

    The editor inherits the lock, because it may outlive this process.
    """
    if sys.platform == "win32":
        yield None
        return
    import fcntl

    lock = None
    try:
        # If locking fails, `doctor` judges by the folder's age.
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield lock
    finally:
        if lock is not None:
            os.close(lock)
