"""Tests for storing entries as JSON."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from reflect.errors import DamagedError
from reflect.model.entry import Answer, Entry
from reflect.store.entry_codec import dump, from_document, to_document
from tests.factories import make_commitment, make_entry
from tests.strategies import entries


# The Markdown and JSON round-trip tests use more examples.
@settings(max_examples=25)
@given(entries())
def test_every_entry_round_trips(entry: Entry) -> None:
    line = dump(to_document(entry))
    assert b"\n" not in line
    assert from_document(json.loads(line)) == entry


def test_list_fields_come_first_and_prose_last() -> None:
    keys = list(to_document(make_entry()))
    assert keys[:5] == ["id", "occurred_on", "created_at", "state", "title"]
    assert keys[-1] == "answers"


def test_utc_offset_is_preserved() -> None:
    there = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    entry = from_document(to_document(make_entry(created_at=there)))
    assert entry.created_at.isoformat() == "2026-11-22T23:30:00+05:30"


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "short"},
        {"state": "done"},
        {"created_at": datetime(2026, 11, 22)},
        {"commitments": (make_commitment(percent=0.5),)},
    ],
)
def test_unreadable_entry_is_never_written(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not an entry that can be kept"):
        to_document(make_entry(**wrong))


def test_lone_surrogate_does_not_break_serialization() -> None:
    entry = make_entry(title="a\ud800b", answers=(Answer("x", "\udcff", "\ud83d\ude00"),))
    kept = from_document(json.loads(dump(to_document(entry))))
    assert kept.title == "a\ufffdb"
    assert kept.answers == (Answer("x", "\ufffd", "\N{GRINNING FACE}"),)


@pytest.mark.parametrize("key", ["id", "occurred_on", "created_at", "state", "title", "guide"])
def test_missing_key_is_named_in_the_error(key: str) -> None:
    document: dict[str, Any] = dict(to_document(make_entry()))
    del document[key]
    with pytest.raises(DamagedError, match=f"`{key}` is missing"):
        from_document(document)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "short"),
        ("id", 7),
        ("state", "finished"),
        ("occurred_on", "2026-02-30"),
        ("occurred_on", "20261121"),
        ("occurred_on", "2026-W47-6"),
        ("created_at", "2026-11-22T20:30:00"),
        ("updated_at", "yesterday"),
        ("title", None),
        ("kind", ["complex"]),
        ("tags", "launch"),
        ("tags", [1]),
        ("answers", {"happened": "secret"}),
        ("answers", [{"prompt": "p", "question": "q"}]),
        ("commitments", [{"cue": "", "action": "a", "due": "soon", "made_at": ""}]),
        ("commitments", [["a"]]),
        ("ratings", [{"prompt": "p", "question": "q", "value": True, "low": 1, "high": 7}]),
        ("ratings", [{"prompt": "p", "question": "q", "value": 1, "low": 1, "high": 7.0}]),
    ],
)
def test_invalid_value_is_refused_without_being_shown(key: str, value: object) -> None:
    document = {**to_document(make_entry()), key: value}
    with pytest.raises(DamagedError) as caught:
        from_document(document)
    assert "secret" not in caught.value.message
    assert "\n" not in caught.value.message


def test_optional_keys_have_defaults() -> None:
    document: dict[str, Any] = dict(to_document(make_entry()))
    for key in ("kind", "reason", "tags", "answers", "ratings", "commitments", "repeats"):
        del document[key]
    entry = from_document(document)
    assert (entry.kind, entry.tags, entry.answers, entry.commitments) == ("", (), (), ())
