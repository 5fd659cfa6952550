"""Tests that no failing system call loses or corrupts a backup."""

import errno
import os
import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import ReflectError
from reflect.model.ids import from_int
from reflect.store import layout, os_compat, paths
from reflect.store.backups import catalog
from reflect.store.backups.restore import open_backup, restore
from reflect.store.backups.scrub import find_holding, scrub
from tests.factories import NOW
from tests.sealed import keys_in, on_both, opened, put, seal_folder
from tests.sizes import FAULTS, SECOND_BACKUP_FAULTS, faults
from tests.store.helpers_attempts import Case, Operation, attempt, case_of, points_of, recover
from tests.store.helpers_faults import Fault, Killed, injected
from tests.store.helpers_journals import (
    add_backup,
    archive_in,
    copied,
    data_of,
    journal_in,
    numbered,
    state_of,
    store_in,
)

AT = NOW + timedelta(days=3)
NEXT = AT + timedelta(days=1)
MANY = 50
# The warnings or failures reported by the last operation that completed.
TOLD: list[str] = []
pytestmark = [faults, on_both, pytest.mark.usefixtures("no_waiting")]


def edit(folder: Path) -> None:
    """Edit the journal, which makes a backup, and record any warnings."""
    store = store_in(folder, at=AT)
    TOLD.clear()
    with store.changing() as changes:
        changes.replace(numbered(2, title="Better"))
    TOLD.extend(map(str, store.warnings))


def edit_copying(folder: Path) -> None:
    """Edit the journal when hard links are not supported."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", refuse)
        edit(folder)


def link(folder: Path) -> None:
    """Move the journal to another folder, leaving a symbolic link."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    path = journal_in(folder)
    path.rename(elsewhere / path.name)
    path.symlink_to(f"elsewhere/{path.name}")


def have_many(folder: Path) -> None:
    """Add more backups than the rules keep, a leftover temporary file and a user's own file."""
    sound = data_of(folder)
    for number in range(1, MANY + 1):
        add_backup(folder, NOW - timedelta(days=number), 100 - number, sound)
    for name in (".backup.0123456789ab.tmp", "my own"):
        (folder / "backups" / name).write_bytes(sound)
        (folder / "backups" / name).chmod(0o600)


def have_one(folder: Path) -> None:
    """Make a backup, then change one entry, delete another, and leave one in the inbox."""
    archive_in(folder).make()
    with store_in(folder).changing() as changes:
        changes.replace(numbered(3, title="Better"))
        changes.trash([from_int(1)], NOW)
        changes.upsert(numbered(8))
    store_in(folder).add(numbered(9))


def damage(folder: Path) -> None:
    """Make a backup, then damage the journal."""
    have_one(folder)
    path = journal_in(folder)
    put(path, opened(path)[:-9])


def lose(folder: Path) -> None:
    """Make a backup, then delete the journal."""
    have_one(folder)
    journal_in(folder).unlink()


def carry(folder: Path) -> None:
    """Set up a new machine that has a backup file and one new entry."""
    old = folder / "old"
    if keys_in(folder).is_encrypted:
        seal_folder(old)
        for name in paths.KEYS:
            (folder / name).unlink()
    store_in(old).add(numbered(1))
    with store_in(old).changing() as changes:
        changes.upsert(numbered(2))
    (folder / "carried").mkdir()
    archive_in(old).write(str(folder / "carried" / "it.json"))
    store_in(folder).add(numbered(30))


def back(folder: Path) -> None:
    """Restore the backup."""
    restore(archive_in(folder, AT), open_backup(keys_in(folder), "g2"))


def from_file(folder: Path) -> None:
    """Restore the backup file from the other machine."""
    restore(
        archive_in(folder, AT), open_backup(keys_in(folder), str(folder / "carried" / "it.json"))
    )


def write_away(folder: Path) -> None:
    """Write a backup to another folder."""
    archive_in(folder, AT).write(str(folder / "away" / "it.json"))


def forget(folder: Path) -> None:
    """Remove a permanently deleted entry from the backups."""
    TOLD.clear()
    TOLD.extend(one.path for one, _ in scrub(archive_in(folder, AT), [from_int(1)]).failed)


def make_room(folder: Path) -> None:
    """Create the folder to write backups to."""
    (folder / "away").mkdir()


def void(_: object) -> None:
    """Do nothing."""


OPERATIONS = (
    Operation("first backup", edit),
    Operation("backup by copy", edit_copying),
    Operation("backup of a linked journal", edit, link),
    Operation("backup that thins", edit, have_many),
    Operation("backup by copy that thins", edit_copying, have_many),
    Operation("backup now", lambda folder: void(archive_in(folder, AT).make())),
    Operation("another backup now", lambda folder: void(archive_in(folder, AT).make()), have_many),
    Operation("backup to a file", write_away, make_room),
    Operation("restore", back, have_one),
    Operation("restore over a damaged journal", back, damage),
    Operation("restore of a missing journal", back, lose),
    Operation("restore on a new machine", from_file, carry, empty=True),
    Operation("forget in backups", forget, have_one),
)


def sound_backups(folder: Path) -> dict[str, bytes]:
    """Return the backups by path, checking that each is valid, private and not the journal."""
    journal = journal_in(folder)
    found = {}
    for one in catalog.list_backups(str(folder)):
        path = Path(one.path)
        data = opened(path)
        assert layout.checksum_holds(data) or one.kind == catalog.DAMAGED, f"{one.path}: not sound"
        assert path.stat().st_mode & 0o777 == os_compat.FILE_MODE, f"{one.path}: not private"
        assert not journal.exists() or not path.samefile(journal), one.path
        found[one.path.removeprefix(str(folder))] = data
    return found


def check_backups(case: Case, folder: Path, whole: set[str], fault: Fault, said: str) -> None:
    """Check that no backup was lost unexpectedly and that the replaced journal was preserved."""
    found = sound_backups(folder)
    earlier = {str(path.relative_to(case.start)): path for path in case.start.glob("backups/2*")}
    assert {f"/{name}" for name in earlier} & whole <= found.keys()
    assert not (case.start / "backups" / "my own").exists() or "/backups/my own" in found
    journal = journal_in(case.start)
    if case.operation.name.startswith("restore") and journal.exists():
        restored = state_of(folder) == case.after
        kept = opened(journal) in found.values()
        assert kept or not restored, "what was replaced is nowhere"
        if not fault.kind.startswith("kill") and not fault.lasting and not restored:
            assert not any("replaced" in name or "damaged" in name for name in found)
    if (
        said == ""
        and "backup" in case.operation.name
        and case.operation.act in (edit, edit_copying)
    ):
        made = any("-g1." in name for name in found)
        told = any("no backup was made" in line for line in TOLD)
        assert made or told, "no backup was made, and nothing is said"
    if said == "" and case.operation.act is forget:
        left = find_holding(archive_in(folder, AT), [from_int(1)])
        assert {one.path for one in left} <= set(TOLD)
    away = folder / "away" / "it.json"
    if away.exists() and not fault.kind.startswith("kill") and not fault.lasting:
        # The file may exist even though an error was reported, in which case nothing removes it.
        nobodys = fault.kind.endswith("late") and away.read_bytes() == b""
        assert nobodys or open_backup(keys_in(folder), str(away)).entries


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_system_call_may_fail_or_be_the_last(
    template: Path, place: Path, operation: Operation
) -> None:
    stand_every_fault(operation, template, place)


def stand_every_fault(
    operation: Operation, template: Path, place: Path, count: int = FAULTS.now
) -> None:
    """Run an operation with each of several faults, check the backups, and carry on."""
    case = case_of(operation, template, place)
    with copied(case.start, place / "whole") as folder:
        operation.act(folder)
        whole = set(sound_backups(folder))
    for number, fault in enumerate(points_of(case, count)):
        with copied(case.start, place / str(number)) as folder:
            try:
                said = attempt(case, folder, fault)
                check_backups(case, folder, whole, fault, said)
                if "damaged" in state_of(folder):
                    back(folder)
                    assert state_of(folder) == case.after
                recover(folder, NEXT)
                sound_backups(folder)
            except BaseException as error:
                error.add_note(f"{fault} of {len(case.calls)}: {case.calls[fault.at]}")
                raise


def test_second_crash_during_recovery_loses_no_backup(template: Path, place: Path) -> None:
    cases = [case_of(operation, template, place) for operation in OPERATIONS]
    random_ = random.Random(8)
    for number in range(SECOND_BACKUP_FAULTS.now):
        first, second = random_.choice(cases), random_.choice(cases)
        with copied(first.start, place / str(number)) as folder:
            attempt(first, folder, Fault(random_.randrange(len(first.calls)), "kill before"))
            before = state_of(folder)
            # The first operation may have removed what the second one needs.
            with copied(folder, place / "whole") as twin:
                with injected(Fault()) as shim, suppress(ReflectError):
                    second.operation.act(twin)
                after = state_of(twin)
            # The operation may be refused before it makes any system calls.
            fault = Fault(random_.randrange(max(1, len(shim.calls))), "kill before")
            with injected(fault), suppress(Killed, ReflectError):
                second.operation.act(folder)
            where = f"{first.operation.name}, {second.operation.name}"
            assert state_of(folder) in (before, after), where
            sound_backups(folder)
            if "damaged" in state_of(folder):
                back(folder)
            recover(folder, NEXT)
            sound_backups(folder)
