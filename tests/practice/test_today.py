from datetime import UTC, date, datetime

import pytest

from reflect.model.commitment import Commitment
from reflect.practice.look_back import commitments_of
from reflect.practice.today import Today, is_this_day
from tests.factories import make_entry

PLAN = Commitment("", "call", date(2026, 11, 22), datetime(2026, 11, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("occurred_on", "today", "is_it"),
    [
        ("2025-11-22", date(2026, 11, 22), True),
        ("2026-11-22", date(2026, 11, 22), False),
        ("2027-11-22", date(2026, 11, 22), False),
        ("2025-11-21", date(2026, 11, 22), False),
        ("2024-02-29", date(2026, 2, 28), True),
        ("2024-02-29", date(2028, 2, 28), False),
        ("2024-02-29", date(2028, 2, 29), True),
        ("2024-02-28", date(2026, 2, 28), True),
    ],
)
def test_this_day_in_earlier_years(occurred_on: str, today: date, is_it: bool) -> None:
    assert is_this_day(occurred_on, today) == is_it


def test_counts_never_number_the_lessons() -> None:
    entry = make_entry(commitments=(PLAN, PLAN))
    today = Today(commitments_of([entry]), True, [entry], 1, [entry])
    assert today.counts == [
        "2 look-backs due",
        "some lessons",
        "1 capture",
        "1 draft",
        "1 on this day in earlier years",
    ]


def test_private_entries_alone_are_nothing_that_waits() -> None:
    assert Today(private=3).is_empty
    assert not Today(has_lessons=True).is_empty
