"""Tests that documents keep their original bytes until they are changed."""

import json

import pytest

from reflect.errors import DamagedError
from reflect.store.lazy_document import LazyDocument, deletion

# Unusual spacing that no JSON writer of ours produces, to tell original bytes from new ones.
LINE = b'"7":{ "id" : "x", "tags" : ["a"] }'
START = 4


def lazy() -> LazyDocument:
    """Return a document that is part of a line."""
    return LazyDocument(LINE, START, len(LINE))


def test_read_document_keeps_its_bytes() -> None:
    document = lazy()
    assert document["tags"] == ["a"]
    assert dict(document) == {"id": "x", "tags": ["a"]}
    assert len(document) == 2
    assert bytes(document.line("7")) == LINE


def test_changed_document_is_serialized_again() -> None:
    document = lazy()
    document["id"] = "y"
    assert bytes(document.line("7")) == b'"7":{"id":"y","tags":["a"]}'


def test_change_within_a_list_is_detected() -> None:
    document = lazy()
    document["tags"].append("b")
    assert bytes(document.line("7")) == b'"7":{"id":"x","tags":["a","b"]}'


def test_removed_key_is_not_serialized() -> None:
    document = lazy()
    del document["tags"]
    assert bytes(document.line("7")) == b'"7":{"id":"x"}'


def test_line_uses_the_given_key() -> None:
    assert bytes(lazy().line("8")) == b'"8":' + LINE[START:]


def test_invalid_document_is_refused_when_used() -> None:
    document = LazyDocument(b"[1]", 0, 3)
    with pytest.raises(DamagedError):
        document["id"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b'{"deleted_at":"2026-11-22T20:30:00Z","entry":{"id":"a"}}',
            ("2026-11-22T20:30:00Z", None, "a"),
        ),
        (b'{"deleted_at":"y","days":12,"entry":{"id":"a"}}', ("y", 12, "a")),
        (b'{"entry":{"id":"b","deleted_at":"x"},"days":3,"deleted_at":"y"}', ("y", 3, "b")),
        (b'{"deleted_at":"\\u0032026","days":-1,"entry":{"id":"a"}}', ("2026", -1, "a")),
        (b'{"deleted_at":7,"days":true,"entry":[]}', ("", None, "")),
        (b"{}", ("", None, "")),
    ],
)
def test_deletion_is_read_in_any_layout(data: bytes, expected: tuple[str, int | None, str]) -> None:
    document = LazyDocument(data, 0, len(data))
    assert deletion(document) == expected
    assert deletion(json.loads(data)) == expected
    document["deleted_at"] = "changed"
    assert deletion(document) == ("changed", *expected[1:])
