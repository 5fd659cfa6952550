"""What is right and wrong with the backups, each in one line with its remedy."""

import os
import shlex
from collections.abc import Iterator

from reflect.doctor.finding import Finding, of_error
from reflect.store import paths
from reflect.store.backups import catalog
from reflect.store.encryption.keys import FolderKeys
from reflect.text.display import plural

_MB = 1_000_000


def examine_backups(keys: FolderKeys, limit: int) -> Iterator[Finding]:
    """Look at the backups of a journal folder, and change nothing.

    Args:
        keys: of the journal's folder.
        limit: how many bytes they may take; 0 for any number.
    """
    place = keys.path(paths.BACKUPS)
    if not os.path.lexists(place):
        return
    if not os.path.isdir(place) or not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "warning",
            f"{place}: can't be written, so no backup is made",
            "Make it a folder that you own and may write, or move it away.",
            place,
        )
    good = []
    total = 0
    for one in catalog.listed(keys.folder):
        total += one.size
        checked = catalog.check(one, keys)
        if checked is not None and checked.is_sound:
            good.append(one)
        elif checked is not None and checked.error is not None:
            yield of_error(checked.error, one.path, "warning")
        elif checked is not None:
            yield _unsound(one)
    if good:
        newest = next((one for one in good if one.kind != catalog.REPLACED), good[0])
        what = f"{place}: {plural(len(good), 'good backup')}, the newest {newest.id}"
        yield Finding("ok", what, "", place)
    if limit and total > limit:
        yield Finding(
            "warning",
            f"{place}: takes {total / _MB:.1f} MB, more than backup.max_mb allows",
            "Move away what you don't need, or raise it with {command}.",
            place,
            ("config", "set"),
        )


def _unsound(one: catalog.Backup) -> Finding:
    path = shlex.quote(one.path)
    if one.kind == catalog.DAMAGED:
        what = f"{one.path}: a damaged journal that a restore replaced"
        return Finding("warning", what, f"Save what you need from it, then: rm {path}", one.path)
    what = f"{one.path}: is no backup, or not as it was written"
    return Finding("warning", what, f"Don't restore it; move it away, or: rm {path}", one.path)
