"""Tests of the tests: with a defect built into the store, the proof against it fails.

Each runs what the real test runs, only fewer of it.
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
    test_faults,
    test_inbox,
    test_mutations,
    test_power_loss,
    test_processes,
    test_store,
)
from tests.store.backups import test_backup_faults, test_catalog

LOSSES, FAULTS, KILLS, FLIPS = 300, 40, 30, 200


@dataclass(frozen=True)
class Ground:
    """Where a check works.

    Args:
        folder: for a journal; nothing is there yet.
        template: a filled journal, to be copied.
        place: an empty folder in memory.
        patch: to plant the defect.
        backend: the kind of the journals.
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
    """All of it."""
    return Ground(folder, template, place, monkeypatch, backend)


Check = Callable[[Ground, Defect], None]


def losses_of_power(ground: Ground, plant: Defect) -> None:
    """Record with the defect, then lose the power."""
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        log, states = test_power_loss.record(ground.place / "before" / "journal")
    ground.patch.setattr(os, "fsync", lambda fd: None)
    test_power_loss.lose_power(ground.place, log, states, LOSSES, random.Random(1))


def faults_of(name: str) -> Check:
    """Let every call of an operation fail."""

    def faults(ground: Ground, plant: Defect) -> None:
        plant(ground.patch)
        (operation,) = (one for one in test_faults.OPERATIONS if one.name == name)
        test_faults.stand_every_fault(operation, ground.template, ground.place, FAULTS)

    return faults


def backup_faults_of(name: str) -> Check:
    """Let every call of an operation on backups fail."""

    def backup_faults(ground: Ground, plant: Defect) -> None:
        plant(ground.patch)
        (operation,) = (one for one in test_backup_faults.OPERATIONS if one.name == name)
        test_backup_faults.stand_every_fault(operation, ground.template, ground.place, FAULTS)

    return backup_faults


def kills(ground: Ground, plant: Defect) -> None:
    """Kill a process that writes."""
    test_processes.make_large(ground.folder)
    plant(ground.patch)
    test_processes.kill_at_random(ground.folder, KILLS, random.Random(3))


def writers(ground: Ground, plant: Defect) -> None:
    """Let several write at once."""
    ground.patch.setenv("REFLECT_PLANTED", plant.__name__)
    test_processes.work_at_once(ground.folder, 5, 25, program="tests.planted.helpers_worker")


def flips(ground: Ground, plant: Defect) -> None:
    """Flip bits of the journal."""
    bits = test_mutations.flippable(ground.folder, FLIPS)
    plant(ground.patch)
    test_mutations.notice_flips(ground.folder, random.Random(1).sample(bits, FLIPS))


def grown_inbox(ground: Ground, plant: Defect) -> None:
    """Fold an inbox that has grown meanwhile."""
    plant(ground.patch)
    test_inbox.test_inbox_that_has_grown_is_not_cut(ground.place)


def private(ground: Ground, plant: Defect) -> None:
    """Look at the modes of everything."""
    plant(ground.patch)
    test_store.test_files_and_folders_are_private_regardless_of_the_umask(ground.folder, 0o022)


def torn_line(ground: Ground, plant: Defect) -> None:
    """Tear a line, and lose the power."""
    plant(ground.patch)
    test_power_loss.test_torn_line_survives_a_power_failure(ground.place, ground.backend)


def good_backup(ground: Ground, plant: Defect) -> None:
    """Look for the newest backup that is good."""
    place = filled(ground) / "backups"
    place.mkdir()
    plant(ground.patch)
    test_catalog.test_newest_good_backup_has_a_valid_checksum(place)


def filled(ground: Ground) -> Path:
    """A filled journal."""
    shutil.copytree(ground.template, ground.folder, dirs_exist_ok=True)
    return ground.folder


# What is said where one of several writers undid what another had done, or took its files away.
LOST = "not all is there|was gone|no such entry|not only in the trash|no such file"
NEITHER = "neither the old nor the new state"
PLANTED: tuple[tuple[Defect, Check, str], ...] = (
    (helpers_defects.files_are_not_synced, losses_of_power, NEITHER),
    (helpers_defects.names_are_not_synced, losses_of_power, NEITHER),
    (helpers_defects.it_is_written_in_place, losses_of_power, NEITHER),
    (helpers_defects.it_is_written_in_place, faults_of("edit"), NEITHER),
    (helpers_defects.it_is_written_in_place, kills, "it is damaged: .*(is empty|not JSON)"),
    (helpers_defects.the_journal_is_not_locked, writers, LOST),
    (helpers_defects.nobody_locks, writers, f"{LOST}|is bad|is shorter"),
    (helpers_defects.the_inbox_is_cut_whatever_came, writers, LOST),
    (helpers_defects.the_inbox_is_cut_whatever_came, grown_inbox, r"\(b'1', b'2'\)"),
    (helpers_defects.the_watermark_is_ignored, faults_of("trash"), NEITHER),
    (helpers_defects.a_torn_line_is_dropped, torn_line, "torn"),
    (helpers_defects.no_checksum_is_checked, flips, r"bit \d+ of journal.json"),
    (helpers_defects.no_checksum_is_checked, good_backup, "20261122T033000Z-g3"),
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
def test_a_planted_defect_is_noticed(
    ground: Ground, plant: Defect, check: Check, says: str
) -> None:
    with pytest.raises(AssertionError, match=says):
        check(ground, plant)
