"""The parts of a commitment as the user types them: labels, validation and conversion."""

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
    """Split the text of a draft into its parts, one per line."""
    parts = typed.split("\n")
    return [*parts[:PERCENT], " ".join(parts[PERCENT:])] + [""] * (PERCENT - len(parts))


def join_parts(parts: Sequence[str]) -> str:
    """Join parts into the text of a draft, omitting empty parts at the end."""
    lines = [" ".join(part.split("\n")) for part in parts]
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def parts_of(commitment: Commitment | None) -> list[str]:
    """Return the parts of a commitment, each on one line; all empty if there is no commitment."""
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
    """Return the day of the look-back; by default, two weeks from today.

    Raises:
        UsageError: the text is not a date, or the day is in the past.
    """
    due = parse_day(text, today) if text.strip() else today + DUE_AFTER
    if due < today:
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


def build_commitment(
    parts: Sequence[str], old: Commitment | None, now: datetime
) -> Commitment | None:
    """Build a commitment from its parts; return None if all of them are empty.

    Args:
        parts: the parts as typed.
        old: the commitment being changed, if any. Its forecast and `made_at` are kept if the
            forecast is sealed or unchanged.
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
    return replace(made, obstacle=old.obstacle, renewals=old.renewals) if old else made
