"""The retention rules: many backups of the last days, few of earlier months, none older."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

from reflect.store.backups.catalog import Backup

LAST, DAILY, WEEKLY, MONTHLY = 10, 12, 10, 9
# The largest number of retained backups.
MOST = LAST + DAILY + WEEKLY + MONTHLY
_LONGEST = 1500

# Each rule retains the newest of each period that no earlier rule retains, up to its number,
# as in Borg. Source: "borg prune", Borg 1.4 documentation.
_RULES: tuple[tuple[str, int, Callable[[Backup], object]], ...] = (
    ("last", LAST, lambda one: one.path),
    ("daily", DAILY, lambda one: one.at.date()),
    ("weekly", WEEKLY, lambda one: one.at.isocalendar()[:2]),
    ("monthly", MONTHLY, lambda one: (one.at.year, one.at.month)),
)


def newest_first(backups: Iterable[Backup]) -> list[Backup]:
    """Sort backups by generation, which does not depend on the clock."""
    return sorted(backups, key=lambda one: (one.generation or 0, one.at, one.id), reverse=True)


def by_rule(backups: Iterable[Backup]) -> dict[str, list[Backup]]:
    """Return the retained backups of each rule, newest first, whatever their size."""
    ordered = newest_first(backups)
    found: dict[str, list[Backup]] = {}
    paths: set[str] = set()
    for name, number, period in _RULES:
        seen: set[object] = set()
        mine = found[name] = []
        for one in ordered:
            if len(mine) == number:
                break
            if (of := period(one)) in seen:
                continue
            seen.add(of)
            if one.path not in paths:
                paths.add(one.path)
                mine.append(one)
    return found


def retained(backups: Iterable[Backup]) -> list[Backup]:
    """Return the retained backups, newest first."""
    return newest_first(one for mine in by_rule(backups).values() for one in mine)


def surplus(backups: Collection[Backup], newest: str, limit: int = 0) -> list[Backup]:
    """Return the backups to remove, oldest first.

    Args:
        backups: The automatic backups.
        newest: The path of the newest one, which is always retained.
        limit: How many bytes all of them may take; 0 for no limit.
    """
    stay = [one for one in retained(backups) if one.path != newest]
    total = sum(one.size for one in backups if one in stay or one.path == newest)
    while limit and total > limit and stay:
        total -= stay.pop().size
    staying = {newest, *(one.path for one in stay)}
    return [one for one in reversed(newest_first(backups)) if one.path not in staying]


def last_day(backups: Collection[Backup], some: Collection[Backup], at: datetime) -> date | None:
    """Return the day on which the last of some backups is removed, if one is made every day.

    Args:
        backups: All automatic backups.
        some: The backups in question.
        at: The current time.
    """
    staying, paths = list(backups), {one.path for one in some}
    newest = max((one.generation or 0 for one in backups), default=0)
    for days in range(1, _LONGEST):
        then = at + timedelta(days=days)
        staying = retained([*staying, Backup(f"day {days}", "", then, newest + days, "made")])
        if not any(one.path in paths for one in staying):
            return then.date()
    return None
