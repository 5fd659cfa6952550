"""Tests of the tests: with a defect planted in the store, the store tests must fail.

Each check runs the code of the real test with fewer iterations.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.planted import helpers_defects
from tests.planted.helpers_defects import Defect
from tests.store import (
    test_changes,
    test_faults,
    test_inbox,
    test_migrations,
    test_mutations,
    test_power_loss,
    test_processes,
    test_store,
    test_transaction,
)
from tests.store.backups import test_backup_faults, test_catalog

LOSSES, FAULTS, KILLS, FLIPS = 300, 40, 200, 200


@dataclass(frozen=True)
class Ground:
    """The environment of a check.

    Args:
        folder: the path of a journal that doesn't exist yet.
        template: a filled journal to copy.
        place: an empty folder in memory.
        patch: the patch for planting the defect.
        backend: the journal backend.
    """

    folder: Path
    template: Path
    place: Path
    patch: pytest.MonkeyPatch
    backend: str


@pytest.fixture
def ground(
    folder: Path, template: Path, place: Path, monkeypatch: pytest.MonkeyPatch, backend: str
) -> Ground:
    return Ground(folder, template, place, monkeypatch, backend)


Check = Callable[[Ground, Defect], None]


def losses_of_power(ground: Ground, plant: Defect) -> None:
    """Record writes with the defect, then simulate power losses."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        log, states = test_power_loss.record(ground.place / "before" / "journal")
    ground.patch.setattr(os, "fsync", lambda fd: None)
    test_power_loss.lose_power(ground.place, log, states, LOSSES, random.Random(1))


def faults_of(name: str) -> Check:
    """Return a check in which every system call of an operation fails."""

    def faults(ground: Ground, plant: Defect) -> None:
        plant(ground.patch)
        (operation,) = (one for one in test_faults.OPERATIONS if one.name == name)
        test_faults.stand_every_fault(operation, ground.template, ground.place, FAULTS)

    return faults


def backup_faults_of(name: str) -> Check:
    """Return a check in which every system call of a backup operation fails."""

    def backup_faults(ground: Ground, plant: Defect) -> None:
        plant(ground.patch)
        (operation,) = (one for one in test_backup_faults.OPERATIONS if one.name == name)
        test_backup_faults.stand_every_fault(operation, ground.template, ground.place, FAULTS)

    return backup_faults


def kills(ground: Ground, plant: Defect) -> None:
    """Kill a process while it is writing."""
    test_processes.make_large(ground.folder)
    plant(ground.patch)
    test_processes.kill_at_random(ground.folder, KILLS, random.Random(3))


def writers(ground: Ground, plant: Defect) -> None:
    """Write from several processes concurrently."""
    ground.patch.setenv("REFLECT_PLANTED", plant.__name__)
    test_processes.work_at_once(ground.folder, 6, 25, program="tests.planted.helpers_worker")


def flips(ground: Ground, plant: Defect) -> None:
    """Flip bits in the journal."""
    bits = test_mutations.flippable(ground.folder, FLIPS)
    plant(ground.patch)
    test_mutations.notice_flips(ground.folder, random.Random(1).sample(bits, FLIPS))


def grown_inbox(ground: Ground, plant: Defect) -> None:
    """Merge an inbox that has grown in the meantime."""
    plant(ground.patch)
    test_inbox.test_inbox_that_has_grown_is_not_cut(ground.place)


def uncut_inbox(ground: Ground, plant: Defect) -> None:
    """Forget an entry, and die before the inbox is cut."""
    folder = filled(ground)
    plant(ground.patch)
    test_transaction.test_forgotten_entry_does_not_come_back_from_an_inbox_that_was_not_cut(folder)


def private(ground: Ground, plant: Defect) -> None:
    """Check the modes of all files and folders."""
    plant(ground.patch)
    test_store.test_files_and_folders_are_private_regardless_of_the_umask(ground.folder, 0o022)


def torn_line(ground: Ground, plant: Defect) -> None:
    """Tear a line, then simulate a power loss."""
    plant(ground.patch)
    test_power_loss.test_torn_line_survives_a_power_failure(ground.place, ground.backend)


def good_backup(ground: Ground, plant: Defect) -> None:
    """Find the newest sound backup."""
    place = filled(ground) / "backups"
    place.mkdir()
    plant(ground.patch)
    test_catalog.test_newest_good_backup_has_a_valid_checksum(place)


def older_format(ground: Ground, plant: Defect) -> None:
    """Migrate a journal."""
    plant(ground.patch)
    folder = test_migrations.copy_format_1(ground.folder)
    test_migrations.test_first_write_keeps_the_lines_of_other_entries(folder)


def records(ground: Ground, plant: Defect) -> None:
    """Delete and restore an entry with records."""
    plant(ground.patch)
    test_changes.test_deleted_entry_keeps_its_records_until_it_is_forgotten(filled(ground))


def filled(ground: Ground) -> Path:
    """Return the folder of a filled journal."""
    shutil.copytree(ground.template, ground.folder, dirs_exist_ok=True)
    return ground.folder


# Messages if one of several writers undid another's changes or removed its files.
LOST = "not all is there|was gone|no such entry|not only in the trash|no such file"
NEITHER = "neither the old nor the new state"
PLANTED: tuple[tuple[Defect, Check, str], ...] = (
    (helpers_defects.files_are_not_synced, losses_of_power, NEITHER),
    (helpers_defects.names_are_not_synced, losses_of_power, NEITHER),
    (helpers_defects.it_is_written_in_place, losses_of_power, NEITHER),
    (helpers_defects.it_is_written_in_place, faults_of("edit"), f"{NEITHER}|not the old state"),
    (helpers_defects.it_is_written_in_place, kills, "it is damaged: .*(is empty|not JSON)"),
    (helpers_defects.the_journal_is_not_locked, writers, LOST),
    (helpers_defects.nobody_locks, writers, f"{LOST}|is damaged"),
    (helpers_defects.the_inbox_is_cut_whatever_came, writers, LOST),
    (helpers_defects.the_inbox_is_cut_whatever_came, grown_inbox, r"\(b'1', b'2'\)"),
    (helpers_defects.the_watermark_is_ignored, uncut_inbox, "it came back"),
    (helpers_defects.a_torn_line_is_dropped, torn_line, "torn"),
    (helpers_defects.no_checksum_is_checked, flips, r"bit \d+ of journal.json"),
    (helpers_defects.no_checksum_is_checked, good_backup, "20261122T033000Z-g3"),
    (helpers_defects.no_older_format_is_kept, older_format, "no copy"),
    (helpers_defects.records_are_forgotten_in_the_trash, records, "records"),
    (helpers_defects.others_may_read, private, "journal"),
    (helpers_defects.others_may_enter, private, "journal"),
    (helpers_defects.others_may_read, backup_faults_of("backup by copy"), "not private"),
    (helpers_defects.no_backup_is_made, backup_faults_of("first backup"), "and nothing is said"),
    (helpers_defects.a_backup_may_be_a_part, backup_faults_of("backup now"), "not sound"),
    (
        helpers_defects.what_a_restore_replaces_is_not_kept,
        backup_faults_of("restore"),
        "is nowhere",
    ),
    (
        helpers_defects.temporary_files_stay,
        faults_of("edit after a crash"),
        "a temporary file is left",
    ),
)


@pytest.mark.parametrize(
    ("plant", "check", "says"),
    PLANTED,
    ids=[f"{plant.__name__}-{check.__name__}" for plant, check, _ in PLANTED],
)
def test_planted_defect_is_noticed(ground: Ground, plant: Defect, check: Check, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        check(ground, plant)
