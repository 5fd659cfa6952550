"""The sample journal: two years of one leader's entries, told from the day they are looked at.

The leader, the colleagues, the customers and their firms are invented.
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from reflect.demo.sample_entry import SampleEntry
from reflect.model.entry import Entry

# Each with its oldest entry first, so that together they read as one story.
HALF_YEARS = ("half-year-1", "half-year-2", "half-year-3", "half-year-4")
QUESTIONS = "questions"
_FOLDER = Path(__file__).parent


def sample_entries(now: datetime) -> list[Entry]:
    """Give the entries of the sample journal, in the order in which they were written.

    Args:
        now: the instant, with its offset; the newest entry is from the day before, none from later.
    """
    questions = _read(QUESTIONS)
    written = [SampleEntry(**table) for part in HALF_YEARS for table in _read(part)["entry"]]
    made = [one.entry(now, questions[one.guide or one.state]) for one in written]
    return sorted(made, key=lambda entry: entry.created_at)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
