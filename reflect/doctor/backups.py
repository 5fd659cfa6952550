"""Checks the backups of a journal."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.copies import lacking_finding
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.location import is_read_only
from reflect.doctor.shell import move_away
from reflect.errors import Notice
from reflect.store import paths
from reflect.store.backups import catalog
from reflect.store.backups.comparison import Comparison
from reflect.store.encryption.age import OtherIdentityError
from reflect.store.encryption.keys import FolderKeys
from reflect.text.display import plural

_MB = 1_000_000


def check_backups(keys: FolderKeys, max_bytes: int, comparison: Comparison) -> Iterator[Finding]:
    """Check the backups of a journal folder, without changing them.

    Args:
        keys: the keys of the journal.
        max_bytes: the size limit for all backups, in bytes; 0 for no limit.
        comparison: compares damaged backups with the journal.
    """
    place = keys.path(paths.BACKUPS)
    if not os.path.lexists(place):
        return
    # Another check reports disks that can't be written to at all.
    needed = os.R_OK | os.X_OK | (0 if is_read_only(place) else os.W_OK)
    if not os.path.isdir(place):
        remedy = f"Move it away: {move_away(place, keys.folder)}"
        yield Finding("warning", f"{place}: is not a folder, so no backup is made", remedy, place)
    elif not os.access(place, needed):
        what = f"{place}: can't be written, so no backup is made"
        remedy = permissions.give_back(Path(place))
        yield Finding("warning", what, remedy, place, is_denied=True)
    good = []
    total = 0
    for backup in catalog.list_backups(keys.folder):
        total += backup.size
        checked = catalog.check(backup, keys)
        if checked is not None and checked.is_sound:
            good.append(backup)
        elif checked is not None and checked.error is not None:
            is_of_others = isinstance(checked.error, OtherIdentityError)
            away = Notice(f"Or move it away: {move_away(backup.path, keys.folder)}")
            steps = [away] if is_of_others else []
            yield of_error(checked.error, backup.path, "warning", *steps)
        elif checked is not None:
            is_damaged = backup.kind == catalog.DAMAGED
            kind = (
                "a damaged journal that a restore replaced"
                if is_damaged
                else ("is not a backup, or was changed since it was written")
            )
            what = f"{backup.path}: {kind}"
            yield lacking_finding(backup.path, backup.id, what, keys, comparison)
    if good:
        newest = next((backup for backup in good if backup.kind != catalog.REPLACED), good[0])
        what = f"{place}: {plural(len(good), 'good backup')}, the newest {newest.id}"
        yield Finding("ok", what, "", place)
    if max_bytes and total > max_bytes:
        enough = str(math.ceil(1.25 * total / _MB))
        yield Finding(
            "warning",
            f"{place}: takes {total / _MB:.1f} MB, more than backup.max_mb allows",
            "Move away what you don't need, or raise the limit with {command}.",
            place,
            ("config", "set", "backup.max_mb", enough),
        )
