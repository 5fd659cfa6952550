"""The folders of editors whose reflect was killed, each with the text that was open in it."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from reflect import editor
from reflect.doctor.context import Around
from reflect.doctor.finding import Finding
from reflect.journal.recovery import write_recovery_file
from reflect.store import os_compat
from reflect.text.display import plural

_OURS = re.compile(re.escape(editor.PREFIX) + "[a-z0-9_]{8}")
# As version 0.1.0 named them, which held no lock.
_OLD = re.compile("reflect-[a-z0-9_]{8}")
_DAY = 86_400
_MOST_BYTES = 50_000_000


def examine_leftovers(around: Around) -> Iterator[Finding]:
    """Name the folders that are in nobody's use any more, and change nothing."""
    for folder in _folders(around):
        with _free(folder, around.now) as files:
            if files is not None:
                texts = sum(file.lstat().st_size > 0 for file in files)
                yield Finding(
                    "warning",
                    f"{folder}: left by an editor that was killed, with {plural(texts, 'text')}",
                    "{command} moves what was written to the recovery folder.",
                    str(folder),
                    ("doctor", "--repair"),
                )


def tidy(around: Around) -> Iterator[str]:
    """Move what was written in such folders to the recovery folder, and remove them.

    Yields:
        What was done, a line each.
    """
    for folder in _folders(around):
        with _free(folder, around.now) as files:
            for file in files or ():
                yield from _moved(file, around)
            if files is not None:
                with suppress(OSError):
                    folder.rmdir()
                    yield f"{folder}: removed"


def _moved(file: Path, around: Around) -> Iterator[str]:
    with suppress(OSError):
        data = file.read_bytes()
        if data:
            name = file.name.strip(".").partition(".")[0] or "text"
            text = data.decode("utf-8", "surrogateescape")
            kept = write_recovery_file(around.recovery, text, name, around.encryption)
            if kept is None:
                yield f"{file}: stays, as it could not be moved to {around.recovery}"
                return
            yield f"{file}: moved to {kept}"
        file.unlink()


def _folders(around: Around) -> Iterator[Path]:
    """Find what is named as ours, and is the user's own."""
    for place in dict.fromkeys(editor.temp_folders(around.environ)):
        try:
            listed = sorted(Path(place).iterdir())
        except OSError:
            continue
        for path in listed:
            is_named = _OURS.fullmatch(path.name) or _OLD.fullmatch(path.name)
            if is_named and _is_own_folder(path):
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
def _free(folder: Path, now: datetime) -> Iterator[list[Path] | None]:
    """Hold a folder that nobody uses; give its files, or None where it is in use or not ours.

    Whoever has a text open in it holds a lock on it; where there are no such locks, a day without
    a change must do.
    """
    try:
        fd = os_compat.open_private(str(folder), os.O_RDONLY)
    except OSError:
        yield None
        return
    try:
        yield _files(folder) if _is_left(fd, folder, now) else None
    finally:
        os_compat.close(fd)


def _is_left(fd: int, folder: Path, now: datetime) -> bool:
    if _OURS.fullmatch(folder.name):
        with suppress(OSError):
            return os_compat.lock(fd, wait=0.0)
    with suppress(OSError):
        return now.timestamp() - folder.stat().st_mtime > _DAY
    return False


def _files(folder: Path) -> list[Path] | None:
    """List the files of a folder as the editor leaves it; None where there is anything else."""
    with suppress(OSError):
        files = sorted(folder.iterdir())
        if all(_is_text(file.lstat()) for file in files):
            return files
    return None


def _is_text(state: os.stat_result) -> bool:
    return stat.S_ISREG(state.st_mode) and _is_own(state) and state.st_size <= _MOST_BYTES
