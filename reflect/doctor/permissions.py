"""Who else may get at a file or a folder."""

import os
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reflect.doctor.finding import Finding
from reflect.store.os_compat import FILE_MODE, FOLDER_MODE, HAS_MODES

Wanted = tuple[Path, int, int]
"""A path, the mode it has, and the one it should have."""

_WRITE_ALL, _WRITE_GROUP = 0o002, 0o020


def too_open(paths: Iterable[Path]) -> Iterator[Wanted]:
    """Name the files and folders that others may read, or more; links are not followed."""
    for path in paths if HAS_MODES else ():
        mode = _mode(path)
        if mode is not None and mode & 0o077:
            wanted = FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE
            yield path, stat.S_IMODE(mode), wanted


def writable(paths: Iterable[Path]) -> Iterator[Wanted]:
    """Name the files and folders that others may change; a group of one's own is nobody else."""
    for path in paths if HAS_MODES else ():
        mode = _mode(path)
        if mode is None or (mode & stat.S_ISVTX and stat.S_ISDIR(mode)):
            continue
        bad = mode & _WRITE_ALL
        if mode & _WRITE_GROUP and not _is_own_group(path):
            bad |= _WRITE_GROUP
        if bad:
            yield path, stat.S_IMODE(mode), stat.S_IMODE(mode) & ~(_WRITE_ALL | _WRITE_GROUP)


def told(found: Iterable[Wanted], may: str) -> Iterator[Finding]:
    """Make findings of modes.

    Args:
        found: the paths with their modes.
        may: what others may do, such as "read it".
    """
    for path, mode, wanted in found:
        what = f"{path}: others may {may} (mode {mode:04o})"
        remedy = f"chmod {wanted:o} {shlex.quote(str(path))}"
        yield Finding("warning", what, remedy, str(path))


def _mode(path: Path) -> int | None:
    try:
        state = path.lstat()
    except OSError:
        return None
    is_ours = stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)
    return state.st_mode if is_ours else None


def _is_own_group(path: Path) -> bool:
    """Say whether a file's group is the user's private one, which has the user's name."""
    if sys.platform == "win32":
        return True
    import grp
    import pwd

    try:
        return grp.getgrgid(path.lstat().st_gid).gr_name == pwd.getpwuid(os.getuid()).pw_name
    except (KeyError, OSError):
        return False
