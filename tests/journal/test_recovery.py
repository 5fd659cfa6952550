"""A text that could not be saved is kept aside: private, and encrypted where the journal is."""

from pathlib import Path

import pytest

from reflect.journal.encryption import JournalEncryption
from reflect.journal.recovery import AutosaveCopy, write_recovery_file
from reflect.store import paths
from reflect.store.encryption.last_seen import LastSeenStore
from tests.sealed import PLAIN, encryption_in, keys_in, on_both, opened, seal_folder

pytestmark = on_both

TEXT = "Quetzalcoatl said so."


@pytest.fixture
def journal(tmp_path: Path, backend: str) -> Path:
    """The folder of a journal."""
    folder = tmp_path / "journal"
    return folder if backend == PLAIN else seal_folder(folder)


def test_it_is_kept_as_the_journal_is_kept(tmp_path: Path, journal: Path, backend: str) -> None:
    for number in (1, 2):
        file = write_recovery_file(tmp_path / "aside", TEXT, "k3f9", encryption_in(journal))
        assert file is not None
        assert file.name == f"k3f9-{number}.md" + ("" if backend == PLAIN else ".age")
        assert file.stat().st_mode & 0o777 == 0o600
        assert (TEXT.encode() in file.read_bytes()) is (backend == PLAIN)
        assert opened(file) == TEXT.encode()


def test_a_spare_copy_is_too_and_comes_back(tmp_path: Path, journal: Path, backend: str) -> None:
    spare = AutosaveCopy(tmp_path / "aside", "k3f9", encryption_in(journal))
    assert spare.save(TEXT)
    (file,) = (tmp_path / "aside").iterdir()
    assert (TEXT.encode() in file.read_bytes()) is (backend == PLAIN)
    again = AutosaveCopy(tmp_path / "aside", "k3f9", encryption_in(journal))
    assert again.read() == TEXT
    again.remove()
    assert list((tmp_path / "aside").iterdir()) == []
    assert again.read() == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a byte \udcff", b"a byte \xff"),
        ("half \ud800 and \ud83d\ude00", "half � and 😀".encode()),
        ("both \udcff\udfff", "both ��".encode()),
    ],
)
def test_what_is_no_text_is_kept_as_far_as_can_be(
    tmp_path: Path, journal: Path, text: str, kept: bytes
) -> None:
    file = write_recovery_file(tmp_path / "aside", text, "k3f9", encryption_in(journal))
    assert file is not None
    assert opened(file) == kept
    spare = AutosaveCopy(tmp_path / "aside", "k3f9", encryption_in(journal))
    assert spare.save(text)
    assert opened(spare.path) == kept


@pytest.mark.backends("encrypted")
def test_what_can_not_be_encrypted_is_not_written_in_plain(tmp_path: Path, journal: Path) -> None:
    (journal / paths.RECIPIENTS).unlink()
    (journal / paths.ENCRYPTED).write_bytes(b"")
    keys = keys_in(journal)
    assert write_recovery_file(tmp_path / "aside", TEXT, "k3f9", JournalEncryption(keys)) is None
    assert not AutosaveCopy(tmp_path / "aside", "k3f9", JournalEncryption(keys)).save(TEXT)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != journal] == []


@pytest.mark.backends("encrypted")
def test_where_journal_and_keys_are_gone_it_waits_for_them(tmp_path: Path, journal: Path) -> None:
    memory = LastSeenStore(str(tmp_path / "state"), str(journal))
    keys_in(journal, memory).need()
    journal.rename(tmp_path / "away")
    keys = keys_in(journal, memory)
    spare = AutosaveCopy(tmp_path / "aside", "k3f9", JournalEncryption(keys))
    assert spare.save(TEXT)
    for file in (
        write_recovery_file(tmp_path / "aside", TEXT, "k3f9", JournalEncryption(keys)),
        spare.path,
    ):
        assert file is not None
        assert file.suffix == paths.SEALED
        assert TEXT.encode() not in file.read_bytes()
        assert opened(file) == TEXT.encode()


@pytest.mark.backends("plain")
def test_a_spare_copy_from_before_the_encryption_is_found_and_goes(
    tmp_path: Path, journal: Path
) -> None:
    AutosaveCopy(tmp_path / "aside", "k3f9", encryption_in(journal)).save(TEXT)
    seal_folder(journal)
    spare = AutosaveCopy(tmp_path / "aside", "k3f9", encryption_in(journal))
    assert spare.read() == TEXT
    spare.save(f"{TEXT} Again.")
    assert spare.read() == f"{TEXT} Again."
    spare.remove()
    assert list((tmp_path / "aside").iterdir()) == []
