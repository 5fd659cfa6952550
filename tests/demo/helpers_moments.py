"""Times at which the sample journal may be opened, including awkward ones."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

from tests.factories import NOW

HOUR = timedelta(hours=1)


class Summer(tzinfo):
    """A time zone with daylight saving time from late March to late October."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Return two hours in summer and one hour otherwise."""
        return HOUR + self.dst(moment)

    def dst(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return timedelta()
        year = moment.year
        begin, end = datetime(year, 3, 29, 3), datetime(year, 10, 25, 3 - moment.fold)
        return HOUR if begin <= moment.replace(tzinfo=None) < end else timedelta()

    def tzname(self, moment: datetime | None) -> str:
        return "Summer"


MOMENTS = {
    "in the evening": NOW,
    "on a leap day": datetime(2028, 2, 29, 12, tzinfo=UTC),
    "at new year": datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC),
    "when summer time begins": datetime(2026, 3, 29, 3, 0, tzinfo=Summer()),
    "when summer time ends": datetime(2026, 10, 25, 2, 30, tzinfo=Summer(), fold=1),
    "far in the east": datetime(2026, 11, 22, 0, 5, tzinfo=timezone(timedelta(hours=14))),
    "far in the west": datetime(2026, 11, 22, 23, 55, tzinfo=timezone(timedelta(hours=-11))),
} | {f"on day {n} of a week": NOW + timedelta(days=n) for n in range(1, 7)}
