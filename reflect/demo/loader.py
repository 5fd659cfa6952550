"""Loads the sample journal, with dates relative to the current day."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from reflect.demo.sample_entry import SampleEntry, instant
from reflect.model import ids
from reflect.model.entry import Entry
from reflect.model.review import OCCASIONS, Occasion, Review

# Entries are in chronological order, so that together the files read as one story.
HALF_YEARS = ("half-year-1", "half-year-2", "half-year-3", "half-year-4")
QUESTIONS = "questions"
REVIEWS = "reviews"
_EVENING = time(21, 15)
_FOLDER = Path(__file__).parent


def sample_entries(now: datetime) -> list[Entry]:
    """Return the sample journal's entries in order of creation.

    Args:
        now: the current time with its UTC offset; the newest entry is dated the day before.
    """
    questions = _read(QUESTIONS)
    samples = [SampleEntry(**table) for part in HALF_YEARS for table in _read(part)["entry"]]
    entries = [sample.entry(now, questions[sample.guide or sample.state]) for sample in samples]
    return sorted(entries, key=lambda entry: entry.created_at)


@dataclass(frozen=True, slots=True)
class SampleRecords:
    """What became of the lessons in the sample journal.

    Args:
        occasions: the times when a lesson's situation came up, oldest first.
        reviews: the answers in reviews, oldest first.
    """

    occasions: tuple[Occasion, ...]
    reviews: tuple[Review, ...]


def sample_records(now: datetime) -> SampleRecords:
    """Return the occasions and reviews of the sample journal.

    Args:
        now: the current time with its UTC offset.
    """
    numbers = count()

    def note(about: str, outcome: str, at: datetime, note: str = "") -> Occasion:
        return Occasion(_record_id(next(numbers)), about, outcome, at.date(), at, note)

    stored = _read(REVIEWS)
    occasions = [
        note(given["about"], given["outcome"], _evening(given["ago"], now), given["note"])
        for given in stored["occasion"]
    ]
    reviews = []
    for given in stored["review"]:
        for ago, answer in given["answers"]:
            at, noted = _evening(ago, now), ""
            if answer in OCCASIONS:
                occasions.append(note(given["about"], answer, at))
                noted = occasions[-1].id
            reviews.append(Review(_record_id(next(numbers)), given["about"], answer, at, noted))
    return SampleRecords(
        tuple(sorted(occasions, key=lambda occasion: occasion.at)),
        tuple(sorted(reviews, key=lambda review: review.at)),
    )


def _evening(ago: int, now: datetime) -> datetime:
    return instant(now.date() - timedelta(days=ago), _EVENING, now)


def _record_id(number: int) -> str:
    return ids.from_int(number << 32 | 7)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
