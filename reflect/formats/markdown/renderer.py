"""Renders an entry as a Markdown form."""

import json
from collections.abc import Iterator
from datetime import datetime

from reflect.formats.markdown.comments import (
    help_comment,
    is_prose,
    kind_comment,
    prompt_comment,
    yaml_comment,
)
from reflect.formats.markdown.escape import escape, escape_heading
from reflect.formats.markdown.yaml_scalar import block, scalar
from reflect.model.commitment import Commitment, Renewal
from reflect.model.entry import Answer, Entry, Rating
from reflect.model.guide import Guide


def render_entry(entry: Entry, *, guide: Guide | None = None, now: datetime | None = None) -> str:
    """Render an entry as a form that `parse_entry` turns back into the same entry.

    Args:
        entry: the entry.
        guide: the guide whose help and unanswered prompts are added; None to add nothing.
        now: the current time, used to mark sealed forecasts; None to mark none.
    """
    front = ["---", *_front(entry, guide, now), "---"]
    parts = ["\n".join(front), f"# {escape_heading(entry.title)}".rstrip(" ")]
    for answer in _with_open(entry, guide):
        parts.append(render_section(answer, _help(answer, guide, entry.kind)))
    return "\n\n".join(parts) + "\n"


def render_section(answer: Answer, help_text: str = "") -> str:
    """Return a heading, the comment that names its prompt, any help, and the answer."""
    lines = [f"## {escape_heading(answer.question)}".rstrip(" "), "", prompt_comment(answer.prompt)]
    lines += [help_text] if help_text else []
    lines += ["", escape(answer.text)] if answer.text else []
    return "\n".join(lines)


def _help(answer: Answer, guide: Guide | None, kind: str) -> str:
    prompt = guide.prompt(answer.prompt) if guide else None
    return help_comment(guide, prompt, kind) if guide and prompt else ""


def _with_open(entry: Entry, guide: Guide | None) -> list[Answer]:
    """Return the answers, plus an empty one for each prompt that is still unanswered."""
    answers = list(entry.answers)
    place = 0
    for prompt in guide.prompts if guide else ():
        at = next((n for n, answer in enumerate(answers) if answer.prompt == prompt.id), None)
        if at is not None:
            place = max(place, at + 1)
        elif is_prose(prompt):
            answers.insert(place, Answer(prompt.id, prompt.ask, ""))
            place += 1
    return answers


def _front(entry: Entry, guide: Guide | None, now: datetime | None) -> Iterator[str]:
    yield yaml_line("id", entry.id)
    yield yaml_line("guide", entry.guide)
    yield yaml_line("state", entry.state)
    yield f"occurred_on: {entry.occurred_on.isoformat()}"
    yield f"created_at: {entry.created_at.isoformat()}"
    yield f"updated_at: {entry.updated_at.isoformat()}"
    yield yaml_list("tags", entry.tags)
    if guide:
        yield from kind_comment()
    yield yaml_line("kind", entry.kind)
    yield yaml_line("reason", entry.reason)
    yield "ratings:" if entry.ratings else "ratings: []"
    for rating in entry.ratings:
        yield from rating_lines(rating, str(rating.value))
    if guide:
        yield from yaml_comment(
            "", "Each with cue, action and due; a forecast and its percent if you like."
        )
    yield "commitments:" if entry.commitments else "commitments: []"
    for commitment in entry.commitments:
        yield from _commitment(commitment, now)
    yield yaml_list("repeats", entry.repeats)
    yield f"near_miss: {str(entry.near_miss).lower()}"
    yield yaml_list("patterns", entry.patterns)
    yield yaml_line("source", entry.source)
    extra = json.dumps(dict(entry.extra), ensure_ascii=False) if entry.extra else ""
    yield yaml_line("extra", extra)


def yaml_line(key: str, text: str) -> str:
    """Return a YAML line for a string; an empty string leaves nothing after the colon."""
    return f"{key}: {scalar(text)}" if text else f"{key}:"


def yaml_list(key: str, values: tuple[str, ...]) -> str:
    """Return a YAML line for a list of strings."""
    return f"{key}: [{', '.join(map(scalar, values))}]"


def rating_lines(rating: Rating, value: str) -> Iterator[str]:
    """Yield a rating as the lines of a YAML list item.

    Args:
        rating: the rating.
        value: the value, or a YAML comment if there is none yet.
    """
    yield f"  - {yaml_line('prompt', rating.prompt)}"
    yield f"    {yaml_line('question', rating.question)}"
    yield f"    value: {value}"
    yield f"    low: {rating.low}"
    yield f"    high: {rating.high}"
    yield f"    reversed: {str(rating.reversed).lower()}"


def _commitment(commitment: Commitment, now: datetime | None) -> Iterator[str]:
    yield f"  - {_prose('cue', commitment.cue)}"
    yield f"    {_prose('action', commitment.action)}"
    yield f"    due: {commitment.due.isoformat()}"
    yield f"    made_at: {commitment.made_at.isoformat()}"
    if now and commitment.is_sealed(now):
        yield from yaml_comment(
            "    ", "Sealed until the look-back: a change to these two is refused."
        )
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
