"""Finds links in a journal folder, through which nothing is written."""

import os
import shlex
from collections.abc import Iterator

from reflect.doctor.finding import Finding
from reflect.doctor.shell import remove
from reflect.store import paths

# Without these, nothing can be saved.
_NEEDED = (paths.LOCK, paths.INBOX, paths.DRAFTS)
_OTHERS = (paths.BACKUPS, paths.TORN, paths.TORN_SEALED, *paths.KEYS)


def check_links(folder: str) -> Iterator[Finding]:
    """Check a journal folder for links; only the folder and the journal file may be links.

    Args:
        folder: the journal's folder.
    """
    for path in _links(folder):
        is_needed = os.path.relpath(path, folder) in _NEEDED
        yield Finding(
            "problem" if is_needed else "warning",
            f"{path}: is a link, and nothing is written through links",
            _remedy(path),
            path,
        )


def _links(folder: str) -> Iterator[str]:
    for name in (*_NEEDED, *_OTHERS):
        path = os.path.join(folder, name)
        if os.path.islink(path):
            yield path
        elif name in (paths.DRAFTS, paths.BACKUPS):
            try:
                inside = sorted(os.listdir(path))
            except OSError:
                continue
            yield from filter(os.path.islink, (os.path.join(path, each) for each in inside))


def _remedy(path: str) -> str:
    """Return the commands that remove a link, or replace it with a copy of what it leads to."""
    if not os.path.exists(path):
        return f"It leads to nothing: {remove(path)}"
    link, copy = shlex.quote(path), shlex.quote(f"{path}.copy")
    content = f"{link}/." if os.path.isdir(path) else link
    return (
        f"If you did not make it: {remove(path)}. Else copy what it leads to: "
        f"`cp -RL {content} {copy} && rm {link} && mv {copy} {link}`"
    )
