"""Conversion between entries and documents, which are validated when they are read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from reflect.errors import DamagedError
from reflect.model.commitment import Commitment, Renewal
from reflect.model.entry import STATES, Answer, Entry, Rating
from reflect.store.document_values import (
    read_choice,
    read_day,
    read_flag,
    read_id,
    read_instant,
    read_mapping,
    read_mappings,
    read_number,
    read_text,
    read_texts,
    wrong,
)
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
    near_miss: bool
    patterns: list[str]
    source: str
    extra: dict[str, Any]
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
        "near_miss": entry.near_miss,
        "patterns": list(entry.patterns),
        "source": entry.source,
        "extra": dict(entry.extra),
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
        "obstacle": commitment.obstacle,
        "outcome": commitment.outcome,
        "remembered_percent": commitment.remembered_percent,
        "good_call": commitment.good_call,
        "came_true": commitment.came_true,
        "note": commitment.note,
        "looked_back_at": None if looked_back_at is None else looked_back_at.isoformat(),
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


def from_document(document: Mapping[str, Any]) -> Entry:
    """Convert a document to an entry.

    Raises:
        DamagedError: A key is missing or has an invalid value; the message names the key.
    """
    return Entry(
        id=read_id(document, "id"),
        title=read_text(document, "title"),
        guide=read_text(document, "guide"),
        state=read_choice(document, "state", STATES),
        occurred_on=read_day(document, "occurred_on"),
        created_at=read_instant(document, "created_at"),
        updated_at=read_instant(document, "updated_at"),
        kind=read_text(document, "kind", ""),
        reason=read_text(document, "reason", ""),
        tags=read_texts(document, "tags"),
        answers=tuple(
            Answer(
                read_text(answer, "prompt"),
                read_text(answer, "question"),
                read_text(answer, "text"),
            )
            for answer in read_mappings(document, "answers")
        ),
        ratings=tuple(_rating(rating) for rating in read_mappings(document, "ratings")),
        commitments=tuple(_commitment(record) for record in read_mappings(document, "commitments")),
        repeats=read_texts(document, "repeats"),
        near_miss=read_flag(document, "near_miss"),
        patterns=read_texts(document, "patterns"),
        source=read_text(document, "source", ""),
        extra=read_mapping(document, "extra"),
    )


def _rating(document: Mapping[str, Any]) -> Rating:
    return Rating(
        prompt=read_text(document, "prompt"),
        question=read_text(document, "question"),
        value=read_number(document, "value"),
        low=read_number(document, "low"),
        high=read_number(document, "high"),
        reversed=read_flag(document, "reversed"),
    )


def _commitment(document: Mapping[str, Any]) -> Commitment:
    def number(key: str) -> int | None:
        return None if document.get(key) is None else read_number(document, key)

    looked_back = document.get("looked_back_at") is not None
    return Commitment(
        cue=read_text(document, "cue"),
        action=read_text(document, "action"),
        due=read_day(document, "due"),
        made_at=read_instant(document, "made_at"),
        forecast=read_text(document, "forecast", ""),
        percent=number("percent"),
        obstacle=read_text(document, "obstacle", ""),
        outcome=read_text(document, "outcome", ""),
        remembered_percent=number("remembered_percent"),
        good_call=read_text(document, "good_call", ""),
        came_true=read_text(document, "came_true", ""),
        note=read_text(document, "note", ""),
        looked_back_at=read_instant(document, "looked_back_at") if looked_back else None,
        renewals=tuple(_renewal(record) for record in read_mappings(document, "renewals")),
    )


def _renewal(document: Mapping[str, Any]) -> Renewal:
    return Renewal(
        due=read_day(document, "due"),
        renewed_at=read_instant(document, "renewed_at"),
        outcome=read_text(document, "outcome", ""),
        note=read_text(document, "note", ""),
    )


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
    return read_instant(document, "updated_at")


def from_trashed(document: Mapping[str, Any]) -> Trashed:
    """Convert a document in the trash to a deleted entry.

    Raises:
        DamagedError: A key is missing or has an invalid value; the message names the key.
    """
    entry = document.get("entry")
    if type(entry) is not dict:
        raise wrong(document, "entry")
    return Trashed(from_document(entry), read_instant(document, "deleted_at"))


def dump(document: Mapping[str, Any]) -> bytes:
    """Serialize a document as one line of UTF-8 JSON, replacing lone surrogates with U+FFFD."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return encodable(text).encode()
