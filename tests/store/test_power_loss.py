"""Tests that acknowledged changes survive a power failure at any moment."""

import errno
import os
import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reflect.model.ids import from_int
from reflect.store.backups.automatic import EVERY
from reflect.store.backups.catalog import list_backups
from reflect.store.backups.restore import open_backup
from reflect.store.backups.restore import restore as restore_backup
from reflect.store.files import make_folder
from tests.factories import NOW
from tests.sealed import ENCRYPTED, keys_in, on_both, seal_folder
from tests.sizes import LOSSES, TORN_LOSSES, faults
from tests.store.helpers_faults import failing
from tests.store.helpers_journals import (
    DRAFT,
    archive_in,
    content_of,
    drafts_in,
    numbered,
    save_draft,
    state_of,
    store_in,
)
from tests.store.helpers_power import Disk, Event, recorded

LATER = NOW + timedelta(days=3)


def edit(folder: Path) -> None:
    """Change an entry in the journal and delete one in the inbox, making a backup."""
    with store_in(folder, at=LATER).changing() as changes:
        changes.replace(numbered(1, title="Better"))
        changes.trash([from_int(3)], LATER)


def restore(folder: Path) -> None:
    """Restore the deleted entry, making a backup."""
    with store_in(folder, at=LATER + EVERY).changing() as changes:
        changes.restore([from_int(3)])


def edit_copying(folder: Path) -> None:
    """Change an entry, making a backup without hard links."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", failing(errno.EPERM))
        with store_in(folder, at=LATER + 2 * EVERY).changing() as changes:
            changes.replace(numbered(2, title="Better, too"))


def back_up(folder: Path) -> None:
    """Make a backup."""
    archive_in(folder, LATER + 3 * EVERY).make()


def go_back(folder: Path) -> None:
    """Restore the oldest backup."""
    oldest = list_backups(str(folder))[-1]
    archive = archive_in(folder, LATER + 3 * EVERY)
    restore_backup(archive, open_backup(keys_in(folder), oldest.id))


def add(number: int) -> Callable[[Path], None]:
    """Return a step that adds an entry."""
    return lambda folder: store_in(folder).add(numbered(number))


STEPS: tuple[Callable[[Path], None], ...] = (
    add(1),
    add(2),
    lambda folder: store_in(folder).fold(),
    add(3),
    lambda folder: save_draft(folder, {"n": 1}),
    edit,
    add(4),
    lambda folder: save_draft(folder, {"n": 2}),
    add(5),
    restore,
    add(6),
    lambda folder: drafts_in(folder).discard(DRAFT),
    lambda folder: store_in(folder).fold(),
    edit,
    edit_copying,
    add(7),
    back_up,
    add(8),
    go_back,
    add(9),
    lambda folder: store_in(folder).fold(),
)


@faults
@on_both
def test_acknowledged_changes_survive_a_power_failure(
    place: Path, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = place / "before" / "journal"
    is_encrypted = backend == ENCRYPTED
    log, states = record(folder, is_encrypted=is_encrypted)
    assert len(log) > 80
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    lose_power(place, log, states, LOSSES.now, random.Random(11))


def record(folder: Path, *, is_encrypted: bool = False) -> tuple[list[Event], list[dict[str, Any]]]:
    """Run all steps; return the disk requests, and the journal's state after each step."""
    folder.parent.mkdir()
    states: list[dict[str, Any]] = [content_of(folder)]
    with recorded() as recorder:
        if is_encrypted:
            make_folder(str(folder))
            seal_folder(folder)
        for step in STEPS:
            step(folder)
            recorder.done()
            states.append(content_of(folder))
    return recorder.log, states


def lose_power(
    place: Path,
    log: list[Event],
    states: list[dict[str, Any]],
    count: int,
    random_: random.Random,
) -> None:
    """Simulate power failures at random points of a recorded log, and carry on after each.

    Args:
        place: a folder for the restored states.
        log: the recorded disk requests.
        states: the initial state, and the state after each step.
        count: the number of power failures.
        random_: the source of randomness.
    """
    after = place / "after"
    is_encrypted = keys_in(place / "before" / "journal").is_encrypted
    for _ in range(count):
        moment = random_.randrange(len(log) + 1)
        disk = Disk()
        for event in log[:moment]:
            disk.take(event)
        disk.lose_power(random_)
        after.mkdir()
        disk.lay_out(place / "before", after)
        if is_encrypted:
            # The keys were created long before.
            seal_folder(after / "journal")
        found = state_of(after / "journal")
        kept = archive_in(after / "journal").all()
        assert all(one.is_sound for one in kept), f"a backup is not sound after {moment}"
        done = sum(event.kind == "done" for event in log[:moment])
        where = f"after {moment} of {len(log)}: {log[moment - 1]}"
        assert found in states[done : done + 2], f"neither the old nor the new state {where}"
        store_in(after / "journal").add(numbered(50))
        with store_in(after / "journal").changing() as changes:
            changes.upsert(numbered(51))
        new = {from_int(number): numbered(number) for number in (50, 51)}
        assert content_of(after / "journal") == found | {"entries": found["entries"] | new}
        shutil.rmtree(after)


@faults
@on_both
def test_torn_line_survives_a_power_failure(place: Path, backend: str) -> None:
    folder = place / "before" / "journal"
    folder.parent.mkdir()
    with recorded() as recorder:
        if backend == ENCRYPTED:
            make_folder(str(folder))
            seal_folder(folder)
        add(1)(folder)
        inbox = os.open(str(folder / "journal.inbox"), os.O_WRONLY | os.O_APPEND)
        os.write(inbox, b"12345678 {torn")
        os.fsync(inbox)
        recorder.done()
        add(2)(folder)
    os.close(inbox)
    log = recorder.log
    begun = next(number for number, event in enumerate(log) if event.kind == "done")
    random_ = random.Random(12)
    after = place / "after"
    for _ in range(TORN_LOSSES.now):
        disk = Disk()
        for event in log[: random_.randrange(begun, len(log) + 1)]:
            disk.take(event)
        disk.lose_power(random_)
        after.mkdir()
        disk.lay_out(folder.parent, after)
        kept = [path.read_bytes() for path in (after / "journal").glob("journal.*")]
        assert any(b"{torn" in data for data in kept)
        shutil.rmtree(after)
