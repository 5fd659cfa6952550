"""From a session to the entry it becomes, and from an entry back into a session."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.entry import NOTE, Answer, Entry, Rating
from reflect.model.failure import parse_kind
from reflect.model.guide import Prompt, Scale
from reflect.practice.answers import LINE_LIMIT, Value, accept, split_tags
from reflect.practice.session_codec import place
from reflect.text.clean import normalise

if TYPE_CHECKING:
    from reflect.practice.session import Session

# What these feed is kept in the entry's own fields, not among its answers.
FIELDS = ("title", "occurred_on", "kind", "commitment", "tags")


def entry(session: "Session", now: datetime, state: str) -> Entry:
    """Make the entry of a session as it stands."""
    origin = session.origin
    kind, reason = parse_kind(str(session.value_for("kind") or ""))
    if session.value_for("kind") is None and origin is not None:
        kind, reason = origin.kind, origin.reason
    day = session.value_for("occurred_on")
    tags = session.tags + split_tags(str(session.value_for("tags") or ""))
    return Entry(
        id=session.id,
        title=str(session.value_for("title") or session.title or session.suggested_title),
        guide=session.guide.name,
        state=state,
        occurred_on=date.fromisoformat(str(day)) if day else session.occurred_on,
        created_at=origin.created_at if origin else session.begun_at,
        updated_at=now,
        kind=kind,
        reason=reason,
        tags=tuple(dict.fromkeys(tags)),
        answers=tuple(_answers(session)) + session.extras,
        ratings=tuple(_ratings(session)),
        commitments=tuple(_commitments(session)),
        repeats=session.repeats,
    )


def _answered(session: "Session") -> Iterator[tuple[Prompt, Value]]:
    for prompt in session.guide.prompts:
        value = session.answers.get(prompt.id)
        if value is not None:
            yield prompt, value


def _answers(session: "Session") -> Iterator[Answer]:
    for prompt, value in _answered(session):
        if isinstance(value, str) and value and prompt.feeds not in FIELDS:
            yield Answer(prompt.id, session.questions.get(prompt.id, prompt.ask), value)


def _ratings(session: "Session") -> Iterator[Rating]:
    for prompt, value in _answered(session):
        if isinstance(value, int):
            scale = prompt.scale or Scale()
            question = session.questions.get(prompt.id, prompt.ask)
            yield Rating(prompt.id, question, value, scale.low, scale.high, scale.reversed)
    for rating in session.origin.ratings if session.origin else ():
        if session.guide.prompt(rating.prompt) is None:
            yield rating


def _commitments(session: "Session") -> Iterator[Commitment]:
    """Those of the prompts, each in the place of the origin's that it came from, then the rest."""
    before = session.origin.commitments if session.origin else ()
    prompts = commitment_prompts(session)
    for number, prompt in enumerate(prompts):
        value = session.answers.get(prompt.id)
        closed = number < len(before) and not before[number].is_open
        if closed:
            yield before[number]
        elif isinstance(value, Commitment):
            yield value
    yield from before[len(prompts) :]


def commitment_prompts(session: "Session") -> list[Prompt]:
    """The prompts that ask for a commitment; number 1 of an entry is the first one's."""
    return [prompt for prompt in session.guide.prompts if prompt.answer == "commitment"]


def refuse_sealed(session: "Session", prompt: Prompt, new: Commitment, now: datetime) -> None:
    """Let a resumed entry's commitment not be changed where it is closed or its forecast sealed.

    Raises:
        UsageError: it would be.
    """
    ids = [known.id for known in commitment_prompts(session)]
    before = session.origin.commitments if session.origin else ()
    if prompt.id not in ids or ids.index(prompt.id) >= len(before):
        return
    old = before[ids.index(prompt.id)]
    if not old.is_open and new != old:
        raise UsageError("this commitment was looked back on already, and stays as it is")
    if old.is_sealed(now) and (new.forecast, new.percent) != (old.forecast, old.percent):
        raise UsageError(
            "the forecast is sealed until the look-back",
            hint="The rest of the commitment may change.",
        )


def take_typing(session: "Session") -> None:
    """Make an answer of what was typed and not finished, so that saving loses nothing."""
    prompt_id, typed = session.typing
    prompt = session.guide.prompt(prompt_id)
    session.typing = ("", "")
    if prompt is None or not typed.strip():
        return
    if prompt.answer in ("text", "list", "line"):
        try:
            value = accept(prompt, typed, session.begun_at.date())
        except UsageError:
            value = None
        if value is not None:
            session.answers[prompt_id] = value
            session.questions[prompt_id] = prompt.ask
            session.skipped.discard(prompt_id)
            return
    if prompt.answer not in ("choice", "scale", "date"):
        session.extras += (Answer(prompt_id, prompt.ask, normalise(typed)),)


def take_over(entry: Entry, session: "Session") -> None:
    """Put what an entry holds where the session's guide asks for it; the rest becomes extras."""
    extras: list[Answer] = []
    for answer in entry.answers:
        prompt_id = answer.prompt
        if answer.prompt == NOTE and entry.state == "capture":
            prompt_id = _note_goes_to(session, answer.text) or NOTE
        known = session.guide.prompt(prompt_id)
        if known is None or prompt_id in session.answers:
            extras.append(answer)
            continue
        question = known.ask if prompt_id != answer.prompt else answer.question
        extras += place(session, prompt_id, question, answer.text)
    for rating in entry.ratings:
        if session.guide.prompt(rating.prompt) is not None:
            extras += place(session, rating.prompt, rating.question, rating.value)
    for prompt in session.guide.prompts:
        if prompt.feeds == "kind" and entry.kind:
            kind = f"{entry.kind}/{entry.reason}" if entry.reason else entry.kind
            extras += place(session, prompt.id, prompt.ask, kind)
        if prompt.feeds == "occurred_on":
            extras += place(session, prompt.id, prompt.ask, entry.occurred_on.isoformat())
    for prompt, commitment in zip(commitment_prompts(session), entry.commitments, strict=False):
        extras += place(session, prompt.id, prompt.ask, commitment)
    session.extras = tuple(extras)
    if entry.state != "capture":
        _skip_what_was_passed(session)


def _note_goes_to(session: "Session", note: str) -> str:
    """Find the first prompt that can hold a capture's note."""
    for prompt in session.guide.prompts:
        short = "\n" not in note and len(note) <= LINE_LIMIT
        plain = prompt.feeds in ("", "lesson")
        if plain and (prompt.answer == "text" or (prompt.answer in ("line", "list") and short)):
            return prompt.id
    return ""


def _skip_what_was_passed(session: "Session") -> None:
    """Nothing is demanded twice: an open prompt before the last answer was passed over."""
    steps = session.steps
    # The day is known of every entry, so it says nothing about how far the guide was walked.
    walked = [n for n, step in enumerate(steps) if step.feeds != "occurred_on"]
    last = max((n for n in walked if steps[n].id in session.answers), default=0)
    for prompt in steps[:last]:
        if prompt.optional and prompt.id not in session.answers:
            session.skipped.add(prompt.id)
