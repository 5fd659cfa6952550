"""What the doctor finds, and what it can put right."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.repair import repair_journal
from reflect.model.ids import from_int
from reflect.store import os_compat
from reflect.store.inbox import Inbox
from tests.sealed import opened, put
from tests.store.helpers_journals import (
    contents,
    draft_path,
    examined,
    files_in,
    harm_line,
    held,
    journal_in,
    numbered,
    put_journal,
    store_in,
)

T = TypeVar("T")


def found(folder: Path, *levels: str) -> list[Finding]:
    """The findings of some levels."""
    return [finding for finding in examined(folder) if finding.level in levels]


def test_a_sound_folder_is_told_in_figures(filled: Path) -> None:
    before = contents(filled)
    said = [finding.what.partition(": ")[2] for finding in found(filled, "ok")]
    assert said == ["3 entries, 1 in the trash", "2 new entries", "1 draft"]
    assert found(filled, "warning", "problem") == []
    assert contents(filled) == before


def test_no_folder_and_a_new_one_are_in_order(folder: Path) -> None:
    (finding,) = examined(folder)
    assert (finding.level, remedy_of(finding)[:9]) == ("ok", "The first")
    assert files_in(folder) == []
    folder.mkdir(mode=0o700, exist_ok=True)
    (finding,) = examined(folder)
    assert finding.level == "ok"
    assert files_in(folder) == []


def test_an_entry_that_a_fitting_checksum_hides_is_found(filled: Path) -> None:
    from tests.store.helpers_damage import sealed

    path = journal_in(filled)
    put(path, sealed(opened(path).replace(b'"tags":["delegation"', b'"tags":[7')))
    assert len(store_in(filled).rows()) == 5
    (problem,) = found(filled, "problem")
    assert "`tags` is not what it should be" in problem.what


def test_a_damaged_journal_does_not_hide_a_damaged_inbox(filled: Path) -> None:
    put_journal(filled, b"")
    harm_line(filled, 1)
    paths = [finding.path for finding in found(filled, "problem")]
    assert paths == [str(journal_in(filled)), str(filled / "journal.inbox")]


def test_a_damaged_inbox_comes_with_the_way_by_hand(filled: Path) -> None:
    harm_line(filled, 1)
    (problem,) = found(filled, "problem")
    assert remedy_of(problem) == "docs/backups.md says how to mend it by hand."


def test_repair_says_what_it_has_done_and_leaves_damage_to_be_told(filled: Path) -> None:
    filled.chmod(0o755)
    path = filled / "journal.inbox"
    path.write_bytes(path.read_bytes().replace(b"reflect", b"REFLECT", 1))
    assert list(repair_journal(filled)) == [f"{filled}: mode is now 0700"]
    (problem,) = found(filled, "problem")
    assert problem.path == str(path)


@pytest.mark.skipif(not os_compat.HAS_MODES, reason="no modes here")
def test_a_command_in_a_remedy_does_what_it_says(filled: Path) -> None:
    there = filled.rename(filled.with_name("my notes; really"))
    there.chmod(0o755)
    (journal_in(there)).chmod(0o644)
    for finding in found(there, "warning"):
        subprocess.run(["sh", "-c", remedy_of(finding)], check=True)
    assert found(there, "warning") == []


def test_a_torn_line_is_a_warning_before_and_after_it_is_moved(filled: Path) -> None:
    with (filled / "journal.inbox").open("ab") as file:
        file.write(b"torn")
    (warning,) = found(filled, "warning")
    assert "never wholly written" in warning.what
    store_in(filled).fold()
    (warning,) = found(filled, "warning")
    assert warning.path == str(filled / "journal.torn")


def test_a_damaged_draft_is_a_warning(filled: Path) -> None:
    path = draft_path(filled, from_int(3))
    put(path, b"{")
    path.chmod(0o600)
    (warning,) = found(filled, "warning")
    assert warning.path == str(path)
    assert "kept" in remedy_of(warning)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("[]", "can't be read as a draft"),
        ('{"guide":"drucker"}', "has no `id`"),
        ('{"id":"0000000003","answers":[]}', "has no `guide`"),
        ('{"id":"0000000003","guide":7}', "has no `guide`"),
    ],
)
def test_a_draft_that_is_json_but_no_draft_is_a_warning(filled: Path, data: str, said: str) -> None:
    path = draft_path(filled, from_int(3))
    put(path, data.encode())
    path.chmod(0o600)
    (warning,) = found(filled, "warning")
    assert warning.path == str(path)
    assert said in warning.what
    assert "open it in an editor to save its text" in remedy_of(warning)
    assert found(filled, "ok")[-1].what.endswith(": 1 draft")


def test_a_first_fold_meanwhile_is_not_taken_for_a_lost_journal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_in(folder).add(numbered(1))
    read = Inbox.read

    def late(self: Inbox, then: Callable[[], T]) -> tuple[bytes, T]:
        store_in(folder).fold()
        return read(self, then)

    monkeypatch.setattr(Inbox, "read", late)
    assert [finding.level for finding in examined(folder)] == ["ok"]
    assert "1 entry" in examined(folder)[0].what


def test_drafts_that_cannot_be_listed_are_a_problem(filled: Path) -> None:
    for path in (filled / "drafts").iterdir():
        path.unlink()
    (filled / "drafts").rmdir()
    (filled / "drafts").touch(mode=0o600)
    (problem,) = found(filled, "problem")
    assert problem.path == str(filled / "drafts")


def test_modes_that_let_others_read_are_warnings(filled: Path) -> None:
    filled.chmod(0o755)
    journal_in(filled).chmod(0o644)
    (filled / "drafts" / "lock").chmod(0o604)
    (filled / "mine.txt").touch(mode=0o644)
    warnings = found(filled, "warning")
    assert [remedy_of(warning).split()[1] for warning in warnings] == ["700", "600", "600"]
    assert all("others may get at it" in warning.what for warning in warnings)


@pytest.fixture
def temps(filled: Path) -> list[Path]:
    """What writers left that died."""
    (filled / "backups").mkdir(mode=0o700)
    found = [
        filled / f".{journal_in(filled).name}.0123456789ab.tmp",
        filled / "backups" / ".backup.0123456789ab.tmp",
        filled / "drafts" / ".draft.0123456789ab.tmp",
    ]
    for path in found:
        path.touch(mode=0o600)
    return found


def test_what_dead_writers_left_is_a_warning(filled: Path, temps: list[Path]) -> None:
    assert [warning.path for warning in found(filled, "warning")] == [str(path) for path in temps]


def test_what_a_living_writer_writes_is_none(filled: Path, temps: list[Path]) -> None:
    with os_compat.opened(str(filled / "journal.lock"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        (warning,) = found(filled, "warning")
        assert warning.path == str(temps[2])
        assert list(repair_journal(filled))
        assert [path.exists() for path in temps] == [True, True, False]


def test_a_busy_inbox_is_told_without_waiting_long(filled: Path) -> None:
    with os_compat.opened(str(filled / "journal.inbox"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        (problem,) = found(filled, "problem")
    assert "another reflect is writing" in problem.what


def test_repairing_puts_right_what_needs_no_decision(filled: Path, temps: list[Path]) -> None:
    before = held(filled)
    filled.chmod(0o755)
    (filled / "journal.inbox").chmod(0o666)
    with (filled / "journal.inbox").open("ab") as file:
        file.write(b"torn")
    done = list(repair_journal(filled))
    assert len(done) == 6
    assert not any(path.exists() for path in temps)
    assert [warning.path for warning in found(filled, "warning", "problem")] == [
        str(filled / "journal.torn")
    ]
    assert held(filled) == before
    assert list(repair_journal(filled)) == []


def test_repairing_nothing_makes_nothing(folder: Path) -> None:
    assert list(repair_journal(folder)) == []
    assert files_in(folder) == []


def test_a_lock_that_cannot_be_opened_does_not_stop_the_doctor(
    filled: Path, temps: list[Path]
) -> None:
    for lock in (filled / "journal.lock", filled / "drafts" / "lock"):
        lock.unlink()
    (filled / "journal.lock").symlink_to(filled / "journal.lock")
    assert [warning.path for warning in found(filled, "warning")] == [str(temps[2])]
