"""An entry of the journal: its answers, ratings, lesson and commitments.

Every class cleans its texts when it is made, so that the model never holds a control character.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reflect.model.commitment import Commitment
from reflect.text.clean import clean_fields, normalise_line

STATES = ("entry", "unfinished", "capture", "draft")
LESSON = "lesson"
NOTE = "note"
PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a prompt, with the question as it was asked.

    Args:
        prompt: the prompt's id in its guide; "" for an answer the user added under a heading.
        question: the question's text; one line.
        text: the answer; "\\n" between lines, no trailing blanks.
    """

    prompt: str
    question: str
    text: str

    def __post_init__(self) -> None:
        clean_fields(self, lines=("prompt", "question"), texts=("text",))


@dataclass(frozen=True, slots=True)
class Rating:
    """A statement rated on a scale from `low` to `high`, counted backwards where `reversed`."""

    prompt: str
    question: str
    value: int
    low: int = 1
    high: int = 7
    reversed: bool = False

    def __post_init__(self) -> None:
        clean_fields(self, lines=("prompt", "question"))

    @property
    def score(self) -> int:
        """The value as it counts: mirrored where the statement is reversed."""
        return self.low + self.high - self.value if self.reversed else self.value


@dataclass(frozen=True, slots=True)
class Entry:
    """A reflection, or a capture that waits for one.

    Args:
        id: ten characters (see model/ids.py).
        title: one line, in NFC.
        guide: the name of the guide it was written with; "" for a capture.
        state: one of STATES.
        occurred_on: the day it happened.
        created_at, updated_at: instants with their offset.
        kind, reason: of failure, as in model/failure.py; "" for not sure.
        tags: lower case, in NFC, in the order they were given, without duplicates.
        answers: in the order of the prompts; the lesson is the one to the prompt `lesson`.
        ratings: answers on a scale.
        commitments: in the order they were made; number 1 is the first.
        repeats: ids of earlier entries that this one repeats, as the user confirmed.
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

    def __post_init__(self) -> None:
        clean_fields(self, lines=("title", "guide", "kind", "reason"))
        for name in ("tags", "repeats"):
            values = getattr(self, name)
            if values:
                kept = dict.fromkeys(filter(None, map(normalise_line, values)))
                object.__setattr__(self, name, tuple(kept))

    @property
    def lesson(self) -> str:
        """The sentence to carry forward; "" while there is none."""
        return next((answer.text for answer in self.answers if answer.prompt == LESSON), "")

    @property
    def is_private(self) -> bool:
        """Whether it is left out of summaries unless it is named by its id."""
        return PRIVATE in self.tags

    @property
    def score(self) -> float | None:
        """The mean score of its ratings; None without ratings, or while some may be missing."""
        if not self.ratings or self.state != "entry":
            return None
        return sum(rating.score for rating in self.ratings) / len(self.ratings)
