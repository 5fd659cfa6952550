"""Tests that changes to a journal are applied completely or not at all."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import NotFoundError, UsageError
from reflect.model.ids import from_int
from reflect.store import inbox
from reflect.store.changes import ChangeSet
from reflect.store.entry_codec import Trashed, dump, to_document
from reflect.store.record_codec import ALIAS_TABLE, OCCASION_TABLE
from tests.factories import NOW, make_commitment
from tests.sealed import keys_in
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import (
    ALIAS,
    OCCASIONS,
    content_of,
    contents,
    data_of,
    journal_in,
    numbered,
    put_journal,
    store_in,
    with_entry,
    with_trashed,
)

LATER = NOW + timedelta(days=3)


def lines(folder: Path, entry_id: str) -> bytes:
    """Return the bytes of an entry as stored in the file."""
    (row,) = (row for row in store_in(folder).rows() if row.id == entry_id)
    return row.line


def test_entry_is_replaced(filled: Path) -> None:
    before = content_of(filled)
    new = replace(numbered(2), title="Better", commitments=(make_commitment(), make_commitment()))
    with store_in(filled).changing() as changes:
        changes.replace(new)
        assert changes.entry(new.id) == new
    assert content_of(filled) == with_entry(before, new)


def test_missing_entry_is_not_replaced(filled: Path) -> None:
    before = contents(filled)
    with pytest.raises(NotFoundError), store_in(filled).changing() as changes:
        changes.replace(numbered(77))
    with pytest.raises(NotFoundError), store_in(filled).changing() as changes:
        changes.replace(numbered(4))
    assert contents(filled) == before


def test_new_entry_is_added(filled: Path) -> None:
    before = content_of(filled)
    with store_in(filled).changing() as changes:
        assert changes.entry(from_int(8)) is None
        changes.upsert(numbered(8))
    assert content_of(filled) == with_entry(before, numbered(8))


def test_new_entry_can_be_changed_before_it_is_folded(filled: Path) -> None:
    before = content_of(filled)
    new = numbered(6, title="Better")
    with store_in(filled).changing() as changes:
        assert changes.entry(new.id) == numbered(6)
        changes.replace(new)
    assert content_of(filled) == with_entry(before, new)


def test_entries_include_pending_changes(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        changes.trash([from_int(1)], LATER)
        changes.upsert(numbered(9))
        changes.upsert(numbered(2, title="Better"))
        titles = sorted(entry.title for entry in changes.entries())
    assert titles == ["Better", "Entry 3", "Entry 5", "Entry 6", "Entry 9"]


def test_deleted_entry_moves_to_the_trash(filled: Path) -> None:
    before = content_of(filled)
    with store_in(filled).changing() as changes:
        changes.trash([from_int(2)], LATER)
    assert content_of(filled) == with_trashed(before, Trashed(numbered(2), LATER))


def test_new_entry_can_be_deleted_before_it_is_folded(filled: Path) -> None:
    before = content_of(filled)
    with store_in(filled).changing() as changes:
        changes.trash([from_int(5)], LATER)
    assert content_of(filled) == with_trashed(before, Trashed(numbered(5), LATER))


def test_missing_entry_is_not_deleted(filled: Path) -> None:
    before = contents(filled)
    with pytest.raises(NotFoundError, match=from_int(77)), store_in(filled).changing() as changes:
        changes.trash([from_int(1), from_int(77)], LATER)
    assert contents(filled) == before


def test_restored_entry_is_identical_byte_for_byte(filled: Path) -> None:
    store = store_in(filled)
    store.fold()
    state, line = content_of(filled), lines(filled, from_int(2))
    with store.changing() as changes:
        changes.trash([from_int(2)], LATER)
    with store.changing() as changes:
        changes.restore([from_int(2)])
    assert content_of(filled) == state
    assert lines(filled, from_int(2)) == line


def test_entry_outside_the_trash_cannot_be_restored(filled: Path) -> None:
    with pytest.raises(NotFoundError), store_in(filled).changing() as changes:
        changes.restore([from_int(77)])
    with pytest.raises(UsageError), store_in(filled).changing() as changes:
        changes.restore([from_int(1)])


def test_restore_does_not_overwrite_an_entry(filled: Path) -> None:
    again = numbered(4, title="Again")
    with store_in(filled).changing() as changes:
        changes.upsert(again)
    with (
        pytest.raises(UsageError, match="is in the journal"),
        store_in(filled).changing() as changes,
    ):
        changes.restore([again.id])
    assert content_of(filled)["entries"][again.id] == again


def test_trash_keeps_every_version_and_restores_the_last(filled: Path) -> None:
    again = numbered(4, title="Again")
    store = store_in(filled)
    with store.changing() as changes:
        changes.upsert(again)
        changes.trash([again.id], LATER)
    assert [kept.entry.title for kept in store.trashed()] == ["Entry 4", "Again"]
    with store.changing() as changes:
        changes.restore([again.id])
    assert [kept.entry.title for kept in store.trashed()] == ["Entry 4"]
    assert content_of(filled)["entries"][again.id] == again
    with store.changing() as changes:
        changes.trash([again.id], LATER)
        changes.forget([again.id])
    assert store.trashed() == []


def test_forgotten_entry_is_removed(filled: Path) -> None:
    store = store_in(filled)
    with store.changing() as changes:
        changes.forget([from_int(4)])
    assert store.trashed() == []
    assert b"Entry 4" not in data_of(filled)
    with pytest.raises(NotFoundError), store.changing() as changes:
        changes.forget([from_int(4)])


def test_trash_is_listed_in_order_of_deletion(filled: Path) -> None:
    store = store_in(filled)
    with store.changing() as changes:
        changes.trash([from_int(1)], LATER)
        changes.trash([from_int(2)], NOW)
        titles = [kept.entry.title for kept in changes.trashed()]
    assert titles == ["Entry 2", "Entry 4", "Entry 1"]
    assert [kept.entry.title for kept in store.trashed()] == titles


def test_unknown_keys_in_an_entry_are_preserved(filled: Path) -> None:
    document = {**to_document(numbered(9)), "weather": "rain"}
    inbox.Inbox(str(filled), 1.0, keys_in(filled)).append(dump(document), lambda: True)
    store = store_in(filled)
    with store.changing() as changes:
        changes.replace(numbered(9, title="Better"))
    with store.changing() as changes:
        changes.trash([from_int(9)], LATER)
    with store.changing() as changes:
        changes.restore([from_int(9)])
    assert b'"weather":"rain"' in lines(filled, from_int(9))
    assert content_of(filled)["entries"][from_int(9)].title == "Better"


def test_inbox_line_with_an_existing_id_replaces_the_entry(filled: Path) -> None:
    twice = numbered(1, title="Saved again", updated_at=LATER)
    store = store_in(filled)
    store.add(twice)
    state = content_of(filled)
    assert state["entries"][twice.id] == twice
    store.fold()
    assert content_of(filled)["entries"] == state["entries"]
    assert Trashed(numbered(1), LATER) in store.trashed()


def test_identical_inbox_line_changes_nothing(filled: Path) -> None:
    state = content_of(filled)
    store = store_in(filled)
    store.add(numbered(1))
    store.add(numbered(6))
    assert content_of(filled) == state
    store.fold()
    assert content_of(filled) == state


def boom(changes: ChangeSet) -> None:
    """Raise an unexpected error."""
    raise RuntimeError("boom")


def interrupt(changes: ChangeSet) -> None:
    """Simulate Ctrl+C."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("fail", [boom, interrupt])
def test_exception_rolls_back_all_changes(filled: Path, fail: Callable[[ChangeSet], None]) -> None:
    before = contents(filled)
    store = store_in(filled)
    with pytest.raises((RuntimeError, KeyboardInterrupt)), store.changing() as changes:
        changes.upsert(numbered(2, title="Half"))
        changes.trash([from_int(1)], LATER)
        changes.restore([from_int(4)])
        fail(changes)
    assert contents(filled) == before
    with store.changing() as changes:
        changes.upsert(numbered(8))
    assert len(store.rows()) == 6


def test_empty_change_writes_nothing(filled: Path) -> None:
    store_in(filled).fold()
    before = (contents(filled), os.stat(journal_in(filled)).st_ino)
    with store_in(filled).changing() as changes:
        assert changes.entry(from_int(1))
    assert (contents(filled), os.stat(journal_in(filled)).st_ino) == before


def test_deleted_entry_keeps_its_records_until_it_is_forgotten(filled: Path) -> None:
    before = content_of(filled)
    about = from_int(2)
    with store_in(filled).changing() as changes:
        changes.trash([about], LATER)
    assert content_of(filled)["records"] == before["records"], "records are gone"
    with store_in(filled).changing() as changes:
        changes.restore([about])
    assert content_of(filled) == before
    with store_in(filled).changing() as changes:
        changes.trash([about], LATER)
        changes.forget([about])
    left = content_of(filled)["records"]
    assert list(left["occasions"].values()) == [OCCASIONS[1]]
    assert left["reviews"] == {}
    assert left["patterns"] == before["records"]["patterns"]


def test_record_is_replaced_and_removed(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        changes.put_record(ALIAS_TABLE, replace(ALIAS, stand_in="M."))
        assert changes.record(ALIAS_TABLE, ALIAS.id) == replace(ALIAS, stand_in="M.")
        assert list(changes.newest_first(OCCASION_TABLE)) == [*reversed(OCCASIONS)]
    assert content_of(filled)["records"]["aliases"] == {ALIAS.id: replace(ALIAS, stand_in="M.")}
    with store_in(filled).changing() as changes:
        changes.remove_record(ALIAS_TABLE, ALIAS.id)
        changes.remove_record(ALIAS_TABLE, from_int(77))
    assert content_of(filled)["records"]["aliases"] == {}
    assert b"aliases" not in data_of(filled)


def test_unknown_keys_of_a_record_are_kept(filled: Path) -> None:
    put_journal(filled, sealed(data_of(filled).replace(b'"name":"Maya"', b'"name":"Maya","x":1')))
    with store_in(filled).changing() as changes:
        changes.put_record(ALIAS_TABLE, replace(ALIAS, stand_in="M."))
    assert b'"x":1' in data_of(filled)


def test_record_that_could_not_be_read_back_is_not_written(filled: Path) -> None:
    before = contents(filled)
    with pytest.raises(ValueError, match="outcome"), store_in(filled).changing() as changes:
        changes.put_record(OCCASION_TABLE, replace(OCCASIONS[0], outcome="forgot"))
    assert contents(filled) == before
