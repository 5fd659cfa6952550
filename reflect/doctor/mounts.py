"""Which kind of file system a path is on, where the system tells it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

Mounts = Sequence[tuple[str, str]]
"""Where file systems are mounted, each with its kind; a later one covers an earlier one."""

_LIST = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")
IN_MEMORY = frozenset({"tmpfs", "ramfs"})
OVER_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gfs2", "ocfs2"}
    | {"glusterfs", "beegfs", "davfs", "sshfs", "rclone", "s3fs", "gcsfuse", "davfs2", "vboxsf"}
)


def mounts() -> Mounts:
    """Read what is mounted; nothing where the system is no Linux."""
    try:
        return parsed(_LIST.read_text("utf-8", "surrogateescape"))
    except OSError:
        return ()


def parsed(text: str) -> Mounts:
    """Read the lines of mountinfo (proc_pid_mountinfo(5))."""
    found = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) > 4 and after:
            point = _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), fields[4])
            # A file system in user space says what it really is after a dot.
            found.append((point, after.split(" ")[0].removeprefix("fuse.")))
    return found


def kind_of(path: Path, known: Mounts) -> str:
    """Name the kind of file system that a path is on; "" where nobody can tell."""
    place = os.path.realpath(path)
    kind, longest = "", -1
    for point, name in known:
        inside = point == "/" or place == point or place.startswith(f"{point}/")
        if inside and len(point) >= longest:
            kind, longest = name, len(point)
    return kind
