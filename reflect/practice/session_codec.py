"""Converts sessions to JSON drafts and back."""

from datetime import date, datetime
from typing import Any

from reflect.errors import FileError, UsageError
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry
from reflect.model.guide import COMMITMENT_ANSWERS, Guide, Prompt
from reflect.practice.answers import KIND_FEED, Value, accept, as_text, from_data, to_data
from reflect.practice.session import Session
from reflect.text.clean import clean, normalise_line


def to_dict(session: Session) -> dict[str, Any]:
    """Return the draft of a session, without the session's origin."""
    return {
        "id": session.id,
        "guide": session.guide.name,
        "begun_at": session.begun_at.isoformat(),
        "occurred_on": session.occurred_on.isoformat(),
        "title": session.title,
        "tags": list(session.tags),
        "answers": [
            {"prompt": id_, "question": session.questions.get(id_, ""), "value": to_data(value)}
            for id_, value in session.answers.items()
        ],
        "extras": [
            {"prompt": extra.prompt, "question": extra.question, "text": extra.text}
            for extra in session.extras
        ],
        "skipped": sorted(session.skipped),
        "at": session.at,
        "quiet": session.has_paused,
        "typing": list(session.typing),
        "repeats": list(session.repeats),
    }


def from_dict(data: dict[str, Any], guide: Guide, origin: Entry | None = None) -> Session:
    """Return the session stored in a draft, at the prompt where the user left off.

    Answers to prompts that are no longer in the guide become extras.

    Raises:
        FileError: the draft does not have the format that `to_dict` writes.
    """
    session = Session(guide, origin=origin)
    try:
        _fill(session, data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileError(
            "this draft can't be read: it is not what reflect writes",
            hint="Look at the file under drafts/ in the journal's folder; it was left as it is.",
        ) from error
    return session


def _fill(session: Session, data: dict[str, Any]) -> None:
    guide = session.guide
    session.id = str(data["id"])
    session.begun_at = datetime.fromisoformat(data["begun_at"])
    session.occurred_on = date.fromisoformat(data["occurred_on"])
    session.title = normalise_line(str(data["title"]))
    session.tags = tuple(normalise_line(str(tag)) for tag in data["tags"])
    session.has_paused = bool(data["quiet"])
    # Drafts from the first version have no `repeats` key.
    before = session.origin.repeats if session.origin else ()
    session.repeats = tuple(str(id_) for id_ in data.get("repeats", before))
    extras = [
        Answer(str(extra["prompt"]), str(extra["question"]), str(extra["text"]))
        for extra in data["extras"]
    ]
    for answer in data["answers"]:
        value = from_data(answer["value"])
        extras += place(session, str(answer["prompt"]), str(answer["question"]), value)
    session.skipped = {str(id_) for id_ in data["skipped"] if guide.prompt(str(id_))}
    typed_at, typed = (str(part) for part in data["typing"])
    if typed and guide.prompt(typed_at) is None:
        extras.append(Answer(typed_at, typed_at, typed))
        typed_at = typed = ""
    session.typing = (typed_at, clean(typed).text)
    session.extras = tuple(extras)
    session.at = str(data["at"])
    if session.at and guide.prompt(session.at) is None:
        session.go_to_open()


def place(session: Session, prompt_id: str, question: str, value: Value) -> list[Answer]:
    """Store an answer in the session if the guide has a prompt for it.

    Returns:
        A list with the answer as an extra if no prompt fits it; otherwise an empty list.
    """
    prompt = session.guide.prompt(prompt_id)
    if prompt is None and isinstance(value, Commitment):
        prompt = _free_commitment(session)
    if prompt is None or not _fits(prompt, value):
        return [Answer(prompt_id, question or prompt_id, as_text(value))]
    session.answers[prompt.id] = value
    session.questions[prompt.id] = question or prompt.ask
    return []


def _free_commitment(session: Session) -> Prompt | None:
    return next(
        (
            prompt
            for prompt in session.guide.prompts
            if prompt.answer in COMMITMENT_ANSWERS and prompt.id not in session.answers
        ),
        None,
    )


def _fits(prompt: Prompt, value: Value) -> bool:
    """Return whether the prompt in its current form accepts a stored value unchanged."""
    if value == "":
        return prompt.feeds == KIND_FEED
    if isinstance(value, Commitment) or isinstance(value, int) != (prompt.answer == "scale"):
        return prompt.answer in COMMITMENT_ANSWERS and isinstance(value, Commitment)
    try:
        return accept(prompt, value, date.max) == value
    except UsageError:
        return False
