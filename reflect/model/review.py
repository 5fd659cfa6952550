"""What became of lessons and patterns: occasions when they came up, and answers in a review."""

from dataclasses import dataclass
from datetime import date, datetime

from reflect.text.clean import clean_fields

USED, SLIPPED, NOT_UP = "used", "slipped", "not-up"
REST, WAKE = "rest", "wake"
OCCASIONS = (USED, SLIPPED)
REVIEW_ANSWERS = (USED, SLIPPED, NOT_UP, REST, WAKE)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A time when the situation of a lesson or pattern came up.

    Args:
        id: the id of the record (see model/ids.py).
        about: the id of the entry that holds the lesson, or of the pattern.
        outcome: USED if the user used the lesson, SLIPPED if not.
        on: the day it came up.
        at: when it was noted, with its UTC offset.
        note: a line about it; may be empty.
    """

    id: str
    about: str
    outcome: str
    on: date
    at: datetime
    note: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, lines=("outcome", "note"))


@dataclass(frozen=True, slots=True)
class Review:
    """An answer to a lesson that came back, or the decision to let it rest or wake it.

    Args:
        id: the id of the record (see model/ids.py).
        about: the id of the entry that holds the lesson, or of the pattern.
        answer: one of REVIEW_ANSWERS.
        at: when it was answered, with its UTC offset.
        occasion: the id of the occasion that the answer noted; "" if it noted none.
    """

    id: str
    about: str
    answer: str
    at: datetime
    occasion: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, lines=("answer",))
