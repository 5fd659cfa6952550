"""Every system call of every backup, restore and removal gone wrong: no backup lost or untrue."""

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
# What the last change that came to its end had to say.
TOLD: list[str] = []
pytestmark = [faults, on_both, pytest.mark.usefixtures("no_waiting")]


def edit(folder: Path) -> None:
    """Change the journal, so that what is replaced is kept; what goes wrong there is told."""
    store = store_in(folder, at=AT)
    TOLD.clear()
    with store.changing() as changes:
        changes.replace(numbered(2, title="Better"))
    TOLD.extend(map(str, store.warnings))


def edit_copying(folder: Path) -> None:
    """Change it where nothing can be linked."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "link", refuse)
        edit(folder)


def link(folder: Path) -> None:
    """Keep the journal elsewhere."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    path = journal_in(folder)
    path.rename(elsewhere / path.name)
    path.symlink_to(f"elsewhere/{path.name}")


def have_many(folder: Path) -> None:
    """Have more backups than stay, one that a dead writer left, and one of the user's own."""
    sound = data_of(folder)
    for number in range(1, MANY + 1):
        add_backup(folder, NOW - timedelta(days=number), 100 - number, sound)
    for name in (".backup.0123456789ab.tmp", "my own"):
        (folder / "backups" / name).write_bytes(sound)
        (folder / "backups" / name).chmod(0o600)


def have_one(folder: Path) -> None:
    """Have a backup; since then an entry was changed, one deleted, and one waits."""
    archive_in(folder).make()
    with store_in(folder).changing() as changes:
        changes.replace(numbered(3, title="Better"))
        changes.trash([from_int(1)], NOW)
        changes.upsert(numbered(8))
    store_in(folder).add(numbered(9))


def damage(folder: Path) -> None:
    """Have a backup, and a journal that nobody can read."""
    have_one(folder)
    path = journal_in(folder)
    put(path, opened(path)[:-9])


def lose(folder: Path) -> None:
    """Have a backup, and no journal."""
    have_one(folder)
    journal_in(folder).unlink()


def carry(folder: Path) -> None:
    """Come to a new machine with a file, and note something there first."""
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
    """Go back to the backup."""
    restore(archive_in(folder, AT), open_backup(keys_in(folder), "g2"))


def from_file(folder: Path) -> None:
    """Take the file that was carried here."""
    restore(
        archive_in(folder, AT), open_backup(keys_in(folder), str(folder / "carried" / "it.json"))
    )


def write_away(folder: Path) -> None:
    """Write a backup to be carried away."""
    archive_in(folder, AT).write(str(folder / "away" / "it.json"))


def forget(folder: Path) -> None:
    """Take what was deleted for good out of the backups."""
    TOLD.clear()
    TOLD.extend(one.path for one, _ in scrub(archive_in(folder, AT), [from_int(1)]).failed)


def make_room(folder: Path) -> None:
    """Have a folder where files are carried away from."""
    (folder / "away").mkdir()


def void(_: object) -> None:
    """Return nothing back."""


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
    """The backups by their path; each must be whole, private, and not the journal itself."""
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
    """Check that none is lost that stays without harm, and that what was replaced is kept."""
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
        # One that was made though it is said that it was not is nobody's to remove.
        nobodys = fault.kind.endswith("late") and away.read_bytes() == b""
        assert nobodys or open_backup(keys_in(folder), str(away)).entries


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_any_call_may_fail_and_any_may_be_the_last(
    template: Path, place: Path, operation: Operation
) -> None:
    stand_every_fault(operation, template, place)


def stand_every_fault(
    operation: Operation, template: Path, place: Path, count: int = FAULTS.now
) -> None:
    """Do an operation with each of a number of faults, look at the backups, and go on."""
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


def test_a_second_death_while_recovering_from_the_first_loses_no_backup(
    template: Path, place: Path
) -> None:
    cases = [case_of(operation, template, place) for operation in OPERATIONS]
    random_ = random.Random(8)
    for number in range(SECOND_BACKUP_FAULTS.now):
        first, second = random_.choice(cases), random_.choice(cases)
        with copied(first.start, place / str(number)) as folder:
            attempt(first, folder, Fault(random_.randrange(len(first.calls)), "kill before"))
            before = state_of(folder)
            # What the first did may have taken away what the second is about.
            with copied(folder, place / "whole") as twin:
                with injected(Fault()) as shim, suppress(ReflectError):
                    second.operation.act(twin)
                after = state_of(twin)
            # It may be refused before it asks the system for anything.
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
