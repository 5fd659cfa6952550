"""Small real file systems that tests fill up."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, *options: str) -> Iterator[Path]:
    """Mount a file system in memory; skip the test if only root may do that.

    Args:
        place: an existing folder.
        options: the mount options of tmpfs, such as "size=64k" or "nr_inodes=20".
    """
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only, as on read-only media; skip the test if only root may do that."""
    for options in (["--bind"], ["-o", "remount,ro,bind"]):
        command = ["mount", *options, *([str(folder)] if "--bind" in options else []), str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only root may mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Use up all space of a disk."""
    with (disk / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return
