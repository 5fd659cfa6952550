"""Earlier entries that are like the one being written, found in one pass over the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from heapq import nlargest
from typing import TYPE_CHECKING, Any, NamedTuple

from reflect.errors import DamagedError, ReflectError
from reflect.model.entry import LESSON, Entry
from reflect.practice.recurrence import Echo, Rarity, Traits, echoes, names, traits
from reflect.text import fold

if TYPE_CHECKING:
    from pathlib import Path

    from reflect.practice.session import Session
    from reflect.store.row import Row

_CANDIDATES = 50
# Success and a look over the quarter repeat without anything having gone wrong again.
_OTHER_NEEDS = ("something went well", "the week, the quarter, the year")


class _Seen(NamedTuple):
    """What one pass keeps of an entry: a bit for each name it seems to have."""

    bits: int
    kind: str
    reason: str
    row: "Row"


def earlier_alike(
    session: "Session", rows: "Iterable[Row]", now: datetime, guides: "Path | None", limit: int
) -> list[Echo]:
    """Find what is offered as "you have been here before", the most alike first.

    An entry that can't be read is passed over; whoever opens it is told.

    Args:
        session: what is being written; it stays as it is.
        rows: the journal.
        now: the instant.
        guides: the folder of the user's own guides.
        limit: how many at the most.
    """
    if session.guide.need in _OTHER_NEEDS:
        return []
    entry = session.entry(now, "draft")
    mine = traits(entry)
    wanted = names(mine)
    if not wanted:
        return []
    seen, rarity = _look(rows, wanted, entry)
    best = nlargest(_CANDIDATES, seen, key=lambda one: _rough(one, wanted, mine, rarity))
    found = echoes(entry, _opened(best), rarity, limit=_CANDIDATES)
    fit: list[Echo] = []
    for echo in found:
        if len(fit) < limit and _is_setback(echo.entry, guides):
            fit.append(echo)
    return fit


def _look(rows: "Iterable[Row]", wanted: list[str], entry: Entry) -> tuple[list[_Seen], Rarity]:
    """Look once at each entry: count who has what, and keep those that have anything."""
    day = entry.occurred_on.isoformat()
    tags = {name[1:]: 1 << place for place, name in enumerate(wanted) if name.startswith("#")}
    stems = [(name, 1 << place) for place, name in enumerate(wanted) if not name.startswith("#")]
    counts = dict.fromkeys((1 << place for place in range(len(wanted))), 0)
    seen: list[_Seen] = []
    total = 0
    for row in rows:
        if row.state not in ("entry", "unfinished") or row.id == entry.id:
            continue
        total += 1
        try:
            document = row.document()
            text = _text(document)
            has = [tags[tag] for tag in document["tags"] if tag in tags]
            kind, reason = document["kind"], document["reason"]
        except (DamagedError, LookupError, TypeError, AttributeError):
            continue
        has += [bit for stem, bit in stems if stem in text]
        for bit in has:
            counts[bit] += 1
        if has and row.occurred_on <= day and row.id not in entry.repeats:
            seen.append(_Seen(sum(has), kind, reason, row))
    having = {name: counts[1 << place] for place, name in enumerate(wanted)}
    return seen, Rarity(total, having)


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


def _rough(one: _Seen, wanted: list[str], mine: Traits, rarity: Rarity) -> float:
    """Say about how alike an entry is, before it is opened."""
    points = sum(
        rarity.worth(name) * (2 if name.startswith("#") else 1)
        for place, name in enumerate(wanted)
        if one.bits >> place & 1
    )
    is_kind = bool(mine.kind) and one.kind == mine.kind
    return points + is_kind + (is_kind and bool(mine.reason) and one.reason == mine.reason)


def _opened(seen: Iterable[_Seen]) -> list[Entry]:
    found = []
    for one in seen:
        try:
            found.append(one.row.entry())
        except DamagedError:
            continue
    return found


def _is_setback(entry: Entry, guides: "Path | None") -> bool:
    """Say whether an entry is about something that may be repeated, as far as its guide tells."""
    from reflect.guides import load

    try:
        return load(entry.guide, guides).need not in _OTHER_NEEDS
    except ReflectError:
        return True
