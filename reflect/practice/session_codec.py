"""A session as a draft that JSON can hold, and back."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reflect.errors import FileError, UsageError
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer
from reflect.model.guide import Prompt
from reflect.practice.answers import KIND_FEED, Value, accept, from_data, shown, to_data
from reflect.text.clean import clean, normalise_line

if TYPE_CHECKING:
    from reflect.practice.session import Session


def to_dict(session: "Session") -> dict[str, Any]:
    """Write a session down; its origin is not part of it."""
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
        "quiet": session.quiet,
        "typing": list(session.typing),
        "repeats": list(session.repeats),
    }


def fill(session: "Session", data: dict[str, Any]) -> None:
    """Fill a session whose guide is known from what `to_dict` made.

    Raises:
        FileError: it is something else.
    """
    try:
        session.id = str(data["id"])
        session.begun_at = datetime.fromisoformat(data["begun_at"])
        session.occurred_on = date.fromisoformat(data["occurred_on"])
        session.title = normalise_line(str(data["title"]))
        session.tags = tuple(normalise_line(str(tag)) for tag in data["tags"])
        session.quiet = bool(data["quiet"])
        typed_at, typed = data["typing"]
        # Drafts of the first version know of no recurrence.
        before = session.origin.repeats if session.origin else ()
        session.repeats = tuple(str(id_) for id_ in data.get("repeats", before))
        extras = [
            Answer(str(extra["prompt"]), str(extra["question"]), str(extra["text"]))
            for extra in data["extras"]
        ]
        for answer in data["answers"]:
            value = from_data(answer["value"])
            extras += place(session, str(answer["prompt"]), str(answer["question"]), value)
        session.skipped = {str(id_) for id_ in data["skipped"] if session.guide.prompt(str(id_))}
        at = str(data["at"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileError(
            "this draft can't be read: it is not what reflect writes",
            hint="Look at the file under drafts/ in the journal's folder; it was left as it is.",
        ) from error
    if typed and session.guide.prompt(str(typed_at)) is None:
        extras.append(Answer(str(typed_at), str(typed_at), str(typed)))
        typed_at = typed = ""
    session.typing = (str(typed_at), clean(str(typed)).text)
    session.extras = tuple(extras)
    session.at = at
    if at and session.guide.prompt(at) is None:
        session.go_to_open()


def place(session: "Session", prompt_id: str, question: str, value: Value) -> list[Answer]:
    """Put a value where the guide still asks for it; else give it back as answers of its own."""
    prompt = session.guide.prompt(prompt_id)
    if prompt is None and isinstance(value, Commitment):
        prompt = _free_commitment(session)
    if prompt is None or not _fits(prompt, value):
        return [Answer(prompt_id, question or prompt_id, shown(value))]
    session.answers[prompt.id] = value
    session.questions[prompt.id] = question or prompt.ask
    return []


def _free_commitment(session: "Session") -> Prompt | None:
    return next(
        (
            prompt
            for prompt in session.guide.prompts
            if prompt.answer == "commitment" and prompt.id not in session.answers
        ),
        None,
    )


def _fits(prompt: Prompt, value: Value) -> bool:
    """Whether a kept value is one that the prompt, as it is now, would accept unchanged."""
    if value == "":
        return prompt.feeds == KIND_FEED
    if isinstance(value, Commitment) or isinstance(value, int) != (prompt.answer == "scale"):
        return prompt.answer == "commitment" and isinstance(value, Commitment)
    try:
        return accept(prompt, value, date.max) == value
    except UsageError:
        return False
