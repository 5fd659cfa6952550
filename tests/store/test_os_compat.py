"""Tests for locks, file modes and file descriptors."""

import os
import stat
import time
from collections import Counter
from pathlib import Path

import pytest

from reflect.store import os_compat

CREATE = os.O_RDWR | os.O_CREAT


def mode(path: Path) -> int:
    """Return the permission bits of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def test_lock_is_exclusive(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with os_compat.opened(path, CREATE) as first, os_compat.opened(path, CREATE) as second:
        assert os_compat.lock(first, wait=0.0)
        assert not os_compat.lock(second, wait=0.01)


def test_close_releases_the_lock(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with os_compat.opened(path, CREATE) as first:
        assert os_compat.lock(first, wait=0.0)
    with os_compat.opened(path, CREATE) as second:
        assert os_compat.lock(second, wait=0.0)


def test_readers_share_the_lock_and_block_writers(tmp_path: Path) -> None:
    path = str(tmp_path / "lock")
    with (
        os_compat.opened(path, CREATE) as first,
        os_compat.opened(path, CREATE) as second,
        os_compat.opened(path, CREATE) as writer,
    ):
        assert os_compat.lock(first, shared=True, wait=0.0)
        assert os_compat.lock(second, shared=True, wait=0.0)
        assert not os_compat.lock(writer, wait=0.0)


def test_lock_retries_more_often_as_time_runs_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, tries = 0.0, []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        tries.append(now)

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    path = str(tmp_path / "lock")
    with os_compat.opened(path, CREATE) as first, os_compat.opened(path, CREATE) as second:
        assert os_compat.lock(first, wait=0.0)
        assert not os_compat.lock(second, wait=5.0)
    in_second = Counter(int(instant) for instant in tries)
    assert in_second[1] < in_second[2] < in_second[3] < in_second[4] < 1_500
    assert tries[0] < 0.001, "a short wait is not cut short"
    assert now == pytest.approx(5.0), "it gave up early, or late"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_new_file_is_private_regardless_of_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "file"
    before = os.umask(umask)
    try:
        with os_compat.opened(str(path), CREATE):
            pass
    finally:
        os.umask(before)
    assert mode(path) == 0o600


def test_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    path.chmod(0o640)
    with os_compat.opened(str(path), CREATE):
        pass
    assert mode(path) == 0o640


def test_exclusive_creation_refuses_an_existing_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(FileExistsError):
        os_compat.open_private(str(path), CREATE | os.O_EXCL)


def test_failure_to_set_the_mode_leaves_no_file_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fd: int, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    monkeypatch.setattr(os, "fchmod", refuse)
    with pytest.raises(PermissionError):
        os_compat.open_private(str(tmp_path / "file"), CREATE)
    after = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert after == before


def test_pipe_is_opened_without_blocking(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with os_compat.opened(str(pipe), os.O_RDONLY) as fd:
        assert stat.S_ISFIFO(os.fstat(fd).st_mode)


def test_unsupported_folder_sync_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(fd: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", unsupported)
    os_compat.sync_folder(str(tmp_path))
