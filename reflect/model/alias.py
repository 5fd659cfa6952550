"""Aliases: names of people or firms, and what replaces them in what is shared."""

from dataclasses import dataclass
from datetime import datetime

from reflect.text.clean import clean_fields


@dataclass(frozen=True, slots=True)
class Alias:
    """A name and its stand-in.

    Args:
        id: the id of the record (see model/ids.py).
        name: the name as the user writes it, on one line.
        stand_in: what replaces it.
        at: when it was chosen, with its UTC offset.
    """

    id: str
    name: str
    stand_in: str
    at: datetime

    def __post_init__(self) -> None:
        clean_fields(self, lines=("name", "stand_in"))
