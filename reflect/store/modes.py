"""The modes of a journal folder, which other users must not be able to read or change.

Clones and copies often have wider modes than the original.
"""

import os
import stat
from collections.abc import Iterator

from reflect.store import os_compat, paths

_OTHERS = 0o077
_FOLDERS = (paths.DRAFTS, paths.BACKUPS)


def private_paths(folder: str) -> Iterator[str]:
    """Yield the files and folders of a journal that only its owner should be able to access.

    Links are included, but nothing behind them, except that the journal folder may be a link.
    """
    yield os.path.realpath(folder)
    for place in (folder, *(os.path.join(folder, name) for name in _FOLDERS)):
        if place != folder:
            yield place
            if os.path.islink(place):
                continue
        for name in _names(place):
            if place != folder or (_is_own(name) and name not in _FOLDERS):
                yield os.path.join(place, name)


def tighten(folder: str) -> str:
    """Remove the rights of other users to the files and folders of a journal.

    A folder that also contains files of other programs keeps its mode. What can't be changed, for
    example because its disk has no modes, is left to `doctor`.

    Args:
        folder: the journal folder.

    Returns:
        A message for the user, or "" if nothing was changed.
    """
    if not os_compat.HAS_MODES:
        return ""
    place, *private = private_paths(folder)
    if all(name[:1] == "." or _is_own(name) for name in _names(place)):
        private.append(place)
    tightened = [path for path in private if _tighten(path)]
    return (
        f"{folder}: other users could read it; access is now restricted to you" if tightened else ""
    )


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _is_own(name: str) -> bool:
    """Return whether a name in a journal folder is the journal's rather than another program's."""
    return name.startswith(("journal.", ".journal.")) or name in (*paths.KEYS, *_FOLDERS)


def _tighten(path: str) -> bool:
    """Remove the rights of other users to a file or folder; return whether there were any."""
    try:
        mode = os.lstat(path).st_mode
        is_own_kind = stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and not mode & stat.S_ISVTX)
        if not is_own_kind or not mode & _OTHERS:
            return False
        os_compat.set_mode(path, stat.S_IMODE(mode) & ~_OTHERS)
        # Some file systems ignore modes without an error.
        return not os.lstat(path).st_mode & _OTHERS
    except OSError:
        return False
