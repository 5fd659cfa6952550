"""Checks the location of a journal: permissions, file system, sync and free space."""

import os
import re
import shlex
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.finding import Finding
from reflect.store import paths

Mounts = Sequence[tuple[str, str]]
"""Mount points and their file system types; later mounts hide earlier ones."""

IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gfs2", "ocfs2"}
    | {"glusterfs", "beegfs", "davfs", "sshfs", "rclone", "s3fs", "gcsfuse", "davfs2", "vboxsf"}
)
_MOUNT_LIST = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")
_MB = 1_000_000
_MIN_FREE = 4 * _MB
# Folder names of sync services in lower case. A space or hyphen may follow, as in "Dropbox
# (Personal)" or "OneDrive - Example Ltd".
_SYNC_FOLDERS = {
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
# Files that sync services create in synced folders.
_SYNC_MARKERS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
}
_ONE_AT_A_TIME = "Let one machine at a time write, or move the folder to a local disk."


def check_location(folder: Path, mounts: Mounts) -> Iterator[Finding]:
    """Check whether the folder is a good location for a journal.

    Args:
        folder: the journal's folder, which may be missing.
        mounts: the mounted file systems.
    """
    place = str(folder)
    existing = _nearest_existing(folder)
    if is_read_only(existing):
        yield Finding(
            "problem",
            f"{existing}: is on a read-only disk, so entries can be read and exported, not saved",
            "To write, copy the folder to another disk, and name it with --journal.",
            place,
        )
    elif existing.is_dir() and not os.access(existing, os.W_OK | os.X_OK):
        yield Finding(
            "problem",
            f"{existing}: can't be written to, so nothing can be saved",
            f"Give yourself the right to write there (chmod u+wx {shlex.quote(str(existing))}), "
            "or name another folder with --journal.",
            place,
        )
    file_system = file_system_of(existing, mounts)
    if file_system in _NETWORK:
        what = f"{place}: is on a network file system ({file_system}), whose locks may not hold"
        yield Finding("warning", what, _ONE_AT_A_TIME, place)
    if service := sync_service_of(folder):
        what = f"{place}: seems to be synchronised by {service}; locks don't reach other machines"
        yield Finding("warning", what, _ONE_AT_A_TIME, place)
    yield from _check_space(folder, existing)
    parent = existing if existing != folder else folder.parent
    writable = permissions.writable([parent])
    yield from permissions.findings(writable, "put another folder in its place")


def is_read_only(path: str | Path) -> bool:
    """Return whether a file or folder is on a disk that can't be written to by anyone."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except (OSError, AttributeError):
        return False


def sync_service_of(folder: Path) -> str:
    """Guess which service syncs a folder from its path and marker files; return "" if none."""
    path = Path(os.path.realpath(folder))
    for parent in (path, *path.parents):
        name = parent.name.lower()
        for start, service in _SYNC_FOLDERS.items():
            if name == start or name.startswith((f"{start} ", f"{start}-")):
                return service
        for marker, service in _SYNC_MARKERS.items():
            if os.path.lexists(parent / marker):
                return service
    return ""


def _check_space(folder: Path, existing: Path) -> Iterator[Finding]:
    """Check that there is enough disk space to rewrite the journal and back it up."""
    size = 0
    for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX):
        try:
            state = (folder / name).stat()
        except OSError:
            continue
        size += state.st_size if stat.S_ISREG(state.st_mode) else 0
    needed = max(2 * size, _MIN_FREE)
    try:
        free = shutil.disk_usage(existing).free
    except OSError:
        return
    if free < needed:
        yield Finding(
            "warning",
            f"{folder}: its disk has {free / _MB:.1f} MB left",
            f"Free some space: the next save and a backup may need {needed / _MB:.1f} MB.",
            str(folder),
        )


def _nearest_existing(folder: Path) -> Path:
    """Return the folder itself or its nearest existing parent."""
    return next((each for each in (folder, *folder.parents) if each.exists()), folder)


def read_mounts() -> Mounts:
    """Return the mounted file systems, or an empty sequence if the system is not Linux."""
    try:
        return parse_mounts(_MOUNT_LIST.read_text("utf-8", "surrogateescape"))
    except OSError:
        return ()


def parse_mounts(text: str) -> Mounts:
    """Parse the content of /proc/self/mountinfo; see proc_pid_mountinfo(5)."""
    mounts = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) > 4 and after:
            point = _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), fields[4])
            # FUSE file systems are called "fuse.NAME".
            mounts.append((point, after.split(" ")[0].removeprefix("fuse.")))
    return mounts


def file_system_of(path: Path, mounts: Mounts) -> str:
    """Return the type of the file system that contains a path, or "" if it is unknown."""
    place = os.path.realpath(path)
    file_system, longest = "", -1
    for point, name in mounts:
        is_inside = point == "/" or place == point or place.startswith(f"{point}/")
        if is_inside and len(point) >= longest:
            file_system, longest = name, len(point)
    return file_system
