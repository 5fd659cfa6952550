"""Commitments: if-then plans for a more effective action.

Source: Gollwitzer, "Implementation Intentions", American Psychologist 54 (1999).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reflect.text.clean import clean_fields

DUE_AFTER = timedelta(days=14)
SEALED_AFTER = timedelta(hours=24)
OUTCOMES = ("kept", "partly", "dropped")
CAME_TRUE = ("yes", "no", "unclear")


@dataclass(frozen=True, slots=True)
class Commitment:
    """A plan of the form "When CUE, I will ACTION", reviewed on its due date.

    Args:
        cue: the situation that triggers the action; may be empty.
        action: what the user will do.
        due: the day of the look-back.
        made_at: when the commitment was written, with its UTC offset.
        forecast: the outcome the user expects; may be empty.
        percent: how likely the user thinks the forecast is, from 0 to 100; None if not given.
        outcome: one of OUTCOMES after the look-back; "" before it.
        came_true: one of CAME_TRUE once the forecast has been judged; "" before that.
        note: what actually happened.
        looked_back_at: when the user looked back; None while the commitment is open.
    """

    cue: str
    action: str
    due: date
    made_at: datetime
    forecast: str = ""
    percent: int | None = None
    outcome: str = ""
    came_true: str = ""
    note: str = ""
    looked_back_at: datetime | None = None

    def __post_init__(self) -> None:
        clean_fields(
            self, lines=("outcome", "came_true"), texts=("cue", "action", "forecast", "note")
        )

    @property
    def is_open(self) -> bool:
        """Whether the user has yet to look back on it."""
        return self.looked_back_at is None

    def is_due(self, today: date) -> bool:
        """Return whether it is open and its due date has come."""
        return self.is_open and self.due <= today

    def is_sealed(self, now: datetime) -> bool:
        """Return whether its forecast is hidden and can't be changed until the look-back."""
        has_forecast = bool(self.forecast) or self.percent is not None
        return has_forecast and self.is_open and now - self.made_at >= SEALED_AFTER

    def sentence(self) -> str:
        """Return the commitment as one sentence: "When …, I will …"."""
        return f"When {self.cue}, I will {self.action}" if self.cue else f"I will {self.action}"
