"""Tests for removing permanently deleted entries from backups."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reflect.model.ids import from_int
from reflect.store import files, layout
from reflect.store.backups import catalog
from reflect.store.backups.restore import open_backup, restore
from reflect.store.backups.scrub import find_holding, last_day, scrub
from tests.factories import NOW
from tests.sealed import on_both, opened, put
from tests.store.helpers_journals import (
    add_backup,
    archive_in,
    backup_path,
    content_of,
    contents,
    data_of,
    journal_in,
    make_format_1,
    numbered,
    store_in,
)

pytestmark = on_both

GONE = from_int(4)


@pytest.fixture
def backups(filled: Path) -> Path:
    """Create backups with the entry deleted, present and absent, and a user's own file."""
    store = store_in(filled)
    store.fold()
    add_backup(filled, NOW, 2, data_of(filled))
    with store.changing() as changes:
        changes.restore([GONE])
        changes.replace(numbered(2, repeats=(GONE,)))
    add_backup(filled, NOW + timedelta(days=1), 3, data_of(filled))
    own = filled / "backups" / "my own"
    put(own, data_of(filled))
    os.utime(own, (5, 5))
    with store.changing() as changes:
        changes.trash([GONE], NOW)
        changes.forget([GONE])
    add_backup(filled, NOW + timedelta(days=2), 4, data_of(filled))
    return filled / "backups"


def generations(found: list[catalog.Backup]) -> list[int | None]:
    """Return the generations of the backups."""
    return [one.generation for one in found]


def test_find_holding_ignores_references(backups: Path) -> None:
    assert generations(find_holding(archive_in(backups.parent), [GONE])) == [3, 2, None]
    assert generations(find_holding(archive_in(backups.parent), [from_int(1)])) == [4, 3, 2, None]
    assert find_holding(archive_in(backups.parent), [from_int(77)]) == []


def test_scrub_removes_only_the_entry(backups: Path) -> None:
    folder = backups.parent
    journal = journal_in(folder).read_bytes()
    untouched = backup_path(folder, "20261124T203000Z-g4").stat().st_ino
    archive = archive_in(folder)
    done = scrub(archive, [GONE])
    assert generations(done.clean) == [3, 2, None]
    assert done.failed == []
    assert find_holding(archive, [GONE]) == []
    assert journal_in(folder).read_bytes() == journal
    for path in backups.iterdir():
        data = opened(path)
        assert layout.checksum_holds(data)
        assert b"Entry 4" not in data
        assert path.stat().st_mode & 0o777 == 0o600
        assert [f'"title":"Entry {number}"'.encode() in data for number in (1, 3, 5, 6)] == [
            True
        ] * 4
    assert (backups / "my own").stat().st_mtime == 5
    assert backup_path(folder, "20261124T203000Z-g4").stat().st_ino == untouched
    assert not list(folder.rglob(".*.tmp"))


def test_scrub_removes_what_is_about_the_entry(backups: Path) -> None:
    scrub(archive_in(backups.parent), [GONE])
    for path in backups.iterdir():
        assert b'"about":"%b"' % GONE.encode() not in opened(path)
        assert b'"about":"%b"' % from_int(2).encode() in opened(path)


def test_scrub_reaches_the_copy_of_an_older_format(filled: Path) -> None:
    store = store_in(filled)
    store.fold()
    make_format_1(filled)
    with store.changing() as changes:
        changes.forget([GONE])
    (copy,) = filled.glob("journal.format-1.*")
    archive = archive_in(filled)
    assert [found.path for found in find_holding(archive, [GONE])] == [str(copy)]
    assert [done.path for done in scrub(archive, [GONE]).clean] == [str(copy)]
    assert b"Entry 4" not in opened(copy)
    assert layout.checksum_holds(opened(copy))
    assert layout.read_head(opened(copy))[0].format == 1
    assert find_holding(archive, [GONE]) == []
    assert not list(filled.rglob(".*.tmp"))


def test_scrubbed_backup_can_be_restored(backups: Path) -> None:
    archive = archive_in(backups.parent, NOW + timedelta(days=9))
    scrub(archive, [GONE])
    restore(archive, open_backup(archive.keys, "g3"))
    found = content_of(backups.parent)
    assert found["entries"].keys() == {from_int(number) for number in (1, 2, 3, 5, 6)}
    assert found["trash"] == {}


def test_scrub_removes_every_version_in_the_trash(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        changes.upsert(numbered(4, title="Entry 4 again"))
        changes.trash([GONE], NOW)
    archive = archive_in(filled)
    archive.make()
    scrub(archive, [GONE])
    (path,) = (filled / "backups").iterdir()
    assert b"Entry 4" not in opened(path)


def test_scrub_reports_failed_backups_without_changing_them(
    backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torn = backup_path(backups.parent, "20261122T203000Z-g2")
    put(torn, opened(torn)[:-1])
    real = files.replace_file

    def refuse(path: str, *rest: Any, **options: Any) -> None:
        with files.explained(path, "nothing was changed"):
            if "-g3." in path:
                raise OSError(5, "Input/output error")
        real(path, *rest, **options)

    monkeypatch.setattr(files, "replace_file", refuse)
    before = contents(backups)
    done = scrub(archive_in(backups.parent), [GONE])
    assert generations(done.clean) == [None]
    (failed, why), (unsound, what) = done.failed
    assert (failed.generation, unsound.generation) == (3, 2)
    assert "input/output error; nothing was changed" in why
    assert "not as it was written" in what
    for one in (failed, unsound):
        assert Path(one.path).read_bytes() == before[Path(one.path).name]


def test_last_day_is_predicted(backups: Path) -> None:
    archive = archive_in(backups.parent)
    held_by = [one for one in find_holding(archive, [GONE]) if one.kind == catalog.MADE]
    day = last_day(archive, held_by)
    assert day is not None
    assert NOW.date() + timedelta(days=20) < day < NOW.date() + timedelta(days=400)
