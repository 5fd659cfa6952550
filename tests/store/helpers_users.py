"""Helpers for acting as another user, which only root can do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

USER, OTHER = 12345, 12346
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as another user"
)


@contextmanager
def acting_as(user: int) -> Iterator[None]:
    """Access files as another user within the body."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(user)
    os.seteuid(user)
    try:
        if not os.access(__file__, os.R_OK, effective_ids=True):
            pytest.skip("only root can read the code")
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


@contextmanager
def as_user() -> Iterator[None]:
    """Run as another user, who can't become root."""
    os.setresuid(USER, USER, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def give(folder: Path, user: int) -> None:
    """Give a folder and everything in it to a user."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


def owners(folder: Path) -> set[int]:
    """Return the owners of a folder and of everything in it."""
    return {path.lstat().st_uid for path in (folder, *folder.rglob("*"))}
