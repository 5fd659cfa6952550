"""Commitments: if-then plans for a more effective action.

Source: Gollwitzer, "Implementation Intentions", American Psychologist 54 (1999).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reflect.text.clean import clean_fields

DUE_AFTER = timedelta(days=14)
FORECAST_DUE = "in 9 months"
"""The day to look back on a forecast without a plan, after Drucker, unless another is given."""
SEALED_AFTER = timedelta(hours=24)
FORECAST_SENTENCE = "Compare what came of it with what I expected"
OUTCOMES = ("kept", "partly", "dropped")
CAME_TRUE = ("yes", "no", "unclear")
GOOD_CALL = ("yes", "no", "unsure")


@dataclass(frozen=True, slots=True)
class Renewal:
    """A look-back that ended with a new day.

    Args:
        due: the day of the look-back until then.
        renewed_at: when the user chose the new day, with its UTC offset.
        outcome: one of OUTCOMES, as answered at that look-back; "" if skipped.
        note: what had happened by then.
    """

    due: date
    renewed_at: datetime
    outcome: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, lines=("outcome",), texts=("note",))


@dataclass(frozen=True, slots=True)
class Commitment:
    """A plan of the form "When CUE, I will ACTION", reviewed on its due date.

    Args:
        cue: the situation that triggers the action; may be empty.
        action: what the user will do; "" for a forecast without a plan.
        due: the day of the look-back.
        made_at: when the commitment was written, with its UTC offset.
        forecast: the outcome the user expects; may be empty.
        percent: how likely the user thinks the forecast is, from 0 to 100; None if not given.
        obstacle: what in the user will get in the way, and what they do then; may be empty.
        outcome: one of OUTCOMES once the user has answered whether they did it; "" before that.
        remembered_percent: the percentage as the user remembered it, before they saw it again.
        good_call: one of GOOD_CALL, for a decision; "" if not asked or skipped.
        came_true: one of CAME_TRUE once the forecast has been judged; "" before that.
        note: what actually happened.
        looked_back_at: when the look-back closed it; None while the commitment is open.
        renewals: the earlier look-backs that ended with a new day, oldest first.
    """

    cue: str
    action: str
    due: date
    made_at: datetime
    forecast: str = ""
    percent: int | None = None
    obstacle: str = ""
    outcome: str = ""
    remembered_percent: int | None = None
    good_call: str = ""
    came_true: str = ""
    note: str = ""
    looked_back_at: datetime | None = None
    renewals: tuple[Renewal, ...] = ()

    def __post_init__(self) -> None:
        clean_fields(
            self,
            lines=("outcome", "came_true", "good_call"),
            texts=("cue", "action", "forecast", "obstacle", "note"),
        )

    @property
    def is_open(self) -> bool:
        """Whether the user has yet to look back on it."""
        return self.looked_back_at is None

    @property
    def is_forecast(self) -> bool:
        """Whether it is only a forecast, such as that of a decision, without a plan."""
        return not self.action

    def is_due(self, today: date) -> bool:
        """Return whether it is open and its due date has come."""
        return self.is_open and self.due <= today

    def is_sealed(self, now: datetime) -> bool:
        """Return whether its forecast is hidden and can't be changed until the look-back."""
        has_forecast = bool(self.forecast) or self.percent is not None
        return has_forecast and self.is_open and now - self.made_at >= SEALED_AFTER

    def sentence(self) -> str:
        """Return the commitment as one sentence: "When …, I will …".

        A forecast without a plan has a sentence that does not tell it, because it may be sealed.
        """
        if self.is_forecast:
            return FORECAST_SENTENCE
        return f"When {self.cue}, I will {self.action}" if self.cue else f"I will {self.action}"
