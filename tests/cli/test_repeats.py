"""Tests that an entry shows which earlier one it repeats and after how long."""

from collections.abc import Callable
from datetime import date

import pytest

from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.factories import NOW

Keep = Callable[..., Entry]


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 10, 30), "again after 22 days: First"),
        (date(2026, 11, 20), "again after 1 day: First"),
        (date(2026, 11, 21), "again the same day: First"),
        (date(2026, 7, 1), "again after 4 months: First"),
        (date(2026, 11, 22), "again: First"),
    ],
)
def test_repeat_names_the_earlier_entry_and_the_time_between(
    cli: Cli, keep: Keep, day: date, after: str
) -> None:
    keep(1, title="First", occurred_on=day)
    again = keep(2, title="Second", repeats=("0000000001",))
    assert f"↻ {after} (0000000001)" in cli("show", again.id).out
    (row,) = (line for line in cli("list").out.splitlines() if "Second" in line)
    assert row.endswith(f"↻ {after} (0000000001)")
    assert f"↻ {after}" in cli("search", "Second").out


def test_repeat_of_a_deleted_entry_shows_its_id(cli: Cli, keep: Keep) -> None:
    keep(1, title="First", created_at=NOW.replace(hour=1))
    keep(2, title="Second", repeats=("0000000001", "0000000003"))
    cli("delete", "0000000001", "--yes")
    out = cli("show", "@").out
    assert "↻ again, after 0000000001, which is no longer here" in out
    assert "↻ again, after 0000000003, which is no longer here" in out
    assert "First" not in out


def test_entry_without_repeats_shows_no_sign(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert "↻" not in cli("show", "@").out + cli("list").out
