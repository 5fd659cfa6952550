"""Tests for checking and repairing the files in a journal folder."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.repair import repair_journal
from reflect.errors import DamagedError, Notice
from reflect.model.ids import from_int
from reflect.store import os_compat
from reflect.store.inbox import Inbox
from tests.sealed import opened, put
from tests.store.helpers_journals import (
    archive_in,
    content_of,
    contents,
    damage_line,
    data_of,
    doctor_findings,
    draft_path,
    files_in,
    journal_in,
    numbered,
    put_journal,
    store_in,
)

T = TypeVar("T")


def findings(folder: Path, *levels: str) -> list[Finding]:
    """Return the findings with any of the given levels."""
    return [finding for finding in doctor_findings(folder) if finding.level in levels]


def test_contents_of_an_undamaged_folder_are_counted(filled: Path) -> None:
    before = contents(filled)
    said = [finding.what.partition(": ")[2] for finding in findings(filled, "ok")]
    assert said == ["3 entries, 1 in the trash", "2 new entries", "1 draft"]
    assert findings(filled, "warning", "problem") == []
    assert contents(filled) == before


def test_missing_and_empty_folder_are_ok(folder: Path) -> None:
    (finding,) = doctor_findings(folder)
    assert (finding.level, remedy_of(finding)[:9]) == ("ok", "The first")
    assert files_in(folder) == []
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    (finding,) = doctor_findings(folder)
    assert finding.level == "ok"
    assert files_in(folder) == []


def test_invalid_entry_is_reported_despite_a_valid_checksum(filled: Path) -> None:
    from tests.store.helpers_damage import sealed

    path = journal_in(filled)
    put(path, sealed(opened(path).replace(b'"tags":["delegation"', b'"tags":[7')))
    assert len(store_in(filled).rows()) == 5
    (problem,) = findings(filled, "problem")
    assert "`tags` is not what it should be" in problem.what


@pytest.mark.parametrize(
    ("change", "first"),
    [
        (lambda data: data.replace(b'"Entry 1"', b'"Entry 7"'), ("backup", "salvage")),
        (lambda data: data.replace(b"\n", b"\r\n"), ("doctor", "--accept")),
    ],
    ids=["flipped letter", "line ends"],
)
def test_changed_journal_is_accepted_first_only_if_its_entries_are_unchanged(
    filled: Path, change: Callable[[bytes], bytes], first: tuple[str, ...]
) -> None:
    archive_in(filled).make()
    put_journal(filled, change(data_of(filled)))
    (problem,) = findings(filled, "problem")
    commands = [problem.command, *(step.command for step in problem.notices)]
    assert commands[0] == first
    assert {("doctor", "--accept"), ("backup", "salvage")} <= set(commands)


def test_damaged_journal_and_inbox_are_both_reported(filled: Path) -> None:
    put_journal(filled, b"")
    damage_line(filled, 1)
    paths = [finding.path for finding in findings(filled, "problem")]
    assert paths == [str(journal_in(filled)), str(filled / "journal.inbox")]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["header", "first", "last"])
def test_damaged_inbox_line_is_moved_by_the_remedy(filled: Path, number: int) -> None:
    damage_line(filled, number)
    before = content_of(filled)
    (problem,) = findings(filled, "problem")
    assert (problem.path, problem.command) == (
        str(filled / "journal.inbox"),
        ("doctor", "--repair"),
    )
    assert len(list(repair_journal(filled))) == 1
    assert findings(filled, "problem") == []
    assert content_of(filled) == before
    assert list(repair_journal(filled)) == []


def test_changed_line_ends_of_the_inbox_are_repaired(filled: Path) -> None:
    before = content_of(filled)
    path = filled / "journal.inbox"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (warning,) = findings(filled, "warning")
    assert warning.command == ("doctor", "--repair")
    assert len(list(repair_journal(filled))) == 1
    assert findings(filled, "warning", "problem") == []
    assert content_of(filled) == before


def test_repair_reports_its_changes_and_does_not_fix_damage_of_the_journal(filled: Path) -> None:
    filled.chmod(0o755)
    damage_line(filled, 1)
    put(journal_in(filled), b"{}")
    assert list(repair_journal(filled)) == [f"{filled}: mode is now 0700"]
    assert [problem.path for problem in findings(filled, "problem")] == [
        str(journal_in(filled)),
        str(filled / "journal.inbox"),
    ]


def test_missing_inbox_is_a_warning_until_it_is_begun(filled: Path) -> None:
    store_in(filled).fold()
    before = content_of(filled)
    (filled / "journal.inbox").unlink()
    (warning,) = findings(filled, "warning")
    assert (warning.path, warning.command) == (
        str(filled / "journal.inbox"),
        ("doctor", "--repair"),
    )
    assert len(list(repair_journal(filled))) == 1
    assert findings(filled, "warning", "problem") == []
    assert content_of(filled) == before


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("write", ["add", "change"])
def test_lost_inbox_stays_a_warning_after_the_next_writes(
    filled: Path, lose: Callable[[Path], object], write: str
) -> None:
    lose(filled / "journal.inbox")
    assert len(findings(filled, "warning")) == 1
    store = store_in(filled)
    if write == "add":
        store.add(numbered(7))
    else:
        with store.changing() as changes:
            changes.upsert(numbered(7))
    (warned,) = store.warnings
    assert isinstance(warned, Notice) and warned.command == ("doctor",)
    for _ in range(2):
        (warning,) = findings(filled, "warning")
        assert warning.path == str(filled / "journal.inbox")
        store_in(filled).add(numbered(8))
        store_in(filled).fold()
    assert len(list(repair_journal(filled))) == 1
    assert findings(filled, "warning", "problem") == []


@pytest.mark.parametrize("is_folded", [True, False])
def test_zeroed_inbox_is_damaged_until_repaired(filled: Path, is_folded: bool) -> None:
    if is_folded:
        store_in(filled).fold()
        store_in(filled).add(numbered(7))
    path = filled / "journal.inbox"
    zeros = bytes(path.stat().st_size)
    path.write_bytes(zeros)
    with pytest.raises(DamagedError):
        store_in(filled).fold()
    assert path.read_bytes() == zeros
    (problem,) = findings(filled, "problem")
    assert (problem.path, problem.command) == (str(path), ("doctor", "--repair"))
    assert findings(filled, "warning") == []
    assert list(repair_journal(filled))
    assert (filled / "journal.torn").read_bytes().startswith(zeros)
    assert findings(filled, "problem") == []


def test_missing_journal_is_made_of_the_inbox(filled: Path) -> None:
    store_in(filled).fold()
    store_in(filled).add(numbered(7))
    journal_in(filled).unlink()
    (problem,) = findings(filled, "problem")
    assert problem.command == ("doctor", "--repair")
    assert len(list(repair_journal(filled))) == 2
    assert findings(filled, "problem") == []
    assert content_of(filled)["entries"] == {from_int(7): numbered(7)}
    assert list(repair_journal(filled)) == []


def test_missing_journal_is_made_of_the_newest_backup_and_the_inbox(filled: Path) -> None:
    archive_in(filled).make()
    store_in(filled).add(numbered(7))
    before = content_of(filled)
    journal_in(filled).unlink()
    assert findings(filled, "problem")
    assert len(list(repair_journal(filled))) == 2
    assert findings(filled, "problem") == []
    assert content_of(filled) == before


@pytest.mark.skipif(not os_compat.HAS_MODES, reason="no modes here")
def test_remedy_commands_work(filled: Path) -> None:
    there = filled.rename(filled.with_name("my notes; really"))
    there.chmod(0o755)
    (journal_in(there)).chmod(0o644)
    for finding in findings(there, "warning"):
        subprocess.run(["sh", "-c", remedy_of(finding)], check=True)
    assert findings(there, "warning") == []


def test_torn_line_is_a_warning_before_and_after_it_is_moved(filled: Path) -> None:
    with (filled / "journal.inbox").open("ab") as file:
        file.write(b"torn")
    (warning,) = findings(filled, "warning")
    assert "last line" in warning.what
    store_in(filled).fold()
    (warning,) = findings(filled, "warning")
    assert warning.path == str(filled / "journal.torn")


def test_damaged_draft_is_a_warning(filled: Path) -> None:
    path = draft_path(filled, from_int(3))
    put(path, b"{")
    path.chmod(0o600)
    (warning,) = findings(filled, "warning")
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
def test_json_that_is_not_a_draft_is_a_warning(filled: Path, data: str, said: str) -> None:
    path = draft_path(filled, from_int(3))
    put(path, data.encode())
    path.chmod(0o600)
    (warning,) = findings(filled, "warning")
    assert warning.path == str(path)
    assert said in warning.what
    assert "open it in an editor to save its text" in remedy_of(warning)
    assert findings(filled, "ok")[-1].what.endswith(": 1 draft")


def test_first_fold_during_the_check_is_not_reported_as_a_missing_journal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_in(folder).add(numbered(1))
    read = Inbox.read

    def late(self: Inbox, then: Callable[[], T]) -> tuple[bytes, T]:
        store_in(folder).fold()
        return read(self, then)

    monkeypatch.setattr(Inbox, "read", late)
    assert [finding.level for finding in doctor_findings(folder)] == ["ok"]
    assert "1 entry" in doctor_findings(folder)[0].what


def test_unreadable_drafts_folder_is_a_problem(filled: Path) -> None:
    for path in (filled / "drafts").iterdir():
        path.unlink()
    (filled / "drafts").rmdir()
    (filled / "drafts").touch(mode=0o600)
    (problem,) = findings(filled, "problem")
    assert problem.path == str(filled / "drafts")


def test_files_readable_by_others_are_warnings(filled: Path) -> None:
    filled.chmod(0o755)
    journal_in(filled).chmod(0o644)
    (filled / "drafts" / "lock").chmod(0o604)
    (filled / "mine.txt").touch(mode=0o644)
    warnings = findings(filled, "warning")
    assert [remedy_of(warning).split()[1] for warning in warnings] == ["700", "600", "600"]
    assert all("other users may read it" in warning.what for warning in warnings)


@pytest.fixture
def temps(filled: Path) -> list[Path]:
    """Return temporary files left by writers that died."""
    (filled / "backups").mkdir(mode=0o700)
    findings = [
        filled / f".{journal_in(filled).name}.0123456789ab.tmp",
        filled / "backups" / ".backup.0123456789ab.tmp",
        filled / "drafts" / ".draft.0123456789ab.tmp",
    ]
    for path in findings:
        path.touch(mode=0o600)
    return findings


def test_temporary_files_from_dead_writers_are_warnings(filled: Path, temps: list[Path]) -> None:
    assert [warning.path for warning in findings(filled, "warning")] == [
        str(path) for path in temps
    ]


def test_temporary_files_from_running_writers_are_ignored(filled: Path, temps: list[Path]) -> None:
    with os_compat.opened(str(filled / "journal.lock"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        (warning,) = findings(filled, "warning")
        assert warning.path == str(temps[2])
        assert list(repair_journal(filled))
        assert [path.exists() for path in temps] == [True, True, False]


def test_busy_inbox_is_reported_without_a_long_wait(filled: Path) -> None:
    with os_compat.opened(str(filled / "journal.inbox"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        (problem,) = findings(filled, "problem")
    assert "another reflect is writing" in problem.what


def test_repair_fixes_problems_that_need_no_decision(filled: Path, temps: list[Path]) -> None:
    before = content_of(filled)
    filled.chmod(0o755)
    (filled / "journal.inbox").chmod(0o666)
    with (filled / "journal.inbox").open("ab") as file:
        file.write(b"torn")
    done = list(repair_journal(filled))
    assert len(done) == 6
    assert not any(path.exists() for path in temps)
    assert [warning.path for warning in findings(filled, "warning", "problem")] == [
        str(filled / "journal.torn")
    ]
    assert content_of(filled) == before
    assert list(repair_journal(filled)) == []


def test_repair_of_a_missing_journal_creates_nothing(folder: Path) -> None:
    assert list(repair_journal(folder)) == []
    assert files_in(folder) == []


def test_unreadable_lock_does_not_stop_the_check(filled: Path, temps: list[Path]) -> None:
    for lock in (filled / "journal.lock", filled / "drafts" / "lock"):
        lock.unlink()
    (filled / "journal.lock").symlink_to(filled / "journal.lock")
    assert [warning.path for warning in findings(filled, "warning")] == [str(temps[2])]
