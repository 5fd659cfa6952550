"""One reflection: what happened, its answers, its lesson, its commitments."""

from dataclasses import dataclass
from datetime import date, datetime

from reflect.model.commitment import Commitment

STATES = ("entry", "unfinished", "capture", "draft")
LESSON = "lesson"
NOTE = "note"
PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was written to a prompt, kept with the question as it was asked.

    Args:
        prompt: the prompt's id in its guide; "" for an answer the user added under a heading.
        question: the question's text; one line.
        text: the answer; "\\n" between lines, no trailing blanks.
    """

    prompt: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Rating:
    """A statement rated on a scale from `low` to `high`; `reversed` counts the other way round."""

    prompt: str
    question: str
    value: int
    low: int = 1
    high: int = 7
    reversed: bool = False

    @property
    def score(self) -> int:
        """The value as it counts: turned round where the statement is a reversed one."""
        return self.low + self.high - self.value if self.reversed else self.value


@dataclass(frozen=True, slots=True)
class Entry:
    """One reflection, or a capture waiting for one.

    Args:
        id: ten characters (see model/ids.py).
        title: one line.
        guide: the name of the guide it was written with; "" for a capture.
        state: one of STATES.
        occurred_on: the day it happened.
        created_at, updated_at: instants with their offset.
        kind, reason: of failure, as in model/failure.py; "" for not sure.
        tags: lower case, in the order they were given, none twice.
        answers: in the order of the prompts; the lesson is the one to the prompt `lesson`.
        ratings: answers on a scale.
        commitments: in the order they were made; number 1 is the first.
        repeats: ids of earlier entries that this one repeats, confirmed by the user.
    """

    id: str
    title: str
    guide: str
    state: str
    occurred_on: date
    created_at: datetime
    updated_at: datetime
    kind: str = ""
    reason: str = ""
    tags: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    ratings: tuple[Rating, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    repeats: tuple[str, ...] = ()

    @property
    def lesson(self) -> str:
        """The sentence to carry forward; "" while there is none."""
        return next((answer.text for answer in self.answers if answer.prompt == LESSON), "")

    @property
    def is_private(self) -> bool:
        """Whether it stays out of every summary unless named by its id."""
        return PRIVATE in self.tags

    @property
    def score(self) -> float | None:
        """The mean of its ratings as they count; None without ratings, or while some may lack."""
        if not self.ratings or self.state != "entry":
            return None
        return sum(rating.score for rating in self.ratings) / len(self.ratings)
