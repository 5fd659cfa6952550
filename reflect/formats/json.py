"""The stable, versioned output of `--json`, with every key always present; see docs/json.md."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from reflect.model.commitment import Commitment
from reflect.model.entry import Entry

VERSION = 1
# Characters that are valid in JSON but that terminals would interpret.
_UNSAFE = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb]"
)


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


def entry_dict(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data. Missing strings are "", missing numbers and times null."""
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
        "answers": [
            {"prompt": prompt, "question": question, "text": text}
            for prompt, question, text in _answers(entry)
        ],
        "commitments": [
            _commitment_shape(number, commitment)
            for number, commitment in enumerate(entry.commitments, 1)
        ],
        "repeats": list(entry.repeats),
    }


def hit_dict(hit: SearchHit) -> dict[str, Any]:
    """Return a search result as plain data: the entry plus its score, match and snippets."""
    snippets = [
        {"text": snippet.text, "spans": [list(span) for span in snippet.spans]}
        for snippet in hit.snippets
    ]
    return entry_dict(hit.entry) | {
        "score": hit.score,
        "matched": hit.matched,
        "snippets": snippets,
    }


def entry_json(entry: Entry) -> Iterator[str]:
    """Yield the JSON output of `show`."""
    return json_document("entry", entry_dict(entry))


def entries_json(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the JSON output of `list`, one entry at a time."""
    return _list_document(map(entry_dict, entries))


def hits_json(hits: Iterable[SearchHit]) -> Iterator[str]:
    """Yield the JSON output of `search`, one entry at a time."""
    return _list_document(map(hit_dict, hits))


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
        "forecast": commitment.forecast,
        "percent": commitment.percent,
        "outcome": commitment.outcome,
        "came_true": commitment.came_true,
        "note": commitment.note,
        "looked_back_at": looked_back.isoformat() if looked_back else None,
    }
