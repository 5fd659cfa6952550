"""Tests for finding similar entries in a journal on disk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.practice.session import Session
from reflect.practice.session_codec import to_dict
from reflect.store.entry_row import EntryRow
from tests.factories import NOW, make_commitment, make_entry
from tests.sealed import open_encryption_in

FIRST = "Promised March for the migration in the steering committee. Lena had not said so."


@pytest.fixture
def journal(folder: Path) -> Journal:
    """Return an empty journal whose clock is a day after the factory entries."""
    return Journal(
        folder,
        clock=lambda: NOW + timedelta(days=1),
        encryption=open_encryption_in(folder),
    )


def make_promise(number: int = 1, **overrides: object) -> Entry:
    """Return an entry about a promise."""
    values: dict[str, object] = {
        "title": "Promised March for the migration",
        "tags": ("promises",),
        "answers": (
            Answer("happened", "What happened?", FIRST),
            Answer("lesson", "Lesson?", "The owner of a promise makes it."),
        ),
        "commitments": (make_commitment(outcome="kept", looked_back_at=NOW),),
        "occurred_on": (NOW - timedelta(days=21)).date(),
    }
    return make_entry(number, **(values | overrides))


def begin_session(journal: Journal, guide: str = "drucker", words: str = FIRST) -> Session:
    """Start a session about a similar event."""
    session = journal.drafts.begin(guide, tags=["promises"])
    session.answer(words)
    return session


def test_similar_entry_is_found_with_its_age_and_outcome(journal: Journal) -> None:
    journal.entries.add(make_entry(2, title="The launch", tags=()))
    journal.entries.add(make_promise())
    (echo,) = journal.entries.find_similar(begin_session(journal))
    assert (echo.entry.id, echo.days, echo.outcome) == (make_promise().id, 22, "kept")
    assert "promises" in echo.shared
    assert "committee" in echo.shared


def test_empty_journal_and_empty_session_have_no_similar_entries(journal: Journal) -> None:
    assert journal.entries.find_similar(begin_session(journal)) == []
    journal.entries.add(make_promise())
    assert journal.entries.find_similar(journal.drafts.begin("drucker")) == []


def test_entry_about_another_subject_is_not_similar(journal: Journal) -> None:
    journal.entries.add(make_promise())
    session = journal.drafts.begin("drucker")
    session.answer("The lift was stuck for an hour, and I laughed at the caretaker.")
    assert journal.entries.find_similar(session) == []


def test_confirmed_entry_is_not_offered_again(journal: Journal) -> None:
    journal.entries.add(make_promise())
    session = begin_session(journal)
    session.confirm_recurrence(make_promise().id)
    assert journal.entries.find_similar(session) == []
    assert journal.drafts.finish(session, unfinished=True).repeats == (make_promise().id,)


def test_unfinished_entry_is_not_similar_to_itself(journal: Journal) -> None:
    saved = journal.drafts.finish(begin_session(journal), unfinished=True)
    assert journal.entries.find_similar(journal.drafts.resume(saved.id)) == []


@pytest.mark.parametrize("guide", ["win", "mastery", "decision", "mentor"])
def test_guides_not_about_setbacks_have_no_similar_entries(journal: Journal, guide: str) -> None:
    journal.entries.add(make_promise())
    assert journal.entries.find_similar(begin_session(journal, guide)) == []
    journal.entries.delete([make_promise().id])
    journal.entries.add(make_promise(3, guide=guide))
    assert journal.entries.find_similar(begin_session(journal)) == []


def test_entry_from_a_removed_guide_is_offered(journal: Journal) -> None:
    journal.entries.add(make_promise(guide="long-gone"))
    assert len(journal.entries.find_similar(begin_session(journal))) == 1


def test_unreadable_entry_is_skipped(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.entries.add(make_promise())
    good = journal.entries.rows()
    lines = [b"{", b"[]", b"{}", good[0].line.replace(b'"kind":"complex"', b'"kind":77')]
    bad = [EntryRow("zzzzzzzzzz", "2026-11-01", "", "entry", line, 0, len(line)) for line in lines]
    monkeypatch.setattr(journal.entries.store, "rows", lambda: [*bad, *good])
    (echo,) = journal.entries.find_similar(begin_session(journal))
    assert echo.entry == make_promise()


def test_short_names_match_only_whole_words(journal: Journal) -> None:
    samples = (Answer("happened", "?", "The same sambal as a sample."),)
    for number in range(10, 60):
        journal.entries.add(make_entry(number, title="At lunch", answers=samples, tags=()))
    journal.entries.add(
        make_promise(2, answers=(Answer("happened", "?", "Sam waited for the licence renewal."),))
    )
    session = begin_session(journal, words="The licence renewal: Sam waited for it, and I forgot.")
    found = journal.entries.find_similar(session)
    assert [echo.entry.id for echo in found] == [make_promise(2).id]
    assert "Sam" in found[0].shared


def test_find_similar_runs_in_threads_without_changing_anything(journal: Journal) -> None:
    journal.entries.add(make_promise())
    session = begin_session(journal)
    journal.entries.rows()
    known, before = journal.entries.known_ids(), to_dict(session)
    journal.entries.add(replace(make_promise(5), title="Another"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(journal.entries.find_similar, [session] * 8))
    assert {len(one) for one in found} == {2}
    assert (journal.entries.known_ids(), to_dict(session)) == (known, before)


def test_find_similar_returns_at_most_the_limit(journal: Journal) -> None:
    for number in range(1, 6):
        journal.entries.add(make_promise(number))
    assert len(journal.entries.find_similar(begin_session(journal))) == 3
    assert len(journal.entries.find_similar(begin_session(journal), limit=1)) == 1
