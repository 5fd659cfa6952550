"""Finds folders, pipes and devices in place of the files of a journal."""

import os
from collections.abc import Iterator

from reflect.doctor.finding import Finding
from reflect.doctor.shell import move_away
from reflect.store import paths

NAMES = (
    paths.LOCK,
    os.path.join(paths.DRAFTS, paths.DRAFT_LOCK),
    paths.INBOX,
    paths.JOURNAL,
    paths.ENCRYPTED,
    paths.TORN,
    paths.TORN_SEALED,
    *paths.KEYS,
)


def is_no_file(path: str) -> bool:
    """Return whether something other than a file or a link is at a path."""
    return os.path.lexists(path) and not os.path.isfile(path) and not os.path.islink(path)


def check_file_types(folder: str) -> Iterator[Finding]:
    """Check that the files of a journal are files. Another check reports links.

    Args:
        folder: the journal's folder.
    """
    for path in (os.path.join(folder, name) for name in NAMES):
        if is_no_file(path):
            remedy = f"Move it away: {move_away(path, folder)}"
            yield Finding("problem", f"{path}: is not a file", remedy, path)
