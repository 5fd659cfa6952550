"""Tests that the trash keeps deleted entries for 30 days, whatever the clock says."""

from collections.abc import Iterable
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
DAY = timedelta(days=1)
DAYS = timedelta(days=30)
SECOND = timedelta(seconds=1)
FIRST = datetime(1970, 1, 1, 0, 10, tzinfo=UTC)
LAST = datetime(2099, 1, 1, 12, tzinfo=UTC)


def save(folder: Path, *instants: datetime) -> list[str]:
    """Change the journal at the given times; return the warnings."""
    warnings = []
    for at in instants:
        store = store_in(folder, at=at)
        with store.changing() as changes:
            changes.upsert(small(9))
        warnings += [str(warning) for warning in store.warnings]
    return warnings


def delete(folder: Path, number: int, at: datetime) -> None:
    """Delete an entry at the given time."""
    with store_in(folder, at=at).changing() as changes:
        changes.trash([from_int(number)], at)


def in_trash(folder: Path, number: int) -> bool:
    """Return whether an entry is in the trash."""
    return from_int(number) in content_of(folder)["trash"]


def daily(start: datetime, count: int) -> Iterable[datetime]:
    """Return an instant on each of the given number of days after the start."""
    return (start + number * DAY for number in range(1, count + 1))


def weekly(start: datetime, count: int) -> Iterable[datetime]:
    """Return an instant in each of the given number of weeks after the start."""
    return (start + 7 * number * DAY for number in range(1, count + 1))


def test_entry_is_removed_once_two_days_agree_that_its_time_is_over(filled: Path) -> None:
    delete(filled, 1, DELETED)
    over = DELETED + DAYS + DAY
    assert save(filled, *weekly(DELETED, 4), over, over + SECOND) == []
    assert in_trash(filled, 1)
    (removed,) = save(filled, (over + DAY).astimezone(timezone(timedelta(hours=-11))))
    assert "2 entries" in removed
    assert not in_trash(filled, 1)
    assert b"Entry 1" not in data_of(filled)
    assert b'"clock"' not in data_of(filled)


def test_days_before_the_first_count_count_as_well(filled: Path) -> None:
    over = DELETED + DAYS + SECOND
    assert save(filled, over, over + SECOND, *weekly(over, 4)) == []
    assert in_trash(filled, 4)
    assert len(save(filled, over + 29 * DAY)) == 1
    assert not in_trash(filled, 4)


def test_entry_stays_for_thirty_days(filled: Path) -> None:
    assert save(filled, *daily(DELETED, 30)) == []
    assert in_trash(filled, 4)
    assert len(save(filled, *daily(DELETED + DAYS, 2))) == 1
    assert not in_trash(filled, 4)


@pytest.mark.parametrize("wrong", [FIRST, LAST], ids=["1970", "2099"])
def test_deletion_at_a_wrong_time_counts_from_the_days_that_follow(
    filled: Path, wrong: datetime
) -> None:
    delete(filled, 1, wrong)
    assert save(filled, DELETED + DAY, *weekly(DELETED + DAY, 4)) == []
    assert in_trash(filled, 1)
    save(filled, *daily(DELETED + 29 * DAY, 4))
    assert not in_trash(filled, 1)


@pytest.mark.parametrize("wrong", [FIRST, LAST, NOW + 60 * DAY], ids=["1970", "2099", "60 days"])
def test_write_at_a_wrong_time_removes_nothing(filled: Path, wrong: datetime) -> None:
    delete(filled, 1, DELETED)
    assert save(filled, DELETED + DAY, wrong, wrong + SECOND) == []
    assert save(filled, *weekly(DELETED + DAY, 4)) == []
    assert in_trash(filled, 1)
    assert in_trash(filled, 4)
    save(filled, *weekly(DELETED + 29 * DAY, 3))
    assert not in_trash(filled, 1)


@pytest.mark.parametrize("wrong", [LAST, NOW + 60 * DAY], ids=["2099", "60 days"])
def test_changing_clock_removes_nothing(filled: Path, wrong: datetime) -> None:
    delete(filled, 1, DELETED)
    for number in range(1, 10):
        assert save(filled, wrong, DELETED + number * DAY, FIRST) == []
    assert in_trash(filled, 1)


@pytest.mark.parametrize(
    "ahead", [(175, 176, 177), (31, 62, 93, 124)], ids=["half a year", "months"]
)
def test_few_readings_of_a_clock_that_is_ahead_remove_nothing(
    filled: Path, ahead: tuple[int, ...]
) -> None:
    delete(filled, 1, DELETED)
    assert save(filled, *(DELETED + days * DAY for days in ahead)) == []
    assert in_trash(filled, 1)
    assert in_trash(filled, 4)


def test_nothing_is_removed_right_after_a_jump(filled: Path) -> None:
    delete(filled, 1, DELETED)
    assert save(filled, *weekly(DELETED, 4), DELETED + DAYS, LAST) == []
    assert in_trash(filled, 1)
    assert len(save(filled, *daily(DELETED + DAYS + DAY, 2))) == 1


def test_deleted_entries_stay_after_a_long_absence(filled: Path) -> None:
    delete(filled, 1, DELETED)
    assert save(filled, *weekly(DELETED + 400 * DAY, 4)) == []
    assert in_trash(filled, 1)
    assert save(filled, *weekly(DELETED + 428 * DAY, 3))
    assert not in_trash(filled, 1)


@pytest.mark.parametrize("record", [b'"days":"x"', b'"day":7', b'"day":"2026-11-31"', b'"step":-1'])
def test_damaged_day_count_is_begun_again(filled: Path, record: bytes) -> None:
    delete(filled, 1, DELETED)
    save(filled, DELETED + DAY)
    path = journal_in(filled)
    key, _, _ = record.partition(b":")
    head, clock, table = opened(path).partition(b'"clock":')
    whole = table.replace(key + b":", record + b',"old":', 1)
    put(path, sealed(head + clock + whole))
    assert save(filled, *weekly(DELETED + DAY, 4)) == []
    assert in_trash(filled, 1)
    save(filled, *weekly(DELETED + 30 * DAY, 3))
    assert not in_trash(filled, 1)


def test_recently_deleted_entries_stay(filled: Path) -> None:
    save(filled, *weekly(DELETED, 4), DELETED + DAYS - DAY)
    delete(filled, 2, DELETED + DAYS)
    save(filled, *daily(DELETED + DAYS, 2))
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
    assert in_trash(filled, 1)


def test_entry_restored_before_emptying_is_kept(filled: Path) -> None:
    with store_in(filled, at=DELETED + DAYS * 9).changing() as changes:
        changes.restore([from_int(4)])
    found = content_of(filled)
    assert found["entries"][from_int(4)] == numbered(4)
    assert found["trash"] == {}
    assert b'"clock"' not in data_of(filled)


@pytest.mark.parametrize("instant", [b"2020-01-01T00:00:00", b"long ago", b""])
def test_unparsable_deletion_time_removes_nothing(filled: Path, instant: bytes) -> None:
    path = journal_in(filled)
    data = opened(path).replace(DELETED.isoformat().encode(), instant)
    put(path, sealed(data))
    save(filled, *weekly(DELETED + DAYS, 7))
    assert b"Entry 4" in opened(path)


def test_trash_with_reordered_keys_is_read(filled: Path) -> None:
    path = journal_in(filled)
    before = b'{"deleted_at":"%b","entry":' % DELETED.isoformat().encode()
    data = opened(path)
    assert before in data
    put(path, sealed(data.replace(before, b'{"why":"","deleted_at":"2026-08-01T00:00Z","entry":')))
    save(filled, *weekly(DELETED, 6))
    assert b"Entry 4" not in opened(path)
