"""Tests for the rules that decide which backups to keep."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from reflect.store.backups.catalog import MADE, Backup, stamp
from reflect.store.backups.retention import LAST, MOST, by_rule, last_day, retained, surplus

PERIODS: dict[str, Callable[[Backup], object]] = {
    "daily": lambda one: one.at.date(),
    "weekly": lambda one: one.at.strftime("%G week %V"),
    "monthly": lambda one: one.at.strftime("%Y-%m"),
}
BEGIN = datetime(2025, 1, 1, 6, tzinfo=UTC)


def made(generation: int, at: datetime, size: int = 1) -> Backup:
    """Return a backup as made by reflect."""
    name = f"{stamp(at)}-g{generation}"
    return Backup(name + ".json", name, at, generation, MADE, size)


def two_years(seed: int) -> Iterator[Backup]:
    """Yield two years of backups, many on some days, none on others, at least 30 minutes apart."""
    random_ = random.Random(seed)
    generation = 0
    for day in range(730):
        for half_hour in sorted(random_.sample(range(1, 36), random_.choice((0, 1, 1, 2, 3, 14)))):
            generation += 1
            yield made(generation, BEGIN + timedelta(days=day, minutes=30 * half_hour))


@pytest.mark.parametrize("seed", range(5))
def test_retention_after_two_years(seed: int) -> None:
    staying: list[Backup] = []
    history: list[Backup] = []
    for one in two_years(seed):
        history.append(one)
        staying = retained([*staying, one])
        assert len(staying) <= MOST
        assert staying[0] == one, "the newest stays"
    assert MOST == len(staying) == 41
    kept = by_rule(staying)
    assert [len(mine) for mine in kept.values()] == [10, 12, 10, 9]
    assert kept["last"] == history[: -LAST - 1 : -1]
    for rule, period in PERIODS.items():
        last_of = {period(one): one for one in history}
        assert len({period(one) for one in kept[rule]}) == len(kept[rule])
        assert all(last_of[period(one)] == one for one in kept[rule])
    assert staying[0].at - staying[-1].at > timedelta(days=240)


def test_few_backups_are_all_retained() -> None:
    few = [made(number, BEGIN + timedelta(hours=number)) for number in range(LAST)]
    assert surplus(few, few[-1].path) == []


def test_surplus_is_listed_oldest_first() -> None:
    day = [made(number, BEGIN + timedelta(minutes=30 * number)) for number in range(20)]
    assert surplus(day, day[-1].path) == day[:10]


def test_size_limit_removes_the_oldest_first() -> None:
    backups = [made(number, BEGIN + timedelta(days=number), size=10) for number in range(5)]
    newest = backups[-1].path
    assert surplus(backups, newest, limit=50) == []
    assert surplus(backups, newest, limit=49) == backups[:1]
    assert surplus(backups, newest, limit=20) == backups[:3]
    assert surplus(backups, newest, limit=1) == backups[:4]
    assert surplus(backups, newest, limit=0) == []


def test_newest_backup_is_always_retained() -> None:
    backups = [made(100 - number, BEGIN + timedelta(minutes=number)) for number in range(60)]
    assert backups[-1] not in surplus(backups, backups[-1].path)
    assert backups[-1] in surplus(backups, backups[0].path)


def test_wrong_clock_does_not_remove_recent_backups() -> None:
    wrong = [made(number, BEGIN.replace(year=2040, day=number)) for number in range(1, 13)]
    staying = retained(wrong)
    for number in range(13, 30):
        one = made(number, BEGIN + timedelta(hours=number))
        staying = retained([*staying, one])
        assert staying[0] == one
    assert [one.generation for one in staying[:LAST]] == list(range(29, 19, -1))


def test_last_day_is_predicted_from_the_rules() -> None:
    backups = [made(number, BEGIN + timedelta(days=number)) for number in range(1, 6)]
    now = BEGIN + timedelta(days=5)
    day = last_day(backups, backups[:1], now)
    assert day is not None
    staying, number = backups, 5
    while backups[0] in staying:
        number += 1
        staying = retained([*staying, made(number, BEGIN + timedelta(days=number))])
    assert day == (BEGIN + timedelta(days=number)).date()
    assert last_day(backups, backups, now) >= day  # type: ignore[operator]
