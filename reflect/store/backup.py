"""Backups of the journal beside it, in backups/."""

import os

from reflect.errors import ReflectError
from reflect.store import disk, names


def paths(folder: str) -> list[str]:
    """List the backups of a journal folder, newest first."""
    place = os.path.join(folder, names.BACKUPS)
    found = []
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_file() and not entry.name.startswith("."):
                    found.append((entry.stat().st_mtime_ns, entry.path))
    except OSError:
        # A folder that can't be listed must not hide why it was asked for: a damaged journal.
        return []
    return [path for _, path in sorted(found, reverse=True)]


def newest_good(folder: str) -> str:
    """Find the newest backup that is as it was written; "" where there is none."""
    from reflect.store import scan

    for path in paths(folder):
        try:
            data = disk.read_file(path)
        except ReflectError:
            continue
        if data is not None and scan.checksum_holds(data):
            return path
    return ""
