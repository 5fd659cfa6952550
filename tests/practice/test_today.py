from datetime import date

import pytest

from reflect.practice.today import Today, same_days


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (date(2026, 11, 22), ("-11-22",)),
        (date(2026, 2, 28), ("-02-28", "-02-29")),
        (date(2028, 2, 28), ("-02-28",)),
        (date(2028, 2, 29), ("-02-29",)),
    ],
)
def test_this_day_shows_29_february_on_the_28th_in_other_years(
    today: date, ends: tuple[str, ...]
) -> None:
    assert same_days(today) == ends


def test_counts_never_number_the_lessons() -> None:
    today = Today(due=2, has_lessons=True, waiting=1, drafts=1, on_this_day=1)
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
