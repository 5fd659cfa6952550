"""Tests for backups made on request, in the backup folder or in a separate file."""

import errno
import os
import shutil
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import BusyError, DamagedError, FileError, NotFoundError, UsageError, next_steps
from reflect.store import layout, lock, os_compat
from reflect.store.backups import catalog
from reflect.store.backups.restore import open_backup, restore
from tests.factories import NOW
from tests.sealed import keys_in, on_both, opened, put
from tests.store.helpers_journals import (
    add_backup,
    archive_in,
    backup_names,
    content_of,
    contents,
    data_of,
    journal_in,
    numbered,
    small,
    store_in,
)
from tests.store.helpers_users import OTHER, USER, acting_as, as_root, give

pytestmark = on_both


def test_backup_includes_new_entries(filled: Path) -> None:
    made, is_new = archive_in(filled).make()
    assert is_new
    assert made.id == "20261122T203000Z-g2"
    data, _, tables = catalog.read(made.path, keys_in(filled))
    assert len(tables[layout.ENTRIES]) == 5
    assert stat.S_IMODE(os.stat(made.path).st_mode) == 0o600
    assert stat.S_IMODE((filled / "backups").stat().st_mode) == 0o700
    journal = journal_in(filled)
    assert data == opened(journal)
    assert not os.path.samefile(made.path, journal), "a copy: the journal lives on"


def test_make_returns_an_existing_backup(filled: Path) -> None:
    archive = archive_in(filled)
    first, _ = archive.make()
    assert archive_in(filled, NOW + timedelta(days=1)).make() == (
        catalog.parse_name(first.path),
        False,
    )
    Path(first.path).write_bytes(b"rotten")
    again, is_new = archive_in(filled, NOW + timedelta(days=1)).make()
    assert (again.id, is_new) == ("20261123T203000Z-g2", True)


def test_backups_made_in_the_same_second_get_different_names(filled: Path) -> None:
    store_in(filled).fold()
    rotten = add_backup(filled, NOW, 2, b"rotten")
    made, _ = archive_in(filled).make()
    assert made.id == "20261122T203000Z-g2-2"
    assert opened(rotten) == b"rotten"


def test_make_removes_surplus_backups(filled: Path) -> None:
    for number in range(60):
        at = NOW - timedelta(days=1, minutes=number)
        add_backup(filled, at, 100 - number, b"")
    archive_in(filled).make()
    assert len(backup_names(filled)) < 20


@pytest.mark.parametrize(
    "act", [lambda archive: archive.make(), lambda archive: archive.write("x")]
)
def test_backup_requires_a_journal(folder: Path, act: Callable[..., object]) -> None:
    if not folder.exists():
        with pytest.raises(NotFoundError, match="no journal"):
            act(archive_in(folder))
        assert not folder.exists()
        folder.mkdir()
    with pytest.raises(NotFoundError, match="nothing to back up"):
        act(archive_in(folder))


@pytest.mark.parametrize("harm", [b"", b"{}", b"changed"])
def test_damaged_journal_is_not_backed_up_on_request(filled: Path, harm: bytes) -> None:
    path = journal_in(filled)
    put(path, opened(path).replace(b"Entry 1", b"Entry X") if len(harm) > 2 else harm)
    before = contents(filled)
    archive = archive_in(filled)
    for act in (archive.make, lambda: archive.write(str(filled.parent / "away.json"))):
        with pytest.raises(DamagedError):
            act()
    assert contents(filled) == before
    assert not (filled.parent / "away.json").exists()


def test_make_waits_for_the_lock(filled: Path) -> None:
    with lock.journal_lock(str(filled), 0.0), pytest.raises(BusyError):
        archive_in(filled, wait=0.0).make()


def test_written_backup_is_complete_and_private(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "away.json"
    before = os.umask(0)
    try:
        assert archive_in(filled).write(str(path)) == 5
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_backup(keys_in(filled), str(path)).entries == 5
    assert not (filled / "backups").exists()


def test_write_changes_nothing_in_the_folder(filled: Path, tmp_path: Path) -> None:
    (filled / "journal.lock").unlink()
    before = contents(filled)
    assert archive_in(filled).write(str(tmp_path / "away.json")) == 5
    assert contents(filled) == before
    opened_again = open_backup(keys_in(filled), str(tmp_path / "away.json"))
    assert restore(archive_in(filled), opened_again).entries == 5
    assert len(content_of(filled)["entries"]) == 5


@as_root
def test_write_needs_no_right_to_write_in_the_folder(filled: Path, place: Path) -> None:
    folder = place / "journal"
    shutil.copytree(filled, folder)
    give(folder, OTHER)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    place.chmod(0o777)
    with acting_as(USER):
        assert len(content_of(folder)["entries"]) == 5
        assert archive_in(folder).write(str(place / "away.json")) == 5


@pytest.mark.parametrize("kind", ["file", "link", "link to nothing", "folder", "pipe"])
def test_write_never_overwrites_a_file_or_a_link(filled: Path, tmp_path: Path, kind: str) -> None:
    path, real = tmp_path / "away.json", tmp_path / "real"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(real)
        if kind == "link":
            real.write_text("mine")
    with pytest.raises(FileError, match="is there already"):
        archive_in(filled).write(str(path))
    assert real.exists() == (kind == "link")
    assert not real.exists() or real.read_text() == "mine"
    assert kind != "file" or path.read_text() == "mine"


def test_write_does_not_overwrite_a_file_created_concurrently(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "away.json"
    store_in(filled).fold()
    real = os.open

    def late(name: str, flags: int, mode: int = 0o777) -> int:
        if name == str(path):
            path.symlink_to(tmp_path / "real")
        return real(name, flags, mode)

    monkeypatch.setattr(os, "open", late)
    with pytest.raises(FileError, match="exists; nothing was written"):
        archive_in(filled).write(str(path))
    assert path.is_symlink()
    assert not (tmp_path / "real").exists()


def test_write_refuses_the_journal_folder(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(filled)
    (tmp_path / "link").symlink_to(filled)
    monkeypatch.chdir(filled)
    for path in (filled / "journal.age", tmp_path / "link" / "journal.age", "journal.age"):
        with pytest.raises(UsageError, match="own folder"):
            archive_in(filled).write(str(path))
    assert contents(filled) == before


def test_failed_write_leaves_no_partial_file(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_in(filled).fold()

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os_compat, "sync", full)
    with pytest.raises(FileError, match="no space left on device; nothing was written") as caught:
        archive_in(filled).write(str(tmp_path / "away.json"))
    assert "Free some space" in next_steps(caught.value)
    assert not (tmp_path / "away.json").exists()
    with pytest.raises(FileError):
        archive_in(filled).write(str(tmp_path / "nowhere" / "away.json"))


def test_write_warns_if_the_disk_does_not_support_modes(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_in(filled).fold()
    real = os.open

    def open_(path: str, flags: int, mode: int = 0o777) -> int:
        return real(path, flags, 0o644 if mode == 0o600 else mode)

    def refuse(fd: int, mode: int) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "fchmod", refuse)
    said: list[str] = []
    archive = archive_in(filled)
    archive.warn = lambda line: said.append(str(line))
    archive.write(str(tmp_path / "stick.json"))
    assert said == [f"{tmp_path / 'stick.json'}: other users may read it; its disk keeps no modes"]
    monkeypatch.undo()
    assert open_backup(keys_in(filled), str(tmp_path / "stick.json")).entries == 5


def test_unverifiable_backup_is_removed(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_in(filled).fold()
    real = os.write

    def lossy(fd: int, data: bytes) -> int:
        return real(fd, bytes(data[:-1]) + b"?")

    monkeypatch.setattr(os, "write", lossy)
    archive = archive_in(filled)
    with pytest.raises(FileError, match="does not read back"):
        archive.make()
    with pytest.raises(FileError, match="does not read back"):
        archive.write(str(tmp_path / "away.json"))
    assert backup_names(filled) == []
    assert not (tmp_path / "away.json").exists()


def test_all_lists_valid_and_damaged_backups(filled: Path) -> None:
    sound = data_of(filled)
    add_backup(filled, NOW, 7, sound)
    add_backup(filled, NOW, 8, sound[:-1])
    assert [
        (one.backup.generation, one.is_sound, one.entries) for one in archive_in(filled).all()
    ] == [(8, False, None), (7, True, 3)]
    assert len(content_of(filled)["entries"]) == 5
    assert numbered(1) != small(1)
