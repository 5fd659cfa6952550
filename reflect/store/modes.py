"""The modes of a journal folder, which other users must not be able to read or change.

Clones and copies often have wider modes than the original.
"""

import os
import stat
from collections.abc import Iterator

from reflect.store import os_compat, paths

_OTHERS = 0o077
_JOURNALS = (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX)


def private_paths(folder: str) -> Iterator[str]:
    """Yield the files and folders of a journal that only its owner should be able to access.

    Nothing behind a link is included, except that the journal folder itself may be a link.
    """
    yield os.path.realpath(folder)
    for place in (folder, os.path.join(folder, paths.DRAFTS), os.path.join(folder, paths.BACKUPS)):
        if place != folder:
            if os.path.islink(place):
                continue
            yield place
        try:
            inside = sorted(os.listdir(place))
        except OSError:
            continue
        for name in inside:
            # The journal folder may contain files from other programs.
            if place != folder or name.startswith(("journal.", ".journal.")) or name in paths.KEYS:
                yield os.path.join(place, name)


def tighten(folder: str) -> str:
    """Remove the rights of other users to the files and folders of a journal.

    Only a folder that already contains a journal is changed. What can't be changed, for example
    because its disk has no modes, is left to `doctor`.

    Args:
        folder: the journal folder, which may be missing.

    Returns:
        A message for the user, or "" if nothing was changed.
    """
    if not os_compat.HAS_MODES or not _has_journal(folder):
        return ""
    if not any([_tighten(path) for path in private_paths(folder)]):
        return ""
    return f"{folder}: others could get at its files; their modes now let nobody else in"


def _has_journal(folder: str) -> bool:
    return any(os.path.lexists(os.path.join(folder, name)) for name in _JOURNALS)


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
