"""Tests that a full disk changes no files and that the message suggests what to do."""

import contextlib
import os
import random
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.errors import FileError, ReflectError, next_steps
from reflect.model.entry import Answer
from tests.factories import NOW
from tests.sizes import LIMITS, faults
from tests.store.helpers_disks import small_disk
from tests.store.helpers_journals import (
    add_backup,
    content_of,
    contents,
    copied,
    data_of,
    numbered,
    save_draft,
    store_in,
)
from tests.store.helpers_restore import LATER, restore_backup

LONG = numbered(7, answers=(Answer("happened", "What happened?", "It went on and on. " * 300),))


def add(folder: Path) -> None:
    """Add a long entry."""
    store_in(folder).add(LONG)


def put(folder: Path) -> None:
    """Write a long entry to the journal."""
    with store_in(folder).changing() as changes:
        changes.upsert(LONG)


def draft(folder: Path) -> None:
    """Save a long draft over an earlier one."""
    save_draft(folder, {"typed": "It went on and on. " * 300})


def put_keeping(folder: Path) -> None:
    """Write a long entry to the journal, which makes a backup."""
    with store_in(folder, at=LATER).changing() as changes:
        changes.upsert(LONG)


def restore(folder: Path) -> None:
    """Restore a backup, which makes another one."""
    restore_backup(folder, "g77")


OPERATIONS: tuple[Callable[[Path], None], ...] = (add, put, draft, put_keeping, restore)


def with_limit(limit: int, act: Callable[[Path], None], folder: Path) -> str:
    """Run a function in a process with a file size limit; return the error message."""
    report, end = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            try:
                act(folder)
            except FileError as error:
                os.write(end, f"{error.message} {next_steps(error)}".encode())
            code = 0
        os._exit(code)
    os.close(end)
    with os.fdopen(report, encoding="utf-8") as file:
        said = file.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return said


@faults
@pytest.mark.parametrize("act", OPERATIONS, ids=lambda act: act.__name__)
def test_write_beyond_the_size_limit_changes_nothing(
    template: Path, place: Path, act: Callable[[Path], None]
) -> None:
    before, sizes = content_of(template), {0, 1, 43, 1_000_000}
    other = place / "other"
    put(other)
    old = data_of(other)
    random_ = random.Random(5)
    while len(sizes) < LIMITS.now:
        sizes.add(random_.randrange(14_000))
    failed = 0
    for size in sorted(sizes):
        with copied(template, place / str(size)) as folder:
            add_backup(folder, NOW, 77, old)
            untouched = contents(folder)
            said = with_limit(size, act, folder)
            if not said:
                assert content_of(folder) != before
                continue
            failed += 1
            assert "too large; nothing was" in said
            assert contents(folder) == untouched
            act(folder)
            assert content_of(folder) != before
    assert failed > LIMITS.now // 4


def test_full_file_system_keeps_everything_acknowledged(place: Path) -> None:
    with small_disk(place, "size=64k") as disk:
        store = store_in(disk / "journal")
        saved, refused = set(), ""
        for number in range(1, 200):
            try:
                if number % 3:
                    store.add(numbered(number))
                else:
                    with store.changing() as changes:
                        changes.upsert(numbered(number))
            except ReflectError as error:
                refused = f"{error.message} {next_steps(error)}"
                break
            saved.add(numbered(number).id)
        assert "no space left" in refused
        assert "Free some space" in refused
        assert len(saved) > 10
        assert {row.id for row in store.rows()} == saved
        assert not list(disk.rglob(".*.tmp"))


def test_disk_without_inodes_is_named_as_such(place: Path) -> None:
    with small_disk(place, "size=1m", "nr_inodes=4") as disk:
        (disk / "one").touch()
        (disk / "two").touch()
        with pytest.raises(FileError) as caught:
            store_in(disk / "journal").add(LONG)
        assert "inodes" in next_steps(caught.value)
        assert not list(disk.glob("journal/*"))
