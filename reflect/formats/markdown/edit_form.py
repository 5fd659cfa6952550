"""Renders an entry in the edit layout: its prose first, then a short block of data.

It has no ids, instants and empty values, so `parse_edit` needs the entry to read it back.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from reflect.dates import format_day
from reflect.formats.markdown.body_parser import FENCE
from reflect.formats.markdown.comments import prompt_comment, yaml_comment
from reflect.formats.markdown.escape import escape, escape_heading
from reflect.formats.markdown.sections import sections_of
from reflect.formats.markdown.yaml_scalar import block, scalar
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry
from reflect.model.guide import Guide

SEALED = "sealed until"
# Tags that need neither quotes nor brackets.
_TAG = re.compile(r"[^\W\d_][\w-]*")
_EMPTY = ("null", "~")
# Longer keys have to be marked as such in YAML.
_KEY_LENGTH = 800


def render_edit(entry: Entry, *, guide: Guide | None = None, now: datetime) -> str:
    """Render an entry as a person reads it; `parse_edit` turns it back into the same entry.

    Args:
        entry: the entry.
        guide: its guide, whose open questions are added; None if it is not known.
        now: the current time, which decides whether a forecast is sealed.
    """
    parts = [f"# {escape_heading(entry.title)}".rstrip(" ")]
    shown = sections_of(entry, guide)
    counts = Counter(answer.question for answer in shown)
    parts += [render_question(answer, counts[answer.question] > 1) for answer in shown]
    parts.append("\n".join([FENCE, *_data(entry, guide, now), FENCE]))
    return "\n\n".join(parts) + "\n"


def render_question(answer: Answer, with_id: bool = False, help_text: str = "") -> str:
    """Return a heading, the answer or room for one, and the id if the heading is not unique."""
    lines = [f"## {escape_heading(answer.question)}".rstrip(" "), ""]
    lines += [prompt_comment(answer.prompt), ""] if with_id else []
    lines += [help_text, ""] if help_text else []
    lines += [escape(answer.text)] if answer.text else []
    return "\n".join(lines)


def sealed_text(commitment: Commitment) -> str:
    """Return what a form shows in place of a sealed forecast."""
    return f"{SEALED} {format_day(commitment.due).partition(' ')[2]}"


def _data(entry: Entry, guide: Guide | None, now: datetime) -> Iterator[str]:
    if entry.guide:
        yield f"guide: {scalar(entry.guide)}"
    yield f"day: {entry.occurred_on.isoformat()}"
    if entry.tags:
        yield tags_line(entry.tags)
    for key, text in (("kind", entry.kind), ("reason", entry.reason)):
        if text:
            yield f"{key}: {scalar(text)}"
    if entry.near_miss:
        yield "near miss: yes"
    yield from _ratings(entry, guide)
    open_ = [commitment for commitment in entry.commitments if commitment.is_open]
    if open_:
        yield "commitments:"
    for commitment in open_:
        yield from _commitment(commitment, now)
    yield from yaml_comment("", _absent(entry, open_))


def _absent(entry: Entry, open_: Sequence[Commitment]) -> str:
    """Return a line with the keys that the entry could have as well."""
    keys = {
        "tags": entry.tags,
        "kind": entry.kind,
        "near miss": entry.near_miss,
        "commitments": open_,
    }
    absent = [key for key, value in keys.items() if not value]
    return f"also: {', '.join(absent)} (reflect help forms)" if absent else ""


def tags_line(tags: Sequence[str]) -> str:
    """Return the line of the tags: with commas between them, or as a list where that is unclear."""
    if all(_TAG.fullmatch(tag) and tag not in _EMPTY for tag in tags):
        return f"tags: {', '.join(tags)}".rstrip()
    return f"tags: [{', '.join(map(scalar, tags))}]"


def _ratings(entry: Entry, guide: Guide | None) -> Iterator[str]:
    rated = {rating.prompt for rating in entry.ratings}
    scales = [prompt for prompt in guide.prompts if prompt.answer == "scale"] if guide else []
    open_ = [prompt.ask for prompt in scales if prompt.id not in rated]
    if entry.ratings or open_:
        yield "ratings:"
    for rating in entry.ratings:
        yield from rating_lines(rating.question, str(rating.value))
    for statement in open_:
        yield from rating_lines(statement, "")


def rating_lines(statement: str, value: str) -> Iterator[str]:
    """Yield a statement and its number as an item of a YAML list."""
    key = scalar(statement)
    if len(key) > _KEY_LENGTH:
        yield f"  - ? {key}"
        key = "   "
    else:
        key = f"  - {key}"
    yield f"{key}: {value}".rstrip()


def _commitment(commitment: Commitment, now: datetime) -> Iterator[str]:
    is_sealed = commitment.is_sealed(now)
    percent = "" if commitment.percent is None or is_sealed else str(commitment.percent)
    yield from commitment_lines(
        {
            "when": commitment.cue,
            "I will": commitment.action,
            "due": commitment.due.isoformat(),
            "obstacle": commitment.obstacle,
            "forecast": sealed_text(commitment) if is_sealed else commitment.forecast,
            "percent": percent,
        }
    )


def commitment_lines(values: dict[str, str]) -> Iterator[str]:
    """Yield the values of a commitment that are not empty as an item of a YAML list."""
    mark = "-"
    for key, value in values.items():
        if value:
            text = value if key in ("due", "percent") else block(value, 6)
            yield f"  {mark} {key}: {text}"
            mark = " "
