"""Sessions and their drafts: two sittings at once, entries changed meanwhile, damage."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from reflect.errors import NotFoundError, UsageError, next_steps
from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.practice.session import Session
from tests.factories import NOW, make_commitment, make_entry
from tests.sealed import open_encryption_in

Said = list[str]


@pytest.fixture
def said() -> Said:
    """What the journal told its user."""
    return []


@pytest.fixture
def journal(folder: Path, said: Said) -> Journal:
    """An empty journal."""
    seconds = count()
    return Journal(
        folder,
        clock=lambda: NOW + timedelta(seconds=next(seconds)),
        warn=lambda line: said.append(str(line)),
        encryption=open_encryption_in(folder),
    )


def begun(journal: Journal, words: str = "We launched on a Friday.") -> Session:
    """A session with one answer, kept as a draft."""
    session = journal.drafts.begin("drucker")
    session.answer(words)
    session.next()
    journal.drafts.save(session)
    return session


def entries(journal: Journal) -> list[Entry]:
    """What the journal holds."""
    return [row.entry() for row in journal.entries.rows()]


def texts(journal: Journal) -> set[str]:
    """Every answer that the journal holds."""
    return {answer.text for entry in entries(journal) for answer in entry.answers}


def test_a_draft_goes_once_its_entry_is_saved(journal: Journal) -> None:
    session = begun(journal)
    journal.drafts.finish(session, unfinished=True)
    assert journal.drafts.all() == []
    assert texts(journal) == {"We launched on a Friday."}


def test_two_sittings_on_one_draft_both_end_in_the_journal(journal: Journal, said: Said) -> None:
    first = begun(journal)
    second = journal.drafts.resume(first.id)
    second.answer("Written in the second window.")
    saved = journal.drafts.finish(second, unfinished=True)
    first.answer("Written in the first window.")
    beside = journal.drafts.finish(first, unfinished=True)
    assert beside.id != saved.id
    assert {"Written in the first window.", "Written in the second window."} <= texts(journal)
    assert beside.id in said[-1]


@pytest.mark.parametrize("how", ["changed", "deleted"])
def test_an_entry_changed_while_it_is_gone_on_with_keeps_both_texts(
    journal: Journal, said: Said, how: str
) -> None:
    kept = journal.drafts.finish(begun(journal), unfinished=True)
    session = journal.drafts.resume(kept.id)
    session.answer("Written in the window.")
    if how == "changed":
        journal.entries.replace(replace(kept, title="Changed elsewhere"), kept)
    else:
        journal.entries.delete([kept.id])
    beside = journal.drafts.finish(session, unfinished=True)
    assert beside.id != kept.id
    assert "Written in the window." in texts(journal)
    titles = [entry.title for entry in entries(journal)]
    assert ("Changed elsewhere" in titles) == (how == "changed")
    assert beside.id in said[-1]


def test_a_draft_whose_entry_was_changed_goes_on_as_one_of_its_own(
    journal: Journal, said: Said
) -> None:
    kept = journal.drafts.finish(begun(journal), unfinished=True)
    session = journal.drafts.resume(kept.id)
    session.answer("In the draft.")
    journal.drafts.save(session)
    journal.entries.replace(replace(kept, tags=("team",)), kept)
    again = journal.drafts.resume(kept.id)
    assert again.id != kept.id
    assert again.id in said[-1]
    assert [draft.id for draft in journal.drafts.all()] == [again.id]
    journal.drafts.finish(again, unfinished=True)
    assert journal.entries.get(kept.id).tags == ("team",)
    assert "In the draft." in texts(journal)


def test_an_entry_is_shown_rather_than_its_draft(journal: Journal) -> None:
    kept = journal.drafts.finish(begun(journal), unfinished=True)
    journal.drafts.save(journal.drafts.resume(kept.id))
    assert journal.find(kept.id).state == "unfinished"


def test_drafts_whose_first_answer_was_not_finished_are_told_apart(journal: Journal) -> None:
    for words in ("I promised March.\nFemi was silent.", "Cut Maya off."):
        session = journal.drafts.begin("drucker")
        session.typing = ("happened", words)
        journal.drafts.save(session)
    newest, other = journal.drafts.all()
    assert (newest.title, other.title) == ("Cut Maya off.", "I promised March.")
    assert [one.text for one in other.answers] == ["I promised March.\nFemi was silent."]
    assert journal.drafts.resume(other.id).typing == ("happened", other.answers[0].text)


def test_half_a_commitment_is_no_title_but_can_be_read(journal: Journal) -> None:
    session = begun(journal)
    session.typing = ("commitment", "they ask\nwait")
    journal.drafts.save(session)
    (draft,) = journal.drafts.all()
    assert draft.title == "We launched on a Friday."
    assert draft.answers[-1].text == "they ask\nwait"


@pytest.mark.parametrize("content", ["garbage", "[]", '{"x": 1}', '{"guide": 7, "kept_at": 3}'])
def test_a_draft_that_cannot_be_read_is_told_of_and_stands_in_nobodys_way(
    journal: Journal, said: Said, content: str
) -> None:
    good = begun(journal)
    bad = journal.folder / "drafts" / "zzzzzzzzzz.json"
    bad.write_text(content)
    assert [draft.id for draft in journal.drafts.all()] == [good.id]
    assert "zzzzzzzzzz" in said[-1]
    assert journal.find(good.id).state == "draft"
    journal.drafts.discard("zzzz")
    assert not bad.exists()


def test_a_draft_cannot_be_changed_like_an_entry(journal: Journal) -> None:
    session = begun(journal)
    with pytest.raises(NotFoundError) as caught:
        journal.entries.get(session.id)
    assert "is a draft" in caught.value.message
    assert "resume" in next_steps(caught.value)


def test_the_seal_of_a_forecast_cannot_be_broken(journal: Journal) -> None:
    sealed = make_commitment(made_at=NOW - timedelta(hours=25))
    entry = journal.entries.add(make_entry(1, commitments=(sealed,)))
    for changed in ((), (replace(sealed, percent=90),), (replace(sealed, made_at=NOW),)):
        with pytest.raises(UsageError, match="sealed until 2026-12-06"):
            journal.entries.replace(replace(entry, commitments=changed), entry)
    moved = replace(sealed, due=sealed.due + timedelta(days=7))
    assert journal.entries.replace(replace(entry, commitments=(moved,)), entry).commitments == (
        moved,
    )
