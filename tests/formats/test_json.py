"""The output of `--json`: every key, in the documented order."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from reflect.formats.json import entries_json, entry_dict, entry_json, hits_json, json_document
from reflect.model.commitment import Renewal
from reflect.model.entry import Entry, Rating
from reflect.text.display import safe_display
from tests.factories import NOW, make_commitment, make_entry

KEYS = (
    *("id", "title", "guide", "state", "occurred_on", "created_at", "updated_at"),
    *("kind", "reason", "lesson", "tags", "near_miss", "patterns", "answers", "commitments"),
    *("ratings", "source", "extra", "repeats"),
)
COMMITMENT_KEYS = (
    *("n", "cue", "action", "due", "made_at", "forecast", "percent", "obstacle", "outcome"),
    *("came_true", "remembered_percent", "good_call", "note", "looked_back_at", "renewals"),
)


@dataclass
class Snippet:
    """A search snippet."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass
class Hit:
    """A search result."""

    entry: Entry
    score: float
    matched: str
    snippets: tuple[Snippet, ...]


def read(pieces: Any) -> Any:
    """Parse a document from its pieces."""
    return json.loads("".join(pieces))


def test_entry_has_every_key_in_order() -> None:
    shape = entry_dict(make_entry())

    assert tuple(shape) == KEYS
    assert list(shape["answers"][0]) == ["prompt", "question", "text"]
    assert tuple(shape["commitments"][0]) == COMMITMENT_KEYS


def test_values_are_as_documented() -> None:
    done = make_commitment(outcome="kept", came_true="yes", note="I did", looked_back_at=NOW)

    shape = entry_dict(make_entry(commitments=(make_commitment(), done), repeats=("0000000009",)))

    assert shape["occurred_on"] == "2026-11-21"
    assert shape["created_at"] == shape["updated_at"] == "2026-11-22T20:30:00+00:00"
    assert shape["lesson"] == "Ask who is on call before any date."
    assert shape["tags"] == ["delegation", "launch"]
    assert shape["repeats"] == ["0000000009"]
    first, second = shape["commitments"]
    assert (first["n"], first["due"], first["percent"]) == (1, "2026-12-06", 70)
    assert (first["outcome"], first["looked_back_at"]) == ("", None)
    assert (second["n"], second["came_true"], second["note"]) == (2, "yes", "I did")
    assert second["looked_back_at"] == "2026-11-22T20:30:00+00:00"


def test_new_values_are_as_documented() -> None:
    renewal = Renewal(date(2026, 12, 1), NOW, "partly", "half of it")
    made = make_commitment(
        obstacle="I want to please", remembered_percent=80, good_call="unsure", renewals=(renewal,)
    )
    rating = Rating("trust", "I say what I think", 2, reversed=True)
    entry = make_entry(
        commitments=(made,),
        ratings=(rating,),
        near_miss=True,
        patterns=("000000000a", "000000000b"),
        source="old-7",
        extra={"mood": [1, None]},
    )

    shape = entry_dict(entry, {"000000000a": "promising for others"})

    assert (shape["near_miss"], shape["source"]) == (True, "old-7")
    assert shape["patterns"] == ["promising for others", "000000000b"]
    assert shape["extra"] == {"mood": [1, None]}
    assert shape["ratings"] == [
        {
            **{"prompt": "trust", "question": "I say what I think"},
            **{"value": 2, "low": 1, "high": 7, "reversed": True},
        }
    ]
    (commitment,) = shape["commitments"]
    assert commitment["made_at"] == NOW.isoformat()
    assert (commitment["obstacle"], commitment["good_call"]) == ("I want to please", "unsure")
    assert commitment["remembered_percent"] == 80
    assert commitment["renewals"] == [
        {
            **{"due": "2026-12-01", "renewed_at": NOW.isoformat()},
            **{"outcome": "partly", "note": "half of it"},
        }
    ]


def test_missing_values_are_empty_or_null() -> None:
    bare = replace(
        make_entry(), title="", guide="", kind="", reason="", tags=(), answers=(), commitments=()
    )
    without = make_commitment(cue="", forecast="", percent=None)

    shape = entry_dict(bare)

    assert [shape[key] for key in ("title", "guide", "kind", "reason", "lesson")] == [""] * 5
    lists = ("tags", "patterns", "answers", "commitments", "ratings", "repeats")
    assert [shape[key] for key in lists] == [[]] * 6
    assert (shape["near_miss"], shape["source"], shape["extra"]) == (False, None, {})
    assert entry_dict(make_entry(commitments=(without,)))["commitments"][0]["percent"] is None


def test_ratings_are_listed_as_answers() -> None:
    entry = make_entry(answers=(), ratings=(Rating("heard", "I was heard", 6),))

    assert entry_dict(entry)["answers"] == [
        {"prompt": "heard", "question": "I was heard", "text": "6"}
    ]


def test_json_documents_contain_the_format_version() -> None:
    entry = make_entry()
    hit = Hit(entry, 2.5, "all", (Snippet("We launched", ((3, 11),)),))

    assert read(entries_json([])) == {"version": 1, "entries": []}
    assert read(entries_json([entry, entry])) == {"version": 1, "entries": [entry_dict(entry)] * 2}
    assert read(entry_json(entry)) == {"version": 1, "entry": entry_dict(entry)}
    (found,) = read(hits_json([hit]))["entries"]
    assert list(found) == [*KEYS, "score", "matched", "snippets"]
    assert found["snippets"] == [{"text": "We launched", "spans": [[3, 11]]}]
    assert read(json_document("tags", [1])) == {"version": 1, "tags": [1]}


def test_piecewise_output_matches_a_whole_document() -> None:
    entry = make_entry()
    whole = {"version": 1, "entries": [entry_dict(entry)] * 2}

    assert "".join(entries_json([entry] * 2)) == json.dumps(whole, indent=2) + "\n"
    assert "".join(entries_json([])) == '{\n  "version": 1,\n  "entries": []\n}\n'


def assert_read_back(entry: Entry) -> None:
    """Assert that an entry survives a round trip through JSON."""
    written = "".join(entry_json(entry))

    assert json.loads(written)["entry"] == entry_dict(entry)
    assert safe_display(written) == written
    assert json.loads("".join(entries_json([entry])))["entries"] == [entry_dict(entry)]
