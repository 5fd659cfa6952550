"""A year of practice on the command line: write, look back, renew, review, note occasions."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB
from tinydb.storages import JSONStorage

from reflect.journal import Journal
from reflect.model.review import USED
from tests.cli.conftest import Cli

FORM = """# Launched without support
## What happened?
I promised a launch on the phone.
## What is the lesson, in one sentence?
Ask who is on call before any date is promised.
---
day: yesterday
commitments:
  - when: somebody asks me for a date
    I will: call support before I answer
    forecast: no launch without support this quarter
    percent: 70
"""
BEGUN = datetime.fromisoformat("2026-01-10T21:30:00+01:00")


def test_a_year_of_practice_is_kept_in_the_file(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_day(days: int) -> Journal:
        """Set the clock, across a change to summer time, and return the journal."""
        now = BEGUN + timedelta(days=days)
        monkeypatch.setenv("REFLECT_NOW", now.isoformat())
        return Journal(folder, clock=lambda: now)

    on_day(0)
    cli("new", "--from", "-", stdin=FORM)
    assert not cli("today").out
    on_day(14)
    assert "1 look-back due" in cli("today").out
    cli("look-back", "@", "--outcome", "partly", "--note", "Once.", "--renew", "in 10 weeks")
    reviewed = []
    for days in range(14, 365, 7):
        journal = on_day(days)
        due = json.loads(cli("review", "--json").out)["review"]
        if due["lessons"]:
            journal.records.add_review(due["lessons"][0]["id"], USED)
            reviewed.append(days)
        if due["look_backs"]:
            assert days == 84
            cli("look-back", "@", "--outcome", "kept", "--remembered", "90", "--came-true", "yes")
    on_day(365)
    cli("occasion", "@", "--slipped", "--note", "In the steering committee.")
    # 1 week, overdue by another; then 3 and 9 weeks, then each quarter.
    assert reviewed == [14, 35, 98, 189, 280]
    Journal(folder, clock=lambda: BEGUN).entries.fold()
    with TinyDB(folder / "journal.json", storage=JSONStorage, access_mode="r") as database:
        (entry,) = database.table("entries").all()
        (made,) = entry["commitments"]
        assert (made["outcome"], made["came_true"], made["remembered_percent"]) == (
            "kept",
            "yes",
            90,
        )
        assert [past["outcome"] for past in made["renewals"]] == ["partly"]
        answers = [review["answer"] for review in database.table("reviews").all()]
        assert answers == [USED] * 5
        outcomes = [occasion["outcome"] for occasion in database.table("occasions").all()]
        assert outcomes == [USED] * 5 + ["slipped"]
