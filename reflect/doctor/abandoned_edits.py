"""Finds and removes temporary editor folders that remain after reflect was killed."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding
from reflect.editor import folder as editor_folder
from reflect.journal.recovery import write_recovery_file
from reflect.store import os_compat
from reflect.text.display import plural

_NAME = re.compile(re.escape(editor_folder.PREFIX) + "[a-z0-9_]{8}")
# Version 0.1.0 used this name and did not lock the folder.
_OLD_NAME = re.compile("reflect-[a-z0-9_]{8}")
_DAY = 86_400
_MAX_BYTES = 50_000_000


def check_abandoned_edits(context: DoctorContext) -> Iterator[Finding]:
    """Check for temporary editor folders that are no longer in use."""
    for folder in _editor_folders(context):
        with _abandoned(folder, context.now) as files:
            if files is not None:
                texts = sum(file.lstat().st_size > 0 for file in files)
                yield Finding(
                    "warning",
                    f"{folder}: left by an editor that was killed, with {plural(texts, 'text')}",
                    "{command} moves what was written to the recovery folder.",
                    str(folder),
                    ("doctor", "--repair"),
                )


def remove_abandoned_edits(context: DoctorContext) -> Iterator[str]:
    """Move text from unused editor folders to the recovery folder, and remove the folders.

    Yields:
        A line for each file or folder that was moved or removed.
    """
    for folder in _editor_folders(context):
        with _abandoned(folder, context.now) as files:
            for file in files or ():
                yield from _move(file, context)
            if files is not None:
                with suppress(OSError):
                    folder.rmdir()
                    yield f"{folder}: removed"


def _move(file: Path, context: DoctorContext) -> Iterator[str]:
    with suppress(OSError):
        data = file.read_bytes()
        if data:
            name = file.name.strip(".").partition(".")[0] or "text"
            text = data.decode("utf-8", "surrogateescape")
            copy = write_recovery_file(context.recovery, text, name, context.encryption)
            if copy is None:
                yield f"{file}: stays, as it could not be moved to {context.recovery}"
                return
            yield f"{file}: moved to {copy}"
        file.unlink()


def _editor_folders(context: DoctorContext) -> Iterator[Path]:
    """Yield the user's private folders whose names match those that reflect creates."""
    for place in dict.fromkeys(editor_folder.temp_folders(context.environ)):
        try:
            inside = sorted(Path(place).iterdir())
        except OSError:
            continue
        for path in inside:
            has_name = _NAME.fullmatch(path.name) or _OLD_NAME.fullmatch(path.name)
            if has_name and _is_own_folder(path):
                yield path


def _is_own_folder(path: Path) -> bool:
    try:
        state = path.lstat()
    except OSError:
        return False
    is_private = not os_compat.HAS_MODES or not state.st_mode & 0o077
    return stat.S_ISDIR(state.st_mode) and is_private and _is_own(state)


def _is_own(state: os.stat_result) -> bool:
    return not hasattr(os, "getuid") or state.st_uid == os.getuid()


@contextmanager
def _abandoned(folder: Path, now: datetime) -> Iterator[list[Path] | None]:
    """Lock a folder and yield its files, or None if it is in use or contains anything else.

    While an editor is open, reflect keeps its folder locked. If locking does not work, a folder
    counts as abandoned after a day without changes.
    """
    try:
        fd = os_compat.open_private(str(folder), os.O_RDONLY)
    except OSError:
        yield None
        return
    try:
        yield _texts_in(folder) if _is_abandoned(fd, folder, now) else None
    finally:
        os_compat.close(fd)


def _is_abandoned(fd: int, folder: Path, now: datetime) -> bool:
    if _NAME.fullmatch(folder.name):
        with suppress(OSError):
            return os_compat.lock(fd, wait=0.0)
    with suppress(OSError):
        return now.timestamp() - folder.stat().st_mtime > _DAY
    return False


def _texts_in(folder: Path) -> list[Path] | None:
    """Return the files in an editor folder, or None if it contains anything else."""
    with suppress(OSError):
        files = sorted(folder.iterdir())
        if all(_is_text(file.lstat()) for file in files):
            return files
    return None


def _is_text(state: os.stat_result) -> bool:
    return stat.S_ISREG(state.st_mode) and _is_own(state) and state.st_size <= _MAX_BYTES
