"""Tests that concurrent and killed processes lose and duplicate nothing."""

import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import DamagedError
from reflect.model.entry import Answer
from reflect.model.ids import from_int, to_int
from reflect.store.backups.retention import MOST
from tests.sealed import on_both
from tests.sizes import ADDED, KILLS, READINGS, WRITERS, faults
from tests.store import helpers_worker as worker
from tests.store.helpers_journals import (
    content_of,
    doctor_findings,
    journal_in,
    numbered,
    small,
    store_in,
)

if TYPE_CHECKING:
    from reflect.store.entry_row import EntryRow
    from reflect.store.store import Store

ROOT = Path(__file__).parent.parent.parent
READERS = 2
PAUSE = 0.04
JOURNAL_SIZE = 5_000_000


@contextmanager
def processes(program: str = "tests.store.helpers_worker") -> Iterator[Callable[..., None]]:
    """Yield a function that starts workers and readers; check on exit that all of them succeeded.

    Processes are waited for in the order in which they were started, so those that end by
    themselves must come first.

    Args:
        program: the module to run.
    """
    running: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:

        def start(*arguments: object) -> None:
            command = [sys.executable, "-m", program, *map(str, arguments)]
            process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
            running.append(stack.enter_context(process))
            stack.callback(process.kill)

        yield start
        for process in running:
            _, errors = process.communicate()
            assert process.returncode == 0, errors.decode()


@faults
@on_both
def test_concurrent_writers_lose_and_duplicate_nothing(folder: Path) -> None:
    work_at_once(folder, WRITERS.now, ADDED.now)


def work_at_once(
    folder: Path, count: int, each: int, *, program: str = "tests.store.helpers_worker"
) -> None:
    """Let several processes write to one journal while others read it, then check its contents.

    Args:
        folder: the journal folder.
        count: the number of writers.
        each: the number of entries that each writer adds.
        program: the module to run.
    """
    with processes(program) as start:
        for who in range(1, count + 1):
            start("work", folder, who, each)
        for _ in range(READERS):
            start("watch", folder, count * each // 4)
    entries, trash = worker.outcome(range(1, count + 1), each)
    found = content_of(folder)
    assert (found["entries"], found["trash"]) == (entries, trash), "not all is there"
    assert found["drafts"] == {}
    assert all(finding.level == "ok" for finding in doctor_findings(folder))
    assert 1 < len(os.listdir(folder / "backups")) <= MOST


@faults
def test_readers_see_only_complete_changes(folder: Path) -> None:
    with store_in(folder).changing() as changes:
        for number in range(1, 40):
            changes.upsert(small(number))
    with processes() as start:
        ended = folder.parent / "ended"
        readers = [folder.parent / f"reader {number} is done" for number in range(READERS)]
        for done in readers:
            start("watch", folder, READINGS.now // READERS, done, ended)
        start("turn", folder, ended, *readers)
    assert len(content_of(folder)["entries"]) == 39


@contextmanager
def child(act: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """Run a function in a process that is killed on exit; yield its pid and its output pipe."""
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
    """Collect what a process acknowledges, and kill it after the given number of seconds."""
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
    """Limit how much a fast process may report before it is killed."""
    return int(after * 2_000)


def write_on(folder: Path, first: int) -> Callable[[int], None]:
    """Return a function that adds, changes and folds endlessly, reporting what it has saved."""

    def act(end: int) -> None:
        store: Store = store_in(folder)
        number = first
        while True:
            if number % 3 == 0:
                store.add(numbered(number))
            else:
                with store.changing() as changes:
                    changes.upsert(numbered(number))
                    changes.upsert(replace(numbered(1), title=f"{number}"))
            os.write(end, b"%d\n" % number)
            number += 1

    return act


@faults
@on_both
def test_killed_writer_loses_nothing_that_it_acknowledged(
    folder: Path,
) -> None:
    make_large(folder)
    kill_at_random(folder, KILLS.now, random.Random(3))


def make_large(folder: Path) -> None:
    """Fill a journal with 5 MB of entries."""
    prose = Answer("happened", "What happened?", "We launched. " * 100)
    with store_in(folder).changing() as changes:
        for number in range(1, JOURNAL_SIZE // 1_850):
            changes.upsert(numbered(number, answers=(prose,)))
    assert os.path.getsize(journal_in(folder)) > JOURNAL_SIZE * 0.95


def kill_at_random(folder: Path, count: int, random_: random.Random) -> None:
    """Repeatedly kill a writing process, check the journal, and start another one."""
    first = rows_of(folder)
    last, said = 10_000, 0
    for _ in range(count):
        with child(write_on(folder, last + 1)) as (process, reports):
            acknowledged = killed_at_random(process, reports, random_.random() * PAUSE)
        rows = rows_of(folder)
        numbers = sorted(to_int(found) for found in rows.keys() - first.keys())
        wanted = list(range(10_001, max(acknowledged, default=last) + 1))
        assert numbers[: len(wanted)] == wanted, "what was acknowledged is gone"
        assert len(numbers) <= len(wanted) + 1
        assert first.keys() <= rows.keys(), "what was there is gone"
        title = rows[from_int(1)].entry().title
        said = max([said, *(number for number in acknowledged if number % 3)])
        assert said == 0 or int(title) >= said, "a change that was acknowledged is gone"
        last = numbers[-1] if numbers else last
    with store_in(folder).changing() as changes:
        changes.upsert(small(9_000))
    assert not list(folder.glob(".*.tmp"))
    rows = rows_of(folder)
    assert all(rows[key].line == row.line for key, row in first.items() if key != from_int(1))


def rows_of(folder: Path) -> dict[str, "EntryRow"]:
    """Return the rows by id, checking that the journal is neither locked nor damaged."""
    try:
        return {row.id: row for row in store_in(folder, wait=0.0).rows()}
    except DamagedError as error:
        raise AssertionError(f"it is damaged: {error.message}") from error
