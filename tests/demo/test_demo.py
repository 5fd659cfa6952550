"""The sample journal: whole, believable, and never from the future."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reflect.demo.loader import sample_entries
from reflect.formats.markdown.parser import parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.guides.loader import BUNDLED
from reflect.journal import Journal
from reflect.model import ids
from reflect.model.entry import Entry
from reflect.model.failure import KINDS
from reflect.text.clean import clean_tag, normalise
from reflect.text.display import safe_display
from tests.demo.moments import MOMENTS
from tests.factories import NOW, TODAY, make_entry

ENTRIES = sample_entries(NOW)
BY_ID = {entry.id: entry for entry in ENTRIES}
# They would be wrong on most days on which the sample is opened.
DATED = re.compile(
    r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(spring|summer|autumn|winter|Christmas)\b"
    r"|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)

at_each_moment = pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS)
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


def words_of(entry: Entry) -> list[str]:
    """Everything that somebody wrote in an entry."""
    planned = [
        text for made in entry.commitments for text in (made.sentence(), made.forecast, made.note)
    ]
    return [entry.title, *(answer.text for answer in entry.answers), *planned]


def test_there_are_some_forty_entries_a_few_of_them_not_finished() -> None:
    states = Counter(entry.state for entry in ENTRIES)
    assert 40 <= states["entry"] <= 45
    assert (states["capture"], states["unfinished"], states["draft"]) == (3, 2, 0)


def test_every_guide_is_used_and_the_first_one_most() -> None:
    used = Counter(entry.guide for entry in ENTRIES if entry.state != "capture")
    assert set(used) == set(BUNDLED)
    assert used.most_common(1)[0][0] == "drucker"


def test_every_kind_and_reason_occurs_and_some_are_not_sure() -> None:
    named = {(entry.kind, entry.reason) for entry in ENTRIES if entry.reason}
    assert named == {(kind.name, reason.name) for kind in KINDS for reason in kind.reasons}
    assert any(entry.kind and not entry.reason for entry in ENTRIES)
    whole = [entry for entry in ENTRIES if entry.state == "entry" and entry.guide == "drucker"]
    assert sum(not entry.kind for entry in whole) >= 2


def test_a_few_steady_tags_keep_the_entries_together() -> None:
    tags = Counter(tag for entry in ENTRIES for tag in entry.tags)
    assert 8 <= len(tags) <= 12
    assert tags["private"] == 2
    assert all(count >= 3 for tag, count in tags.items() if tag != "private")
    assert all(clean_tag(tag) == tag for tag in tags)


def test_titles_are_short_and_none_comes_twice() -> None:
    titles = [entry.title for entry in ENTRIES]
    assert max(map(len, titles)) <= 72
    assert len({title.casefold() for title in titles}) == len(titles)


def test_two_characters_are_enough_to_name_an_entry() -> None:
    assert all(map(ids.is_id, BY_ID))
    assert len(BY_ID) == len(ENTRIES)
    assert {len(short) for short in ids.shortest_prefixes(BY_ID, BY_ID).values()} == {2}


def test_a_lesson_is_one_line_that_can_be_kept() -> None:
    kept = [entry for entry in ENTRIES if entry.state == "entry" and entry.guide != "safety"]
    assert all(0 < len(entry.lesson) <= 140 and "\n" not in entry.lesson for entry in kept)
    assert len({entry.lesson for entry in kept}) == len(kept)


def test_the_safety_pulse_is_told_four_times_and_recovers_from_its_first_honest_answer() -> None:
    scores = [entry.score or 0 for entry in ENTRIES if entry.guide == "safety"]
    assert len(scores) == 4
    assert scores[1] < scores[2] < scores[3]
    assert scores[1] < scores[0]


def test_what_repeats_an_earlier_entry_does_so_later_each_time() -> None:
    repeating = [entry for entry in ENTRIES if entry.repeats]
    assert len(repeating) == 5
    for entry in repeating:
        assert all(BY_ID[one].occurred_on < entry.occurred_on for one in entry.repeats)
    newest = max((e for e in repeating if "dates" in e.tags), key=lambda e: e.occurred_on)
    gaps = []
    while newest.repeats:
        before = BY_ID[newest.repeats[0]]
        gaps.append((newest.occurred_on - before.occurred_on).days)
        newest = before
    assert len(gaps) == 3
    assert gaps == sorted(gaps, reverse=True)


@each_entry
def test_the_words_are_clean_and_name_no_day_that_would_be_wrong(entry: Entry) -> None:
    for text in words_of(entry):
        assert normalise(text) == text == safe_display(text)
        assert "  " not in text
        assert not DATED.search(text), text


@at_each_moment
def test_nothing_lies_in_the_future(now: datetime) -> None:
    for entry in sample_entries(now):
        assert entry.created_at <= entry.updated_at < now
        assert entry.occurred_on <= entry.created_at.date()
        for made in entry.commitments:
            assert made.made_at == entry.created_at
            assert made.made_at.date() <= made.due
            assert made.looked_back_at is None or made.made_at < made.looked_back_at < now


@at_each_moment
def test_it_reaches_from_yesterday_two_years_back(now: datetime) -> None:
    days = [(now.date() - entry.occurred_on).days for entry in sample_entries(now)]
    assert min(days) == 1
    assert 690 <= max(days) <= 705


@at_each_moment
def test_the_same_instant_gives_the_same_entries_in_the_order_of_writing(now: datetime) -> None:
    entries = sample_entries(now)
    assert entries == sample_entries(now)
    assert entries == sorted(entries, key=lambda entry: entry.created_at)
    assert {entry.id for entry in entries} == set(BY_ID)


def test_the_whole_story_moves_with_the_day_it_is_told_on() -> None:
    weeks = timedelta(weeks=9)
    for entry, later in zip(ENTRIES, sample_entries(NOW + weeks), strict=True):
        assert later.occurred_on - entry.occurred_on == weeks
        made = tuple(
            replace(
                one,
                due=one.due + weeks,
                made_at=one.made_at + weeks,
                looked_back_at=one.looked_back_at and one.looked_back_at + weeks,
            )
            for one in entry.commitments
        )
        moved = {"occurred_on": later.occurred_on, "commitments": made}
        times = {"created_at": later.created_at, "updated_at": later.updated_at}
        assert replace(entry, **moved, **times) == later  # type: ignore[arg-type]


@at_each_moment
def test_a_working_day_is_the_rule(now: datetime) -> None:
    resting = [entry for entry in sample_entries(now) if entry.occurred_on.weekday() >= 5]
    assert len(resting) <= 4


def test_at_home_the_hours_are_those_of_the_place() -> None:
    summer = MOMENTS["when summer time ends"]
    for there, utc in zip(
        sample_entries(summer), sample_entries(summer.astimezone(UTC)), strict=True
    ):
        assert there.created_at.hour == utc.created_at.hour
    offsets = {entry.created_at.utcoffset() for entry in sample_entries(summer)}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


@at_each_moment
def test_the_journal_keeps_every_entry_as_it_is(tmp_path: Path, now: datetime) -> None:
    journal = Journal(tmp_path / "journal", clock=lambda: now)
    entries = sample_entries(now)
    for entry in entries:
        journal.entries.add(entry)
    assert {row.id: row.entry() for row in journal.entries.rows()} == {
        one.id: one for one in entries
    }


@each_entry
def test_an_entry_written_as_markdown_is_read_back(entry: Entry) -> None:
    assert parse_entry(render_entry(entry), make_entry(7), today=TODAY) == entry
