"""Tests that a real process, killed at a system call, leaves either the old or the new state."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from reflect.store.backups.automatic import EVERY
from tests.factories import NOW
from tests.sizes import TRACED_KILLS, faults
from tests.store.helpers_journals import (
    add_backup,
    archive_in,
    content_of,
    data_of,
    small,
    store_in,
)
from tests.store.helpers_restore import LATER
from tests.store.helpers_traced import BEGIN, operations

ROOT = Path(__file__).parent.parent.parent
# The system calls that a save makes, whether or not they change anything.
CALLS = (
    "write,fsync,fdatasync,rename,renameat,renameat2,ftruncate,unlink,unlinkat,mkdir,mkdirat,"
    "link,linkat,"
    "fchmod,chmod,flock,openat,close,lseek,read,fstat,newfstatat,getdents64,readlink"
)
LINE = re.compile(r"^(?:\d+ +)?(\w+)\(")


def traced(folder: Path, operation: str, options: list[str]) -> tuple[int, list[str]]:
    """Run an operation under strace in a copy of the template; return its exit code and calls."""
    log = folder / "log"
    packages = [path for path in sys.path if path.endswith("-packages")]
    command = [
        *("strace", "-f", "-o", str(log), "-e", f"trace=access,faccessat,{CALLS}"),
        *options,
        *(sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name("helpers_traced.py"))),
        *(str(ROOT), operation, str(folder / "journal"), str(folder / "warm"), *packages),
    ]
    done = subprocess.run(
        command, capture_output=True, check=False, env={"PATH": os.environ["PATH"]}
    )
    return done.returncode, log.read_text(errors="replace").splitlines()


def points(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Yield each call after the mark, with its number among the calls of the same kind."""
    counts: dict[str, int] = {}
    begun = False
    for line in lines:
        if found := LINE.match(line):
            counts[found[1]] = counts.get(found[1], 0) + 1
            if begun:
                yield found[1], counts[found[1]]
            begun = begun or BEGIN in line


def sample(calls: list[tuple[str, int]], operation: str) -> list[tuple[str, int]]:
    """Choose a reproducible sample of calls to kill the process at."""
    assert len(calls) > 12
    count = max(1, TRACED_KILLS.now // len(operations()))
    return random.Random(operation).sample(calls, min(count, len(calls)))


@pytest.fixture(scope="module")
def strace() -> None:
    """Skip the test if strace is not installed, but fail in CI."""
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("strace is not installed")
        pytest.skip("strace is not installed")


@pytest.fixture
def fresh(template: Path, place: Path) -> Callable[[object], Path]:
    """Return a function that creates a copy of a journal, an old backup and a warm-up folder."""
    other = place / "other"
    store_in(other).add(small(1))
    store_in(other).fold()
    old = data_of(other)

    def make(name: object) -> Path:
        folder = place / str(name)
        for part in ("journal", "warm"):
            shutil.copytree(template, folder / part)
            add_backup(folder / part, NOW, 77, old)
        return folder

    return make


def state(folder: Path) -> list[dict[str, Any]]:
    """Return everything that the operations may have changed."""
    return [content_of(folder / "journal"), content_of(folder / "journal" / "new")]


@faults
@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("operation", sorted(operations()))
def test_process_killed_at_any_call_leaves_the_old_or_the_new_state(
    fresh: Callable[[object], Path], operation: str
) -> None:
    folder = fresh("whole")
    before = state(folder)
    code, lines = traced(folder, operation, [])
    assert code == 0, lines[-5:]
    after = state(folder)
    assert after != before
    wanted = sample(list(points(lines)), operation)

    def killed(number: int) -> tuple[Path, str]:
        """Kill the process at a call. Calls during Python's startup may vary, so retry."""
        calls, where = wanted, ""
        for attempt in range(3):
            call, count = calls[number]
            folder = fresh(f"{number}.{attempt}")
            inject = f"inject={call}:signal=SIGKILL:when={count}"
            code, lines = traced(folder, operation, ["-e", inject])
            where = f"{call} {count} of {operation}: {code}"
            if code == -signal.SIGKILL and any(BEGIN in line for line in lines):
                return folder, where
            again = traced(fresh(f"{number}.{attempt}.again"), operation, [])[1]
            calls = sample(list(points(again)), operation)
        pytest.fail(where)

    def kill_at(number: int) -> None:
        folder, where = killed(number)
        found = state(folder)
        assert found in (before, after), where
        unsound = [one for one in archive_in(folder / "journal").all() if not one.is_sound]
        assert unsound == [], where
        store = store_in(folder / "journal", at=LATER + EVERY)
        with store.changing() as changes:
            changes.upsert(small(9))
        assert (
            content_of(folder / "journal")["entries"].keys() - {small(9).id}
            == found[0]["entries"].keys()
        )
        assert not list((folder / "journal").glob(".*.tmp"))
        assert not list((folder / "journal" / "backups").glob(".*.tmp"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(kill_at, range(len(wanted))))
