"""Which backups stay: many of the last days, few of the months before, none of last year's."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

from reflect.store.backups.catalog import Backup

LAST, DAILY, WEEKLY, MONTHLY = 10, 12, 10, 9
# How many stay at the most.
MOST = LAST + DAILY + WEEKLY + MONTHLY
_LONGEST = 1500

# Of the newest of each period, those stay that no earlier rule keeps, up to the rule's number:
# as Borg prunes. Source: "borg prune", Borg 1.4 documentation.
_RULES: tuple[tuple[str, int, Callable[[Backup], object]], ...] = (
    ("last", LAST, lambda one: one.path),
    ("daily", DAILY, lambda one: one.at.date()),
    ("weekly", WEEKLY, lambda one: one.at.isocalendar()[:2]),
    ("monthly", MONTHLY, lambda one: (one.at.year, one.at.month)),
)


def newest_first(backups: Iterable[Backup]) -> list[Backup]:
    """Order backups by their generation, which no wrong clock changes."""
    return sorted(backups, key=lambda one: (one.generation or 0, one.at, one.id), reverse=True)


def by_rule(backups: Iterable[Backup]) -> dict[str, list[Backup]]:
    """Choose the backups that stay, by their age alone: for each rule, newest first."""
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
    """Give the backups that stay, newest first."""
    return newest_first(one for mine in by_rule(backups).values() for one in mine)


def surplus(backups: Collection[Backup], newest: str, limit: int = 0) -> list[Backup]:
    """Name the backups that go, oldest first.

    Args:
        backups: those that reflect made.
        newest: the path of the one made now, which stays whatever its name and its size.
        limit: how many bytes all of them may take; 0 for as many as they like.
    """
    stay = [one for one in retained(backups) if one.path != newest]
    total = sum(one.size for one in backups if one in stay or one.path == newest)
    while limit and total > limit and stay:
        total -= stay.pop().size
    staying = {newest, *(one.path for one in stay)}
    return [one for one in reversed(newest_first(backups)) if one.path not in staying]


def last_day(backups: Collection[Backup], some: Collection[Backup], at: datetime) -> date | None:
    """Foresee on which day the last of some backups goes, if a new one is made every day.

    Args:
        backups: all that reflect made.
        some: of these; those for which the day is asked.
        at: now.
    """
    staying, paths = list(backups), {one.path for one in some}
    newest = max((one.generation or 0 for one in backups), default=0)
    for days in range(1, _LONGEST):
        then = at + timedelta(days=days)
        staying = retained([*staying, Backup(f"day {days}", "", then, newest + days, "made")])
        if not any(one.path in paths for one in staying):
            return then.date()
    return None
