"""Tests that the day count follows the days, but no jump of the clock."""

from datetime import date, timedelta

import pytest

from reflect.store.day_count import MOST_AT_ONCE, DayCount, days_between, read_day_count

TODAY = date(2026, 11, 22)


def count(*ahead: int) -> DayCount:
    """Return the count after readings the given numbers of days from today."""
    found = DayCount(TODAY)
    for days in ahead:
        found = found.advanced(TODAY + timedelta(days=days))
    return found


@pytest.mark.parametrize(
    ("ahead", "days"),
    [
        ((0, 0), 0),
        ((1, 2, 3), 3),
        ((7,), 7),
        ((100,), MOST_AT_ONCE),
        ((100, 101), MOST_AT_ONCE + 1),
        ((-20_000, 1), 1),
        ((26_000, 1, 2), 1),
        ((60, 1, 60, 2), 0),
        ((3, 2, 4), 2),
    ],
)
def test_days_are_counted_without_jumps(ahead: tuple[int, ...], days: int) -> None:
    assert count(*ahead).days == days


def test_jump_is_recognized_until_the_next_reading() -> None:
    assert [count(1).is_jump, count(180).is_jump] == [False, False]
    assert [count(181).is_jump, count(-1).is_jump] == [True, True]
    assert not count(26_000, 26_001).is_jump


def test_days_between_two_readings_are_limited() -> None:
    ahead = (-1, 0, 5, 100, 181)
    found = [days_between(TODAY, TODAY + timedelta(days=days)) for days in ahead]
    assert found == [0, 0, 5, MOST_AT_ONCE, 1]


def test_stored_count_is_read_back() -> None:
    found = count(3, 5)
    assert read_day_count(found.document()) == found
    for change in ({"day": "soon"}, {"days": 1}, {"days": True}, {"step": -1}, {"day": None}):
        assert read_day_count(found.document() | change) is None
    assert read_day_count(None) is None
