"""The parts of an entry as the summary shows them."""

from collections.abc import Callable, Iterator
from datetime import datetime

from reflect.formats.summary.blocks import begins_block, block_quote, render_blocks
from reflect.formats.summary.headings import EntryAnchor, short_day
from reflect.formats.summary.inline import bold_line, escape_line, escape_line_start, render_inline
from reflect.model.commitment import Commitment
from reflect.model.entry import LESSON, Answer, Entry, Rating
from reflect.model.failure import kind_sentence

IsList = Callable[[str, str], bool]
_OUTCOMES = {"kept": "Kept", "partly": "Partly kept", "dropped": "Dropped"}
_CAME_TRUE = {"yes": "it came true", "no": "it did not come true", "unclear": "unclear"}
_STATES = {"unfinished": "Unfinished", "capture": "Noted, not reflected on yet", "draft": "A draft"}


def render_facts(entry: Entry, places: dict[str, EntryAnchor]) -> str:
    """Write what is known of an entry beside its answers, one thing a line; "" for nothing.

    Args:
        entry: the entry.
        places: where the entries of the document stand, by id.
    """
    lines = []
    if entry.state in _STATES:
        lines.append(f"**{_STATES[entry.state]}**")
    if told := kind_sentence(entry.kind, entry.reason):
        lines.append(f"**Kind:** {told}")
    if tags := ", ".join(filter(None, map(escape_line, entry.tags))):
        lines.append(f"**Tags:** {tags}")
    if entry.repeats:
        known = [places[one] for one in entry.repeats if one in places]
        links = [f"[{escape_line(place.heading)}](#{place.anchor})" for place in known]
        if missing := len(entry.repeats) - len(known):
            links.append(f"{count_noun(missing, 'entry', 'entries')} not in this summary")
        lines.append(f"**Repeats:** {', '.join(links)}")
    return "\n".join(f"- {line}" for line in lines)


def render_answers(entry: Entry, is_list: IsList) -> Iterator[str]:
    """Write each question in bold, its answer below; the lesson as a quotation."""
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
    """Write what was rated, under the score."""
    if not entry.ratings:
        return
    scales = {(rating.low, rating.high) for rating in entry.ratings}
    low, high = next(iter(scales))
    of = f", from {low} to {high}" if len(scales) == 1 else ""
    if entry.score is not None:
        yield f"**Score:** {entry.score:.1f}{of}"
    yield "\n".join(map(_rating, entry.ratings))


def _rating(rating: Rating) -> str:
    turned = f", counted as {rating.score}" if rating.reversed else ""
    asked = escape_line_start(escape_line(rating.question) or escape_line(rating.prompt))
    return f"- {asked} **{rating.value}**{turned}" if asked else f"- **{rating.value}**{turned}"


def render_commitments(entry: Entry, now: datetime) -> Iterator[str]:
    """Write what was to be done, and what became of it."""
    if entry.commitments:
        yield "**Commitments:**" if len(entry.commitments) > 1 else "**Commitment:**"
        yield "\n".join(f"- {render_commitment(one, now)}" for one in entry.commitments)


def render_commitment(one: Commitment, now: datetime) -> str:
    """Write a commitment on one line; its forecast only where it is no longer sealed."""
    if one.is_open:
        state = f"Open, to look back on {short_day(one.due)}"
    else:
        state = _OUTCOMES.get(one.outcome, "Looked back on")
    parts = [f"**{state}:** {_ended(render_inline(one.sentence()))}"]
    if one.is_sealed(now):
        parts.append(f"Forecast: sealed until {short_day(one.due)}.")
    elif one.forecast or one.percent is not None:
        parts.append(_forecast(one))
    if one.note:
        parts.append(f"What happened: {_ended(render_inline(one.note))}")
    return " ".join(parts)


def _forecast(one: Commitment) -> str:
    sure = "" if one.percent is None else f"{one.percent} % sure"
    told = " ".join(
        part for part in (render_inline(one.forecast), f"({sure})" if sure else "") if part
    )
    became = _CAME_TRUE.get(one.came_true, "")
    return f"Forecast: {told}; {became}." if became else f"Forecast: {_ended(told)}"


def count_noun(number: int, one: str, many: str) -> str:
    """Write a number with its noun."""
    return f"{number} {one if number == 1 else many}"


def _ended(sentence: str) -> str:
    """End a sentence that has no end of its own."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
