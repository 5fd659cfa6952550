"""A count of the days that a journal has seen, which a wrong clock can't advance by much.

What can't be undone, such as emptying the trash, must not depend on a single reading of the clock.
The journal therefore counts days: each write on another day than the last one adds the days in
between, but only up to a limit. A jump of the clock adds a single day, and going back takes away
what the last reading added.

    "clock":{
    "1":{"day":"2026-11-22","days":12,"step":1}}     the day in UTC, the count, the last addition
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

CLOCK = "clock"
# The most days that a single reading can add. It is much less than the 30 days that the trash keeps
# an entry, so a clock that is wrong for a few readings removes nothing.
MOST_AT_ONCE = 7
# A longer absence looks like a wrong clock.
_LONGEST_ABSENCE = timedelta(days=180)
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class DayCount:
    """The days that a journal has seen.

    Args:
        day: the day of the last reading, in UTC.
        days: the count.
        step: how many days the last reading added.
        is_jump: whether the last reading was a jump of the clock.
    """

    day: date
    days: int = 0
    step: int = 0
    is_jump: bool = False

    def advanced(self, today: date) -> "DayCount":
        """Return the count after another reading."""
        if today == self.day:
            return self
        if today < self.day:
            return DayCount(today, max(0, self.days - self.step), 0, is_jump=True)
        step = days_between(self.day, today)
        return DayCount(today, self.days + step, step, is_jump=is_jump(self.day, today))

    def document(self) -> dict[str, Any]:
        """Return the count as stored in the journal."""
        return {"day": self.day.isoformat(), "days": self.days, "step": self.step}


def read_day_count(document: Mapping[str, Any] | None) -> DayCount | None:
    """Return a stored count; None if there is none, or if it is invalid."""
    if document is None:
        return None
    days, step = document.get("days"), document.get("step")
    try:
        day = date.fromisoformat(document.get("day", ""))
    except (ValueError, TypeError):
        return None
    if type(days) is not int or type(step) is not int or not 0 <= step <= days <= _LARGEST:
        return None
    return DayCount(day, days, step)


def days_between(earlier: date, later: date) -> int:
    """Return how many days two readings of the clock add to a count."""
    if later <= earlier:
        return 0
    return 1 if is_jump(earlier, later) else min((later - earlier).days, MOST_AT_ONCE)


def is_jump(earlier: date, later: date) -> bool:
    """Return whether the clock went back, or further ahead than anyone is likely to be away."""
    return later < earlier or later - earlier > _LONGEST_ABSENCE
