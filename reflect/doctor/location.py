"""Checks the location of a journal: permissions, file system, sync and free space."""

import os
import re
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from reflect.config.paths import home_folder
from reflect.doctor import permissions, shell
from reflect.doctor.finding import Finding
from reflect.store import file_errors, files, paths

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
_ONE_AT_A_TIME = (
    "Let one machine at a time write, or move the folder to a local disk, and name it with "
    "{command}."
)
_NAME_ANOTHER = ("config", "set", "journal", "FOLDER")


def check_location(folder: Path, mounts: Mounts) -> Iterator[Finding]:
    """Check whether the folder is a good location for a journal.

    Args:
        folder: the journal's folder, which may be missing.
        mounts: the mounted file systems.
    """
    place = str(folder)
    existing = _nearest_existing(folder)
    if is_read_only(existing):
        yield _read_only_disk(folder, existing)
    elif existing.is_dir() and not os.access(existing, os.W_OK | os.X_OK):
        yield _not_writable(folder, existing)
    file_system = file_system_of(existing, mounts)
    if file_system in _NETWORK:
        what = f"{place}: is on a network file system ({file_system}), whose locks may not hold"
        yield Finding("warning", what, _ONE_AT_A_TIME, place, _NAME_ANOTHER)
    if service := sync_service_of(folder):
        what = f"{place}: seems to be synchronised by {service}; locks don't reach other machines"
        yield Finding("warning", what, _ONE_AT_A_TIME, place, _NAME_ANOTHER)
    yield from _check_space(folder, existing)
    parent = existing if existing != folder else folder.parent
    writable = permissions.writable([parent])
    yield from permissions.findings(writable, "put another folder in its place")


def _read_only_disk(folder: Path, existing: Path) -> Finding:
    """Return the finding for a folder, or the parent of a missing one, on a read-only disk."""
    what = f"{existing}: is on a read-only disk, so entries can be read and exported, not saved"
    if existing != folder:
        remedy = "Name a folder on another disk with --journal, or: {command}."
        return Finding("problem", what, remedy, str(folder), _NAME_ANOTHER)
    copy = files.free_path(str(home_folder(os.environ) or "/tmp"), f"{folder.name}-copy", "")
    make = shell.command("cp", "-R", str(folder), copy)
    return Finding(
        "problem",
        what,
        f"To write, copy it to another disk ({make}), and name the copy with --journal, or: "
        "{command}.",
        str(folder),
        ("config", "set", "journal", copy),
    )


def _not_writable(folder: Path, existing: Path) -> Finding:
    """Return the finding for a folder, or the parent of a missing one, that can't be written."""
    what = f"{existing}: can't be written to, so nothing can be saved"
    if permissions.is_own(existing):
        return Finding("problem", what, shell.command("chmod", "u+rwx", str(existing)), str(folder))
    if existing == folder:
        return Finding("problem", what, permissions.give_back(folder), str(folder))
    remedy = "Name a folder of your own with --journal, or: {command}."
    return Finding("problem", what, remedy, str(folder), _NAME_ANOTHER)


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
        full = shell.command("df", "-h", str(existing))
        yield Finding(
            "warning",
            f"{folder}: its disk has {free / _MB:.1f} MB left",
            f"Free some space: the next save and a backup may need {needed / _MB:.1f} MB. {full} "
            "shows how full it is.",
            str(folder),
        )
    if file_errors.has_no_inodes(str(existing)):
        full = shell.command("df", "-i", str(existing))
        yield Finding(
            "problem",
            f"{folder}: its disk can't hold another file (it has no inodes left)",
            f"Remove files that you don't need on that disk; {full} shows how many it can hold.",
            str(folder),
        )


def _nearest_existing(folder: Path) -> Path:
    """Return the folder itself or its nearest existing parent."""
    # Unlike `Path.exists`, this is False if a parent folder may not be searched.
    return next((each for each in (folder, *folder.parents) if os.path.exists(each)), folder)


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
