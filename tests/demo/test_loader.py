"""The sample journal is complete and plausible, and never in the future."""

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
from tests.demo.helpers_moments import MOMENTS
from tests.factories import NOW, TODAY, make_entry

ENTRIES = sample_entries(NOW)
BY_ID = {entry.id: entry for entry in ENTRIES}
# Words that would be wrong on most days.
DATED = re.compile(
    r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(spring|summer|autumn|winter|Christmas)\b"
    r"|\b(January|February|March|April|May|June|July|August|September|October|November|December)\b"
)

at_each_moment = pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS)


def words_of(entry: Entry) -> list[str]:
    """Return all the text in an entry."""
    planned = [
        text for made in entry.commitments for text in (made.sentence(), made.forecast, made.note)
    ]
    return [entry.title, *(answer.text for answer in entry.answers), *planned]


def test_journal_has_about_forty_entries_some_unfinished() -> None:
    states = Counter(entry.state for entry in ENTRIES)
    assert 40 <= states["entry"] <= 45
    assert (states["capture"], states["unfinished"], states["draft"]) == (3, 2, 0)


def test_every_guide_is_used() -> None:
    used = Counter(entry.guide for entry in ENTRIES if entry.state != "capture")
    assert set(used) == set(BUNDLED)
    assert used.most_common(1)[0][0] == "drucker"


def test_every_kind_and_reason_occurs() -> None:
    named = {(entry.kind, entry.reason) for entry in ENTRIES if entry.reason}
    assert named == {(kind.name, reason.name) for kind in KINDS for reason in kind.reasons}
    assert any(entry.kind and not entry.reason for entry in ENTRIES)
    whole = [entry for entry in ENTRIES if entry.state == "entry" and entry.guide == "drucker"]
    assert sum(not entry.kind for entry in whole) >= 2


def test_small_set_of_tags_is_reused() -> None:
    tags = Counter(tag for entry in ENTRIES for tag in entry.tags)
    assert 8 <= len(tags) <= 12
    assert tags["private"] == 2
    assert all(count >= 3 for tag, count in tags.items() if tag != "private")
    assert all(clean_tag(tag) == tag for tag in tags)


def test_titles_are_short_and_unique() -> None:
    titles = [entry.title for entry in ENTRIES]
    assert max(map(len, titles)) <= 72
    assert len({title.casefold() for title in titles}) == len(titles)


def test_two_characters_of_an_id_identify_an_entry() -> None:
    assert all(map(ids.is_id, BY_ID))
    assert len(BY_ID) == len(ENTRIES)
    assert {len(short) for short in ids.shortest_prefixes(BY_ID, BY_ID).values()} == {2}


def test_lessons_fit_on_one_line() -> None:
    kept = [entry for entry in ENTRIES if entry.state == "entry" and entry.guide != "safety"]
    assert all(0 < len(entry.lesson) <= 140 and "\n" not in entry.lesson for entry in kept)
    assert len({entry.lesson for entry in kept}) == len(kept)


def test_safety_scores_recover_over_time() -> None:
    scores = [entry.score or 0 for entry in ENTRIES if entry.guide == "safety"]
    assert len(scores) == 4
    assert scores[1] < scores[2] < scores[3]
    assert scores[1] < scores[0]


def test_repeats_refer_to_earlier_entries() -> None:
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


def test_text_is_clean_and_contains_no_dates() -> None:
    for entry in ENTRIES:
        for text in words_of(entry):
            assert normalise(text) == text == safe_display(text)
            assert "  " not in text
            assert not DATED.search(text), text


def test_no_entry_is_in_the_future() -> None:
    for now in MOMENTS.values():
        for entry in sample_entries(now):
            assert entry.created_at <= entry.updated_at < now
            assert entry.occurred_on <= entry.created_at.date()
            for made in entry.commitments:
                assert made.made_at == entry.created_at
                assert made.made_at.date() <= made.due
                assert made.looked_back_at is None or made.made_at < made.looked_back_at < now


def test_entries_cover_two_years_up_to_yesterday() -> None:
    for now in MOMENTS.values():
        days = [(now.date() - entry.occurred_on).days for entry in sample_entries(now)]
        assert min(days) == 1
        assert 690 <= max(days) <= 705


def test_entries_are_deterministic_and_ordered() -> None:
    for now in MOMENTS.values():
        entries = sample_entries(now)
        assert entries == sample_entries(now)
        assert entries == sorted(entries, key=lambda entry: entry.created_at)
        assert {entry.id for entry in entries} == set(BY_ID)


def test_all_dates_move_with_the_current_day() -> None:
    weeks = timedelta(weeks=9)
    for entry, later in zip(ENTRIES, sample_entries(NOW + weeks), strict=True):
        assert later.occurred_on - entry.occurred_on == weeks
        made = tuple(
            replace(
                one,
                due=one.due + weeks,
                made_at=one.made_at + weeks,
                looked_back_at=one.looked_back_at and one.looked_back_at + weeks,
                renewals=tuple(
                    replace(each, due=each.due + weeks, renewed_at=each.renewed_at + weeks)
                    for each in one.renewals
                ),
            )
            for one in entry.commitments
        )
        moved = {"occurred_on": later.occurred_on, "commitments": made}
        times = {"created_at": later.created_at, "updated_at": later.updated_at}
        assert replace(entry, **moved, **times) == later  # type: ignore[arg-type]


def test_most_entries_are_dated_on_working_days() -> None:
    for now in MOMENTS.values():
        resting = [entry for entry in sample_entries(now) if entry.occurred_on.weekday() >= 5]
        assert len(resting) <= 4


def test_times_are_in_the_local_time_zone() -> None:
    summer = MOMENTS["when summer time ends"]
    for there, utc in zip(
        sample_entries(summer), sample_entries(summer.astimezone(UTC)), strict=True
    ):
        assert there.created_at.hour == utc.created_at.hour
    offsets = {entry.created_at.utcoffset() for entry in sample_entries(summer)}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}


@at_each_moment
def test_journal_stores_every_entry_unchanged(tmp_path: Path, now: datetime) -> None:
    journal = Journal(tmp_path / "journal", clock=lambda: now)
    entries = sample_entries(now)
    for entry in entries:
        journal.entries.add(entry)
    assert {row.id: row.entry() for row in journal.entries.rows()} == {
        one.id: one for one in entries
    }


def test_entries_survive_a_markdown_round_trip() -> None:
    for entry in ENTRIES:
        assert parse_entry(render_entry(entry), make_entry(7), today=TODAY) == entry
