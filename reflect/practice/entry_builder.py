"""Converts sessions to entries and back."""

from collections.abc import Iterator
from datetime import date, datetime

from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.entry import NOTE, Answer, Entry, Rating
from reflect.model.failure import parse_kind
from reflect.model.guide import Guide, Prompt, Scale
from reflect.practice.answers import LINE_LIMIT, Value, split_tags
from reflect.practice.session import Session
from reflect.practice.session_codec import place

# Answers to prompts that feed these are stored as fields of the entry, not among its answers.
FIELDS = ("title", "occurred_on", "kind", "commitment", "tags")


def finish(session: Session, now: datetime) -> Entry:
    """Return the finished entry, including any answer that is still being typed.

    Raises:
        UsageError: a required prompt has no answer.
    """
    session.commit_typing()
    if session.missing:
        raise UsageError(f"not answered yet: {session.missing[0].ask}")
    return build_entry(session, now, "entry")


def finish_early(session: Session, now: datetime) -> Entry:
    """Return an entry with the answers so far, unfinished unless the session is complete.

    Raises:
        UsageError: there are no answers.
    """
    session.commit_typing()
    if not session.has_answers:
        raise UsageError("nothing is written yet")
    was_finished = session.origin is not None and session.origin.state == "entry"
    is_whole = session.is_complete or (was_finished and not session.missing)
    return build_entry(session, now, "entry" if is_whole else "unfinished")


def build_entry(session: Session, now: datetime, state: str) -> Entry:
    """Return a session as an entry in the given state."""
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
        ratings=ratings_of(session),
        commitments=tuple(_commitments(session)),
        repeats=session.repeats,
        near_miss=session.guide.near_miss or (origin.near_miss if origin else False),
        patterns=origin.patterns if origin else (),
        source=origin.source if origin else "",
        extra=origin.extra if origin else {},
    )


def _answered(session: Session) -> Iterator[tuple[Prompt, Value]]:
    for prompt in session.guide.prompts:
        value = session.answers.get(prompt.id)
        if value is not None:
            yield prompt, value


def _answers(session: Session) -> Iterator[Answer]:
    for prompt, value in _answered(session):
        if isinstance(value, str) and value and prompt.feeds not in FIELDS:
            yield Answer(prompt.id, session.questions.get(prompt.id, prompt.ask), value)


def ratings_of(session: Session) -> tuple[Rating, ...]:
    """Return the ratings so far, and those of the origin that have no prompt."""
    return tuple(_ratings(session))


def _ratings(session: Session) -> Iterator[Rating]:
    for prompt, value in _answered(session):
        if isinstance(value, int):
            scale = prompt.scale or Scale()
            question = session.questions.get(prompt.id, prompt.ask)
            yield Rating(prompt.id, question, value, scale.low, scale.high, scale.reversed)
    for rating in session.origin.ratings if session.origin else ():
        if session.guide.prompt(rating.prompt) is None:
            yield rating


def _commitments(session: Session) -> Iterator[Commitment]:
    """Yield the commitment for each prompt, then those of the origin that have no prompt.

    Closed commitments of the origin are never replaced.
    """
    before = session.origin.commitments if session.origin else ()
    prompts = session.commitment_prompts
    for number, prompt in enumerate(prompts):
        value = session.answers.get(prompt.id)
        closed = number < len(before) and not before[number].is_open
        if closed:
            yield before[number]
        elif isinstance(value, Commitment):
            yield value
    yield from before[len(prompts) :]


def resume(entry: Entry, guide: Guide, now: datetime) -> Session:
    """Return a session that continues a capture or an unfinished entry, or reopens a finished one.

    It starts at the first open prompt. A capture's note becomes the first answer. In an unfinished
    entry, the prompts before the last answer are not asked again; in a finished one, they are, and
    if none is open, it starts at the first prompt.
    """
    session = Session(
        guide,
        id=entry.id,
        begun_at=now,
        occurred_on=entry.occurred_on,
        tags=entry.tags,
        repeats=entry.repeats,
        origin=entry,
    )
    _fill(session, entry)
    if entry.state == "entry":
        _fill_fields(session, entry)
        session.has_paused = True
    elif entry.state != "capture":
        _skip_passed(session)
    if entry.title not in ("", session.suggested_title):
        session.title = entry.title
    session.go_to_open()
    if entry.state == "entry" and session.prompt is None and session.steps:
        session.at = session.steps[0].id
    return session


def _fill_fields(session: Session, entry: Entry) -> None:
    """Answer the prompts that ask for the title and the tags."""
    for prompt in session.guide.prompts:
        if prompt.feeds == "title" and entry.title:
            place(session, prompt.id, prompt.ask, entry.title)
        elif prompt.feeds == "tags" and not place(
            session, prompt.id, prompt.ask, ", ".join(entry.tags)
        ):
            session.tags = ()


def set_note(session: Session, note: str, question: str) -> None:
    """Make a note the only text of a new session, as if a capture of it was resumed.

    Args:
        session: the session.
        note: the note; "" removes the text.
        question: the question to store with the note if no prompt of the guide can take it.
    """
    session.answers.clear()
    session.questions.clear()
    session.extras = ()
    if note:
        prompt_id = _prompt_for_note(session, note)
        session.extras = tuple(
            place(session, prompt_id or NOTE, "" if prompt_id else question, note)
        )
    session.go_to_open()


def _fill(session: Session, entry: Entry) -> None:
    """Copy an entry's content to the prompts that ask for it; other answers become extras."""
    extras: list[Answer] = []
    for answer in entry.answers:
        prompt_id = answer.prompt
        if answer.prompt == NOTE and entry.state == "capture":
            prompt_id = _prompt_for_note(session, answer.text) or NOTE
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
    for prompt, commitment in zip(session.commitment_prompts, entry.commitments, strict=False):
        extras += place(session, prompt.id, prompt.ask, commitment)
    session.extras = tuple(extras)


def _prompt_for_note(session: Session, note: str) -> str:
    """Return the id of the first prompt that can take a capture's note; "" if there is none."""
    for prompt in session.guide.prompts:
        short = "\n" not in note and len(note) <= LINE_LIMIT
        plain = prompt.feeds in ("", "lesson")
        if plain and (prompt.answer == "text" or (prompt.answer in ("line", "list") and short)):
            return prompt.id
    return ""


def _skip_passed(session: Session) -> None:
    """Mark open prompts before the last answer as skipped, so that they are not asked again."""
    steps = session.steps
    # Every entry has a date, so this prompt doesn't show how far the user got.
    numbers = [n for n, step in enumerate(steps) if step.feeds != "occurred_on"]
    last = max((n for n in numbers if steps[n].id in session.answers), default=0)
    for prompt in steps[:last]:
        if prompt.optional and prompt.id not in session.answers:
            session.skipped.add(prompt.id)
