"""Tests for the instructions in docs/backups.md on restoring with nothing but a text editor."""

import shutil
from pathlib import Path

import pytest

from reflect.errors import DamagedError
from reflect.model.ids import from_int
from tests.sealed import opened, put
from tests.store.helpers_journals import (
    backup_path,
    content_of,
    damage_line,
    doctor_findings,
    journal_in,
    small,
    store_in,
)
from tests.store.helpers_restore import entries, restore_backup


def test_copying_a_backup_over_the_journal_restores_it(backed_up: Path) -> None:
    shutil.copy(next((backed_up / "backups").iterdir()), journal_in(backed_up))
    assert content_of(backed_up)["entries"] == entries(1, 2, 3, 5, 6, 9)
    store_in(backed_up).fold()
    assert content_of(backed_up)["entries"] == entries(1, 2, 3, 5, 6, 9)


def test_lines_of_a_damaged_journal_can_be_copied_into_a_restored_one(backed_up: Path) -> None:
    path = journal_in(backed_up)
    put(path, opened(path)[:-2])
    done = restore_backup(backed_up, "g2")
    lines = opened(backup_path(backed_up, done.replaced)).decode().splitlines()
    (missing,) = (line for line in lines if '"Entry 8"' in line)
    whole = opened(path).decode()
    mended = whole.replace('"entries":{\n', f'"entries":{{\n{missing.rstrip(",")},\n')
    put(path, mended.encode())
    store_in(backed_up).accept()
    assert content_of(backed_up)["entries"] == entries(1, 2, 3, 5, 6, 8, 9)
    assert [one.level for one in doctor_findings(backed_up) if one.level == "problem"] == []


def test_inbox_is_sound_once_its_damaged_line_is_removed(filled: Path) -> None:
    path = filled / "journal.inbox"
    lines = path.read_bytes().splitlines(keepends=True)
    damage_line(filled, 1)
    with pytest.raises(DamagedError):
        store_in(filled).fold()
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert content_of(filled)["entries"] == entries(1, 2, 3, 6)
    store_in(filled).fold()
    assert content_of(filled)["entries"] == entries(1, 2, 3, 6)


def test_inbox_lines_are_valid_in_a_new_inbox(filled: Path) -> None:
    path = filled / "journal.inbox"
    header, *lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([b"x" + header, *lines]))
    with pytest.raises(DamagedError):
        store_in(filled).add(small(20))
    path.unlink()
    store_in(filled).add(small(20))
    with path.open("ab") as file:
        file.writelines(lines)
    found = content_of(filled)["entries"]
    assert found.keys() == {from_int(number) for number in (1, 2, 3, 5, 6, 20)}
