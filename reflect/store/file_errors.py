"""Error messages for system errors, with the step that helps."""

import errno
import os

from reflect.errors import FileError
from reflect.store import os_compat

_CANNOT_LOCK = (
    "Its file system, or the server behind it, does not lock files; name a folder on a local disk "
    "with --journal."
)
_LINK_HINT = "Remove the link if you did not make it; else put what it leads to in its place."
_HINTS = {
    errno.ENOSPC: "Free some space on that disk, then try again.",
    errno.EDQUOT: "Free some space within your quota, then try again.",
    errno.EFBIG: "The system limits how large a file may be; raise the limit, then try again.",
    errno.EACCES: "Check that you own it and may write there.",
    errno.EPERM: "Check that you own it and may write there.",
    errno.EROFS: "That disk is read-only; choose a folder on another one.",
    errno.ELOOP: "Its links form a circle; fix them first.",
    errno.EIO: "The disk reports an error: copy the folder to another disk, then try again.",
    errno.EMFILE: "Too many files are open; raise the limit, then try again.",
    errno.ENFILE: "Too many files are open; close some programs, then try again.",
    errno.ENOLCK: _CANNOT_LOCK,
}
# These have the same cause whatever the operation.
_DISK_ERRORS = (errno.EIO, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
_NO_MODES = (
    "Its file system does not let reflect hide it from other users; choose a folder on another "
    "disk."
)


def file_error(error: OSError, path: str, done: str = "") -> FileError:
    """Convert a system error about a path to a `FileError`.

    Args:
        error: the system error.
        path: the path.
        done: what is known about the outcome, such as "nothing was changed".
    """
    also = f"; {done}" if done else ""
    path = _denying_folder(error, path) or path
    return FileError.at(path, f"{reason(error)}{also}", hint=_hint(error, path))


def _denying_folder(error: OSError, path: str) -> str:
    """Return the folder that the user may not enter or change, or "" if the file is the cause."""
    if error.errno != errno.EACCES:
        return ""
    used = error.filename if isinstance(error.filename, str) else path
    folder = os.path.dirname(os.path.abspath(used))
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    if not os.access(folder, os.X_OK):
        return folder
    is_file_usable = not os.path.lexists(used) or os.access(used, os.R_OK | os.W_OK)
    return folder if is_file_usable and not os.access(folder, os.W_OK) else ""


def _hint(error: OSError, path: str) -> str:
    """Return the next step, which depends on what failed as much as on the error number."""
    code = error.errno or 0
    if isinstance(error, os_compat.LinkError):
        return _LINK_HINT
    if isinstance(error, os_compat.ModeError) and code not in _DISK_ERRORS:
        return _NO_MODES
    if isinstance(error, os_compat.LockingError) and code not in _DISK_ERRORS:
        return _CANNOT_LOCK
    if code == errno.ENOSPC and has_no_inodes(os.path.dirname(os.path.realpath(path))):
        return "That disk can't hold more files (it has no inodes left); remove some first."
    if code in (errno.ENOENT, errno.EEXIST, errno.ENOTDIR) and (link := dangling_link(path)):
        return f"{link} is a link to what is not there. Is its disk connected?"
    return _HINTS.get(code, "Check the path and try again.")


def has_no_inodes(folder: str) -> bool:
    """Return whether the disk of a folder has space left, but can't hold another file."""
    try:
        state = os.statvfs(folder)
    except (OSError, AttributeError):
        return False
    # Some file systems don't limit the number of files, and report 0.
    return state.f_files > 0 and state.f_favail == 0 and state.f_bavail > 0


def dangling_link(path: str) -> str:
    """Return the first part of a path that is a link to what is not there, or ""."""
    link = ""
    while path != os.path.dirname(path):
        if os.path.islink(path) and not os.path.exists(path):
            link = path
        path = os.path.dirname(path)
    return link


def reason(error: OSError) -> str:
    """Return the text of a system error, starting in lower case."""
    text = error.strerror or type(error).__name__
    return text[:1].lower() + text[1:]
