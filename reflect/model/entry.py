"""Journal entries: answers, ratings, lessons and commitments.

Every class cleans its text fields on creation, so the model never contains control characters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reflect.model.commitment import Commitment
from reflect.text.clean import clean_fields, normalise_line

STATES = ("entry", "unfinished", "capture", "draft")
LESSON = "lesson"
NOTE = "note"
PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a prompt, together with the question as it was asked.

    Args:
        prompt: the id of the prompt in its guide; "" if the user added the heading themselves.
        question: the question, on one line.
        text: the answer; "\\n" separates lines, and no line has trailing spaces.
    """

    prompt: str
    question: str
    text: str

    def __post_init__(self) -> None:
        clean_fields(self, lines=("prompt", "question"), texts=("text",))


@dataclass(frozen=True, slots=True)
class Rating:
    """A statement rated on a scale from `low` to `high`; `reversed` inverts its score."""

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
        """The value, mirrored on the scale if the statement is reversed."""
        return self.low + self.high - self.value if self.reversed else self.value


@dataclass(frozen=True, slots=True)
class Entry:
    """A reflection, or a capture waiting to become one.

    Args:
        id: the entry id: ten characters (see model/ids.py).
        title: the title, on one line and in NFC.
        guide: the name of the guide used; "" for a capture.
        state: one of STATES.
        occurred_on: the day of the event.
        created_at, updated_at: times with their UTC offsets.
        kind, reason: the kind of failure and its reason (see model/failure.py); "" if not sure.
        tags: lower-case tags in NFC, without duplicates, in the order given.
        answers: the answers in prompt order; the answer to the prompt `lesson` is the lesson.
        ratings: the answers on a scale.
        commitments: the commitments in the order they were made, numbered from 1.
        repeats: the ids of the earlier entries it repeats, as confirmed by the user.
        near_miss: whether it nearly went wrong, or went well by luck.
        patterns: the ids of the patterns it belongs to.
        source: the id that an imported entry had at its origin; "" if it was written here.
        extra: keys and values that came with an imported entry and have no field.
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
    near_miss: bool = False
    patterns: tuple[str, ...] = ()
    source: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        clean_fields(self, lines=("title", "guide", "kind", "reason", "source"))
        for name in ("tags", "repeats", "patterns"):
            values = getattr(self, name)
            if values:
                kept = dict.fromkeys(filter(None, map(normalise_line, values)))
                object.__setattr__(self, name, tuple(kept))

    @property
    def lesson(self) -> str:
        """The lesson to carry forward; "" if there is none yet."""
        return next((answer.text for answer in self.answers if answer.prompt == LESSON), "")

    @property
    def is_private(self) -> bool:
        """Whether summaries skip it unless the user asks for it by id."""
        return PRIVATE in self.tags

    @property
    def score(self) -> float | None:
        """The mean score of its ratings; None if there are none or some may still be missing."""
        if not self.ratings or self.state != "entry":
            return None
        return sum(rating.score for rating in self.ratings) / len(self.ratings)
