"""Tests that a refused or failed restore leaves every file unchanged."""

import os
from pathlib import Path

import pytest

from reflect.errors import BusyError, DamagedError, FileError, NotFoundError, next_steps
from reflect.store import lock
from reflect.store.backups.restore import open_backup, restore
from tests.sealed import keys_in, opened, put
from tests.store.helpers_journals import (
    archive_in,
    contents,
    damage_line,
    journal_in,
    numbered,
    store_in,
)
from tests.store.helpers_restore import ids, restore_backup


@pytest.mark.parametrize("harm", ["cut", "changed", "none of ours", "newer", "gone"])
def test_damaged_backup_is_not_restored(backed_up: Path, harm: str) -> None:
    path = next((backed_up / "backups").iterdir())
    data = opened(path)
    if harm == "gone":
        path.unlink()
    else:
        put(
            path,
            {
                "cut": data[:-2],
                "changed": data.replace(b"Entry 1", b"Entry X"),
                "none of ours": b'{"some": "json"}',
                "newer": data.replace(b'"format":2', b'"format":3'),
            }[harm],
        )
    before = contents(backed_up)
    with pytest.raises(NotFoundError if harm == "gone" else DamagedError) as caught:
        restore_backup(backed_up, str(path) if harm != "gone" else "g2")
    assert next_steps(caught.value)
    assert contents(backed_up) == before


def test_restore_leaves_a_damaged_inbox_unchanged(backed_up: Path) -> None:
    path = backed_up / "journal.inbox"
    store_in(backed_up).add(numbered(10))
    damage_line(backed_up, 1)
    before = path.read_bytes()
    assert restore_backup(backed_up, "g2").entries == 6
    assert path.read_bytes() == before
    with pytest.raises(DamagedError):
        store_in(backed_up).fold()


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nothing"])
def test_restore_replaces_only_regular_files(backed_up: Path, kind: str) -> None:
    path = journal_in(backed_up)
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(backed_up / "unplugged" / path.name)
    with pytest.raises(DamagedError):
        restore_backup(backed_up, "g2")
    assert os.path.lexists(path)
    assert len(ids(backed_up)) == 1


def test_plain_backup_is_not_restored_next_to_an_encrypted_journal(backed_up: Path) -> None:
    (backed_up / "journal.age").write_bytes(b"age-encryption.org/v1\n")
    before = contents(backed_up)
    with pytest.raises(DamagedError, match=r"identity\.age: is missing"):
        restore_backup(backed_up, "g2")
    assert contents(backed_up) == before


def test_restore_waits_for_the_lock(backed_up: Path) -> None:
    before = contents(backed_up)
    archive = archive_in(backed_up, wait=0.0)
    with lock.journal_lock(str(backed_up), 0.0), pytest.raises(BusyError):
        restore(archive, open_backup(keys_in(backed_up), "g2"))
    assert contents(backed_up) == before


@pytest.mark.parametrize("step", ["the backup of what is replaced", "the journal"])
def test_full_disk_changes_nothing(
    backed_up: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = contents(backed_up)
    real, written = os.write, [0]
    size = journal_in(backed_up).stat().st_size

    def fill_up(fd: int, data: bytes) -> int:
        written[0] += len(data)
        if written[0] > (0 if step != "the journal" else size):
            raise OSError(28, "No space left on device")
        return real(fd, data)

    monkeypatch.setattr(os, "write", fill_up)
    with pytest.raises(FileError, match="no space left on device; nothing was changed") as caught:
        restore_backup(backed_up, "g2")
    assert "Free some space" in next_steps(caught.value)
    assert contents(backed_up) == before
