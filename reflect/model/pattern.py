"""Patterns: mistakes that repeat, under names of the user's own."""

from dataclasses import dataclass
from datetime import datetime

from reflect.text.clean import clean_fields


@dataclass(frozen=True, slots=True)
class Pattern:
    """A mistake that repeats.

    Args:
        id: the id of the record (see model/ids.py).
        name: the user's name for it, on one line.
        at: when it was named, with its UTC offset.
        lesson: the id of the entry with its standing lesson; "" for the newest entry's.
    """

    id: str
    name: str
    at: datetime
    lesson: str = ""

    def __post_init__(self) -> None:
        clean_fields(self, lines=("name",))
