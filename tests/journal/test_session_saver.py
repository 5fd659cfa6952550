"""Tests for autosaving, saving and recovering sessions on a full or slow disk."""

import threading
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError, next_steps
from reflect.journal import Journal
from reflect.journal.session_saver import AutosaveResult, NotSavedError, SessionSaver
from reflect.practice.session import Session
from tests.factories import NOW

UNCHANGED = (AutosaveResult.UNCHANGED, None)
SAVED = (AutosaveResult.SAVED, None)


class Disk:
    """A simulated disk for drafts that can be full or slow.

    Args:
        journal: the journal whose drafts are written.
        monkeypatch: the fixture used to replace the journal's write method.
    """

    def __init__(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.written: list[str] = []
        self.is_full = False
        self.may_write = threading.Event()
        self.may_write.set()
        self.reached = threading.Event()
        self.writers = 0
        self.most_writers = 0
        self._save = journal.drafts.write
        monkeypatch.setattr(journal.drafts, "write", self._write)

    def _write(self, draft_id: str, data: dict[str, Any]) -> None:
        self.writers += 1
        self.most_writers = max(self.writers, self.most_writers)
        self.reached.set()
        assert self.may_write.wait(10)
        self.writers -= 1
        if self.is_full:
            raise FileError("no space left")
        self.written.append(data["typing"][1])
        self._save(draft_id, data)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Return an empty journal."""
    return Journal(tmp_path / "journal", clock=lambda: NOW)


@pytest.fixture
def disk(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Return the simulated disk of the journal."""
    return Disk(journal, monkeypatch)


@pytest.fixture
def session(journal: Journal) -> Session:
    """Return an empty session."""
    return journal.drafts.begin("drucker")


@pytest.fixture
def saver(journal: Journal, session: Session, tmp_path: Path, disk: Disk) -> SessionSaver:
    """Return the saver for the session."""
    return SessionSaver(journal, session, tmp_path / "recovery")


def type_text(session: Session, text: str) -> None:
    """Type an answer to the first question."""
    session.typing = ("happened", text)


def write_in_thread(saver: SessionSaver) -> threading.Thread:
    """Start a thread that writes the staged snapshot."""
    writer = threading.Thread(target=saver.write_staged)
    writer.start()
    return writer


@pytest.fixture
def no_entries(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to add an entry fail."""

    def fail(entry: object) -> None:
        raise FileError("the journal can't be written", hint="Make room.")

    monkeypatch.setattr(journal.entries, "add", fail)


def test_autosave_writes_typed_text(
    saver: SessionSaver, session: Session, journal: Journal
) -> None:
    type_text(session, "We launched.")
    assert saver.autosave() == SAVED
    assert journal.drafts.resume().typing == ("happened", "We launched.")


def test_empty_session_gets_no_draft(saver: SessionSaver, session: Session, disk: Disk) -> None:
    assert not saver.stage()
    type_text(session, "   ")
    assert not saver.stage()
    assert saver.write_staged() == UNCHANGED
    assert disk.written == []


def test_removed_text_is_removed_from_the_draft(
    saver: SessionSaver, session: Session, disk: Disk
) -> None:
    type_text(session, "a")
    saver.autosave()
    type_text(session, "")
    assert saver.autosave() == SAVED
    assert disk.written == ["a", ""]


def test_unchanged_session_is_not_written_again(
    saver: SessionSaver, session: Session, disk: Disk
) -> None:
    type_text(session, "a")
    saver.autosave()
    assert saver.autosave() == UNCHANGED
    assert disk.written == ["a"]


def test_only_the_newest_waiting_snapshot_is_written(
    saver: SessionSaver, session: Session, disk: Disk
) -> None:
    disk.may_write.clear()
    threads = []
    for text in ("a", "b", "c"):
        type_text(session, text)
        saver.stage()
        threads.append(write_in_thread(saver))
        # Wait for the first write to start before typing more text.
        assert disk.reached.wait(10)
    disk.may_write.set()
    for thread in threads:
        thread.join(10)
    assert disk.written == ["a", "c"]
    assert disk.most_writers == 1


def test_save_draft_waits_for_an_unfinished_write(
    saver: SessionSaver, session: Session, disk: Disk, journal: Journal
) -> None:
    disk.may_write.clear()
    type_text(session, "a")
    saver.stage()
    writer = write_in_thread(saver)
    assert disk.reached.wait(10)
    type_text(session, "ab")
    saving = threading.Thread(target=saver.save_draft)
    saving.start()
    disk.may_write.set()
    writer.join(10)
    saving.join(10)
    assert disk.written == ["a", "ab"]
    assert disk.most_writers == 1
    assert journal.drafts.resume().typing[1] == "ab"


def test_failed_write_is_reported_once_and_retried(
    saver: SessionSaver, session: Session, disk: Disk, journal: Journal
) -> None:
    disk.is_full = True
    type_text(session, "a")
    result, error = saver.autosave()
    assert (result, type(error)) == (AutosaveResult.FAILED, FileError)
    assert saver.autosave() == (AutosaveResult.STILL_FAILING, None)
    disk.is_full = False
    assert saver.autosave() == (AutosaveResult.SAVED_AGAIN, None)
    assert journal.drafts.resume().typing[1] == "a"


def test_newest_text_is_written_after_a_failure(
    saver: SessionSaver, session: Session, disk: Disk
) -> None:
    disk.is_full = True
    type_text(session, "a")
    saver.autosave()
    type_text(session, "ab")
    disk.is_full = False
    saver.autosave()
    assert disk.written == ["ab"]


def test_failed_write_does_not_replace_a_newer_snapshot(
    saver: SessionSaver, session: Session, disk: Disk
) -> None:
    disk.is_full = True
    disk.may_write.clear()
    type_text(session, "a")
    saver.stage()
    writer = write_in_thread(saver)
    assert disk.reached.wait(10)
    type_text(session, "ab")
    saver.stage()
    disk.may_write.set()
    writer.join(10)
    disk.is_full = False
    saver.write_staged()
    assert disk.written == ["ab"]


def test_draft_that_cannot_be_written_is_saved_to_a_recovery_file(
    saver: SessionSaver, session: Session, disk: Disk, tmp_path: Path
) -> None:
    disk.is_full = True
    type_text(session, "We launched.")
    with pytest.raises(NotSavedError) as caught:
        saver.save_draft()
    (file,) = (tmp_path / "recovery").iterdir()
    assert "We launched." in file.read_text()
    assert caught.value.fallback.file == file
    assert str(file) in next_steps(caught.value)
    assert caught.value.exit_code == FileError.exit_code


def test_error_contains_text_that_cannot_be_saved_anywhere(
    saver: SessionSaver, session: Session, disk: Disk, tmp_path: Path
) -> None:
    disk.is_full = True
    (tmp_path / "recovery").write_text("in the way")
    type_text(session, "We launched.")
    with pytest.raises(NotSavedError) as caught:
        saver.save_draft()
    assert caught.value.fallback.file is None
    assert "We launched." in next_steps(caught.value)


def test_no_draft_is_written_after_the_entry_is_saved(
    saver: SessionSaver, session: Session, journal: Journal
) -> None:
    session.answer("We launched.")
    entry = saver.save(unfinished=True)
    type_text(session, "late")
    assert saver.autosave() == UNCHANGED
    saver.save_draft()
    assert journal.drafts.all() == []
    assert journal.entries.get(entry.id).title == "We launched."


@pytest.mark.usefixtures("no_entries")
def test_entry_that_cannot_be_saved_stays_a_draft(
    saver: SessionSaver, session: Session, journal: Journal
) -> None:
    session.answer("We launched.")
    with pytest.raises(NotSavedError) as caught:
        saver.save(unfinished=True)
    assert caught.value.fallback.draft_id == session.id
    assert next_steps(caught.value).startswith("Make room. ")
    assert journal.drafts.resume().answers == {"happened": "We launched."}


@pytest.mark.usefixtures("no_entries")
def test_entry_is_saved_to_a_recovery_file_if_the_draft_fails_too(
    saver: SessionSaver, session: Session, disk: Disk, tmp_path: Path
) -> None:
    disk.is_full = True
    session.answer("We launched.")
    with pytest.raises(NotSavedError) as caught:
        saver.save(unfinished=True)
    assert isinstance(caught.value.cause, FileError)
    (file,) = (tmp_path / "recovery").iterdir()
    assert caught.value.fallback.file == file


def test_discard_removes_the_draft(saver: SessionSaver, session: Session, journal: Journal) -> None:
    saver.discard()
    type_text(session, "a")
    assert not saver.stage()
    assert journal.drafts.all() == []


def test_navigating_a_resumed_session_leaves_it_untouched(journal: Journal, tmp_path: Path) -> None:
    session = journal.drafts.resume(journal.entries.capture("Promised a date").id)
    saver = SessionSaver(journal, session, tmp_path / "recovery")
    session.back()
    assert saver.is_untouched
    assert not saver.stage()
    type_text(session, "more")
    assert not saver.is_untouched
    assert saver.stage()
