"""Tests for the draft of a note that is being written."""

from pathlib import Path

import pytest

from reflect.errors import FileError
from reflect.journal import Journal
from reflect.journal.note_draft import NoteDraft
from reflect.model.entry import NOTE
from tests.factories import NOW
from tests.sealed import encryption_in, on_both


@pytest.fixture
def journal(folder: Path) -> Journal:
    """Return an empty journal."""
    return Journal(folder, clock=lambda: NOW)


@pytest.fixture
def reopened(folder: Path) -> Journal:
    """Return the journal as a process opens it after the first one was killed."""
    return Journal(folder, clock=lambda: NOW, encryption=encryption_in(folder))


@pytest.fixture
def note(journal: Journal, tmp_path: Path) -> NoteDraft:
    """Return the draft of a new note; an encrypted journal is locked."""
    return NoteDraft(journal, "drucker", tmp_path / "recovery")


def write(note: NoteDraft, text: str) -> None:
    """Save the text so far."""
    assert note.stage(text)
    assert note.write() is None


@on_both
def test_killed_note_is_listed_and_resumed_like_a_capture(
    note: NoteDraft, reopened: Journal
) -> None:
    write(note, "Promised")
    write(note, "Promised a date.\nFemi was silent. ")
    (draft,) = reopened.drafts.waiting()
    assert (draft.state, draft.title) == ("draft", "Promised a date.")
    session = reopened.drafts.resume()
    assert session.answers == {"happened": "Promised a date.\nFemi was silent."}
    assert session.prompt is not None
    assert session.prompt.id == "expected"


@pytest.mark.parametrize("guide", ["safety", "missing"])
def test_note_is_kept_whatever_the_guide(
    journal: Journal, reopened: Journal, tmp_path: Path, guide: str
) -> None:
    write(NoteDraft(journal, guide, tmp_path / "recovery"), "Promised a date.")
    (draft,) = reopened.drafts.all()
    assert draft.guide == ("safety" if guide == "safety" else "drucker")
    assert [(answer.prompt, answer.text) for answer in draft.answers] == [
        (NOTE if guide == "safety" else "happened", "Promised a date.")
    ]


def test_captured_note_leaves_no_draft(note: NoteDraft, journal: Journal) -> None:
    write(note, "Promised a")
    entry = note.capture("Promised a date.")
    note.stage("Promised a date. Late.")
    note.write()
    assert (entry.state, entry.title) == ("capture", "Promised a date.")
    assert journal.drafts.ids() == []


def test_dropped_note_leaves_no_draft(note: NoteDraft, journal: Journal) -> None:
    assert not note.stage("")
    write(note, "Promised a date.")
    assert note.discard()
    assert not journal.drafts.ids()
    assert not journal.entries.rows()


def test_draft_resumed_elsewhere_is_left_alone(
    note: NoteDraft, journal: Journal, reopened: Journal
) -> None:
    write(note, "Promised a date.")
    session = reopened.drafts.resume()
    session.typing = ("expected", "Nobody would mind.")
    reopened.drafts.save(session)
    note.capture("Promised a date.")
    assert journal.drafts.ids() == [session.id]
    assert reopened.drafts.resume().typing[1] == "Nobody would mind."


def test_failed_write_is_reported_once_and_tried_again(
    note: NoteDraft, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FileError("no space left")

    note.stage("Promised a date.")
    with monkeypatch.context() as patch:
        patch.setattr(journal.drafts, "write", fail)
        assert isinstance(note.write(), FileError)
        assert note.stage("Promised a date.")
        assert note.write() is None
    assert note.stage("Promised a date.")
    assert note.write() is None
    assert not note.stage("Promised a date.")
    assert len(journal.drafts.ids()) == 1
