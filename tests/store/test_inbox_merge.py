"""Tests that a stale inbox neither undoes changes nor brings deleted entries back."""

from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import Notice
from reflect.model.ids import from_int
from reflect.store.entry_codec import Trashed
from tests.factories import NOW
from tests.sealed import on_both
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import (
    content_of,
    data_of,
    numbered,
    put_journal,
    small,
    store_in,
    with_entry,
    with_trashed,
)

LATER = NOW + timedelta(days=3)
EDITED = numbered(5, title="Better", updated_at=LATER)
pytestmark = on_both


@pytest.fixture
def stale(filled: Path) -> Path:
    """Edit one entry, delete another, then put back the inbox from before."""
    path = filled / "journal.inbox"
    before = path.read_bytes()
    with store_in(filled).changing() as changes:
        changes.replace(EDITED)
        changes.trash([from_int(6)], LATER)
    # The watermark of this change belongs to the new inbox.
    with store_in(filled).changing() as changes:
        changes.upsert(small(9))
    path.write_bytes(before)
    return filled


def returned(folder: Path) -> list[tuple[str, ...]]:
    """Return the commands of the warnings that a read and a fold give, which must agree."""
    store = store_in(folder)
    store.rows()
    commands = [line.command for line in store.warnings if isinstance(line, Notice)]
    store = store_in(folder)
    store.fold()
    assert commands == [line.command for line in store.warnings if isinstance(line, Notice)]
    return commands


@pytest.mark.parametrize("is_first", [True, False], ids=["the first inbox", "a later inbox"])
def test_entry_deleted_for_good_is_named_when_a_stale_inbox_brings_it_back(
    folder: Path, is_first: bool
) -> None:
    if not is_first:
        store_in(folder).add(numbered(1))
        store_in(folder).fold()
    store_in(folder).add(numbered(5))
    path = folder / "journal.inbox"
    stale = path.read_bytes()
    assert returned(folder) == []
    with store_in(folder).changing() as changes:
        changes.trash([from_int(5)], LATER)
    with store_in(folder).changing() as changes:
        changes.forget([from_int(5)])
    path.write_bytes(stale)
    assert returned(folder) == [("delete", from_int(5))]
    store_in(folder).add(numbered(6))
    assert returned(folder) == []


def expected(folder: Path) -> dict[str, object]:
    """Return the state of the journal without its inbox."""
    (folder / "journal.inbox").unlink()
    return content_of(folder)


def test_stale_inbox_changes_nothing(stale: Path) -> None:
    found = content_of(stale)
    assert found["entries"][from_int(5)] == EDITED
    assert from_int(6) not in found["entries"]
    store = store_in(stale)
    store.rows()
    (reading,) = store.warnings
    store = store_in(stale)
    store.fold()
    assert store.warnings == [reading]
    assert str(stale / "journal.inbox") in str(reading)
    assert content_of(stale) == found
    store = store_in(stale)
    store.fold()
    store.rows()
    assert store.warnings == []
    assert found == expected(stale)


def test_stale_inbox_is_compared_with_a_trash_in_another_layout(stale: Path) -> None:
    data = data_of(stale).replace(b'"trash":{\n', b'"trash": {\n')
    put_journal(stale, sealed(data))
    found = content_of(stale)
    assert found["entries"][from_int(5)] == EDITED
    assert from_int(6) not in found["entries"]


def test_stale_inbox_is_compared_with_a_journal_changed_by_hand(stale: Path) -> None:
    put_journal(stale, data_of(stale) + b"\n")
    found = content_of(stale)
    assert found["entries"][from_int(5)] == EDITED
    assert from_int(6) not in found["entries"]


def test_new_entries_in_a_stale_inbox_count(stale: Path) -> None:
    before = content_of(stale)
    store_in(stale).add(numbered(7))
    assert content_of(stale) == with_entry(before, numbered(7))
    store_in(stale).fold()
    assert content_of(stale) == with_entry(before, numbered(7))


def test_newer_version_in_the_inbox_replaces_the_stored_one(stale: Path) -> None:
    store_in(stale).fold()
    before = content_of(stale)
    newer = numbered(5, title="Best", updated_at=LATER + timedelta(days=1))
    again = numbered(6, title="Again", updated_at=LATER + timedelta(days=1))
    store_in(stale).add(newer)
    store_in(stale).add(again)
    after = with_entry(with_entry(before, newer), again)
    assert content_of(stale) == after
    store_in(stale).fold()
    assert content_of(stale) == with_entry(
        with_trashed(after, Trashed(EDITED, newer.updated_at)), newer
    )


def test_first_of_two_versions_in_the_inbox_is_ignored(folder: Path) -> None:
    store_in(folder).add(numbered(1, title="New", updated_at=LATER))
    store_in(folder).add(numbered(1, title="Old"))
    assert [row.entry().title for row in store_in(folder).rows()] == ["New"]
    store_in(folder).fold()
    assert [row.entry().title for row in store_in(folder).rows()] == ["New"]


def test_restored_entry_is_not_deleted_again(stale: Path) -> None:
    with store_in(stale).changing() as changes:
        changes.restore([from_int(6)])
    assert content_of(stale)["entries"][from_int(6)] == numbered(6)
