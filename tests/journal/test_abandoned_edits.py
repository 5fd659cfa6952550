"""Tests for recovering what was written in an editor that was killed together with reflect."""

import os
from pathlib import Path

import pytest

from reflect.editor.folder import EditFolder, create_folder, mark_saved
from reflect.journal.abandoned_edits import RecoveredEdit, recover_abandoned_edits
from reflect.journal.encryption import JournalEncryption
from tests.factories import NOW
from tests.sealed import encryption_in, opened, seal_folder

ENTRY_ID = "k3f9a2b7cd"


@pytest.fixture
def recovery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the recovery folder; the folders of edits are in a folder for memory."""
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    return tmp_path / "state" / "recovery"


def leave(journal: Path, name: str = f"{ENTRY_ID}.md", text: str = "written") -> EditFolder:
    """Leave the folder of an edit that was killed."""
    folder = create_folder(b"before", name, str(journal), "", os.environ)
    folder.file.write_text(text)
    return folder


def recover(recovery: Path, current: JournalEncryption) -> list[RecoveredEdit]:
    """Recover all edits while a journal is open."""
    return list(recover_abandoned_edits(os.environ, recovery, NOW, current=current))


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_text_is_encrypted_if_its_own_journal_is(
    tmp_path: Path, recovery: Path, is_encrypted: bool
) -> None:
    plain, encrypted = tmp_path / "plain", seal_folder(tmp_path / "encrypted")
    own, other = (encrypted, plain) if is_encrypted else (plain, encrypted)
    folder = leave(own)
    (edit,) = recover(recovery, encryption_in(other))
    (copy,) = recovery.iterdir()
    assert edit.copies == [(folder.file, copy)]
    assert copy.name == f"{ENTRY_ID}-1.md" + (".age" if is_encrypted else "")
    assert (b"written" in copy.read_bytes()) is not is_encrypted
    assert opened(copy) == b"written"
    assert not folder.path.exists()


def test_notices_name_the_command_for_the_text(tmp_path: Path, recovery: Path) -> None:
    entry, form = leave(tmp_path), leave(tmp_path, "drucker.md")
    notices = {
        edit.folder: [notice.command for notice in edit.notices]
        for edit in recover(recovery, encryption_in(tmp_path))
    }
    assert notices == {
        entry.path: [("edit", ENTRY_ID)],
        form.path: [("new", "--from", str(recovery / "drucker-1.md"))],
    }


def test_unchanged_text_is_only_recovered_if_it_is_not_saved(
    tmp_path: Path, recovery: Path
) -> None:
    saved, typed = leave(tmp_path, text="before"), leave(tmp_path, text="before")
    mark_saved(typed, b"")
    edits = recover(recovery, encryption_in(tmp_path))
    assert {edit.folder: len(edit.copies) for edit in edits} == {saved.path: 0, typed.path: 1}
    assert [path.read_text() for path in recovery.iterdir()] == ["before"]


def test_text_that_cannot_be_moved_stays(tmp_path: Path, recovery: Path) -> None:
    recovery.parent.write_text("in the way")
    folder = leave(tmp_path)
    (edit,) = recover(recovery, encryption_in(tmp_path))
    assert not edit.is_complete
    assert str(folder.file) in str(edit.notices[0])
    assert folder.file.read_text() == "written"
