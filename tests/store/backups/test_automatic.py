"""Tests for the automatic backup of a journal that is being replaced."""

import errno
import os
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.store import layout
from reflect.store.backups import catalog
from reflect.store.backups.automatic import EVERY
from reflect.store.storage import JournalStorage
from reflect.store.store import Store
from tests.factories import NOW
from tests.sealed import keys_in, on_both, opened, put
from tests.store.helpers_faults import failing
from tests.store.helpers_journals import (
    add_backup,
    backup_names,
    backup_path,
    data_of,
    journal_in,
    save_at,
    small,
    store_in,
)

pytestmark = on_both

MINUTE = timedelta(minutes=1)


def test_write_backs_up_the_replaced_journal(filled: Path) -> None:
    before = journal_in(filled)
    data, inode = opened(before), before.stat().st_ino
    assert save_at(filled, NOW).warnings == []
    (name,) = backup_names(filled)
    kept = filled / "backups" / name
    assert name.startswith("20261122T203000Z-g1.")
    assert opened(kept) == data
    assert kept.stat().st_ino == inode, "the very file, which costs nothing"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert kept.stat().st_nlink == before.stat().st_nlink == 1


def test_backups_are_thirty_minutes_apart(filled: Path) -> None:
    for minutes in (0, 1, 29, 30, 59, 60, 61):
        save_at(filled, NOW + minutes * MINUTE, 10 + minutes)
    assert [name[9:13] for name in backup_names(filled)] == ["2030", "2100", "2130"]


def test_first_write_makes_no_backup(folder: Path) -> None:
    save_at(folder, NOW)
    assert not (folder / "backups").exists()


def test_empty_change_makes_no_backup(filled: Path) -> None:
    store_in(filled).fold()
    with store_in(filled, at=NOW).changing():
        pass
    assert not (filled / "backups").exists()


def test_store_without_clock_makes_no_backup(filled: Path) -> None:
    store_in(filled).fold()
    assert not (filled / "backups").exists()


def test_same_journal_is_not_backed_up_twice(filled: Path) -> None:
    data = data_of(filled)
    add_backup(filled, NOW - 2 * EVERY, 1, data)
    save_at(filled, NOW)
    assert len(backup_names(filled)) == 1
    add_backup(filled, NOW - 2 * EVERY, 2, data)
    save_at(filled, NOW + MINUTE, 10)
    assert len(backup_names(filled)) == 3, "one of the same generation alone is no proof"


def test_backup_from_the_future_does_not_count_as_recent(filled: Path) -> None:
    add_backup(filled, NOW.replace(year=2040), 1, b"{}")
    save_at(filled, NOW)
    assert backup_path(filled, "20261122T203000Z-g1").exists()


def test_replaced_journal_does_not_count_as_recent(filled: Path) -> None:
    add_backup(filled, NOW, 1, b"{}").rename(backup_path(filled, "20261122T203000Z-g1-replaced"))
    save_at(filled, NOW + MINUTE)
    assert len(backup_names(filled)) == 2


def test_damaged_journal_is_not_backed_up(filled: Path) -> None:
    path = journal_in(filled)
    put(path, opened(path).replace(b"Entry 1", b"Entry One"))
    store_in(filled, at=NOW).accept()
    assert not (filled / "backups").exists()
    save_at(filled, NOW)
    (name,) = backup_names(filled)
    assert layout.checksum_holds(opened(filled / "backups" / name))


def test_backup_of_a_world_readable_journal_is_private(filled: Path) -> None:
    journal_in(filled).chmod(0o644)
    (filled / "backups").mkdir()
    save_at(filled, NOW)
    (name,) = backup_names(filled)
    assert stat.S_IMODE((filled / "backups" / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("code", [errno.EPERM, errno.EXDEV, errno.EMLINK, errno.EOPNOTSUPP])
def test_backup_is_copied_if_linking_fails(
    filled: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(os, "link", failing(code))
    data = data_of(filled)
    assert save_at(filled, NOW).warnings == []
    (name,) = backup_names(filled)
    kept = filled / "backups" / name
    assert opened(kept) == data
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_journal_on_another_disk_is_copied(filled: Path, place: Path) -> None:
    path = journal_in(filled)
    data, mine = opened(path), f"mine{path.suffix}"
    shutil.move(path, place / mine)
    path.symlink_to(place / mine)
    assert save_at(filled, NOW).warnings == []
    (name,) = backup_names(filled)
    kept = filled / "backups" / name
    assert opened(kept) == data
    assert not kept.is_symlink()
    assert path.is_symlink()
    assert os.listdir(place) == [mine]


def test_backup_links_the_target_of_a_symlinked_journal(filled: Path) -> None:
    path, real = journal_in(filled), filled / "mine.json"
    path.rename(real)
    path.symlink_to(real)
    inode = real.stat().st_ino
    save_at(filled, NOW)
    (name,) = backup_names(filled)
    assert (filled / "backups" / name).lstat().st_ino == inode


def test_backup_contains_the_bytes_that_were_read(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, real = data_of(filled), os.link

    def meddle(source: str, target: str) -> None:
        with open(source, "ab") as file:
            file.write(b"and more")
        real(source, target)

    monkeypatch.setattr(os, "link", meddle)
    save_at(filled, NOW)
    (name,) = backup_names(filled)
    assert opened(filled / "backups" / name) == data


@pytest.mark.parametrize("can_link", [True, False])
def test_backup_is_never_the_current_journal(
    filled: Path, monkeypatch: pytest.MonkeyPatch, can_link: bool
) -> None:
    flush = JournalStorage.flush
    seen: list[list[catalog.Backup]] = []

    def look(storage: JournalStorage, token: str, folded: int, *, verify: bool) -> None:
        seen.append(catalog.list_backups(str(filled)))
        flush(storage, token, folded, verify=verify)

    monkeypatch.setattr(JournalStorage, "flush", look)
    if not can_link:
        monkeypatch.setattr(os, "link", failing(errno.EPERM))
    save_at(filled, NOW)
    assert seen == [[]]
    assert len(backup_names(filled)) == 1


def test_next_save_removes_stale_temporary_files(filled: Path) -> None:
    place = filled / "backups"
    place.mkdir()
    (place / ".backup.0123456789ab.tmp").touch()
    (place / ".backup.notes.tmp").touch()
    add_backup(filled, NOW, 1, b"")
    save_at(filled, NOW)
    kept = backup_path(filled, "20261122T203000Z-g1").name
    assert backup_names(filled) == [".backup.notes.tmp", kept]


def test_retention_removes_only_automatic_backups(filled: Path) -> None:
    place = filled / "backups"
    data = data_of(filled)
    for number in range(60):
        add_backup(filled, NOW - timedelta(minutes=30 * (number + 1)), 100 - number, data)
    stems = ("before the move", "20240101T000000Z-g1-replaced", "20240101T000000Z-damaged")
    theirs = {"notes.txt", *(backup_path(filled, stem).name for stem in stems)}
    for name in theirs:
        put(place / name, data)
    save_at(filled, NOW)
    assert theirs < set(backup_names(filled))
    assert backup_path(filled, "20261122T203000Z-g1").exists()
    save_at(filled, NOW + EVERY, 10)
    assert theirs < set(backup_names(filled))
    assert backup_path(filled, "20261122T210000Z-g101").exists()


@pytest.mark.parametrize("year", [1970, 2099])
def test_jump_of_the_clock_removes_one_backup_at_a_time(filled: Path, year: int) -> None:
    data = data_of(filled)
    for number in range(15):
        add_backup(filled, NOW - (20 - number) * EVERY, 0, data)
    before = backup_names(filled)
    for at in (NOW.replace(year=year), NOW):
        (warning,) = save_at(filled, at).warnings
        assert before[0] in str(warning)
        assert set(before) - set(backup_names(filled)) == {before.pop(0)}
    assert save_at(filled, NOW + EVERY).warnings == []
    assert len(backup_names(filled)) < 13


def test_backups_stay_within_the_size_limit(filled: Path) -> None:
    data = data_of(filled)
    for number in range(5):
        size = add_backup(filled, NOW - timedelta(days=9 - number), number, data).stat().st_size
    for limit, left in ((10 * size, 6), (3 * size + size // 2, 3), (1, 1)):
        at = NOW + timedelta(days=10 - left)
        store = Store(filled, clock=lambda at=at: at, limit=limit, keys=keys_in(filled))  # type: ignore[misc]
        with store.changing() as changes:
            changes.trash([small(1).id], at)
            changes.restore([small(1).id])
            changes.upsert(small(20 + left))
        assert store.warnings == []
    assert len(backup_names(filled)) == 1
