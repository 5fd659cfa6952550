"""Parses and formats dates; the caller always passes in the current day."""

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

from reflect.errors import UsageError

EXAMPLES = (
    "Write it like 2026-11-21, today, yesterday, last friday, next friday, 3 days ago or in 2 weeks"
)
PERIODS = "; a month like 2026-11 or a year like 2026 will do too"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_WEEKDAY = re.compile(rf"(last|next) ({'|'.join(_WEEKDAYS)})")
_UNIT = "(day|week|month|year)s?"
_AGO = re.compile(rf"(\d{{1,5}}) {_UNIT} ago", re.ASCII)
_AHEAD = re.compile(rf"in (\d{{1,5}}) {_UNIT}", re.ASCII)
_TWO_WAYS = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4})", re.ASCII)
_SHOWN = 40


def parse_day(words: str, today: date) -> date:
    """Return the day that the words name: an ISO date, `yesterday`, `last friday`, `in 2 weeks`, …

    Args:
        words: the words as typed, in any case.
        today: the current day.

    Raises:
        UsageError: the words don't name a day or are ambiguous.
    """
    return _read(words, today, f"{EXAMPLES}.")


def parse_past_day(words: str, today: date) -> date:
    """Return the day that the words name, like `parse_day`, but reject days in the future.

    Raises:
        UsageError: see `parse_day`; also if the day is in the future.
    """
    day = parse_day(words, today)
    if day > today:
        raise UsageError(
            f"{format_day(day)} is still to come",
            hint=f"Give a day up to today, {format_day(today)}.",
        )
    return day


def parse_period(words: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a period: a day, a month (2026-11) or a year (2026).

    Raises:
        UsageError: the words don't name a period.
    """
    text = _tidy(words)
    if _YEAR.fullmatch(text) and int(text) >= MINYEAR:
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        if year >= MINYEAR and 1 <= month <= 12:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = _read(words, today, f"{EXAMPLES}{PERIODS}.")
    return day, day


def format_day(day: date) -> str:
    """Return a day written out in full, such as "Sat 21 Nov 2026"."""
    return f"{_WEEKDAYS[day.weekday()][:3].title()} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def relative_day(day: date, today: date) -> str:
    """Describe a day relative to today: "today", "22 days ago", "3 months ago", "in 12 days"."""
    days = (today - day).days
    if days in (0, 1, -1):
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    early, late = sorted((day, today))
    months = (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
    if abs(days) < 60:
        much = f"{abs(days)} days"
    elif months < 24:
        much = f"{months} month{'s' if months > 1 else ''}"
    else:
        much = f"{months // 12} years"
    return f"{much} ago" if days > 0 else f"in {much}"


def _tidy(words: str) -> str:
    return " ".join(words.lower().split())


def _read(words: str, today: date, hint: str) -> date:
    text = _tidy(words)
    try:
        day = _computed(text, today)
    except (ValueError, OverflowError):
        raise UsageError(f"there is no such day: {_shown(text)}", hint=hint) from None
    if day is not None:
        return day
    if match := _TWO_WAYS.fullmatch(text):
        raise UsageError(f"the order of day and month is unclear: {text}", hint=_readings(match))
    if not text:
        raise UsageError("there is no date", hint=hint)
    raise UsageError(f"not a date that can be read: {_shown(text)}", hint=hint)


def _computed(text: str, today: date) -> date | None:
    if text in _NAMED:
        return today + timedelta(days=_NAMED[text])
    if match := _ISO.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WEEKDAY.fullmatch(text):
        return _weekday(today, _WEEKDAYS.index(match[2]), forward=match[1] == "next")
    if match := _AGO.fullmatch(text):
        return _move(today, -int(match[1]), match[2])
    if match := _AHEAD.fullmatch(text):
        return _move(today, int(match[1]), match[2])
    return None


def _weekday(today: date, weekday: int, *, forward: bool) -> date:
    """Return the last or next occurrence of a weekday; never today."""
    if forward:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _move(day: date, count: int, unit: str) -> date:
    """Shift a day by a number of units; the 31st becomes the last day of a shorter month."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _readings(match: re.Match[str]) -> str:
    """Return a hint with both possible meanings of 03/04/2026, or the only valid one."""
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    days = []
    for month, day in ((second, first), (first, second)):
        try:
            written = date(year, month, day).isoformat()
        except ValueError:
            continue
        if written not in days:
            days.append(written)
    return f"Write {' or '.join(days)}." if days else f"{EXAMPLES}."


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
