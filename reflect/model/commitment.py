"""A commitment: the more effective action, written as an if-then plan.

Source of the form: Gollwitzer, "Implementation Intentions", American Psychologist 54 (1999).
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
    """A plan of the form "When CUE, I will ACTION", reviewed on the day it is due.

    Args:
        cue: the situation that starts it; may be empty.
        action: what I will do.
        due: the day to look back.
        made_at: when it was written, with its offset.
        forecast: what I expect it to bring; "" for none.
        percent: how sure I am that the forecast comes true, 0 to 100; None where not given.
        outcome: one of OUTCOMES once looked back on, else "".
        came_true: one of CAME_TRUE once the forecast was judged, else "".
        note: what happened.
        looked_back_at: when it was closed; None while it is open.
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
        """Whether it has no look-back yet."""
        return self.looked_back_at is None

    def is_due(self, today: date) -> bool:
        """Whether it is open and its day has come."""
        return self.is_open and self.due <= today

    def is_sealed(self, now: datetime) -> bool:
        """Whether its forecast may no longer be seen or changed before the look-back."""
        has_forecast = bool(self.forecast) or self.percent is not None
        return has_forecast and self.is_open and now - self.made_at >= SEALED_AFTER

    def sentence(self) -> str:
        """Return it as one sentence: "When …, I will …"."""
        return f"When {self.cue}, I will {self.action}" if self.cue else f"I will {self.action}"
