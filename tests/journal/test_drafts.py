"""Tests for drafts, including concurrent sessions, changed entries and damaged files."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from reflect.errors import ConflictError, NotFoundError, UsageError
from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.practice.session import Session
from tests.factories import NOW, make_commitment, make_entry
from tests.sealed import on_both, open_encryption_in

Warnings = list[str]


@pytest.fixture
def warnings() -> Warnings:
    """Return the warnings that the journal has issued."""
    return []


@pytest.fixture
def journal(folder: Path, warnings: Warnings) -> Journal:
    """Return an empty journal with an advancing clock."""
    seconds = count()
    return Journal(
        folder,
        clock=lambda: NOW + timedelta(seconds=next(seconds)),
        warn=lambda line: warnings.append(str(line)),
        encryption=open_encryption_in(folder),
    )


def begin_session(journal: Journal, words: str = "We launched on a Friday.") -> Session:
    """Start a session with one answer, and save it as a draft."""
    session = journal.drafts.begin("drucker")
    session.answer(words)
    session.next()
    journal.drafts.save(session)
    return session


def entries(journal: Journal) -> list[Entry]:
    """Return all entries."""
    return [row.entry() for row in journal.entries.rows()]


def texts(journal: Journal) -> set[str]:
    """Return the text of every answer."""
    return {answer.text for entry in entries(journal) for answer in entry.answers}


def test_finish_removes_the_draft(journal: Journal) -> None:
    session = begin_session(journal)
    journal.drafts.finish(session, unfinished=True)
    assert journal.drafts.all() == []
    assert texts(journal) == {"We launched on a Friday."}


def test_finish_saves_two_sessions_on_the_same_draft(journal: Journal, warnings: Warnings) -> None:
    first = begin_session(journal)
    second = journal.drafts.resume(first.id)
    second.answer("Written in the second window.")
    saved = journal.drafts.finish(second, unfinished=True)
    first.answer("Written in the first window.")
    beside = journal.drafts.finish(first, unfinished=True)
    assert beside.id != saved.id
    assert {"Written in the first window.", "Written in the second window."} <= texts(journal)
    assert beside.id in warnings[-1]


@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_finish_keeps_both_versions_if_the_entry_was_changed(
    journal: Journal, warnings: Warnings, how: str
) -> None:
    saved = journal.drafts.finish(begin_session(journal), unfinished=True)
    session = journal.drafts.resume(saved.id)
    session.answer("Written in the window.")
    if how == "changed":
        journal.entries.replace(replace(saved, title="Changed elsewhere"), saved)
    else:
        journal.entries.delete([saved.id])
    beside = journal.drafts.finish(session, unfinished=True)
    assert beside.id != saved.id
    assert "Written in the window." in texts(journal)
    titles = [entry.title for entry in entries(journal)]
    assert ("Changed elsewhere" in titles) == (how == "changed")
    assert beside.id in warnings[-1]


def test_resume_assigns_a_new_id_if_the_entry_was_changed(
    journal: Journal, warnings: Warnings
) -> None:
    saved = journal.drafts.finish(begin_session(journal), unfinished=True)
    session = journal.drafts.resume(saved.id)
    session.answer("In the draft.")
    journal.drafts.save(session)
    journal.entries.replace(replace(saved, tags=("team",)), saved)
    again = journal.drafts.resume(saved.id)
    assert again.id != saved.id
    assert again.id in warnings[-1]
    assert [draft.id for draft in journal.drafts.all()] == [again.id]
    journal.drafts.finish(again, unfinished=True)
    assert journal.entries.get(saved.id).tags == ("team",)
    assert "In the draft." in texts(journal)


def test_find_prefers_an_entry_over_its_draft(journal: Journal) -> None:
    saved = journal.drafts.finish(begin_session(journal), unfinished=True)
    journal.drafts.save(journal.drafts.resume(saved.id))
    assert journal.find(saved.id).state == "unfinished"


def test_draft_title_is_taken_from_an_unfinished_first_answer(journal: Journal) -> None:
    for words in ("I promised March.\nFemi was silent.", "Cut Maya off."):
        session = journal.drafts.begin("drucker")
        session.typing = ("happened", words)
        journal.drafts.save(session)
    newest, other = journal.drafts.all()
    assert (newest.title, other.title) == ("Cut Maya off.", "I promised March.")
    assert [one.text for one in other.answers] == ["I promised March.\nFemi was silent."]
    assert journal.drafts.resume(other.id).typing == ("happened", other.answers[0].text)


def test_draft_title_is_not_taken_from_an_unfinished_commitment(journal: Journal) -> None:
    session = begin_session(journal)
    session.typing = ("commitment", "they ask\nwait")
    journal.drafts.save(session)
    (draft,) = journal.drafts.all()
    assert draft.title == "We launched on a Friday."
    assert draft.answers[-1].text == "they ask\nwait"


@pytest.mark.parametrize("content", ["garbage", "[]", '{"x": 1}', '{"guide": 7, "kept_at": 3}'])
def test_unreadable_draft_is_skipped_with_a_warning(
    journal: Journal, warnings: Warnings, content: str
) -> None:
    good = begin_session(journal)
    bad = journal.folder / "drafts" / "zzzzzzzzzz.json"
    bad.write_text(content)
    assert [draft.id for draft in journal.drafts.all()] == [good.id]
    assert "zzzzzzzzzz" in warnings[-1]
    assert journal.find(good.id).state == "draft"
    journal.drafts.discard("zzzz")
    assert not bad.exists()


def test_get_rejects_a_draft_and_suggests_resume(journal: Journal) -> None:
    session = begin_session(journal)
    with pytest.raises(NotFoundError) as caught:
        journal.entries.get(session.id)
    assert caught.value.command == ("resume", session.id)


def test_replace_rejects_a_changed_sealed_forecast(journal: Journal) -> None:
    sealed = make_commitment(made_at=NOW - timedelta(hours=25))
    entry = journal.entries.add(make_entry(1, commitments=(sealed,)))
    for changed in ((), (replace(sealed, percent=90),), (replace(sealed, made_at=NOW),)):
        with pytest.raises(UsageError) as caught:
            journal.entries.replace(replace(entry, commitments=changed), entry)
        assert sealed.due.isoformat() in caught.value.message
    moved = replace(sealed, due=sealed.due + timedelta(days=7))
    assert journal.entries.replace(replace(entry, commitments=(moved,)), entry).commitments == (
        moved,
    )


def test_finish_does_not_look_up_a_new_id(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin_session(journal)
    monkeypatch.setattr(journal.entries.store, "read", lambda: pytest.fail("read the journal"))
    journal.drafts.finish(session, unfinished=True)


def other_terminal(journal: Journal) -> Journal:
    """Return the same journal as another process opens it."""
    return Journal(journal.folder, clock=journal.clock, encryption=journal.encryption)


def test_finish_takes_a_new_id_if_the_draft_was_finished_elsewhere(journal: Journal) -> None:
    first = begin_session(journal)
    other = other_terminal(journal)
    saved = other.drafts.finish(other.drafts.resume(first.id), unfinished=True)
    assert journal.drafts.finish(first, unfinished=True).id != saved.id
    assert len(entries(journal)) == 2


@on_both
def test_finish_keeps_the_draft_that_was_continued_elsewhere(
    journal: Journal, warnings: Warnings
) -> None:
    first = begin_session(journal)
    other = other_terminal(journal)
    second = other.drafts.resume(first.id)
    second.answer("Written in the second window.")
    other.drafts.save(second)
    saved = journal.drafts.finish(first, unfinished=True)
    assert saved.id != second.id
    assert saved.id in warnings[-1]
    assert journal.drafts.resume(second.id).answers == second.answers
    assert other.drafts.finish(second, unfinished=True).id == second.id


def test_finish_claims_the_id_before_it_adds_the_entry(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin_session(journal)
    other = other_terminal(journal)
    second = other.drafts.resume(first.id)
    add = journal.entries.add
    both: list[str] = []

    def add_after_the_other(entry: Entry) -> Entry:
        both.append(other.drafts.finish(second, unfinished=True).id)
        return add(entry)

    monkeypatch.setattr(journal.entries, "add", add_after_the_other)
    both.append(journal.drafts.finish(first, unfinished=True).id)
    assert len({entry.id for entry in entries(journal)}) == len(set(both)) == 2


def test_write_refuses_to_replace_a_newer_draft(journal: Journal) -> None:
    first = begin_session(journal)
    other = other_terminal(journal)
    other.drafts.save(other.drafts.resume(first.id))
    with pytest.raises(ConflictError):
        journal.drafts.save(first)
    journal.drafts.remove(first)
    assert journal.drafts.ids() == [first.id]
