"""Answers to prompts: validation, and conversion to and from draft data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from reflect import dates
from reflect.errors import UsageError
from reflect.model.commitment import Commitment, Renewal
from reflect.model.failure import parse_kind
from reflect.model.guide import COMMITMENT_ANSWERS, Prompt, Scale
from reflect.text import clean

Value = str | int | Commitment

LINE_LIMIT = 500
KIND_FEED = "kind"
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")


def accept(prompt: Prompt, value: Value, today: date) -> Value | None:
    """Return the answer in its stored form; None if it is empty.

    Args:
        prompt: the prompt being answered.
        value: a Commitment for a commitment prompt, text or a number for a scale, otherwise text.
        today: the current day, for dates such as "yesterday" and "in 2 weeks".

    Raises:
        UsageError: the prompt does not accept this answer.
    """
    if prompt.answer in COMMITMENT_ANSWERS:
        if not isinstance(value, Commitment):
            raise UsageError("a commitment has a cue, an action and a day")
        return _commitment(value, today, needs_action=prompt.answer == "commitment")
    if isinstance(value, Commitment):
        raise UsageError("this question does not take a commitment")
    if prompt.feeds == KIND_FEED:
        return "/".join(part for part in parse_kind(str(value)) if part)
    words = clean.normalise(str(value))
    if not words.strip():
        return None
    return _READERS[prompt.answer](prompt, words, today)


def _line(prompt: Prompt, words: str, today: date) -> Value | None:
    line = clean.one_line(words)
    if prompt.feeds == "tags":
        line = ", ".join(split_tags(line))
    if len(line) > LINE_LIMIT:
        raise UsageError(f"give one line of up to {LINE_LIMIT} characters; this has {len(line)}")
    return line or None


def _text(prompt: Prompt, words: str, today: date) -> Value | None:
    return words


def _list(prompt: Prompt, words: str, today: date) -> Value | None:
    return "\n".join(line.strip() for line in words.split("\n") if line.strip())


def _date(prompt: Prompt, words: str, today: date) -> Value | None:
    read = dates.parse_past_day if prompt.feeds == "occurred_on" else dates.parse_day
    return read(words, today).isoformat()


def _choice(prompt: Prompt, words: str, today: date) -> Value | None:
    wanted = clean.one_line(words).casefold()
    for choice in prompt.choices:
        if choice.value.casefold() == wanted:
            return choice.value
    known = ", ".join(choice.value for choice in prompt.choices)
    raise UsageError("that is not one of the choices", hint=f"One of: {known}.")


def _scale(prompt: Prompt, words: str, today: date) -> Value | None:
    scale = prompt.scale or Scale()
    # _NUMBER limits the length, because `int` raises an error for thousands of digits.
    number = int(words) if _NUMBER.fullmatch(words.strip()) else scale.low - 1
    if not scale.low <= number <= scale.high:
        raise UsageError(f"give a whole number from {scale.low} to {scale.high}")
    return number


_READERS: Mapping[str, Callable[[Prompt, str, date], Value | None]] = {
    "line": _line,
    "text": _text,
    "list": _list,
    "date": _date,
    "choice": _choice,
    "scale": _scale,
}


def _commitment(value: Commitment, today: date, *, needs_action: bool) -> Commitment | None:
    cue = _without(clean.one_line(value.cue), "when ")
    action = _without(clean.one_line(value.action), "i will ")
    forecast = clean.normalise(value.forecast)
    if not cue and not action and not forecast:
        return None
    if not action and needs_action:
        raise UsageError(
            "a commitment needs what you will do", hint='Finish the sentence "I will …".'
        )
    if not action and not forecast:
        raise UsageError("a forecast is missing", hint="Say what you expect.")
    if value.percent is not None and not 0 <= value.percent <= 100:
        raise UsageError("how sure you are is a number from 0 to 100")
    if value.is_open and value.due < today:
        raise UsageError("the day to look again is already past", hint="Give a day from today on.")
    return replace(value, cue=cue, action=action, forecast=forecast)


def _without(line: str, lead: str) -> str:
    """Remove a lead-in that the sentence adds itself, and any comma at the end."""
    line = line.rstrip(", ")
    return line[len(lead) :] if line.lower().startswith(lead) else line


def split_tags(words: str) -> tuple[str, ...]:
    """Return the tags in a comma-separated list, without duplicates.

    Raises:
        UsageError: a tag is not valid.
    """
    return tuple(dict.fromkeys(clean.clean_tag(tag) for tag in words.split(",") if tag.strip(" #")))


def as_text(value: Value) -> str:
    """Return an answer as plain text, for a prompt that is no longer in the guide."""
    if not isinstance(value, Commitment):
        return str(value)
    lines = [f"{value.sentence()} (look back on {dates.format_day(value.due)})"]
    if value.forecast:
        lines.append(f"Forecast: {value.forecast}")
    if value.percent is not None:
        lines.append(f"How sure: {value.percent} %")
    if value.obstacle:
        lines.append(f"Obstacle: {value.obstacle}")
    return "\n".join(lines)


def to_data(value: Value) -> str | int | dict[str, Any]:
    """Return an answer as JSON data."""
    if not isinstance(value, Commitment):
        return value
    looked_back = value.looked_back_at
    return {
        "cue": value.cue,
        "action": value.action,
        "due": value.due.isoformat(),
        "made_at": value.made_at.isoformat(),
        "forecast": value.forecast,
        "percent": value.percent,
        "obstacle": value.obstacle,
        "outcome": value.outcome,
        "remembered_percent": value.remembered_percent,
        "good_call": value.good_call,
        "came_true": value.came_true,
        "note": value.note,
        "looked_back_at": looked_back.isoformat() if looked_back else None,
        "renewals": [
            {
                "due": renewal.due.isoformat(),
                "renewed_at": renewal.renewed_at.isoformat(),
                "outcome": renewal.outcome,
                "note": renewal.note,
            }
            for renewal in value.renewals
        ],
    }


def from_data(data: object) -> Value:
    """Return the answer stored in JSON data from `to_data`.

    Raises:
        KeyError, TypeError, ValueError: the data does not come from `to_data`.
    """
    if isinstance(data, str):
        return clean.normalise(data)
    if isinstance(data, int) and not isinstance(data, bool):
        return data
    if not isinstance(data, dict):
        raise TypeError("a value is a text, a number or a commitment")
    looked_back = data["looked_back_at"]
    return Commitment(
        cue=str(data["cue"]),
        action=str(data["action"]),
        due=date.fromisoformat(data["due"]),
        made_at=datetime.fromisoformat(data["made_at"]),
        forecast=str(data["forecast"]),
        percent=_percent(data["percent"]),
        # Drafts of version 0.1 lack the keys that are read with a default.
        obstacle=str(data.get("obstacle", "")),
        outcome=str(data["outcome"]),
        remembered_percent=_percent(data.get("remembered_percent")),
        good_call=str(data.get("good_call", "")),
        came_true=str(data["came_true"]),
        note=str(data["note"]),
        looked_back_at=datetime.fromisoformat(looked_back) if looked_back else None,
        renewals=tuple(
            Renewal(
                due=date.fromisoformat(renewal["due"]),
                renewed_at=datetime.fromisoformat(renewal["renewed_at"]),
                outcome=str(renewal["outcome"]),
                note=str(renewal["note"]),
            )
            for renewal in data.get("renewals", ())
        ),
    )


def _percent(data: Any) -> int | None:
    return None if data is None else int(data)
