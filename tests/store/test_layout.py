"""Tests for scanning the journal file line by line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.store import layout
from reflect.store.entry_codec import dump, to_document
from reflect.store.layout import Head, UnscannableError
from tests.store.helpers_journals import content_of, data_of, store_in


@pytest.fixture
def data(filled: Path) -> bytes:
    """Return the bytes of a journal in our layout."""
    store_in(filled).fold()
    return data_of(filled)


def test_rows_include_all_entries_but_not_the_trash(data: bytes, filled: Path) -> None:
    head, rows = layout.rows(data)
    assert head.generation == 2
    assert {row.id: row.entry() for row in rows} == content_of(filled)["entries"]
    for row in rows:
        assert row.line == dump(to_document(row.entry()))


def test_tables_preserve_the_bytes_of_each_document(data: bytes) -> None:
    _, tables = layout.tables(data)
    records = ["occasions", "reviews", "patterns", "aliases"]
    assert list(tables) == ["entries", "trash", *sorted(records, key=list(tables).index)]
    for table in tables.values():
        for key, document in table.items():
            assert bytes(document.line(key)) in data


def test_head_round_trips() -> None:
    head = Head(1, 12, "ab12", 345)
    data = layout.write_head(head, b"f" * 64)
    assert layout.read_head(data) == (head, len(data))


def test_checksum_covers_every_byte(data: bytes) -> None:
    assert layout.checksum_holds(data)
    for position in range(len(data)):
        broken = bytearray(data)
        broken[position] ^= 1
        assert not layout.checksum_holds(bytes(broken)), position
    assert not layout.checksum_holds(data + b"\n")
    assert not layout.checksum_holds(data[:-1])
    assert not layout.checksum_holds(b"")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"",
        lambda data: data[:50],
        lambda data: data[:-2],
        lambda data: data + b" ",
        lambda data: data.replace(b'"entries"', b'"entry"', 1),
        lambda data: data.replace(b'"format":2', b'"format":3', 1),
        lambda data: data.replace(b'"generation"', b'"age"', 1),
        lambda data: data.replace(b'"1":{"id"', b'"x":{"id"', 1),
        lambda data: data.replace(b"},\n", b"}, ", 2),
        lambda data: data.replace(b'"trash":{\n', b'"entries":{\n', 1),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.rstrip(b"\n"),
        lambda data: data[: data.index(b'"trash"')],
        lambda data: data[: data.index(b"\n", 300)],
        lambda data: data[: data.index(b'"trash":{') + len(b'"trash":{\n')],
    ],
)
def test_other_layouts_are_unscannable(data: bytes, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnscannableError):
        layout.tables(change(data))


def test_row_is_created_from_a_single_line() -> None:
    line = (
        b'{"id":"0000000001","occurred_on":"2026-11-21",'
        b'"created_at":"2026-11-22T20:30:00+00:00","state":"capture"}'
    )
    row = layout.row(line)
    assert (row.id, row.state, row.line) == ("0000000001", "capture", line)
    with pytest.raises(UnscannableError):
        layout.row(b'{"title":"first","id":"0000000001"}')


def test_tables_are_found_without_scanning_the_entries(data: bytes) -> None:
    _, rows = layout.rows(data)
    spans = layout.spans(data)
    assert layout.spans(data, rows[-1].end_within(data)) == spans
    _, tables = layout.tables(data)
    assert {"entries", *spans} == set(tables)
    for name, (start, end) in spans.items():
        assert json.loads(b"{%b}" % data[start:end]) == {
            key: dict(document) for key, document in tables[name].items()
        }


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-2],
        lambda data: data.replace(b'"trash":{\n', b'"trash": {\n', 1),
        lambda data: data.replace(b'"trash":{\n', b'"reviews":{\n', 1),
        lambda data: data.replace(b"\n},\n", b"\n}, ", 1),
        lambda data: data[: data.index(b"\n}") + 1],
    ],
)
def test_tables_in_another_layout_are_not_found(
    data: bytes, change: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(UnscannableError):
        layout.spans(change(data))
