"""Tests for commands that run while the clock is wrong."""

import json
import re
import shlex
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from reflect.journal import Journal
from tests.cli.conftest import Cli
from tests.factories import NOW

FIRST, LAST = datetime.fromisoformat("1970-01-01T00:10Z"), datetime.fromisoformat("2099-01-01T09Z")
DAY = timedelta(days=1)
At = Callable[..., Any]


@pytest.fixture
def at(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> At:
    """Return a function that runs a command at a given time."""

    def call(now: datetime, *arguments: str) -> Any:
        monkeypatch.setenv("REFLECT_NOW", now.isoformat())
        return cli(*arguments)

    return call


def entry(at: At, name: str) -> Any:
    """Return an entry as JSON."""
    return json.loads(at(NOW, "show", name, "--json").out)["entry"]


def warnings(at: At, now: datetime = NOW) -> list[dict[str, str]]:
    """Return the doctor's warnings about dates."""
    findings = json.loads(at(now, "doctor", "--json").out)["findings"]
    return [each for each in findings if each["level"] == "warning" and "dated" in each["what"]]


def test_entry_from_the_future_is_not_the_newest(at: At, journal: Journal) -> None:
    at(LAST, "capture", "Later")
    at(NOW, "capture", "Sooner")
    assert [waiting.title for waiting in journal.drafts.waiting()] == ["Sooner", "Later"]
    assert entry(at, "@")["title"] == "Sooner"
    assert entry(at, "@2")["title"] == "Later"


@pytest.mark.parametrize("options", [(), ("--date", "2026-11-20")], ids=["today", "another day"])
def test_doctor_names_an_entry_from_the_future_until_it_is_corrected(
    at: At, options: tuple[str, ...]
) -> None:
    at(NOW, "capture", "Sooner")
    at(LAST, "capture", "Later", *options)
    later = entry(at, "@2")
    (warning,) = warnings(at)
    assert later["id"] in warning["what"]
    (command,) = re.findall("`(.*?)`", warning["remedy"])
    at(NOW, *shlex.split(command)[1:])
    assert warnings(at) == []
    corrected = entry(at, later["id"])
    assert corrected["created_at"] == corrected["updated_at"] == NOW.isoformat()
    assert corrected["occurred_on"] == (options[-1] if options else NOW.date().isoformat())


def test_present_time_in_the_past_changes_no_creation_time(at: At) -> None:
    for number in range(7):
        at(NOW, "capture", f"Note {number}")
    before = entry(at, "@")
    assert len(warnings(at, FIRST)) == 1
    at(FIRST, "edit", before["id"], "--tag", "support")
    assert entry(at, before["id"]) == before | {"tags": ["support"]}


@pytest.mark.parametrize("wrong", [FIRST, LAST], ids=["1970", "2099"])
def test_deleted_entry_outlives_a_wrong_clock(at: At, wrong: datetime) -> None:
    at(NOW, "capture", "Promised a date")
    at(NOW, "capture", "Cut Maya off")
    at(wrong, "delete", entry(at, "@2")["id"], "--yes")
    later = [NOW + days * DAY for days in (2, 9, 16, 23, 29)]
    for now in (NOW, NOW + DAY, wrong + DAY, *later):
        assert "removed" not in at(now, "edit", entry(at, "@")["id"], "--title", f"{now:%d}").err
        assert "Promised a date" in at(now, "list", "--trash").out
    errors = [
        at(NOW + (30 + day) * DAY, "edit", entry(at, "@")["id"], "--title", f"Day {day}").err
        for day in range(5)
    ]
    assert sum("from the trash" in error for error in errors) == 1
    assert "Promised a date" not in at(NOW + 35 * DAY, "list", "--trash").out
