"""Many processes at once, and processes that are killed: nothing lost, nothing doubled."""

import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reflect.model.entry import Answer
from reflect.model.ids import from_int, to_int
from reflect.store.document import Trashed
from reflect.store.thinning import MOST
from tests.sealed import ENCRYPTED
from tests.store import worker
from tests.store.journals import examined, held, journal_in, numbered, small, store_in

if TYPE_CHECKING:
    from reflect.store.tables import Store

ROOT = Path(__file__).parent.parent.parent
FULL = os.environ.get("REFLECT_TESTS") == "full"
WORKERS, EACH = (32, 1_000) if FULL else (8, 50)
READERS, READS = (2, 50_000) if FULL else (2, 1_000)
KILLS = 10_000 if FULL else 100
PAUSE = 0.04
JOURNAL_SIZE = 5_000_000


def started(*arguments: object) -> subprocess.Popen[bytes]:
    """Start a worker or a reader."""
    command = [sys.executable, "-m", "tests.store.worker", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def finished(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process, which must be content."""
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()


def test_writers_at_once_lose_and_double_nothing_and_readers_see_it(
    folder: Path, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    readers = [started("watch", folder, stop, READS) for _ in range(READERS)]
    writers = [started("work", folder, number, EACH) for number in range(1, WORKERS + 1)]
    for process in writers:
        finished(process)
    stop.touch()
    for process in readers:
        finished(process)
    entries, trash = {}, {}
    for number in (each for who in range(1, WORKERS + 1) for each in worker.numbers(who, EACH)):
        edited = worker.is_edited(number)
        entry = worker.small_edited(number) if edited else small(number)
        if worker.is_deleted(number):
            trash[entry.id] = Trashed(entry, worker.LATER)
        else:
            entries[entry.id] = entry
    assert held(folder) == {"entries": entries, "trash": trash, "drafts": {}}
    assert all(finding.level == "ok" for finding in examined(folder))
    assert 1 < len(os.listdir(folder / "backups")) <= MOST


@contextmanager
def child(act: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """A process that does something and is killed; gives its id and where it reports."""
    reports, end = os.pipe()
    process = os.fork()
    if not process:
        try:
            act(end)
        finally:
            os._exit(1)
    os.close(end)
    try:
        yield process, reports
    finally:
        os.close(reports)


def killed_at_random(process: int, reports: int, after: float) -> list[int]:
    """Read what a process acknowledges, and kill it after some seconds of work."""
    said = b""
    select.select([reports], [], [])
    while select.select([reports], [], [], after)[0] and len(said) < random_size(after):
        said += os.read(reports, 4096)
    os.kill(process, signal.SIGKILL)
    while more := os.read(reports, 4096):
        said += more
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), "it died by itself"
    return [int(line) for line in said.split()]


def random_size(after: float) -> int:
    """How much a process may say before it is killed, if it says it faster than it should."""
    return int(after * 2_000)


def write_on(folder: Path, first: int) -> Callable[[int], None]:
    """Add, change and fold without end, and report what is saved."""

    def act(end: int) -> None:
        store: Store = store_in(folder)
        number = first
        while True:
            if number % 3 == 0:
                store.add(numbered(number))
            else:
                with store.changing() as changes:
                    changes.put(numbered(number))
                    changes.put(replace(numbered(1), title=f"{number}"))
            os.write(end, b"%d\n" % number)
            number += 1

    return act


@pytest.fixture
def large(folder: Path) -> Path:
    """A journal of 5 MB."""
    prose = Answer("happened", "What happened?", "We launched. " * 100)
    with store_in(folder).changing() as changes:
        for number in range(1, JOURNAL_SIZE // 1_850):
            changes.put(numbered(number, answers=(prose,)))
    assert os.path.getsize(journal_in(folder)) > JOURNAL_SIZE * 0.95
    return folder


def test_killed_at_any_moment_a_writer_loses_nothing_that_it_acknowledged(
    large: Path, backend: str
) -> None:
    random_ = random.Random(3)
    before = {row.id for row in store_in(large).rows()}
    last, said = 10_000, 0
    for _ in range(KILLS // 3 if backend == ENCRYPTED and not FULL else KILLS):
        with child(write_on(large, last + 1)) as (process, reports):
            acknowledged = killed_at_random(process, reports, random_.random() * PAUSE)
        store = store_in(large, wait=0.0)
        rows = {row.id: row for row in store.rows()}
        numbers = sorted(to_int(found) for found in rows.keys() - before)
        wanted = list(range(10_001, max(acknowledged, default=last) + 1))
        assert numbers[: len(wanted)] == wanted
        assert len(numbers) <= len(wanted) + 1
        assert before <= rows.keys()
        title = rows[from_int(1)].entry().title
        said = max([said, *(number for number in acknowledged if number % 3)])
        assert said == 0 or int(title) >= said
        last = numbers[-1] if numbers else last
    store = store_in(large)
    with store.changing() as changes:
        changes.put(small(9_000))
    assert not list(large.glob(".*.tmp"))
    assert all(rows[row.id].line == row.line for row in store.rows() if row.id in before)
