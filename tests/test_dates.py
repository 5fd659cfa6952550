"""Parsing and formatting dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.dates import format_day, parse_day, parse_past_day, parse_period, relative_day
from reflect.errors import UsageError, next_steps

SUNDAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)


def test_documented_forms_are_parsed() -> None:
    cases = [
        ("2026-11-21", "2026-11-21"),
        ("2024-02-29", "2024-02-29"),
        ("today", "2026-11-22"),
        ("  Yesterday ", "2026-11-21"),
        ("TOMORROW", "2026-11-23"),
        ("last friday", "2026-11-20"),
        ("next friday", "2026-11-27"),
        ("last sunday", "2026-11-15"),
        ("next  Sunday", "2026-11-29"),
        ("next monday", "2026-11-23"),
        ("3 days ago", "2026-11-19"),
        ("1 day ago", "2026-11-21"),
        ("in 2 weeks", "2026-12-06"),
        ("in 1 month", "2026-12-22"),
        ("9 months ago", "2026-02-22"),
        ("in 3 months", "2027-02-22"),
        ("2 years ago", "2024-11-22"),
        ("0 days ago", "2026-11-22"),
    ]
    for words, iso in cases:
        assert parse_day(words, SUNDAY).isoformat() == iso


def test_weekday_never_means_today() -> None:
    assert parse_day("next friday", FRIDAY) == date(2026, 11, 27)
    assert parse_day("last friday", FRIDAY) == date(2026, 11, 13)


def test_last_day_is_used_in_shorter_months() -> None:
    cases = [
        (date(2026, 3, 31), "1 month ago", "2026-02-28"),
        (date(2024, 1, 31), "in 1 month", "2024-02-29"),
        (date(2024, 2, 29), "in 1 year", "2025-02-28"),
        (date(2024, 2, 29), "4 years ago", "2020-02-29"),
        (date(2026, 1, 15), "2 months ago", "2025-11-15"),
        (date(2026, 12, 31), "tomorrow", "2027-01-01"),
    ]
    for today, words, iso in cases:
        assert parse_day(words, today).isoformat() == iso


def test_other_forms_are_rejected_with_examples() -> None:
    for words in (
        *("", "12", "a", "may", "friday", "last week", "2026-13-01", "2025-02-29", "2026-11-31"),
        *("20261121", "2026-W47-6", "0000-01-01", "9999 years ago", "in 99999 years", "3 days"),
        *("-3 days ago", "in two weeks", "2026", "2026-11", "٢٠٢٦-١١-٢١", "x" * 5000, "\x1b[2J"),
    ):
        with pytest.raises(UsageError) as caught:
            parse_day(words, SUNDAY)
        assert "2026-11-21" in next_steps(caught.value)
        assert "3 days ago" in next_steps(caught.value)
        assert len(caught.value.message) < 100
        assert "\x1b" not in caught.value.message


def test_ambiguous_order_is_rejected() -> None:
    cases = [
        ("03/04/2026", "Write 2026-04-03 or 2026-03-04."),
        ("3.4.2026", "Write 2026-04-03 or 2026-03-04."),
        ("21/11/2026", "Write 2026-11-21."),
        ("04-04-2026", "Write 2026-04-04."),
    ]
    for words, hint in cases:
        with pytest.raises(UsageError, match="unclear") as caught:
            parse_day(words, SUNDAY)
        assert next_steps(caught.value) == hint


def test_past_day_cannot_be_in_the_future() -> None:
    assert parse_past_day("today", SUNDAY) == SUNDAY
    with pytest.raises(UsageError, match="Mon 23 Nov 2026 is still to come"):
        parse_past_day("tomorrow", SUNDAY)


def test_period_covers_a_whole_month_or_year() -> None:
    cases = [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-12", "2026-12-01", "2026-12-31"),
        ("yesterday", "2026-11-21", "2026-11-21"),
        ("2026-11-21", "2026-11-21", "2026-11-21"),
    ]
    for words, first, last in cases:
        assert [day.isoformat() for day in parse_period(words, SUNDAY)] == [first, last]


def test_invalid_period_is_rejected() -> None:
    cases = ["0000", "2026-00", "2026-13", "november", "26"]
    for words in cases:
        with pytest.raises(UsageError) as caught:
            parse_period(words, SUNDAY)
        assert "a year like 2026" in next_steps(caught.value)


@given(st.dates(), st.dates())
def test_iso_date_is_parsed_as_that_day(day: date, today: date) -> None:
    assert parse_day(day.isoformat(), today) == day
    assert parse_period(day.isoformat(), today) == (day, day)


@given(st.text(max_size=20))
def test_any_words_parse_or_raise_a_usage_error(words: str) -> None:
    try:
        assert isinstance(parse_day(words, SUNDAY), date)
    except UsageError as error:
        assert "\n" not in error.message


def test_format_day_writes_the_day_in_full() -> None:
    assert format_day(date(2026, 11, 21)) == "Sat 21 Nov 2026"
    assert format_day(date(2026, 5, 4)) == "Mon 4 May 2026"


def test_relative_day_describes_the_distance_from_today() -> None:
    cases = [
        ("2026-11-22", "today"),
        ("2026-11-21", "yesterday"),
        ("2026-11-23", "tomorrow"),
        ("2026-10-31", "22 days ago"),
        ("2026-12-06", "in 14 days"),
        ("2026-09-22", "2 months ago"),
        ("2026-08-22", "3 months ago"),
        ("2025-08-23", "14 months ago"),
        ("2024-11-22", "2 years ago"),
        ("2024-11-23", "23 months ago"),
        ("2029-11-22", "in 3 years"),
    ]
    for iso, words in cases:
        assert relative_day(date.fromisoformat(iso), SUNDAY) == words
