"""The parts of a commitment as the user types them: labels, validation and conversion."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from reflect.dates import format_day, parse_day
from reflect.errors import UsageError
from reflect.model.commitment import DUE_AFTER, FORECAST_DUE, Commitment
from reflect.model.guide import FORECAST as FORECAST_ANSWER
from reflect.model.guide import Prompt

# The numbers are the lines of a draft.
CUE, ACTION, DUE, FORECAST, PERCENT, OBSTACLE = range(6)
LABELS = ("When", "I will", "Look back", "I expect", "How sure, %", "In my way")
_PERCENT = re.compile(r"([0-9]{1,3})\s*%?")


def parts_asked(prompt: Prompt) -> tuple[int, ...]:
    """Return the parts that a prompt asks for, in order."""
    if prompt.answer == FORECAST_ANSWER:
        return FORECAST, PERCENT, DUE
    return CUE, ACTION, DUE, FORECAST, PERCENT, OBSTACLE


def split_parts(typed: str) -> list[str]:
    """Split the text of a draft into its parts, one per line."""
    parts = typed.split("\n")
    return [*parts[:OBSTACLE], " ".join(parts[OBSTACLE:])] + [""] * (OBSTACLE - len(parts))


def join_parts(parts: Sequence[str]) -> str:
    """Join parts into the text of a draft, omitting empty parts at the end."""
    lines = [_on_one_line(part) for part in parts]
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def parts_of(commitment: Commitment | None) -> list[str]:
    """Return the parts of a commitment, each on one line; all empty if there is no commitment."""
    if commitment is None:
        return [""] * len(LABELS)
    return [
        _on_one_line(commitment.cue),
        _on_one_line(commitment.action),
        commitment.due.isoformat(),
        _on_one_line(commitment.forecast),
        "" if commitment.percent is None else str(commitment.percent),
        _on_one_line(commitment.obstacle),
    ]


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


def default_due(prompt: Prompt, today: date) -> tuple[date, str]:
    """Return the day to look back if the user gives none, and how far away it is, in words."""
    if prompt.answer == FORECAST_ANSWER:
        return parse_day(FORECAST_DUE, today), FORECAST_DUE.replace("9", "nine")
    return today + DUE_AFTER, "in two weeks"


def parse_due(text: str, today: date, default: date | None = None, old: date | None = None) -> date:
    """Return the day of the look-back.

    Args:
        text: the day as typed.
        today: the current day.
        default: the day if the text is empty; None for two weeks from today.
        old: the day so far, which may be past.

    Raises:
        UsageError: the text is not a date, or the day is in the past.
    """
    due = parse_day(text, today) if text.strip() else default or today + DUE_AFTER
    if due < today and due != old:
        raise UsageError(f"{format_day(due)} is already past", hint="Give a day from today on.")
    return due


def parse_percent(text: str) -> int | None:
    """Parse a percentage, with or without a percent sign; return None if the text is empty.

    Raises:
        UsageError: the text is not a whole number from 0 to 100.
    """
    if not text.strip():
        return None
    found = _PERCENT.fullmatch(text.strip())
    if found is None or int(found[1]) > 100:
        raise UsageError("how sure you are is a whole number from 0 to 100")
    return int(found[1])


def check_part(
    number: int, parts: Sequence[str], prompt: Prompt, old: Commitment | None, today: date
) -> None:
    """Check one part, so that a front end can report an error where it was typed.

    Raises:
        UsageError: the day, the percentage or the forecast is invalid.
    """
    if number == DUE:
        due = old.due if old else None
        parse_due(parts[DUE], today, default_due(prompt, today)[0], due)
    elif number == PERCENT:
        parse_percent(parts[PERCENT])
    if number in (FORECAST, PERCENT) and parts[PERCENT].strip() and not parts[FORECAST].strip():
        raise UsageError(
            "a forecast is missing", hint="Say what you expect, or take the figure away."
        )


def build_commitment(
    parts: Sequence[str], old: Commitment | None, now: datetime, prompt: Prompt
) -> Commitment | None:
    """Build a commitment from its parts; return None if all of them are empty.

    Args:
        parts: the parts as typed.
        old: the commitment being changed, if any. Its forecast and `made_at` are kept if the
            forecast is sealed or unchanged.
        now: the current time.
        prompt: the prompt, which asks for a plan or only for a forecast.

    Raises:
        UsageError: a part is missing or invalid.
    """
    cue, action, _, forecast, percent, obstacle = (part.strip() for part in parts)
    needs_action = prompt.answer != FORECAST_ANSWER
    if needs_action and not action and (cue or forecast or percent or obstacle):
        raise UsageError("what will you do then?", hint='Finish the sentence "I will …".')
    for number in (DUE, FORECAST, PERCENT):
        check_part(number, parts, prompt, old, now.date())
    if not action and not forecast:
        return None
    day, _ = default_due(prompt, now.date())
    due = parse_due(parts[DUE], now.date(), day, old.due if old else None)
    made = Commitment(cue, action, due, now, forecast, parse_percent(percent), obstacle)
    if old is None:
        return made
    is_same = (_on_one_line(old.forecast), old.percent) == (made.forecast, made.percent)
    kept = replace(
        old,
        cue=old.cue if _on_one_line(old.cue) == cue else cue,
        action=old.action if _on_one_line(old.action) == action else action,
        due=due,
        obstacle=old.obstacle if _on_one_line(old.obstacle) == obstacle else obstacle,
    )
    if old.is_sealed(now) or is_same:
        return kept
    return replace(kept, forecast=made.forecast, percent=made.percent, made_at=now)
