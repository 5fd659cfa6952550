"""Tests for autosaving, saving and recovering sessions on a full or slow disk."""

import threading
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import ConflictError, FileError, next_steps
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
        self.is_full_for_new = False
        self.may_write = threading.Event()
        self.may_write.set()
        self.reached = threading.Event()
        self.writers = 0
        self.most_writers = 0
        self._save = journal.drafts.write
        monkeypatch.setattr(journal.drafts, "write", self._write)

    def _write(self, session: Session, data: dict[str, Any]) -> None:
        self.writers += 1
        self.most_writers = max(self.writers, self.most_writers)
        self.reached.set()
        assert self.may_write.wait(10)
        self.writers -= 1
        if self.is_full or (self.is_full_for_new and not session.draft_version):
            raise FileError("no space left")
        self.written.append(data["typing"][1])
        self._save(session, data)


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


def test_text_that_cannot_be_saved_anywhere_is_left_to_the_front_end(
    saver: SessionSaver, session: Session, disk: Disk, tmp_path: Path, no_temporary_folder: None
) -> None:
    disk.is_full = True
    (tmp_path / "recovery").write_text("in the way")
    type_text(session, "We launched.")
    with pytest.raises(NotSavedError) as caught:
        saver.save_draft()
    assert caught.value.fallback.file is None
    assert "We launched." in caught.value.fallback.text
    assert "We launched." not in f"{caught.value} {next_steps(caught.value)}"


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


class Terminal:
    """Another process that has resumed the draft of a session.

    Args:
        journal: the journal of the session.
        session: the session, whose draft exists.
        recovery: the folder for text that cannot be saved.
    """

    def __init__(self, journal: Journal, session: Session, recovery: Path) -> None:
        self.journal = Journal(journal.folder, clock=journal.clock, encryption=journal.encryption)
        self.session = self.journal.drafts.resume(session.id)
        self.saver = SessionSaver(self.journal, self.session, recovery)

    def write(self, text: str) -> None:
        """Replace the text in the field, and save the draft."""
        type_text(self.session, text)
        self.saver.autosave()


@pytest.fixture
def other(saver: SessionSaver, session: Session, journal: Journal, tmp_path: Path) -> Terminal:
    """Return another process, after this one saved the first words of a draft."""
    type_text(session, "We launched.")
    saver.autosave()
    return Terminal(journal, session, tmp_path / "recovery")


def typed(journal: Journal) -> dict[str, str]:
    """Return the unfinished answer of each draft."""
    return {
        draft_id: journal.drafts.resume(draft_id).typing[1] for draft_id in journal.drafts.ids()
    }


def test_unchanged_session_leaves_the_newer_draft_of_another_process(
    saver: SessionSaver, session: Session, journal: Journal, other: Terminal
) -> None:
    other.write("We launched. On a Friday.")
    session.at = "expected"  # only moving is no reason to write
    assert saver.autosave() == UNCHANGED
    assert saver.save_draft() == UNCHANGED
    assert typed(journal) == {session.id: "We launched. On a Friday."}


@pytest.mark.parametrize("is_leaving", [False, True])
def test_changed_session_moves_to_a_draft_of_its_own(
    saver: SessionSaver, session: Session, journal: Journal, other: Terminal, is_leaving: bool
) -> None:
    draft_id = session.id
    other.write("We launched. On a Friday.")
    type_text(session, "We launched. Alone.")
    result, conflict = saver.save_draft() if is_leaving else saver.autosave()
    assert result is AutosaveResult.MOVED
    assert isinstance(conflict, ConflictError)
    assert session.id in next_steps(conflict)
    assert typed(journal) == {
        draft_id: "We launched. On a Friday.",
        session.id: "We launched. Alone.",
    }
    # From now on, each process writes its own draft without a further conflict.
    type_text(session, "We launched. Alone again.")
    assert saver.autosave() == SAVED
    other.write("We launched. On a Monday.")
    assert saver.save(unfinished=True).id == session.id
    assert typed(journal) == {draft_id: "We launched. On a Monday."}


def test_moved_draft_is_reported_once_it_could_be_written(
    saver: SessionSaver, session: Session, disk: Disk, journal: Journal, other: Terminal
) -> None:
    other.write("We launched. On a Friday.")
    type_text(session, "We launched. Alone.")
    disk.is_full_for_new = True
    assert saver.autosave()[0] is AutosaveResult.FAILED
    disk.is_full_for_new = False
    assert saver.autosave()[0] is AutosaveResult.MOVED
    assert len(typed(journal)) == 2


def test_draft_finished_elsewhere_is_not_written_again(
    saver: SessionSaver, session: Session, journal: Journal, other: Terminal
) -> None:
    other.saver.save(unfinished=True)
    assert saver.save_draft()[0] is AutosaveResult.FINISHED_ELSEWHERE
    assert journal.drafts.ids() == []
    type_text(session, "We launched. Alone.")
    assert saver.autosave()[0] is AutosaveResult.MOVED
    assert list(typed(journal).values()) == ["We launched. Alone."]


def test_draft_discarded_elsewhere_is_kept_as_another(
    saver: SessionSaver, session: Session, journal: Journal, other: Terminal
) -> None:
    other.journal.drafts.discard(session.id)
    assert saver.save_draft()[0] is AutosaveResult.MOVED
    assert typed(journal) == {session.id: "We launched."}


def test_discard_keeps_the_newer_draft_of_another_process(
    saver: SessionSaver, session: Session, journal: Journal, other: Terminal
) -> None:
    other.write("We launched. On a Friday.")
    saver.discard()
    assert typed(journal) == {session.id: "We launched. On a Friday."}


def test_second_draft_of_an_entry_leaves_the_entry_to_the_first(
    journal: Journal, tmp_path: Path
) -> None:
    note = journal.entries.capture("Promised a date")
    one, two = (journal.drafts.resume(note.id) for _ in range(2))
    for session, text in ((one, "Nobody minded."), (two, "Femi was silent.")):
        saver = SessionSaver(journal, session, tmp_path / "recovery")
        session.typing = ("expected", text)
        saver.autosave()
    assert (one.id, two.id in journal.drafts.ids()) == (note.id, True)
    saved = [journal.drafts.finish(session, unfinished=True) for session in (two, one)]
    assert [entry.id for entry in saved] == [two.id, note.id]
    texts = [[answer.text for answer in entry.answers] for entry in saved]
    assert texts == [["Promised a date", text] for text in ("Femi was silent.", "Nobody minded.")]
