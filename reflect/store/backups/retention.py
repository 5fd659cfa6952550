"""Retention rules: keep many recent backups, fewer older ones, and none beyond a year or so."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta

from reflect.store.backups.catalog import Backup
from reflect.store.day_count import is_jump

LAST, DAILY, WEEKLY, MONTHLY = 10, 12, 10, 9
# The maximum number of backups to keep.
MOST = LAST + DAILY + WEEKLY + MONTHLY
_LONGEST = 1500

# Each rule keeps the newest backup of each period, up to its limit, skipping backups that an
# earlier rule keeps. Borg works the same way. Source: "borg prune", Borg 1.4 documentation.
_RULES: tuple[tuple[str, int, Callable[[Backup], object]], ...] = (
    ("last", LAST, lambda backup: backup.path),
    ("daily", DAILY, lambda backup: backup.at.date()),
    ("weekly", WEEKLY, lambda backup: backup.at.isocalendar()[:2]),
    ("monthly", MONTHLY, lambda backup: (backup.at.year, backup.at.month)),
)


def newest_first(backups: Iterable[Backup]) -> list[Backup]:
    """Sort backups by generation, which does not depend on the clock."""
    return sorted(
        backups, key=lambda backup: (backup.generation or 0, backup.at, backup.id), reverse=True
    )


def by_rule(backups: Iterable[Backup]) -> dict[str, list[Backup]]:
    """Return the backups that each rule keeps, newest first, regardless of their size."""
    ordered = newest_first(backups)
    groups: dict[str, list[Backup]] = {}
    paths: set[str] = set()
    for name, number, period in _RULES:
        seen: set[object] = set()
        group = groups[name] = []
        for backup in ordered:
            if len(group) == number:
                break
            if (key := period(backup)) in seen:
                continue
            seen.add(key)
            if backup.path not in paths:
                paths.add(backup.path)
                group.append(backup)
    return groups


def retained(backups: Iterable[Backup]) -> list[Backup]:
    """Return all backups to keep, newest first."""
    return newest_first(backup for group in by_rule(backups).values() for backup in group)


def surplus(backups: Collection[Backup], newest: str, limit: int = 0) -> list[Backup]:
    """Return the backups to remove, oldest first.

    Args:
        backups: the automatic backups.
        newest: the path of the newest backup, which is always kept.
        limit: the maximum total size in bytes; 0 for no limit.
    """
    kept = [backup for backup in retained(backups) if backup.path != newest]
    total = sum(backup.size for backup in backups if backup in kept or backup.path == newest)
    while limit and total > limit and kept:
        total -= kept.pop().size
    staying = {newest, *(backup.path for backup in kept)}
    return [backup for backup in reversed(newest_first(backups)) if backup.path not in staying]


def is_after_jump(backups: Collection[Backup]) -> bool:
    """Return whether the clock jumped before the newest backup was made."""
    newest = newest_first(backups)[:2]
    return len(newest) == 2 and is_jump(newest[1].at.date(), newest[0].at.date())


def last_day(backups: Collection[Backup], wanted: Collection[Backup], at: datetime) -> date | None:
    """Return the day on which the last of the given backups will be removed.

    This assumes that a new backup is made every day.

    Args:
        backups: all automatic backups.
        wanted: the backups to look for.
        at: the current time.
    """
    staying, paths = list(backups), {backup.path for backup in wanted}
    newest = max((backup.generation or 0 for backup in backups), default=0)
    for days in range(1, _LONGEST):
        then = at + timedelta(days=days)
        staying = retained([*staying, Backup(f"day {days}", "", then, newest + days, "made")])
        if not any(backup.path in paths for backup in staying):
            return then.date()
    return None
