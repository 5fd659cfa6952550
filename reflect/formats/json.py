"""The stable, versioned output of `--json`, with every key always present; see docs/json.md."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from reflect.model.commitment import Commitment
from reflect.model.entry import Entry, Rating

VERSION = 1
# Characters that are valid in JSON but that terminals would interpret.
_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb]"
)
_NO_NAMES: Mapping[str, str] = {}


class SearchSnippet(Protocol):
    """An excerpt from an entry, and the positions of the matching words."""

    @property
    def text(self) -> str: ...
    @property
    def spans(self) -> Sequence[tuple[int, int]]: ...


class SearchHit(Protocol):
    """A search result."""

    @property
    def entry(self) -> Entry: ...
    @property
    def score(self) -> float: ...
    @property
    def matched(self) -> str: ...
    @property
    def snippets(self) -> Sequence[SearchSnippet]: ...


def entry_dict(entry: Entry, names: Mapping[str, str] = _NO_NAMES) -> dict[str, Any]:
    """Return an entry as plain data. Missing strings are "", missing numbers and times null.

    Args:
        entry: the entry.
        names: the names of the patterns by id; a pattern without one appears with its id.
    """
    return {
        "id": entry.id,
        "title": entry.title,
        "guide": entry.guide,
        "state": entry.state,
        "occurred_on": entry.occurred_on.isoformat(),
        "created_at": entry.created_at.isoformat(),
        "updated_at": entry.updated_at.isoformat(),
        "kind": entry.kind,
        "reason": entry.reason,
        "lesson": entry.lesson,
        "tags": list(entry.tags),
        "near_miss": entry.near_miss,
        "patterns": [names.get(pattern, pattern) for pattern in entry.patterns],
        "answers": [
            {"prompt": prompt, "question": question, "text": text}
            for prompt, question, text in _answers(entry)
        ],
        "commitments": [
            _commitment_shape(number, commitment)
            for number, commitment in enumerate(entry.commitments, 1)
        ],
        "ratings": [_rating_shape(rating) for rating in entry.ratings],
        "source": entry.source or None,
        "extra": dict(entry.extra),
        "repeats": list(entry.repeats),
    }


def hit_dict(hit: SearchHit, names: Mapping[str, str] = _NO_NAMES) -> dict[str, Any]:
    """Return a search result as plain data: the entry plus its score, match and snippets."""
    snippets = [
        {"text": snippet.text, "spans": [list(span) for span in snippet.spans]}
        for snippet in hit.snippets
    ]
    return entry_dict(hit.entry, names) | {
        "score": hit.score,
        "matched": hit.matched,
        "snippets": snippets,
    }


def entry_json(entry: Entry, names: Mapping[str, str] = _NO_NAMES) -> Iterator[str]:
    """Yield the JSON output of `show`."""
    return json_document("entry", entry_dict(entry, names))


def entries_json(entries: Iterable[Entry], names: Mapping[str, str] = _NO_NAMES) -> Iterator[str]:
    """Yield the JSON output of `list`, one entry at a time."""
    return _list_document(entry_dict(entry, names) for entry in entries)


def hits_json(hits: Iterable[SearchHit], names: Mapping[str, str] = _NO_NAMES) -> Iterator[str]:
    """Yield the JSON output of `search`, one entry at a time."""
    return _list_document(hit_dict(hit, names) for hit in hits)


def _list_document(shapes: Iterable[dict[str, Any]]) -> Iterator[str]:
    # Yield entries one by one to avoid holding a large journal in memory twice.
    between = ""
    yield f'{{\n  "version": {VERSION},\n  "entries": ['
    for shape in shapes:
        yield between + "\n    " + _indented(shape).replace("\n", "\n    ")
        between = ","
    yield ("\n  " if between else "") + "]\n}\n"


def json_document(key: str, value: object) -> Iterator[str]:
    """Yield a JSON document with the version and one value under the given key."""
    yield _indented({"version": VERSION, key: value}) + "\n"


def _indented(shape: dict[str, Any]) -> str:
    plain = json.dumps(shape, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", plain)


def _answers(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Yield the answers, then the ratings as strings."""
    for answer in entry.answers:
        yield answer.prompt, answer.question, answer.text
    for rating in entry.ratings:
        yield rating.prompt, rating.question, str(rating.value)


def _commitment_shape(number: int, commitment: Commitment) -> dict[str, Any]:
    looked_back = commitment.looked_back_at
    return {
        "n": number,
        "cue": commitment.cue,
        "action": commitment.action,
        "due": commitment.due.isoformat(),
        "made_at": commitment.made_at.isoformat(),
        "forecast": commitment.forecast,
        "percent": commitment.percent,
        "obstacle": commitment.obstacle,
        "outcome": commitment.outcome,
        "came_true": commitment.came_true,
        "remembered_percent": commitment.remembered_percent,
        "good_call": commitment.good_call,
        "note": commitment.note,
        "looked_back_at": looked_back.isoformat() if looked_back else None,
        "renewals": [
            {
                "due": renewal.due.isoformat(),
                "renewed_at": renewal.renewed_at.isoformat(),
                "outcome": renewal.outcome,
                "note": renewal.note,
            }
            for renewal in commitment.renewals
        ],
    }


def _rating_shape(rating: Rating) -> dict[str, Any]:
    return {
        "prompt": rating.prompt,
        "question": rating.question,
        "value": rating.value,
        "low": rating.low,
        "high": rating.high,
        "reversed": rating.reversed,
    }
