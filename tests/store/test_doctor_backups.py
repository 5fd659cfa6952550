"""What the doctor finds among the backups, each in one line with what to do."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.errors import FileError
from reflect.store import files
from reflect.store.encryption import age
from tests.factories import NOW
from tests.sealed import on_both
from tests.store.helpers_journals import (
    backup_path,
    data_of,
    examined,
    journal_in,
    kept_backup,
    store_in,
)

pytestmark = on_both


def about_backups(folder: Path, limit: int = 0) -> list[Finding]:
    """What is found about the backups."""
    found = [one for one in examined(folder, limit) if one.path.startswith(str(folder / "backups"))]
    assert not any("\n" in one.what + remedy_of(one) for one in found)
    return found


@pytest.fixture
def sound(filled: Path) -> bytes:
    """The bytes of a journal."""
    return data_of(filled)


def test_no_backups_are_no_matter(filled: Path) -> None:
    assert about_backups(filled) == []


def test_good_ones_are_counted_and_the_newest_is_named(filled: Path, sound: bytes) -> None:
    for number in range(3):
        kept_backup(filled, NOW + timedelta(days=number), number, sound)
    (finding,) = about_backups(filled)
    assert finding.level == "ok"
    assert finding.what.endswith("3 good backups, the newest 20261124T203000Z-g2")


def test_what_is_not_as_it_was_written_is_named_with_what_to_do(filled: Path, sound: bytes) -> None:
    bad = kept_backup(filled, NOW, 1, sound[:-1])
    kept_backup(filled, NOW, 2, sound)
    (filled / "backups" / "shopping list").touch(mode=0o600)
    warnings = [one for one in about_backups(filled) if one.level == "warning"]
    assert {one.path for one in warnings} == {str(bad), str(bad.with_name("shopping list"))}
    assert all("rm " in remedy_of(one) for one in warnings)
    assert any("'" in remedy_of(one) for one in warnings), "a name with a blank is quoted"


def test_what_can_not_be_looked_at_is_not_condemned(
    filled: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = str(kept_backup(filled, NOW, 1, sound))
    kept_backup(filled, NOW, 2, sound)
    read = files.read_file

    def refused(path: str) -> bytes | None:
        if path == closed:
            raise FileError(f"{path}: permission denied", hint="Check that you own it.")
        return read(path)

    monkeypatch.setattr(files, "read_file", refused)
    (warning, good) = about_backups(filled)
    assert warning.what == f"{closed}: permission denied"
    assert remedy_of(warning) == "Check that you own it."
    assert good.what.endswith("1 good backup, the newest 20261122T203000Z-g2")


@pytest.mark.backends("encrypted")
def test_one_that_is_encrypted_to_other_keys_is_not_condemned(filled: Path, sound: bytes) -> None:
    other = kept_backup(filled, NOW, 1, sound)
    stranger = age.recipient_of(age.new_identity())
    other.write_bytes(b"".join(age.seal([sound], [stranger])))
    (warning,) = about_backups(filled)
    assert warning.what == f"{other}: is encrypted to another identity"
    assert "rm " not in remedy_of(warning)


def test_a_damaged_journal_that_was_replaced_is_told_apart(filled: Path) -> None:
    kept_backup(filled, NOW, 1, b"{}").rename(backup_path(filled, "20261122T203000Z-damaged"))
    (warning,) = about_backups(filled)
    assert "a damaged journal that a restore replaced" in warning.what
    assert "Save what you need" in remedy_of(warning)


def test_more_than_the_limit_is_told(filled: Path, sound: bytes) -> None:
    kept = [kept_backup(filled, NOW, number, sound) for number in range(3)]
    size = sum(path.stat().st_size for path in kept)
    assert [one.level for one in about_backups(filled, size)] == ["ok"]
    (_, warning) = about_backups(filled, size - 1)
    assert "backup.max_mb" in warning.what


@pytest.mark.parametrize("way", ["a file", "read-only"])
def test_a_folder_that_takes_no_backup_is_told(
    filled: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    place = filled / "backups"
    if way == "a file":
        place.touch(mode=0o600)
    else:
        place.mkdir(mode=0o500)
        # Root may write anywhere.
        monkeypatch.setattr(os, "access", lambda path, mode: path != str(place))
    (warning,) = about_backups(filled)
    assert warning.level == "warning"
    assert "no backup is made" in warning.what
    assert remedy_of(warning)


def test_a_missing_journal_comes_with_the_way_back(filled: Path, sound: bytes) -> None:
    store_in(filled).fold()
    kept_backup(filled, NOW, 1, sound)
    journal_in(filled).unlink()
    (problem,) = [one for one in examined(filled) if one.level == "problem"]
    assert "`reflect backup restore 20261122T203000Z-g1`" in remedy_of(problem)
