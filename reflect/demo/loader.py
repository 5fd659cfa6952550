"""Loads the sample journal, with dates relative to the current day."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from reflect.demo.sample_entry import SampleEntry
from reflect.model.entry import Entry

# Entries are in chronological order, so that together the files read as one story.
HALF_YEARS = ("half-year-1", "half-year-2", "half-year-3", "half-year-4")
QUESTIONS = "questions"
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


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
