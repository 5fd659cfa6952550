"""Finds the folders of edits whose reflect and whose editor have ended without saving."""

import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from reflect.editor.folder import PREFIX, EditFolder, is_open, read_record, temp_folders
from reflect.editor.unsaved import unsaved_edits

_NAME = re.compile(re.escape(PREFIX) + "[a-z0-9_]{8}")
# Version 0.1.0 used this name and did not lock the folder.
_OLD_NAME = re.compile("reflect-[a-z0-9_]{8}")
_DAY = 86_400


def abandoned_edits(environ: Mapping[str, str], now: datetime) -> Iterator[EditFolder]:
    """Yield the folders that are no longer in use, each locked until the next one is requested.

    A folder that a window may still have open is skipped unless its text was changed.

    Args:
        environ: the environment.
        now: the current time.
    """
    for path in _edit_folders(environ):
        with _exclusive(path, now) as is_abandoned:
            folder = _edit_in(path) if is_abandoned else None
            if folder is None or is_open(folder):
                continue
            if folder.may_be_open and _is_old(path, now):
                folder = replace(folder, may_be_open=False)
            if not folder.may_be_open or unsaved_edits(folder, environ):
                yield folder


def _edit_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Yield the user's private folders whose names match those that reflect creates."""
    for place in dict.fromkeys(temp_folders(environ)):
        try:
            names = sorted(os.listdir(place))  # noqa: PTH208
        except OSError:
            continue
        for name in names:
            if _NAME.fullmatch(name) or _OLD_NAME.fullmatch(name):
                path = Path(place, name)
                if _is_own_folder(path):
                    yield path


def _is_own_folder(path: Path) -> bool:
    try:
        state = path.lstat()
    except OSError:
        return False
    is_private = sys.platform == "win32" or not state.st_mode & 0o077
    return stat.S_ISDIR(state.st_mode) and is_private and _is_own(state)


def _is_own(state: os.stat_result) -> bool:
    return sys.platform == "win32" or state.st_uid == os.getuid()


def _edit_in(path: Path) -> EditFolder | None:
    """Return the edit in a folder, or None if the folder may not be reflect's.

    Earlier versions wrote no record, and put nothing but texts into the folder.
    """
    if folder := read_record(path):
        return folder
    with suppress(OSError):
        states = [file.lstat() for file in path.iterdir()]
        if all(stat.S_ISREG(state.st_mode) and _is_own(state) for state in states):
            return EditFolder(path, name="", journal="", digest="")
    return None


@contextmanager
def _exclusive(path: Path, now: datetime) -> Iterator[bool]:
    """Lock a folder, and yield whether that was possible, so that no edit is using it.

    If locking does not work, a folder counts as abandoned after a day without changes.
    """
    if sys.platform == "win32":
        yield _is_old(path, now)
        return
    import fcntl

    try:
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        yield False
        return
    try:
        is_abandoned = _is_old(path, now)
        if _NAME.fullmatch(path.name):
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_abandoned = True
            except BlockingIOError:
                is_abandoned = False
            except OSError:
                pass
        yield is_abandoned
    finally:
        os.close(fd)


def _is_old(path: Path, now: datetime) -> bool:
    with suppress(OSError):
        changes = [item.lstat().st_mtime for item in (path, *path.iterdir())]
        return now.timestamp() - max(changes) > _DAY
    return False
