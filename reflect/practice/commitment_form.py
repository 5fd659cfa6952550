"""The parts of a commitment as typed text: their labels, their checks, and what they make."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from reflect.dates import format_day, parse_day
from reflect.errors import UsageError
from reflect.model.commitment import DUE_AFTER, Commitment

CUE, ACTION, DUE, FORECAST, PERCENT = range(5)
LABELS = ("When", "I will", "Look back", "Forecast", "How sure, %")
_PERCENT = re.compile(r"([0-9]{1,3})\s*%?")


def split_parts(typed: str) -> list[str]:
    """Return the parts of a draft, which has one a line."""
    parts = typed.split("\n")
    return [*parts[:PERCENT], " ".join(parts[PERCENT:])] + [""] * (PERCENT - len(parts))


def join_parts(parts: Sequence[str]) -> str:
    """Return the parts as a draft has them, without the empty ones at the end."""
    lines = [" ".join(part.split("\n")) for part in parts]
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def parts_of(commitment: Commitment | None) -> list[str]:
    """Return the parts of a commitment, each on one line; empty ones if there is none."""
    if commitment is None:
        return [""] * len(LABELS)
    return [
        commitment.cue,
        commitment.action,
        commitment.due.isoformat(),
        commitment.forecast.replace("\n", " "),
        "" if commitment.percent is None else str(commitment.percent),
    ]


def parse_due(text: str, today: date) -> date:
    """Return the day of the look-back: in two weeks if the text is empty.

    Raises:
        UsageError: it is not a date, or is past.
    """
    due = parse_day(text, today) if text.strip() else today + DUE_AFTER
    if due < today:
        raise UsageError(f"{format_day(due)} is already past", hint="Give a day from today on.")
    return due


def parse_percent(text: str) -> int | None:
    """Return a percentage, typed with or without its sign; None if the text is empty.

    Raises:
        UsageError: it is not a whole number from 0 to 100.
    """
    if not text.strip():
        return None
    found = _PERCENT.fullmatch(text.strip())
    if found is None or int(found[1]) > 100:
        raise UsageError("how sure you are is a whole number from 0 to 100")
    return int(found[1])


def build_commitment(
    parts: Sequence[str], old: Commitment | None, now: datetime
) -> Commitment | None:
    """Return the commitment that the parts make; None if all are empty.

    Args:
        parts: as they were typed.
        old: the commitment that is changed. As long as its forecast stays the same, so does the
            instant it was made at; a sealed forecast always stays.
        now: the current time.

    Raises:
        UsageError: a part is missing or invalid.
    """
    cue, action, due, forecast, percent = (part.strip() for part in parts)
    if not action:
        if cue or forecast or percent:
            raise UsageError("what will you do then?", hint='Finish the sentence "I will …".')
        return None
    if percent and not forecast:
        raise UsageError(
            "a forecast is missing", hint="Say what you expect, or take the figure away."
        )
    made = Commitment(
        cue, action, parse_due(due, now.date()), now, forecast, parse_percent(percent)
    )
    if old is not None and (
        old.is_sealed(now)
        or (old.forecast.replace("\n", " "), old.percent) == (made.forecast, made.percent)
    ):
        return replace(old, cue=made.cue, action=made.action, due=made.due)
    return made
