"""Tests for the privacy and encryption of recovery files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.journal.abandoned_edits import recover_abandoned_edits
from reflect.journal.encryption import JournalEncryption
from reflect.journal.recovery import (
    AutosaveCopy,
    is_note,
    recovery_files_of,
    unsaved_answers,
    write_recovery_file,
)
from reflect.store import paths
from reflect.store.encryption import age
from reflect.store.encryption.last_seen import LastSeenStore
from tests.factories import NOW
from tests.sealed import PLAIN, encryption_in, keys_in, on_both, opened, seal_folder, text_of
from tests.store.helpers_disks import fill, small_disk

pytestmark = on_both

TEXT = "Quetzalcoatl said so."


@pytest.fixture
def journal(tmp_path: Path, backend: str) -> Path:
    """Return the folder for a journal."""
    folder = tmp_path / "journal"
    return folder if backend == PLAIN else seal_folder(folder)


def test_recovery_file_is_encrypted_if_its_journal_is(
    tmp_path: Path, journal: Path, backend: str
) -> None:
    for number in (1, 2):
        file = write_recovery_file(tmp_path / "recovery", TEXT, "k3f9", encryption_in(journal))
        assert file is not None
        assert file.name == f"k3f9-{number}.md" + ("" if backend == PLAIN else ".age")
        assert file.stat().st_mode & 0o777 == 0o600
        assert (TEXT.encode() in file.read_bytes()) is (backend == PLAIN)
        assert opened(file) == TEXT.encode()


def test_autosave_copy_can_be_read_and_is_encrypted_if_its_journal_is(
    tmp_path: Path, journal: Path, backend: str
) -> None:
    copy = AutosaveCopy(tmp_path / "recovery", "k3f9", encryption_in(journal))
    assert copy.save(TEXT)
    (file,) = (tmp_path / "recovery").iterdir()
    assert (TEXT.encode() in file.read_bytes()) is (backend == PLAIN)
    again = AutosaveCopy(tmp_path / "recovery", "k3f9", encryption_in(journal))
    assert again.read() == TEXT
    again.remove()
    assert list((tmp_path / "recovery").iterdir()) == []
    assert again.read() == ""


def test_text_recovered_from_an_editor_becomes_the_autosave_copy(
    tmp_path: Path, journal: Path
) -> None:
    recovery = tmp_path / "recovery"
    write_recovery_file(recovery, TEXT, "k3f9", encryption_in(journal))
    copy = AutosaveCopy(recovery, "k3f9", encryption_in(journal))
    assert copy.read() == TEXT
    assert copy.save(f"{TEXT} More.")
    (file,) = recovery.iterdir()
    assert text_of(file) == f"{TEXT} More."
    copy.remove()
    assert list(recovery.iterdir()) == []


def test_files_of_unsaved_answers_are_named(tmp_path: Path, journal: Path) -> None:
    recovery, encryption = tmp_path / "recovery", encryption_in(journal)
    session = Journal(journal, clock=lambda: NOW, encryption=encryption).drafts.begin("drucker")
    file = write_recovery_file(recovery, TEXT, "happened", encryption)
    write_recovery_file(recovery, TEXT, "k3f9", encryption)
    (notice,) = unsaved_answers(recovery, session)
    assert notice.command == ("new", "--from", str(file))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a byte \udcff", b"a byte \xff"),
        ("half \ud800 and \ud83d\ude00", "half � and 😀".encode()),
        ("both \udcff\udfff", "both ��".encode()),
    ],
)
def test_invalid_unicode_is_preserved_if_possible(
    tmp_path: Path, journal: Path, text: str, kept: bytes
) -> None:
    file = write_recovery_file(tmp_path / "recovery", text, "k3f9", encryption_in(journal))
    assert file is not None
    assert opened(file) == kept
    copy = AutosaveCopy(tmp_path / "recovery", "k3f9", encryption_in(journal))
    assert copy.save(text)
    assert opened(copy.path) == kept


def test_text_goes_to_the_memory_folder_if_the_recovery_folder_is_full(
    tmp_path: Path, journal: Path, backend: str
) -> None:
    recovery, memory = tmp_path / "recovery", tmp_path / "memory"
    recovery.mkdir()
    memory.mkdir()
    with small_disk(recovery, "size=16k"):
        fill(recovery)
        file = write_recovery_file(recovery, TEXT, "capture", encryption_in(journal))
        assert os.listdir(recovery) == ["filler"]
    assert file is not None
    assert file.parent.parent == memory
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert (TEXT.encode() in file.read_bytes()) is (backend == PLAIN)
    assert opened(file) == TEXT.encode()
    assert is_note(recovery, file, TEXT)
    edits = recover_abandoned_edits(os.environ, recovery, NOW, current=encryption_in(journal))
    (((_, moved),),) = [edit.copies for edit in edits]
    assert moved is not None
    assert moved.name == "capture-1.md" + ("" if backend == PLAIN else ".age")
    assert opened(moved) == TEXT.encode()
    assert list(memory.iterdir()) == []


def test_nothing_is_left_of_a_file_that_could_not_be_written(
    tmp_path: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk, "size=16k"):
        for name in ("recovery", "memory"):
            (disk / name).mkdir()
        monkeypatch.setattr("reflect.editor.folder.IN_MEMORY", str(disk / "memory"))
        monkeypatch.setattr("reflect.editor.folder.system_temp_folders", lambda environ: [])
        fill(disk)
        long = TEXT * 1_000
        assert write_recovery_file(disk / "recovery", long, "k3f9", encryption_in(journal)) is None
        assert sorted(path.name for path in disk.rglob("*")) == ["filler", "memory", "recovery"]


def _changed(path: Path) -> None:
    path.write_text(f"{age.recipient_of(age.new_identity())}\n")


@pytest.mark.backends("encrypted")
@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"age1damaged\n"),
        _changed,
    ],
    ids=["missing", "empty", "damaged", "changed"],
)
def test_text_is_encrypted_to_the_remembered_recipients_if_the_others_are_unusable(
    tmp_path: Path, journal: Path, harm: Callable[[Path], object]
) -> None:
    (journal / paths.ENCRYPTED).write_bytes(b"")
    memory = LastSeenStore(str(tmp_path / "state"), str(journal))
    keys_in(journal, memory).require_readable()
    harm(journal / paths.RECIPIENTS)
    encryption = JournalEncryption(keys_in(journal, memory))
    file = write_recovery_file(tmp_path / "recovery", TEXT, "k3f9", encryption)
    assert file is not None
    assert TEXT.encode() not in file.read_bytes()
    assert opened(file) == TEXT.encode()
    copy = AutosaveCopy(tmp_path / "recovery", "k3f9", encryption)
    assert copy.save(TEXT)
    assert opened(copy.path) == TEXT.encode()


@pytest.mark.backends("encrypted")
def test_text_that_cannot_be_encrypted_is_not_written(tmp_path: Path, journal: Path) -> None:
    (journal / paths.RECIPIENTS).unlink()
    (journal / paths.ENCRYPTED).write_bytes(b"")
    (tmp_path / "memory").mkdir()
    keys = keys_in(journal)
    assert write_recovery_file(tmp_path / "recovery", TEXT, "k3f9", JournalEncryption(keys)) is None
    assert not AutosaveCopy(tmp_path / "recovery", "k3f9", JournalEncryption(keys)).save(TEXT)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != journal] == []


@pytest.mark.backends("encrypted")
def test_text_for_a_missing_encrypted_journal_is_encrypted(tmp_path: Path, journal: Path) -> None:
    memory = LastSeenStore(str(tmp_path / "state"), str(journal))
    keys_in(journal, memory).require_readable()
    journal.rename(tmp_path / "away")
    keys = keys_in(journal, memory)
    copy = AutosaveCopy(tmp_path / "recovery", "k3f9", JournalEncryption(keys))
    assert copy.save(TEXT)
    for file in (
        write_recovery_file(tmp_path / "recovery", TEXT, "k3f9", JournalEncryption(keys)),
        copy.path,
    ):
        assert file is not None
        assert file.suffix == paths.SEALED
        assert TEXT.encode() not in file.read_bytes()
        assert opened(file) == TEXT.encode()


@pytest.mark.backends("plain")
def test_plain_autosave_copy_is_read_and_removed_after_encryption(
    tmp_path: Path, journal: Path
) -> None:
    AutosaveCopy(tmp_path / "recovery", "k3f9", encryption_in(journal)).save(TEXT)
    seal_folder(journal)
    copy = AutosaveCopy(tmp_path / "recovery", "k3f9", encryption_in(journal))
    assert copy.read() == TEXT
    copy.save(f"{TEXT} Again.")
    assert copy.read() == f"{TEXT} Again."
    copy.remove()
    assert list((tmp_path / "recovery").iterdir()) == []


def test_two_windows_do_not_overwrite_or_remove_each_others_copy(
    tmp_path: Path, journal: Path
) -> None:
    folder = tmp_path / "recovery"
    one, two = (AutosaveCopy(folder, "k3f9", encryption_in(journal)) for _ in range(2))
    assert one.save("one")
    assert two.read() == "one"
    assert two.save("one and two")
    assert not one.is_current
    assert one.save("one and more")
    assert one.save("one and even more")
    texts = {file: text_of(file) for file in recovery_files_of(folder, "k3f9")}
    assert texts == {one.path: "one and even more", two.path: "one and two"}
    one.remove()
    assert recovery_files_of(folder, "k3f9") == [two.path]
    # A copy that was dropped in one window is written again by the other.
    three = AutosaveCopy(folder, "k3f9", encryption_in(journal))
    three.read()
    three.remove()
    assert not two.is_current
    assert two.save("one and two")
    assert recovery_files_of(folder, "k3f9") == [two.path]


def test_copy_that_cannot_be_read_is_not_overwritten(tmp_path: Path, journal: Path) -> None:
    folder = tmp_path / "recovery"
    copy = AutosaveCopy(folder, "k3f9", encryption_in(journal))
    copy.save("one")
    other = AutosaveCopy(folder, "k3f9", encryption_in(journal))
    assert other.save("two")
    other.remove()
    assert [text_of(file) for file in recovery_files_of(folder, "k3f9")] == ["one"]
