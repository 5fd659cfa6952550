"""Conversion between entries and documents, which are validated when they are read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from reflect.errors import DamagedError
from reflect.model.commitment import Commitment
from reflect.model.entry import STATES, Answer, Entry, Rating
from reflect.model.ids import is_id
from reflect.text.clean import encodable


class EntryDocument(TypedDict):
    """An entry's keys on disk, in order: the fields that lists need come first, prose last."""

    id: str
    occurred_on: str
    created_at: str
    state: str
    title: str
    guide: str
    updated_at: str
    kind: str
    reason: str
    tags: list[str]
    repeats: list[str]
    ratings: list[dict[str, Any]]
    commitments: list[dict[str, Any]]
    answers: list[dict[str, str]]


def to_document(entry: Entry) -> EntryDocument:
    """Convert an entry to a document.

    Raises:
        ValueError: The document could not be read back, so it would make the journal unreadable.
    """
    document = _document(entry)
    try:
        from_document(document)
    except DamagedError as error:
        raise ValueError(f"not an entry that can be kept: {error.message}") from None
    return document


def _document(entry: Entry) -> EntryDocument:
    return {
        "id": entry.id,
        "occurred_on": entry.occurred_on.isoformat(),
        "created_at": entry.created_at.isoformat(),
        "state": entry.state,
        "title": entry.title,
        "guide": entry.guide,
        "updated_at": entry.updated_at.isoformat(),
        "kind": entry.kind,
        "reason": entry.reason,
        "tags": list(entry.tags),
        "repeats": list(entry.repeats),
        "ratings": [
            {
                "prompt": rating.prompt,
                "question": rating.question,
                "value": rating.value,
                "low": rating.low,
                "high": rating.high,
                "reversed": rating.reversed,
            }
            for rating in entry.ratings
        ],
        "commitments": [_commitment_document(commitment) for commitment in entry.commitments],
        "answers": [
            {"prompt": answer.prompt, "question": answer.question, "text": answer.text}
            for answer in entry.answers
        ],
    }


def _commitment_document(commitment: Commitment) -> dict[str, Any]:
    looked_back_at = commitment.looked_back_at
    return {
        "cue": commitment.cue,
        "action": commitment.action,
        "due": commitment.due.isoformat(),
        "made_at": commitment.made_at.isoformat(),
        "forecast": commitment.forecast,
        "percent": commitment.percent,
        "outcome": commitment.outcome,
        "came_true": commitment.came_true,
        "note": commitment.note,
        "looked_back_at": None if looked_back_at is None else looked_back_at.isoformat(),
    }


def from_document(document: Mapping[str, Any]) -> Entry:
    """Convert a document to an entry.

    Raises:
        DamagedError: A key is missing or has an invalid value; the message names the key.
    """
    entry_id, state = _text(document, "id"), _text(document, "state")
    if not is_id(entry_id):
        raise _wrong(document, "id")
    if state not in STATES:
        raise _wrong(document, "state")
    return Entry(
        id=entry_id,
        title=_text(document, "title"),
        guide=_text(document, "guide"),
        state=state,
        occurred_on=_day(document, "occurred_on"),
        created_at=_instant(document, "created_at"),
        updated_at=_instant(document, "updated_at"),
        kind=_text(document, "kind", ""),
        reason=_text(document, "reason", ""),
        tags=_texts(document, "tags"),
        answers=tuple(
            Answer(_text(answer, "prompt"), _text(answer, "question"), _text(answer, "text"))
            for answer in _records(document, "answers")
        ),
        ratings=tuple(_rating(rating) for rating in _records(document, "ratings")),
        commitments=tuple(_commitment(record) for record in _records(document, "commitments")),
        repeats=_texts(document, "repeats"),
    )


def _rating(document: Mapping[str, Any]) -> Rating:
    turned = document.get("reversed", False)
    if type(turned) is not bool:
        raise _wrong(document, "reversed")
    return Rating(
        prompt=_text(document, "prompt"),
        question=_text(document, "question"),
        value=_number(document, "value"),
        low=_number(document, "low"),
        high=_number(document, "high"),
        reversed=turned,
    )


def _commitment(document: Mapping[str, Any]) -> Commitment:
    looked_back = document.get("looked_back_at") is not None
    return Commitment(
        cue=_text(document, "cue"),
        action=_text(document, "action"),
        due=_day(document, "due"),
        made_at=_instant(document, "made_at"),
        forecast=_text(document, "forecast", ""),
        percent=None if document.get("percent") is None else _number(document, "percent"),
        outcome=_text(document, "outcome", ""),
        came_true=_text(document, "came_true", ""),
        note=_text(document, "note", ""),
        looked_back_at=_instant(document, "looked_back_at") if looked_back else None,
    )


def _wrong(document: Mapping[str, Any], key: str) -> DamagedError:
    value = document.get("id")
    entry_id = f"entry {value}" if type(value) is str and is_id(value) else "an entry"
    problem = "is not what it should be" if key in document else "is missing"
    return DamagedError(f"{entry_id}: `{key}` {problem}", command=("doctor",))


def _text(document: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = document.get(key, default)
    if not isinstance(value, str):
        raise _wrong(document, key)
    return value


def _number(document: Mapping[str, Any], key: str) -> int:
    value = document.get(key)
    if type(value) is not int:
        raise _wrong(document, key)
    return value


def _day(document: Mapping[str, Any], key: str) -> date:
    text = _text(document, key)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _wrong(document, key) from None
    # Python accepts other notations too, but entry lists compare dates as strings.
    if day.isoformat() != text:
        raise _wrong(document, key)
    return day


def _instant(document: Mapping[str, Any], key: str) -> datetime:
    try:
        instant = datetime.fromisoformat(_text(document, key))
    except ValueError:
        raise _wrong(document, key) from None
    if instant.tzinfo is None:
        raise _wrong(document, key)
    return instant


def _texts(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = document.get(key, [])
    if type(values) is not list or not all(isinstance(value, str) for value in values):
        raise _wrong(document, key)
    return tuple(values)


def _records(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    values = document.get(key, [])
    if type(values) is not list or any(type(value) is not dict for value in values):
        raise _wrong(document, key)
    return values


@dataclass(frozen=True, slots=True)
class Trashed:
    """A deleted entry and its time of deletion."""

    entry: Entry
    deleted_at: datetime


def to_trashed(entry: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Wrap the document of a deleted entry for storage in the trash."""
    return {"deleted_at": at.isoformat(), "entry": dict(entry)}


def updated_at(document: Mapping[str, Any]) -> datetime:
    """Return the time of an entry's last change.

    Raises:
        DamagedError: The time is missing or invalid.
    """
    return _instant(document, "updated_at")


def from_trashed(document: Mapping[str, Any]) -> Trashed:
    """Convert a document in the trash to a deleted entry.

    Raises:
        DamagedError: A key is missing or has an invalid value; the message names the key.
    """
    entry = document.get("entry")
    if type(entry) is not dict:
        raise _wrong(document, "entry")
    return Trashed(from_document(entry), _instant(document, "deleted_at"))


def dump(document: Mapping[str, Any]) -> bytes:
    """Serialize a document as one line of UTF-8 JSON, replacing lone surrogates with U+FFFD."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return encodable(text).encode()
