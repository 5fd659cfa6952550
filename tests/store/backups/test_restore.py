"""Tests that a restore brings back the backup's contents and keeps every entry added since."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import DamagedError
from reflect.model.ids import from_int
from reflect.store import layout
from reflect.store.backups.restore import Difference, Restored, compare, open_backup, restore
from reflect.store.inbox import Inbox
from tests.factories import NOW
from tests.sealed import keys_in, on_both, opened, put
from tests.store.helpers_damage import CHANGED, UNREADABLE, Damage
from tests.store.helpers_journals import (
    add_backup,
    archive_in,
    backup_path,
    content_of,
    contents,
    data_of,
    doctor_findings,
    journal_in,
    numbered,
    put_journal,
    store_in,
)
from tests.store.helpers_restore import LATER, entries, ids, restore_backup

pytestmark = on_both


def test_restore_keeps_entries_in_the_inbox(backed_up: Path) -> None:
    done = restore_backup(backed_up, "g2")
    assert content_of(backed_up)["entries"] == entries(1, 2, 3, 5, 6, 9)
    assert done == Restored(6, 1, "20261125T203000Z-g3-replaced", Difference(5, 1, 1))
    assert [one.level for one in doctor_findings(backed_up) if one.level != "ok"] == []


def test_restore_backs_up_the_replaced_journal(backed_up: Path) -> None:
    before, data = content_of(backed_up), data_of(backed_up)
    done = restore_backup(backed_up, "g2")
    path = backup_path(backed_up, done.replaced)
    assert opened(path) == data
    assert path.stat().st_mode & 0o777 == 0o600
    restore_backup(backed_up, done.replaced)
    assert content_of(backed_up) == before
    assert len([name for name in ids(backed_up) if name.endswith("replaced")]) == 2


def test_compare_counts_missing_and_changed_entries(backed_up: Path) -> None:
    before = contents(backed_up)
    archive = archive_in(backed_up)
    chosen = open_backup(keys_in(backed_up), "g2")
    assert chosen.entries == 5
    assert compare(archive, chosen) == Difference(5, 1, 1)
    assert contents(backed_up) == before
    assert restore_backup(backed_up, "g2").difference == Difference(5, 1, 1)


def test_restore_increases_the_generation(backed_up: Path) -> None:
    restore_backup(backed_up, "g2")
    head, _ = layout.read_head(data_of(backed_up))
    assert head.generation == 4
    with store_in(backed_up, at=LATER + timedelta(days=1)).changing() as changes:
        changes.upsert(numbered(10))
    assert ids(backed_up)[0] == "20261126T203000Z-g4"


def test_restore_of_the_same_journal_changes_nothing(filled: Path) -> None:
    archive_in(filled).make()
    store_in(filled).add(numbered(9))
    before = contents(filled)
    assert restore_backup(filled, "g2").is_same
    assert contents(filled) == before


@pytest.mark.parametrize("state", [*UNREADABLE, *CHANGED], ids=lambda state: state.name)
def test_restore_backs_up_a_damaged_journal(filled: Path, state: Damage) -> None:
    archive_in(filled).make()
    store_in(filled).add(numbered(9))
    path = journal_in(filled)
    damaged = state.change(opened(path).replace(b'"generation":2', b'"generation":1'))
    put(path, damaged)
    done = restore_backup(filled, "g2")
    assert content_of(filled)["entries"] == entries(1, 2, 3, 5, 6, 9)
    assert done.replaced.endswith("-damaged")
    assert opened(backup_path(filled, done.replaced)) == damaged
    assert store_in(filled).warnings == []


def test_compare_counts_readable_entries_of_a_damaged_journal(backed_up: Path) -> None:
    path = journal_in(backed_up)
    put(path, opened(path).replace(b'"title":"Better"', b'"title":"Bet'))
    assert restore_backup(backed_up, "g2").difference == Difference(None, 1, 0), (
        "entry 8; nobody can read 2"
    )


def test_second_damaged_backup_gets_another_name(filled: Path) -> None:
    archive_in(filled).make()
    for number in range(3):
        put_journal(filled, b"%d" % number)
        restore_backup(filled, "g2")
    damaged = sorted((filled / "backups").glob("*damaged*"))
    assert sorted(opened(path) for path in damaged) == [b"0", b"1", b"2"]


def test_restore_of_a_missing_journal_keeps_new_entries(filled: Path) -> None:
    archive_in(filled).make()
    store_in(filled).add(numbered(9))
    journal_in(filled).unlink()
    with pytest.raises(DamagedError, match="is missing"):
        store_in(filled).rows()
    assert restore_backup(filled, "g2") == Restored(6, 1)
    assert content_of(filled)["entries"] == entries(1, 2, 3, 5, 6, 9)


def test_restore_on_a_new_machine_keeps_existing_entries(filled: Path, tmp_path: Path) -> None:
    away = tmp_path / "away.json"
    archive_in(filled).write(str(away))
    fresh = tmp_path / "fresh" / "journal"
    assert restore_backup(fresh, str(away)) == Restored(5)
    assert content_of(fresh)["entries"] == content_of(filled)["entries"]
    assert content_of(fresh)["trash"] == content_of(filled)["trash"]
    assert fresh.stat().st_mode & 0o777 == 0o700
    journal_in(fresh).unlink()
    with pytest.raises(DamagedError, match="is missing"):
        store_in(fresh).rows()
    noted = tmp_path / "noted"
    store_in(noted).add(numbered(20))
    assert restore_backup(noted, str(away)) == Restored(6, 1)
    assert content_of(noted)["entries"] == content_of(filled)["entries"] | entries(20)
    journal_in(noted).unlink()
    with pytest.raises(DamagedError, match="is missing"):
        store_in(noted).rows()


def test_restore_does_not_duplicate_folded_entries(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "cut", lambda *_: None)
        archive_in(filled).make()
        store_in(filled).add(numbered(9))
        with store_in(filled).changing() as changes:
            changes.upsert(numbered(10))
        store_in(filled).add(numbered(11))
    done = restore_backup(filled, "g2")
    # The inbox that the backup refers to still exists, so the watermark applies to it.
    assert content_of(filled)["entries"] == entries(1, 2, 3, 5, 6, 9, 11)
    assert done.difference == Difference(7, 1, 0), "entry 10, which never stood in the inbox"
    assert done.waiting == 2


def test_restore_keeps_edits_of_folded_entries(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "cut", lambda *_: None)
        with store_in(filled).changing() as changes:
            changes.replace(numbered(5, title="Better"))
            changes.trash([from_int(6)], NOW)
        archive_in(filled).make()
        before = content_of(filled)
        with store_in(filled).changing() as changes:
            changes.upsert(numbered(10))
    restore_backup(filled, "g2")
    assert content_of(filled) == before
    store_in(filled).fold()
    assert content_of(filled) == before


def test_restore_keeps_both_versions_of_an_inbox_entry(
    backed_up: Path,
) -> None:
    store_in(backed_up).add(numbered(1, title="Saved again", updated_at=LATER))
    restore_backup(backed_up, "g2")
    store_in(backed_up).fold()
    found = content_of(backed_up)
    assert found["entries"][from_int(1)].title == "Saved again"
    assert found["trash"][from_int(1)].entry == numbered(1)


def test_torn_line_is_moved_after_a_restore(backed_up: Path) -> None:
    with (backed_up / "journal.inbox").open("ab") as file:
        file.write(b"12345678 {torn")
    restore_backup(backed_up, "g2")
    store_in(backed_up).fold()
    assert (backed_up / "journal.torn").read_bytes() == b"12345678 {torn\n"
    assert from_int(9) in content_of(backed_up)["entries"]


def test_restore_brings_back_the_trash(
    filled: Path,
) -> None:
    archive_in(filled).make()
    with store_in(filled).changing() as changes:
        changes.forget([from_int(4)])
    archive = archive_in(filled, NOW + timedelta(days=400))
    restore(archive, open_backup(keys_in(filled), "g2"))
    assert content_of(filled)["trash"].keys() == {from_int(4)}


def test_symlinked_journal_remains_a_symlink(backed_up: Path, place: Path) -> None:
    path = journal_in(backed_up)
    shutil.move(path, place / "mine.json")
    path.symlink_to(place / "mine.json")
    restore_backup(backed_up, "g2")
    assert path.is_symlink()
    assert content_of(backed_up)["entries"] == entries(1, 2, 3, 5, 6, 9)


def test_restore_migrates_an_older_format(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from reflect.store import migrations

    archive_in(filled).make()
    monkeypatch.setattr(layout, "FORMAT", 3)
    monkeypatch.setattr(migrations, "MIGRATIONS", {2: lambda tables: tables})
    with store_in(filled).changing() as changes:
        changes.upsert(numbered(9))
    restore_backup(filled, "g2")
    assert b'"format":3' in data_of(filled)
    assert content_of(filled)["entries"] == entries(1, 2, 3, 5, 6)


def test_compare_ignores_key_order(
    filled: Path,
) -> None:
    assert replace(numbered(1)) == numbered(1)
    data = data_of(filled)
    add_backup(filled, NOW, 1, data)
    store_in(filled).fold()
    assert restore_backup(filled, "g1").difference == Difference(5, 2, 0)
