"""The parts of a commitment as they are typed: from a draft, to a draft, and to a commitment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from reflect.dates import resolve, spell
from reflect.errors import UsageError
from reflect.model.commitment import DUE_AFTER, Commitment

CUE, ACTION, DUE, FORECAST, PERCENT = range(5)
LABELS = ("When", "I will", "Look back", "Forecast", "How sure, %")


def split(typed: str) -> list[str]:
    """Read the parts from a draft, which has one a line."""
    parts = typed.split("\n")
    return [*parts[:PERCENT], " ".join(parts[PERCENT:])] + [""] * (PERCENT - len(parts))


def joined(parts: Sequence[str]) -> str:
    """Write the parts for a draft, without the empty ones at the end."""
    left = [" ".join(part.split("\n")) for part in parts]
    while left and not left[-1].strip():
        left.pop()
    return "\n".join(left)


def taken_apart(commitment: Commitment | None) -> list[str]:
    """Give the parts of a commitment; five empty ones where there is none."""
    if commitment is None:
        return [""] * len(LABELS)
    return [
        commitment.cue,
        commitment.action,
        commitment.due.isoformat(),
        commitment.forecast.replace("\n", " "),
        "" if commitment.percent is None else str(commitment.percent),
    ]


def due_day(words: str, today: date) -> date:
    """Read the day to look back: in two weeks where nothing is said.

    Raises:
        UsageError: it can't be read, or is past.
    """
    due = resolve(words, today) if words.strip() else today + DUE_AFTER
    if due < today:
        raise UsageError(f"{spell(due)} is already past", hint="Give a day from today on.")
    return due


def put_together(parts: Sequence[str], old: Commitment | None, now: datetime) -> Commitment | None:
    """Make a commitment of its parts; None where all are empty.

    Args:
        parts: as they were typed.
        old: the commitment that stands; as long as its forecast does, so does the instant it
            was made at.
        now: the instant it is.

    Raises:
        UsageError: a part is missing, or can't be read.
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
    made = Commitment(cue, action, due_day(due, now.date()), now, forecast, _percent(percent))
    if old and (old.forecast.replace("\n", " "), old.percent) == (made.forecast, made.percent):
        return replace(old, cue=made.cue, action=made.action, due=made.due)
    return made


def _percent(text: str) -> int | None:
    digits = text.removesuffix("%").strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()) or int(digits[:4]) > 100:
        raise UsageError("how sure you are is a whole number from 0 to 100")
    return int(digits)
