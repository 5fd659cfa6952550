"""Checks the backups of a journal."""

import os
import shlex
from collections.abc import Iterator

from reflect.doctor.finding import Finding, of_error
from reflect.doctor.location import is_read_only
from reflect.store import paths
from reflect.store.backups import catalog
from reflect.store.encryption.keys import FolderKeys
from reflect.text.display import plural

_MB = 1_000_000


def check_backups(keys: FolderKeys, max_bytes: int) -> Iterator[Finding]:
    """Check the backups of a journal folder, without changing them.

    Args:
        keys: the keys of the journal.
        max_bytes: the size limit for all backups, in bytes; 0 for no limit.
    """
    place = keys.path(paths.BACKUPS)
    if not os.path.lexists(place):
        return
    # Another check reports disks that can't be written to at all.
    needed = os.R_OK | os.X_OK | (0 if is_read_only(place) else os.W_OK)
    if not os.path.isdir(place) or not os.access(place, needed):
        yield Finding(
            "warning",
            f"{place}: can't be written, so no backup is made",
            "Make it a folder that you own and may write, or move it away.",
            place,
        )
    good = []
    total = 0
    for backup in catalog.list_backups(keys.folder):
        total += backup.size
        checked = catalog.check(backup, keys)
        if checked is not None and checked.is_sound:
            good.append(backup)
        elif checked is not None and checked.error is not None:
            yield of_error(checked.error, backup.path, "warning")
        elif checked is not None:
            yield _not_sound(backup)
    if good:
        newest = next((backup for backup in good if backup.kind != catalog.REPLACED), good[0])
        what = f"{place}: {plural(len(good), 'good backup')}, the newest {newest.id}"
        yield Finding("ok", what, "", place)
    if max_bytes and total > max_bytes:
        yield Finding(
            "warning",
            f"{place}: takes {total / _MB:.1f} MB, more than backup.max_mb allows",
            "Move away what you don't need, or raise it with {command}.",
            place,
            ("config", "set"),
        )


def _not_sound(backup: catalog.Backup) -> Finding:
    path = shlex.quote(backup.path)
    if backup.kind == catalog.DAMAGED:
        what = f"{backup.path}: a damaged journal that a restore replaced"
        return Finding("warning", what, f"Save what you need from it, then: rm {path}", backup.path)
    what = f"{backup.path}: is no backup, or not as it was written"
    return Finding("warning", what, f"Don't restore it; move it away, or: rm {path}", backup.path)
