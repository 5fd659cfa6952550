"""Tests that the trash keeps deleted entries for 30 days."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reflect.model.ids import from_int
from tests.factories import NOW
from tests.sealed import opened, put
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import (
    content_of,
    contents,
    data_of,
    journal_in,
    numbered,
    small,
    store_in,
)

DELETED = NOW + timedelta(days=1)
DAYS = timedelta(days=30)
SECOND = timedelta(seconds=1)


def save(folder: Path, at: datetime) -> None:
    """Change the journal at the given time."""
    with store_in(folder, at=at).changing() as changes:
        changes.upsert(small(9))


@pytest.mark.parametrize(("after", "stays"), [(DAYS, True), (DAYS + SECOND, False)])
def test_next_write_removes_entries_deleted_over_thirty_days_ago(
    filled: Path, after: timedelta, stays: bool
) -> None:
    for zone in (UTC, timezone(timedelta(hours=-11))):
        save(filled, (DELETED + after).astimezone(zone))
        assert (from_int(4) in content_of(filled)["trash"]) == stays
    assert (b"Entry 4" in data_of(filled)) == stays


def test_recently_deleted_entries_stay(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        changes.trash([from_int(2)], DELETED + DAYS)
    save(filled, DELETED + DAYS + SECOND)
    found = content_of(filled)
    assert found["trash"].keys() == {from_int(2)}
    assert found["entries"].keys() == {from_int(number) for number in (1, 3, 5, 6, 9)}


def test_expired_trash_alone_triggers_no_write(filled: Path) -> None:
    store_in(filled).fold()
    before = contents(filled)
    with store_in(filled, at=DELETED + DAYS * 9).changing():
        pass
    store_in(filled, at=DELETED + DAYS * 9).fold()
    assert contents(filled) == before


def test_newly_deleted_entry_stays_in_the_trash(filled: Path) -> None:
    late = DELETED + DAYS * 9
    with store_in(filled, at=late).changing() as changes:
        changes.trash([from_int(1)], late)
    assert content_of(filled)["trash"].keys() == {from_int(1)}


def test_entry_restored_before_emptying_is_kept(filled: Path) -> None:
    with store_in(filled, at=DELETED + DAYS * 9).changing() as changes:
        changes.restore([from_int(4)])
    found = content_of(filled)
    assert found["entries"][from_int(4)] == numbered(4)
    assert found["trash"] == {}


@pytest.mark.parametrize("instant", [b"2020-01-01T00:00:00", b"long ago", b""])
def test_unparsable_deletion_time_removes_nothing(filled: Path, instant: bytes) -> None:
    path = journal_in(filled)
    data = opened(path).replace(DELETED.isoformat().encode(), instant)
    put(path, sealed(data))
    save(filled, DELETED + DAYS * 9)
    assert b"Entry 4" in opened(path)


def test_trash_with_reordered_keys_is_read(filled: Path) -> None:
    path = journal_in(filled)
    before = b'{"deleted_at":"%b","entry":' % DELETED.isoformat().encode()
    data = opened(path)
    assert before in data
    put(path, sealed(data.replace(before, b'{"why":"","deleted_at":"2020-01-01T00:00Z","entry":')))
    save(filled, DELETED)
    assert b"Entry 4" not in opened(path)
