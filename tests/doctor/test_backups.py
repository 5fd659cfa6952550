"""Tests for the backup checks."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.errors import FileError
from reflect.store import files
from reflect.store.encryption import age
from tests.factories import NOW
from tests.sealed import on_both, put
from tests.store.helpers_journals import (
    add_backup,
    backup_path,
    data_of,
    doctor_findings,
    journal_in,
    put_journal,
    store_in,
)

pytestmark = on_both


def findings_about_backups(folder: Path, limit: int = 0) -> list[Finding]:
    """Return the findings about backups."""
    found = [
        one
        for one in doctor_findings(folder, limit)
        if one.path.startswith(str(folder / "backups"))
    ]
    assert not any("\n" in one.what + remedy_of(one) for one in found)
    return found


@pytest.fixture
def sound(filled: Path) -> bytes:
    """Return the bytes of an undamaged journal file."""
    return data_of(filled)


def test_missing_backups_are_not_reported(filled: Path) -> None:
    assert findings_about_backups(filled) == []


def test_good_backups_are_counted(filled: Path, sound: bytes) -> None:
    for number in range(3):
        add_backup(filled, NOW + timedelta(days=number), number, sound)
    (finding,) = findings_about_backups(filled)
    assert finding.level == "ok"
    assert finding.what.endswith("3 good backups, the newest 20261124T203000Z-g2")


def test_damaged_backup_is_a_warning_with_a_remedy(filled: Path, sound: bytes) -> None:
    bad = add_backup(filled, NOW, 1, sound[:-1])
    add_backup(filled, NOW, 2, sound)
    (filled / "backups" / "shopping list").touch(mode=0o600)
    warnings = [one for one in findings_about_backups(filled) if one.level == "warning"]
    assert {one.path for one in warnings} == {str(bad), str(bad.with_name("shopping list"))}
    remedies = {Path(one.path): remedy_of(one) for one in warnings}
    assert "rm " in remedies[bad]
    foreign = remedies[bad.with_name("shopping list")]
    assert "mv " in foreign and "rm " not in foreign, "it may hold something of the user's"
    assert "'" in foreign, "a name with a blank is quoted"


def test_unreadable_backup_is_not_reported_as_damaged(
    filled: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = str(add_backup(filled, NOW, 1, sound))
    add_backup(filled, NOW, 2, sound)
    read = files.read_file

    def refused(path: str) -> bytes | None:
        if path == closed:
            raise FileError(f"{path}: permission denied", hint="Check that you own it.")
        return read(path)

    monkeypatch.setattr(files, "read_file", refused)
    (warning, good) = findings_about_backups(filled)
    assert warning.what == f"{closed}: permission denied"
    assert remedy_of(warning) == "Check that you own it."
    assert good.what.endswith("1 good backup, the newest 20261122T203000Z-g2")


@pytest.mark.backends("encrypted")
def test_backup_with_other_keys_is_not_reported_as_damaged(filled: Path, sound: bytes) -> None:
    other = add_backup(filled, NOW, 1, sound)
    stranger = age.recipient_of(age.new_identity())
    other.write_bytes(b"".join(age.encrypt([sound], [stranger])))
    (warning,) = findings_about_backups(filled)
    assert warning.what == f"{other}: is encrypted to another identity"
    assert "rm " not in remedy_of(warning)


def test_backup_that_holds_nothing_else_can_be_removed(filled: Path, sound: bytes) -> None:
    path = backup_path(filled, "20261122T203000Z-damaged")
    add_backup(filled, NOW, 1, sound[:-4]).rename(path)
    (warning,) = findings_about_backups(filled)
    assert warning.command == ()
    assert f"`rm {path}`" in remedy_of(warning)


def test_backup_with_entries_that_the_journal_lacks_is_never_removed(
    filled: Path, sound: bytes
) -> None:
    added = sound.replace(b'"3":{"id":"0000000003"', b'"7":{"id":"0000000007"')
    backup = add_backup(filled, NOW, 1, added)
    (warning,) = findings_about_backups(filled)
    assert warning.notices[0].command == ("backup", "salvage", "20261122T203000Z-g1")
    assert "rm " not in remedy_of(warning)
    newer = sound.replace(b'"updated_at":"2026', b'"updated_at":"2027', 1)
    put(backup, newer)
    (warning,) = findings_about_backups(filled)
    assert warning.notices[0].command[:2] == ("backup", "salvage")


def test_backup_is_never_removed_beside_a_damaged_journal(filled: Path, sound: bytes) -> None:
    for number, data in enumerate((sound[:-1], b"", bytes(99))):
        add_backup(filled, NOW, number, data)
    put_journal(filled, b"{}")
    warnings = [one for one in findings_about_backups(filled) if one.level == "warning"]
    assert len(warnings) == 3
    assert not any("rm " in remedy_of(one) for one in warnings)


def test_backups_over_the_limit_are_a_warning(filled: Path, sound: bytes) -> None:
    kept = [add_backup(filled, NOW, number, sound) for number in range(3)]
    size = sum(path.stat().st_size for path in kept)
    assert [one.level for one in findings_about_backups(filled, size)] == ["ok"]
    (_, warning) = findings_about_backups(filled, size - 1)
    assert "backup.max_mb" in warning.what


@pytest.mark.parametrize("way", ["a file", "read-only"])
def test_read_only_backup_folder_is_a_warning(
    filled: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    place = filled / "backups"
    if way == "a file":
        place.touch(mode=0o600)
    else:
        place.mkdir(mode=0o500)
        # The root user can write anywhere.
        monkeypatch.setattr(os, "access", lambda path, mode: path != str(place))
    (warning,) = findings_about_backups(filled)
    assert warning.level == "warning"
    assert "no backup is made" in warning.what
    assert remedy_of(warning)


def test_missing_journal_names_the_newest_backup(filled: Path, sound: bytes) -> None:
    store_in(filled).fold()
    add_backup(filled, NOW, 1, sound)
    journal_in(filled).unlink()
    (problem,) = [one for one in doctor_findings(filled) if one.level == "problem"]
    assert "`reflect backup restore 20261122T203000Z-g1`" in remedy_of(problem)
