"""Earlier entries that are alike, found in a journal on disk."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.practice.session import Session
from reflect.store.entry_row import EntryRow
from tests.factories import NOW, make_commitment, make_entry
from tests.sealed import open_keys_in

FIRST = "Promised March for the migration in the steering committee. Lena had not said so."


@pytest.fixture
def journal(folder: Path) -> Journal:
    """An empty journal; it is a day after the entries of the factory."""
    return Journal(folder, clock=lambda: NOW + timedelta(days=1), keys=open_keys_in(folder))


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
    session = journal.begin(guide, tags=["promises"])
    session.answer(words)
    return session


def test_an_earlier_entry_is_found_with_its_days_and_outcome(journal: Journal) -> None:
    journal.add(make_entry(2, title="The launch", tags=()))
    journal.add(promised())
    (echo,) = journal.earlier_alike(begun(journal))
    assert (echo.entry.id, echo.days, echo.kept) == (promised().id, 22, "kept")
    assert "promises" in echo.shared
    assert "committee" in echo.shared


def test_an_empty_journal_and_an_empty_session_have_no_echo(journal: Journal) -> None:
    assert journal.earlier_alike(begun(journal)) == []
    journal.add(promised())
    assert journal.earlier_alike(journal.begin("drucker")) == []


def test_another_matter_has_no_echo(journal: Journal) -> None:
    journal.add(promised())
    session = journal.begin("drucker")
    session.answer("The lift was stuck for an hour, and I laughed at the caretaker.")
    assert journal.earlier_alike(session) == []


def test_a_confirmed_entry_is_not_offered_again(journal: Journal) -> None:
    journal.add(promised())
    session = begun(journal)
    session.confirm_recurrence(promised().id)
    assert journal.earlier_alike(session) == []
    assert journal.save(session, unfinished=True).repeats == (promised().id,)


def test_an_unfinished_entry_does_not_echo_itself(journal: Journal) -> None:
    saved = journal.save(begun(journal), unfinished=True)
    assert journal.earlier_alike(journal.resume(saved.id)) == []


@pytest.mark.parametrize("guide", ["win", "mastery", "decision", "mentor"])
def test_what_comes_again_without_a_mistake_is_no_recurrence(journal: Journal, guide: str) -> None:
    journal.add(promised())
    assert journal.earlier_alike(begun(journal, guide)) == []
    journal.delete([promised().id])
    journal.add(promised(3, guide=guide))
    assert journal.earlier_alike(begun(journal)) == []


def test_an_entry_of_a_guide_that_is_gone_is_still_offered(journal: Journal) -> None:
    journal.add(promised(guide="long-gone"))
    assert len(journal.earlier_alike(begun(journal))) == 1


def test_an_entry_that_cannot_be_read_is_passed_over(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.add(promised())
    good = journal.rows()
    lines = [b"{", b"[]", b"{}", good[0].line.replace(b'"kind":"complex"', b'"kind":77')]
    bad = [EntryRow("zzzzzzzzzz", "2026-11-01", "", "entry", line, 0, len(line)) for line in lines]
    monkeypatch.setattr(journal.store, "rows", lambda: [*bad, *good])
    (echo,) = journal.earlier_alike(begun(journal))
    assert echo.entry == promised()


def test_the_names_that_are_short_are_found_as_whole_words(journal: Journal) -> None:
    samples = (Answer("happened", "?", "The same sambal as a sample."),)
    for number in range(10, 60):
        journal.add(make_entry(number, title="At lunch", answers=samples, tags=()))
    journal.add(
        promised(2, answers=(Answer("happened", "?", "Sam waited for the licence renewal."),))
    )
    session = begun(journal, words="The licence renewal: Sam waited for it, and I forgot.")
    found = journal.earlier_alike(session)
    assert [echo.entry.id for echo in found] == [promised(2).id]
    assert "Sam" in found[0].shared


def test_it_changes_nothing_and_may_run_beside_the_rest(journal: Journal) -> None:
    journal.add(promised())
    session = begun(journal)
    journal.rows()
    known, before = journal.known_ids(), session.to_dict()
    journal.add(replace(promised(5), title="Another"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(journal.earlier_alike, [session] * 8))
    assert {len(one) for one in found} == {2}
    assert (journal.known_ids(), session.to_dict()) == (known, before)


def test_no_more_than_the_limit_is_given(journal: Journal) -> None:
    for number in range(1, 6):
        journal.add(promised(number))
    assert len(journal.earlier_alike(begun(journal))) == 3
    assert len(journal.earlier_alike(begun(journal), limit=1)) == 1
