"""Checks who can read and change files and folders: other users must not, the user must."""

import os
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from reflect.doctor.finding import Finding
from reflect.store import paths
from reflect.store.os_compat import FILE_MODE, FOLDER_MODE, HAS_MODES

ModeChange = tuple[Path, int, int]
"""A path, its current mode, and the mode it should have."""

_WRITE_ALL, _WRITE_GROUP = 0o002, 0o020
# Files that are opened for writing rather than replaced.
_CHANGED = (paths.INBOX, paths.LOCK, paths.DRAFT_LOCK, paths.TORN, paths.TORN_SEALED)


def too_open(places: Iterable[Path]) -> Iterator[ModeChange]:
    """Yield the files and folders that other users may read or change.

    Args:
        places: the files and folders to check. Missing ones and links are skipped.
    """
    for path in places if HAS_MODES else ():
        mode = _mode(path)
        if mode is not None and mode & 0o077:
            wanted = FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE
            yield path, stat.S_IMODE(mode), wanted


def writable(places: Iterable[Path]) -> Iterator[ModeChange]:
    """Yield the files and folders that other users may change.

    Write permission for the user's private group is allowed.
    """
    for path in places if HAS_MODES else ():
        mode = _mode(path)
        if mode is None or (mode & stat.S_ISVTX and stat.S_ISDIR(mode)):
            continue
        bad = mode & _WRITE_ALL
        if mode & _WRITE_GROUP and not _is_own_group(path):
            bad |= _WRITE_GROUP
        if bad:
            yield path, stat.S_IMODE(mode), stat.S_IMODE(mode) & ~(_WRITE_ALL | _WRITE_GROUP)


def unusable(places: Iterable[Path]) -> Iterator[ModeChange]:
    """Yield the user's own files and folders whose mode keeps the user from using them.

    Backups, keys and the journal itself are only ever read or replaced, so these may be read-only.
    The folder of the backups is checked with them.

    Args:
        places: the files and folders to check. Missing ones and links are skipped.
    """
    for path in places if HAS_MODES else ():
        mode = _mode(path)
        if mode is None or not is_own(path) or path.name == paths.BACKUPS:
            continue
        wanted = FOLDER_MODE if stat.S_ISDIR(mode) else FILE_MODE
        needed = wanted if stat.S_ISDIR(mode) or path.name in _CHANGED else stat.S_IRUSR
        if mode & needed != needed:
            yield path, stat.S_IMODE(mode), wanted


def check_owner(folder: str, places: Iterable[Path]) -> Iterator[Finding]:
    """Check that the files of a journal belong to one user.

    Args:
        folder: the journal folder. For the root user, its owner should own everything in it.
        places: the files and folders to check.
    """
    if sys.platform == "win32":
        return
    try:
        expected = os.getuid() or os.stat(folder).st_uid
    except OSError:
        return
    others = [path for path in places if (owner := _owner(path)) is not None and owner != expected]
    if not others:
        return
    more = f" and {len(others) - 1} more" if others[1:] else ""
    what = f"{others[0]}{more}: belongs to {_user_name(_owner(others[0]))}, not to "
    can_use = all(os.access(path, _use_of(path)) for path in others)
    place = os.path.realpath(folder) if os.path.islink(folder) else folder
    outside = [os.path.realpath(path) for path in others if not _is_inside(path, folder)]
    command = ["chown", "-R", _user_name(expected), place, *outside]
    yield Finding(
        "warning" if can_use else "problem",
        f"{what}{_user_name(expected)}",
        shlex.join(command if os.getuid() == 0 else ["sudo", *command]),
        str(others[0]),
    )


def findings(changes: Iterable[ModeChange], may: str) -> Iterator[Finding]:
    """Yield a warning for each path with a wrong mode.

    Args:
        changes: the paths with their current and proper modes.
        may: what other users may do, such as "change it".
    """
    for path, mode, wanted in changes:
        what = f"{path}: other users may {may} (mode {mode:04o})"
        remedy = f"chmod {wanted:o} {shlex.quote(str(path))}"
        yield Finding("warning", what, remedy, str(path))


def unusable_findings(changes: Iterable[ModeChange]) -> Iterator[Finding]:
    """Yield a finding for each path whose mode keeps its owner from using it."""
    for path, mode, wanted in changes:
        # The root user can use it all the same.
        level = "warning" if os.access(path, os.R_OK | os.W_OK) else "problem"
        what = f"{path}: its owner may not read or change it (mode {mode:04o})"
        yield Finding(level, what, f"chmod {wanted:o} {shlex.quote(str(path))}", str(path))


def make_usable(folder: Path) -> str:
    """Return a shell command that lets the user write to a folder."""
    if is_own(folder):
        return shlex.join(["chmod", "u+rwx", str(folder)])
    return shlex.join(["sudo", "chown", _user_name(os.getuid()), str(folder)])


def give_back(folder: Path) -> str:
    """Return a shell command that lets the user write to a folder and everything in it."""
    if is_own(folder):
        return shlex.join(["chmod", f"{FOLDER_MODE:o}", str(folder)])
    return shlex.join(["sudo", "chown", "-R", _user_name(os.getuid()), str(folder)])


def is_own(path: Path) -> bool:
    """Return whether a file or folder belongs to the user."""
    return sys.platform == "win32" or _owner(path) == os.getuid()


def _owner(path: Path) -> int | None:
    try:
        return path.lstat().st_uid
    except OSError:
        return None


def _use_of(path: Path) -> int:
    """Return the access that is needed; files may be replaced instead of changed."""
    return os.R_OK | os.W_OK | os.X_OK if path.is_dir() else os.R_OK


def _is_inside(path: Path, folder: str) -> bool:
    return path.is_relative_to(folder) or path.is_relative_to(os.path.realpath(folder))


def _user_name(user: int | None) -> str:
    """Return the name of a user, or its number if it has no name."""
    if sys.platform == "win32" or user is None:
        return "another user"
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


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
