"""Finds links in a journal folder, through which nothing is written."""

import os
import shlex
from collections.abc import Iterator

from reflect.doctor.finding import Finding
from reflect.doctor.shell import remove
from reflect.store import modes, paths

# Without these, no entry or no draft can be saved.
_NEEDED = (
    paths.LOCK,
    paths.INBOX,
    paths.DRAFTS,
    os.path.join(paths.DRAFTS, paths.DRAFT_LOCK),
)
_MAY_BE_LINKS = (paths.JOURNAL, paths.ENCRYPTED)


def check_links(folder: str) -> Iterator[Finding]:
    """Check a journal folder for links; only the folder and the journal file may be links.

    Args:
        folder: the journal's folder.
    """
    for path in modes.private_paths(folder):
        name = os.path.relpath(path, folder)
        if os.path.islink(path) and name not in _MAY_BE_LINKS:
            yield Finding(
                "problem" if name in _NEEDED else "warning",
                f"{path}: is a link, and nothing is written through links",
                _remedy(path),
                path,
            )


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
