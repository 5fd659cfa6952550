"""Earlier entries that are alike, found in a journal on disk."""

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
    """An empty journal; it is a day after the entries of the factory."""
    return Journal(
        folder,
        clock=lambda: NOW + timedelta(days=1),
        encryption=open_encryption_in(folder),
    )


def promised(number: int = 1, **overrides: object) -> Entry:
    """An entry about a promise."""
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


def begun(journal: Journal, guide: str = "drucker", words: str = FIRST) -> Session:
    """A session that tells of the same again."""
    session = journal.drafts.begin(guide, tags=["promises"])
    session.answer(words)
    return session


def test_an_earlier_entry_is_found_with_its_days_and_outcome(journal: Journal) -> None:
    journal.entries.add(make_entry(2, title="The launch", tags=()))
    journal.entries.add(promised())
    (echo,) = journal.entries.find_similar(begun(journal))
    assert (echo.entry.id, echo.days, echo.outcome) == (promised().id, 22, "kept")
    assert "promises" in echo.shared
    assert "committee" in echo.shared


def test_an_empty_journal_and_an_empty_session_have_no_echo(journal: Journal) -> None:
    assert journal.entries.find_similar(begun(journal)) == []
    journal.entries.add(promised())
    assert journal.entries.find_similar(journal.drafts.begin("drucker")) == []


def test_another_matter_has_no_echo(journal: Journal) -> None:
    journal.entries.add(promised())
    session = journal.drafts.begin("drucker")
    session.answer("The lift was stuck for an hour, and I laughed at the caretaker.")
    assert journal.entries.find_similar(session) == []


def test_a_confirmed_entry_is_not_offered_again(journal: Journal) -> None:
    journal.entries.add(promised())
    session = begun(journal)
    session.confirm_recurrence(promised().id)
    assert journal.entries.find_similar(session) == []
    assert journal.drafts.finish(session, unfinished=True).repeats == (promised().id,)


def test_an_unfinished_entry_does_not_echo_itself(journal: Journal) -> None:
    saved = journal.drafts.finish(begun(journal), unfinished=True)
    assert journal.entries.find_similar(journal.drafts.resume(saved.id)) == []


@pytest.mark.parametrize("guide", ["win", "mastery", "decision", "mentor"])
def test_what_comes_again_without_a_mistake_is_no_recurrence(journal: Journal, guide: str) -> None:
    journal.entries.add(promised())
    assert journal.entries.find_similar(begun(journal, guide)) == []
    journal.entries.delete([promised().id])
    journal.entries.add(promised(3, guide=guide))
    assert journal.entries.find_similar(begun(journal)) == []


def test_an_entry_of_a_guide_that_is_gone_is_still_offered(journal: Journal) -> None:
    journal.entries.add(promised(guide="long-gone"))
    assert len(journal.entries.find_similar(begun(journal))) == 1


def test_an_entry_that_cannot_be_read_is_passed_over(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.entries.add(promised())
    good = journal.entries.rows()
    lines = [b"{", b"[]", b"{}", good[0].line.replace(b'"kind":"complex"', b'"kind":77')]
    bad = [EntryRow("zzzzzzzzzz", "2026-11-01", "", "entry", line, 0, len(line)) for line in lines]
    monkeypatch.setattr(journal.entries.store, "rows", lambda: [*bad, *good])
    (echo,) = journal.entries.find_similar(begun(journal))
    assert echo.entry == promised()


def test_the_names_that_are_short_are_found_as_whole_words(journal: Journal) -> None:
    samples = (Answer("happened", "?", "The same sambal as a sample."),)
    for number in range(10, 60):
        journal.entries.add(make_entry(number, title="At lunch", answers=samples, tags=()))
    journal.entries.add(
        promised(2, answers=(Answer("happened", "?", "Sam waited for the licence renewal."),))
    )
    session = begun(journal, words="The licence renewal: Sam waited for it, and I forgot.")
    found = journal.entries.find_similar(session)
    assert [echo.entry.id for echo in found] == [promised(2).id]
    assert "Sam" in found[0].shared


def test_it_changes_nothing_and_may_run_beside_the_rest(journal: Journal) -> None:
    journal.entries.add(promised())
    session = begun(journal)
    journal.entries.rows()
    known, before = journal.entries.known_ids(), to_dict(session)
    journal.entries.add(replace(promised(5), title="Another"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(journal.entries.find_similar, [session] * 8))
    assert {len(one) for one in found} == {2}
    assert (journal.entries.known_ids(), to_dict(session)) == (known, before)


def test_no_more_than_the_limit_is_given(journal: Journal) -> None:
    for number in range(1, 6):
        journal.entries.add(promised(number))
    assert len(journal.entries.find_similar(begun(journal))) == 3
    assert len(journal.entries.find_similar(begun(journal), limit=1)) == 1
