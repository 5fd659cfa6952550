"""Renders an entry in the file layout of the Markdown form: all data in the front matter."""

import json
from collections.abc import Iterator

from reflect.formats.markdown.comments import prompt_comment
from reflect.formats.markdown.escape import escape, escape_heading
from reflect.formats.markdown.yaml_scalar import block, scalar
from reflect.model.commitment import Commitment, Renewal
from reflect.model.entry import Answer, Entry, Rating


def render_entry(entry: Entry) -> str:
    """Render an entry in the file layout, which `parse_entry` turns back into the same entry."""
    parts = ["\n".join(["---", *_front(entry), "---"])]
    parts.append(f"# {escape_heading(entry.title)}".rstrip(" "))
    parts += map(_section, entry.answers)
    return "\n\n".join(parts) + "\n"


def _section(answer: Answer) -> str:
    lines = [f"## {escape_heading(answer.question)}".rstrip(" "), "", prompt_comment(answer.prompt)]
    lines += ["", escape(answer.text)] if answer.text else []
    return "\n".join(lines)


def _front(entry: Entry) -> Iterator[str]:
    yield _yaml_line("id", entry.id)
    yield _yaml_line("guide", entry.guide)
    yield _yaml_line("state", entry.state)
    yield f"occurred_on: {entry.occurred_on.isoformat()}"
    yield f"created_at: {entry.created_at.isoformat()}"
    yield f"updated_at: {entry.updated_at.isoformat()}"
    yield _yaml_list("tags", entry.tags)
    yield _yaml_line("kind", entry.kind)
    yield _yaml_line("reason", entry.reason)
    yield "ratings:" if entry.ratings else "ratings: []"
    for rating in entry.ratings:
        yield from _rating(rating)
    yield "commitments:" if entry.commitments else "commitments: []"
    for commitment in entry.commitments:
        yield from _commitment(commitment)
    yield _yaml_list("repeats", entry.repeats)
    yield f"near_miss: {str(entry.near_miss).lower()}"
    yield _yaml_list("patterns", entry.patterns)
    yield _yaml_line("source", entry.source)
    extra = json.dumps(dict(entry.extra), ensure_ascii=False) if entry.extra else ""
    yield _yaml_line("extra", extra)


def _yaml_line(key: str, text: str) -> str:
    """Return a YAML line for a string; an empty string leaves nothing after the colon."""
    return f"{key}: {scalar(text)}" if text else f"{key}:"


def _yaml_list(key: str, values: tuple[str, ...]) -> str:
    """Return a YAML line for a list of strings."""
    return f"{key}: [{', '.join(map(scalar, values))}]"


def _rating(rating: Rating) -> Iterator[str]:
    yield f"  - {_yaml_line('prompt', rating.prompt)}"
    yield f"    {_yaml_line('question', rating.question)}"
    yield f"    value: {rating.value}"
    yield f"    low: {rating.low}"
    yield f"    high: {rating.high}"
    yield f"    reversed: {str(rating.reversed).lower()}"


def _commitment(commitment: Commitment) -> Iterator[str]:
    yield f"  - {_prose('cue', commitment.cue)}"
    yield f"    {_prose('action', commitment.action)}"
    yield f"    due: {commitment.due.isoformat()}"
    yield f"    made_at: {commitment.made_at.isoformat()}"
    if commitment.forecast:
        yield f"    {_prose('forecast', commitment.forecast)}"
    if commitment.percent is not None:
        yield f"    percent: {commitment.percent}"
    if commitment.obstacle:
        yield f"    {_prose('obstacle', commitment.obstacle)}"
    if commitment.outcome:
        yield f"    outcome: {scalar(commitment.outcome)}"
    if commitment.remembered_percent is not None:
        yield f"    remembered_percent: {commitment.remembered_percent}"
    for key, text in (
        ("good_call", commitment.good_call),
        ("came_true", commitment.came_true),
        ("note", commitment.note),
    ):
        if text:
            yield f"    {_prose(key, text)}"
    if commitment.looked_back_at is not None:
        yield f"    looked_back_at: {commitment.looked_back_at.isoformat()}"
    if commitment.renewals:
        yield "    renewals:"
    for renewal in commitment.renewals:
        yield from _renewal(renewal)


def _renewal(renewal: Renewal) -> Iterator[str]:
    yield f"      - due: {renewal.due.isoformat()}"
    yield f"        renewed_at: {renewal.renewed_at.isoformat()}"
    if renewal.outcome:
        yield f"        outcome: {scalar(renewal.outcome)}"
    if renewal.note:
        yield f"        note: {block(renewal.note, 10)}"


def _prose(key: str, text: str) -> str:
    """Return a YAML key with text that may span several lines."""
    return f"{key}: {block(text, 6)}" if text else f"{key}:"
