"""Renders the parts of an entry in a summary."""

from collections.abc import Callable, Iterator
from datetime import datetime

from reflect.formats.summary.blocks import begins_block, block_quote, render_blocks
from reflect.formats.summary.headings import EntryAnchor, short_day
from reflect.formats.summary.inline import bold_line, escape_line, escape_line_start, render_inline
from reflect.model.commitment import Commitment, Renewal
from reflect.model.entry import LESSON, Answer, Entry, Rating
from reflect.model.failure import kind_sentence

IsList = Callable[[str, str], bool]
_OUTCOMES = {"kept": "Kept", "partly": "Partly kept", "dropped": "Dropped"}
_CAME_TRUE = {"yes": "it came true", "no": "it did not come true", "unclear": "unclear"}
_STATES = {"unfinished": "Unfinished", "capture": "Noted, not reflected on yet", "draft": "A draft"}


def render_facts(entry: Entry, places: dict[str, EntryAnchor]) -> str:
    """Return an entry's state, kind, tags and repeats as a list; "" if it has none.

    Args:
        entry: the entry.
        places: the headings and anchors of all entries in the document, by id.
    """
    lines = []
    if entry.state in _STATES:
        lines.append(f"**{_STATES[entry.state]}**")
    if entry.near_miss:
        lines.append("**Near miss**")
    if kind := kind_sentence(entry.kind, entry.reason):
        lines.append(f"**Kind:** {kind}")
    if tags := ", ".join(filter(None, map(escape_line, entry.tags))):
        lines.append(f"**Tags:** {tags}")
    if entry.repeats:
        known = [places[entry_id] for entry_id in entry.repeats if entry_id in places]
        links = [f"[{escape_line(place.heading)}](#{place.anchor})" for place in known]
        if missing := len(entry.repeats) - len(known):
            links.append(f"{count_noun(missing, 'entry', 'entries')} not in this summary")
        lines.append(f"**Repeats:** {', '.join(links)}")
    return "\n".join(f"- {line}" for line in lines)


def render_answers(entry: Entry, is_list: IsList) -> Iterator[str]:
    """Yield each question in bold followed by its answer, with the lesson as a quote."""
    for answer in entry.answers:
        yield bold_line(answer.question if escape_line(answer.question) else "A note")
        yield _answer(entry, answer, is_list)


def _answer(entry: Entry, answer: Answer, is_list: IsList) -> str:
    written = render_blocks(answer.text, is_list=is_list(entry.guide, answer.prompt))
    is_sentence = (
        answer.prompt == LESSON and "\n\n" not in written and not begins_block(answer.text)
    )
    return block_quote([written]) if is_sentence else written


def render_ratings(entry: Entry) -> Iterator[str]:
    """Yield the score and the ratings."""
    if not entry.ratings:
        return
    scales = {(rating.low, rating.high) for rating in entry.ratings}
    low, high = next(iter(scales))
    of = f", from {low} to {high}" if len(scales) == 1 else ""
    if entry.score is not None:
        yield f"**Score:** {entry.score:.1f}{of}"
    yield "\n".join(map(_rating, entry.ratings))


def _rating(rating: Rating) -> str:
    reversed_note = f", counted as {rating.score}" if rating.reversed else ""
    asked = escape_line_start(escape_line(rating.question) or escape_line(rating.prompt))
    return (
        f"- {asked} **{rating.value}**{reversed_note}"
        if asked
        else f"- **{rating.value}**{reversed_note}"
    )


def render_commitments(entry: Entry, now: datetime) -> Iterator[str]:
    """Yield the commitments with their outcomes."""
    if entry.commitments:
        yield "**Commitments:**" if len(entry.commitments) > 1 else "**Commitment:**"
        yield "\n".join(
            f"- {render_commitment(commitment, now)}" for commitment in entry.commitments
        )


def render_commitment(commitment: Commitment, now: datetime) -> str:
    """Return a commitment on one line, with its forecast unless that is still sealed."""
    if commitment.is_open:
        state = f"Open, to look back on {short_day(commitment.due)}"
    else:
        state = _OUTCOMES.get(commitment.outcome, "Looked back on")
    parts = [f"**{state}:** {_ended(render_inline(commitment.sentence()))}"]
    if commitment.obstacle:
        parts.append(f"Obstacle: {_ended(render_inline(commitment.obstacle))}")
    if commitment.is_sealed(now):
        parts.append(f"Forecast: sealed until {short_day(commitment.due)}.")
    elif commitment.forecast or commitment.percent is not None:
        parts.append(_forecast(commitment))
    if commitment.good_call:
        parts.append(f"A good call: {commitment.good_call}.")
    if commitment.note:
        parts.append(f"What happened: {_ended(render_inline(commitment.note))}")
    parts += map(_renewal, commitment.renewals)
    return " ".join(parts)


def _renewal(renewal: Renewal) -> str:
    state = f", {_OUTCOMES[renewal.outcome].lower()}" if renewal.outcome in _OUTCOMES else ""
    note = f": {_ended(render_inline(renewal.note))}" if renewal.note else "."
    return f"Renewed on {short_day(renewal.renewed_at.date())}{state}{note}"


def _forecast(commitment: Commitment) -> str:
    sure = "" if commitment.percent is None else f"{commitment.percent} % sure"
    if commitment.remembered_percent is not None:
        sure = f"{sure}, " if sure else ""
        sure += f"{commitment.remembered_percent} % from memory"
    text = " ".join(
        part for part in (render_inline(commitment.forecast), f"({sure})" if sure else "") if part
    )
    became = _CAME_TRUE.get(commitment.came_true, "")
    return f"Forecast: {text}; {became}." if became else f"Forecast: {_ended(text)}"


def count_noun(number: int, singular: str, plural: str) -> str:
    """Return a number followed by its noun, in the singular or plural."""
    return f"{number} {singular if number == 1 else plural}"


def _ended(sentence: str) -> str:
    """Add a full stop to a sentence unless it already ends in punctuation."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
