"""Tests for rows, which lists read without parsing whole entries."""

import pytest

from reflect.errors import DamagedError
from reflect.store import layout
from reflect.store.entry_codec import dump, to_document
from reflect.store.entry_row import EntryRow, moment
from tests.factories import make_entry


def row_of(line: bytes) -> EntryRow:
    """Return a row for a single line."""
    return EntryRow("0000000001", "2026-11-21", "", "entry", line, 0, len(line))


def test_row_has_the_list_fields_and_parses_on_demand() -> None:
    entry = make_entry(title='A "quoted" title')
    row = layout.row(dump(to_document(entry)))
    assert (row.id, row.occurred_on, row.state) == (entry.id, "2026-11-21", "entry")
    assert row.created_at == entry.created_at.isoformat()
    assert row.line == dump(to_document(entry))
    assert row.entry() == entry


def test_times_compare_correctly_across_utc_offsets() -> None:
    earlier, later = "2026-11-22T23:00:00+05:30", "2026-11-22T18:00:00+00:00"
    assert earlier > later
    assert moment(earlier) < moment(later)


def test_invalid_time_sorts_first() -> None:
    assert moment("not an instant") < moment("0001-01-01T00:00:00+00:00")


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_invalid_line_is_refused_when_parsed(line: bytes) -> None:
    with pytest.raises(DamagedError, match="entry 0000000001"):
        row_of(line).entry()


def test_rows_sort_by_date_then_creation_time() -> None:
    def row(day: str, created_at: str) -> EntryRow:
        return EntryRow("0000000001", day, created_at, "entry", b"", 0, 0)

    first = row("2026-11-20", "2026-11-30T00:00:00+00:00")
    second = row("2026-11-21", "2026-11-22T23:00:00+05:30")
    third = row("2026-11-21", "2026-11-22T18:00:00+00:00")
    assert sorted([third, first, second], key=lambda row: row.order) == [first, second, third]
    assert second.moment < third.moment < first.moment
