"""Whether a journal's folder is a good place for it."""

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.finding import Finding
from reflect.doctor.mounts import OVER_A_NETWORK, Mounts, kind_of
from reflect.store import paths

_MB = 1_000_000
_LEAST_FREE = 4 * _MB
# What the folders of services that synchronise are called, in lower case, up to a blank or a dash:
# "Dropbox (Personal)", "OneDrive - Example Ltd".
_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "syncthing": "Syncthing",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "a cloud storage",
    "googledrive": "Google Drive",
    "google drive": "Google Drive",
}
# What the services leave in the folder that they synchronise.
_MARKERS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
}
_ONE_AT_A_TIME = "Let one machine at a time write, or move the folder to a local disk."


def examine_place(folder: Path, known: Mounts) -> Iterator[Finding]:
    """Look at where a journal lies, or is to lie, and change nothing.

    Args:
        folder: the journal's; need not be there.
        known: what is mounted.
    """
    place = str(folder)
    there = _nearest(folder)
    if there.is_dir() and not os.access(there, os.W_OK | os.X_OK):
        yield Finding(
            "problem",
            f"{there}: can't be written to, so nothing can be saved",
            f"Give yourself the right to write there (chmod u+wx {shlex.quote(str(there))}), "
            "or name another folder with --journal.",
            place,
        )
    kind = kind_of(there, known)
    if kind in OVER_A_NETWORK:
        what = f"{place}: is on a network file system ({kind}), whose locks may not hold"
        yield Finding("warning", what, _ONE_AT_A_TIME, place)
    if service := synced_by(folder):
        what = f"{place}: seems to be synchronised by {service}; locks don't reach other machines"
        yield Finding("warning", what, _ONE_AT_A_TIME, place)
    yield from _space(folder, there)
    above = there if there != folder else folder.parent
    yield from permissions.told(permissions.writable([above]), "put another folder in its place")


def synced_by(folder: Path) -> str:
    """Name the service that seems to synchronise a folder, by its path or what lies there."""
    place = Path(os.path.realpath(folder))
    for above in (place, *place.parents):
        name = above.name.lower()
        for begin, service in _SYNCED.items():
            if name == begin or name.startswith((f"{begin} ", f"{begin}-")):
                return service
        for marker, service in _MARKERS.items():
            if os.path.lexists(above / marker):
                return service
    return ""


def _space(folder: Path, there: Path) -> Iterator[Finding]:
    """Ask for room for the journal written anew, and for a backup beside it."""
    size = 0
    for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX):
        try:
            state = (folder / name).stat()
        except OSError:
            continue
        size += state.st_size if stat.S_ISREG(state.st_mode) else 0
    needed = max(2 * size, _LEAST_FREE)
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        return
    if free < needed:
        what = f"{folder}: its disk has {free / _MB:.1f} MB left"
        yield Finding(
            "warning",
            what,
            f"Free some space: the next save and a backup may need {needed / _MB:.1f} MB.",
            str(folder),
        )


def _nearest(folder: Path) -> Path:
    """Give the folder, or of those above it the nearest that is there."""
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)
