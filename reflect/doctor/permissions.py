"""Checks whether other users can read or change files and folders."""

import os
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reflect.doctor.finding import Finding
from reflect.store.os_compat import FILE_MODE, FOLDER_MODE, HAS_MODES

ModeChange = tuple[Path, int, int]
"""A path, its current mode, and the mode it should have."""

_WRITE_ALL, _WRITE_GROUP = 0o002, 0o020


def too_open(paths: Iterable[Path]) -> Iterator[ModeChange]:
    """Yield the files and folders that other users may read or change.

    Args:
        paths: the files and folders to check. Missing ones and links are skipped.
    """
    for path in paths if HAS_MODES else ():
        mode = _mode(path)
        if mode is not None and mode & 0o077:
            wanted = FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE
            yield path, stat.S_IMODE(mode), wanted


def writable(paths: Iterable[Path]) -> Iterator[ModeChange]:
    """Yield the files and folders that other users may change.

    Write permission for the user's private group is allowed.
    """
    for path in paths if HAS_MODES else ():
        mode = _mode(path)
        if mode is None or (mode & stat.S_ISVTX and stat.S_ISDIR(mode)):
            continue
        bad = mode & _WRITE_ALL
        if mode & _WRITE_GROUP and not _is_own_group(path):
            bad |= _WRITE_GROUP
        if bad:
            yield path, stat.S_IMODE(mode), stat.S_IMODE(mode) & ~(_WRITE_ALL | _WRITE_GROUP)


def findings(changes: Iterable[ModeChange], may: str) -> Iterator[Finding]:
    """Yield a warning for each path with a wrong mode.

    Args:
        changes: the paths with their current and proper modes.
        may: what other users may do, such as "change it".
    """
    for path, mode, wanted in changes:
        what = f"{path}: others may {may} (mode {mode:04o})"
        remedy = f"chmod {wanted:o} {shlex.quote(str(path))}"
        yield Finding("warning", what, remedy, str(path))


def _mode(path: Path) -> int | None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return None
    return mode if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else None


def _is_own_group(path: Path) -> bool:
    """Return whether a file belongs to the user's private group, which is named after the user."""
    if sys.platform == "win32":
        return True
    import grp
    import pwd

    try:
        return grp.getgrgid(path.lstat().st_gid).gr_name == pwd.getpwuid(os.getuid()).pw_name
    except (KeyError, OSError):
        return False
