"""Earlier entries that are like the one being written, found in one pass over the journal."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from heapq import nlargest
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
# These come again without anything having gone wrong again.
_OTHER_NEEDS = ("something went well", "a decision", "the week, the quarter, the year")
_OTHER_GUIDES = ("mentor",)


class _Seen(NamedTuple):
    """What one pass keeps of an entry: the places of the names it seems to have."""

    has: tuple[int, ...]
    kind: str
    reason: str
    row: "EntryRow"


def earlier_alike(
    session: "Session", rows: "Iterable[EntryRow]", now: datetime, guides: "Path | None", limit: int
) -> list[SimilarEntry]:
    """Find what is offered as "you have been here before", the most alike first.

    An entry that can't be read is passed over; whoever opens it is told.

    Args:
        session: what is being written; it stays as it is.
        rows: the journal.
        now: the instant.
        guides: the folder of the user's own guides.
        limit: how many at the most.
    """
    if not _tells_of_setbacks(session.guide):
        return []
    entry = build_entry(session, now, "draft")
    mine = extract_features(entry)
    wanted = feature_names(mine)
    if not wanted:
        return []
    seen, rarity = _look(rows, wanted, entry)
    worths = [rarity.worth(name) * (2 if name.startswith("#") else 1) for name in wanted]
    best = nlargest(_CANDIDATES, seen, key=lambda one: _rough(one, worths, mine))
    found = find_similar(entry, _opened(one.row for one in best), rarity, limit=_CANDIDATES)
    fit: list[SimilarEntry] = []
    for echo in found:
        if len(fit) < limit and _is_setback(echo.entry, guides):
            fit.append(echo)
    return fit


def _look(
    rows: "Iterable[EntryRow]", wanted: Sequence[str], entry: Entry
) -> tuple[list[_Seen], DocumentFrequency]:
    """Look once at each entry: count who has what, and keep those that have anything."""
    day = entry.occurred_on.isoformat()
    find = _finder(wanted)
    counts = [0] * len(wanted)
    seen: list[_Seen] = []
    total = 0
    for row in rows:
        if row.state not in ("entry", "unfinished") or row.id == entry.id:
            continue
        total += 1
        try:
            document = row.document()
            has = find(_text(document), document["tags"])
            kind, reason = document["kind"], document["reason"]
        except (DamagedError, LookupError, TypeError, AttributeError):
            continue
        for place in has:
            counts[place] += 1
        if has and row.occurred_on <= day and row.id not in entry.repeats:
            seen.append(_Seen(tuple(has), kind, reason, row))
    return seen, DocumentFrequency(total, dict(zip(wanted, counts, strict=True)))


def _finder(wanted: Sequence[str]) -> Callable[[str, Sequence[str]], list[int]]:
    """Make what finds the places of the names that a text and its tags seem to have.

    A stem counts wherever it stands, which is quick, and makes it rather too common than too rare;
    a short one, such as a name, would stand within too many words.
    """
    tags = {name[1:]: place for place, name in enumerate(wanted) if name.startswith("#")}
    words = {name: place for place, name in enumerate(wanted) if not name.startswith("#")}
    long = [(name, place) for name, place in words.items() if len(name) >= SHORTEST_STEM]
    short = [name for name in words if len(name) < SHORTEST_STEM]
    alone = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, short)) or '$.'})(?!\w)")

    def find(text: str, its_tags: Sequence[str]) -> list[int]:
        found = [tags[tag] for tag in its_tags if tag in tags]
        found += [place for name, place in long if name in text]
        if short:
            found += [words[name] for name in set(alone.findall(text))]
        return found

    return find


def _text(document: Mapping[str, Any]) -> str:
    """Gather the folded title, first answer and lesson of an entry as it stands on disk."""
    parts = [document["title"]]
    first = lesson = None
    for answer in document["answers"]:
        if answer["prompt"] == LESSON:
            lesson = answer["text"] if lesson is None else lesson
        elif first is None:
            first = answer["text"]
    return fold("\n".join([*parts, first or "", lesson or ""]))


def _rough(one: _Seen, worths: Sequence[float], mine: Features) -> float:
    """Say about how alike an entry is, before it is opened."""
    points = sum(worths[place] for place in one.has)
    is_kind = bool(mine.kind) and one.kind == mine.kind
    return points + is_kind + (is_kind and bool(mine.reason) and one.reason == mine.reason)


def _opened(rows: "Iterable[EntryRow]") -> list[Entry]:
    found = []
    for row in rows:
        try:
            found.append(row.entry())
        except DamagedError:
            continue
    return found


def _is_setback(entry: Entry, guides: "Path | None") -> bool:
    """Say whether an entry is about something that may be repeated, as far as its guide tells."""
    from reflect.guides.loader import load_guide

    try:
        return _tells_of_setbacks(load_guide(entry.guide, guides))
    except ReflectError:
        return True


def _tells_of_setbacks(guide: Guide) -> bool:
    return guide.need not in _OTHER_NEEDS and guide.name not in _OTHER_GUIDES
