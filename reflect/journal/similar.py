"""The search for earlier entries similar to the one being written."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from reflect.errors import DamagedError, ReflectError
from reflect.model.entry import LESSON, Entry
from reflect.model.guide import Guide
from reflect.practice.entry_builder import build_entry
from reflect.practice.similarity import (
    SHORTEST_STEM,
    DocumentFrequency,
    Features,
    SimilarEntry,
    extract_features,
    feature_names,
    find_similar,
)
from reflect.text.fold import fold

if TYPE_CHECKING:
    from pathlib import Path

    from reflect.practice.session import Session
    from reflect.store.entry_row import EntryRow

_CANDIDATES = 50
# Similar entries from these guides do not suggest a repeated setback.
_OTHER_NEEDS = ("something went well", "a decision", "the week, the quarter, the year")
_OTHER_GUIDES = ("mentor",)


class _SimilarRow(NamedTuple):
    """An entry row with the positions of the features it shares with the new entry."""

    shared: tuple[int, ...]
    kind: str
    reason: str
    row: "EntryRow"


def similar_entries(
    session: "Session", rows: "Iterable[EntryRow]", now: datetime, guides: "Path | None", limit: int
) -> list[SimilarEntry]:
    """Return the entries offered as "you have been here before", most similar first.

    Entries that cannot be read are skipped.

    Args:
        session: the session being written, which is not changed.
        rows: the rows of the journal.
        now: the current time.
        guides: the folder for the user's own guides.
        limit: the maximum number of entries.
    """
    if not _is_about_setbacks(session.guide):
        return []
    entry = build_entry(session, now, "draft")
    features = extract_features(entry)
    wanted = feature_names(features)
    if not wanted:
        return []
    candidates, frequency = _scan(rows, wanted, entry)
    weights = [frequency.weight(name) * (2 if name.startswith("#") else 1) for name in wanted]
    best = nlargest(_CANDIDATES, candidates, key=lambda one: _estimate(one, weights, features))
    ranked = find_similar(entry, _read(one.row for one in best), frequency, limit=_CANDIDATES)
    setbacks = (similar for similar in ranked if _is_setback(similar.entry, guides))
    return list(islice(setbacks, limit))


def _scan(
    rows: "Iterable[EntryRow]", wanted: Sequence[str], entry: Entry
) -> tuple[list[_SimilarRow], DocumentFrequency]:
    """Count the features and collect the entries that share any, in a single pass."""
    day = entry.occurred_on.isoformat()
    match = _matcher(wanted)
    counts = [0] * len(wanted)
    candidates: list[_SimilarRow] = []
    total = 0
    for row in rows:
        if row.state not in ("entry", "unfinished") or row.id == entry.id:
            continue
        total += 1
        try:
            document = row.document()
            shared = match(_text(document), document["tags"])
            kind, reason = document["kind"], document["reason"]
        except (DamagedError, LookupError, TypeError, AttributeError):
            continue
        for position in shared:
            counts[position] += 1
        if shared and row.occurred_on <= day and row.id not in entry.repeats:
            candidates.append(_SimilarRow(tuple(shared), kind, reason, row))
    return candidates, DocumentFrequency(total, dict(zip(wanted, counts, strict=True)))


def _matcher(wanted: Sequence[str]) -> Callable[[str, Sequence[str]], list[int]]:
    """Return a function that finds the positions of the features in a text and its tags.

    A stem may match anywhere in the text, which is fast but overestimates how common the stem is.
    Short stems, such as names, must match whole words because too many other words contain them.
    """
    tags = {name[1:]: position for position, name in enumerate(wanted) if name.startswith("#")}
    stems = {name: position for position, name in enumerate(wanted) if not name.startswith("#")}
    long = [(name, position) for name, position in stems.items() if len(name) >= SHORTEST_STEM]
    short = [name for name in stems if len(name) < SHORTEST_STEM]
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, short)) or '$.'})(?!\w)")

    def match(text: str, text_tags: Sequence[str]) -> list[int]:
        positions = [tags[tag] for tag in text_tags if tag in tags]
        positions += [position for name, position in long if name in text]
        if short:
            positions += [stems[name] for name in set(whole.findall(text))]
        return positions

    return match


def _text(document: Mapping[str, Any]) -> str:
    """Return the title, first answer and lesson of a stored entry, folded for comparison."""
    first = lesson = None
    for answer in document["answers"]:
        if answer["prompt"] == LESSON:
            lesson = answer["text"] if lesson is None else lesson
        elif first is None:
            first = answer["text"]
    return fold("\n".join([document["title"], first or "", lesson or ""]))


def _estimate(candidate: _SimilarRow, weights: Sequence[float], features: Features) -> float:
    """Estimate the similarity of an entry without parsing it completely."""
    points = sum(weights[position] for position in candidate.shared)
    same_kind = bool(features.kind) and candidate.kind == features.kind
    same_reason = same_kind and bool(features.reason) and candidate.reason == features.reason
    return points + same_kind + same_reason


def _read(rows: "Iterable[EntryRow]") -> list[Entry]:
    entries = []
    for row in rows:
        with suppress(DamagedError):
            entries.append(row.entry())
    return entries


def _is_setback(entry: Entry, guides: "Path | None") -> bool:
    from reflect.guides.loader import load_guide

    try:
        return _is_about_setbacks(load_guide(entry.guide, guides))
    except ReflectError:
        return True


def _is_about_setbacks(guide: Guide) -> bool:
    return guide.need not in _OTHER_NEEDS and guide.name not in _OTHER_GUIDES
