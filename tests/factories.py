"""Factories for entries and commitments with realistic default values."""

from datetime import UTC, date, datetime
from typing import Any

from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
TODAY = NOW.date()


def make_commitment(**overrides: Any) -> Commitment:
    """Create a commitment with a forecast, due in two weeks."""
    values: dict[str, Any] = {
        "cue": "somebody asks for a launch date",
        "action": "ask who is on call before I answer",
        "due": date(2026, 12, 6),
        "made_at": NOW,
        "forecast": "no launch without support this quarter",
        "percent": 70,
    }
    return Commitment(**values | overrides)


def make_entry(number: int = 1, **overrides: Any) -> Entry:
    """Create an entry about a launch, with an id derived from `number`."""
    values: dict[str, Any] = {
        "id": from_int(number),
        "title": "Launched without support",
        "guide": "drucker",
        "state": "entry",
        "occurred_on": date(2026, 11, 21),
        "created_at": NOW,
        "updated_at": NOW,
        "kind": "complex",
        "reason": "uncertainty",
        "tags": ("delegation", "launch"),
        "answers": (
            Answer("happened", "What happened?", "We launched on Friday.\n\nNobody was on call."),
            Answer("lesson", "What is the lesson?", "Ask who is on call before any date."),
        ),
        "commitments": (make_commitment(),),
    }
    return Entry(**values | overrides)
