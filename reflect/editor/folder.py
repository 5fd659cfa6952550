"""The private folder of an edit, in memory if possible, and the record of what is edited in it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from reflect.errors import FileError
from reflect.temp_folders import system_temp_folders

PREFIX = "reflect-edit-"
"""The prefix of the folder name; eight random characters follow."""

IN_MEMORY = "/dev/shm"
RECORD = ".reflect-edit.json"
_PROCESSES = Path("/proc")
# In seconds.
_NAP = 0.05


@dataclass(frozen=True, slots=True)
class EditFolder:
    """The folder of an edit.

    Args:
        path: the folder, which contains the file, the record and what the editor puts there.
        name: the name of the edited file.
        journal: the folder of the journal that the text belongs to.
        digest: the digest of the text that is known to be saved or unchanged.
        vim: the vim that edits the file, or "" if it is another editor or unknown.
        may_be_open: whether the editor may have handed the file to a window that was running
            before, which no process shows. The folder then stays for a day after its last change.
    """

    path: Path
    name: str
    journal: str
    digest: str
    vim: str = ""
    may_be_open: bool = False

    @property
    def file(self) -> Path:
        return self.path / self.name


def digest_of(data: bytes) -> str:
    """Return a digest that tells changed text from unchanged text."""
    return sha256(data).hexdigest()


def create_folder(
    data: bytes, name: str, journal: str, vim: str, environ: Mapping[str, str]
) -> EditFolder:
    """Write a file to a new private folder, in memory if possible.

    Args:
        data: the content of the file.
        name, journal, vim: see `EditFolder`.
        environ: the environment.

    Raises:
        FileError: no folder is writable.
    """
    why = "there is no folder for it"
    for place in temp_folders(environ):
        try:
            path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        except OSError as error:
            why = error.strerror or str(error)
            continue
        folder = EditFolder(path, name, journal, digest_of(data), vim)
        try:
            _write(folder.file, data)
            write_record(folder)
        except OSError as error:
            why = error.strerror or str(error)
            clear(folder)
            continue
        return folder
    raise FileError(
        f"the text could not be given to the editor: {why}",
        hint="Set $TMPDIR to a folder with room that can be written to.",
    )


def _write(file: Path, data: bytes) -> None:
    """Write a new private file and flush it to disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(file, flags, 0o600), "wb") as stream:  # noqa: PTH123
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def write_record(folder: EditFolder) -> None:
    """Write the record from which a later run recovers the text if this one is killed."""
    record = {key: value for key, value in asdict(folder).items() if key != "path"}
    file = folder.path / RECORD
    file.unlink(missing_ok=True)
    _write(file, json.dumps(record).encode())


def read_record(path: Path) -> EditFolder | None:
    """Return the edit whose record is in a folder, or None if there is no valid record."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        record = json.loads((path / RECORD).read_bytes())
        texts = {key: str(record[key]) for key in ("name", "journal", "digest", "vim")}
        if texts["name"] and texts["name"] == Path(texts["name"]).name:
            return EditFolder(path, **texts, may_be_open=bool(record.get("may_be_open")))
    return None


def mark_saved(folder: EditFolder, data: bytes) -> None:
    """Record that a text has been saved, so that a later run recovers only what differs."""
    with suppress(OSError):
        write_record(replace(folder, digest=digest_of(data)))


def mark_open(folder: EditFolder) -> EditFolder:
    """Record that a window which no process shows may have the file open; return the new state."""
    with suppress(OSError):
        write_record(replace(read_record(folder.path) or folder, may_be_open=True))
    return replace(folder, may_be_open=True)


def clear(folder: EditFolder) -> None:
    """Remove the folder, including any other files that the editor left in it."""
    shutil.rmtree(folder.path, ignore_errors=True)


def temp_folders(environ: Mapping[str, str]) -> list[str]:
    """Return the folders that are suitable for an edit, memory-backed ones first."""
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    # A relative path is invalid according to the XDG Base Directory Specification.
    places = [runtime, IN_MEMORY] if Path(runtime).is_absolute() else [IN_MEMORY]
    in_memory = [place for place in places if Path(place).is_dir()]
    return list(dict.fromkeys([*in_memory, *system_temp_folders(environ)]))


@contextmanager
def lock_folder(path: Path) -> Iterator[int | None]:
    """Hold a lock that marks the folder as in use, so that no other run removes it.

    The editor inherits the lock, because it may outlive this process.
    """
    if sys.platform == "win32":
        yield None
        return
    import fcntl

    lock = None
    try:
        # If locking fails, other runs judge by the folder's age.
        with suppress(OSError):
            lock = os.open(path, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield lock
    finally:
        if lock is not None:
            os.close(lock)


def is_open(folder: EditFolder, wait: float = 0.0) -> bool:
    """Return whether a program has the file open, judging by the arguments of all processes.

    Args:
        folder: the folder of the edit.
        wait: how many seconds to wait for the program to end.
    """
    path = os.fsencode(folder.path)
    deadline = time.monotonic() + wait
    while any(path in arguments for arguments in _arguments_of_processes()):
        if time.monotonic() >= deadline:
            return True
        time.sleep(_NAP)
    return False


def _arguments_of_processes() -> Iterator[bytes]:
    if sys.platform == "win32":
        return
    if _PROCESSES.is_dir():
        for file in _PROCESSES.glob("[0-9]*/cmdline"):
            with suppress(OSError):
                yield file.read_bytes()
    else:
        with suppress(OSError):
            listing = ["ps", "-axww", "-o", "command="]
            yield subprocess.run(listing, capture_output=True, check=False).stdout
