"""An encrypted journal that is in plain, or gone with its keys: nobody writes in plain unasked."""

import json
import shutil
from pathlib import Path

import pytest

from reflect.errors import FileError
from reflect.model.ids import from_int
from reflect.store.encryption.last_seen import LastSeenStore
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.conftest import Descriptor
from tests.cli.encrypt.helpers_plain import CANARY, plain_files

pytestmark = [
    pytest.mark.usefixtures("encrypted"),
]

READING = (("list",), ("search", "x"), ("export",), ("backup", "now"), ("list", "--trash"))
WRITING = (
    ("capture", CANARY),
    ("new", "--guide", "capture", "--from", "-"),
    ("edit", from_int(1), "--tag", "x"),
    ("encrypt", "--no-recovery"),
)

FORM = f"## What happened?\n\n{CANARY}\n"


def downgrade(folder: Path, home: Path) -> None:
    """Put a plain journal in the place of the encrypted one, as somebody else would."""
    shutil.rmtree(folder)
    shutil.copytree(home / "plain", folder)


@pytest.fixture
def plain(cli: Cli, home: Path) -> Path:
    """A plain journal in another folder."""
    other = home / "plain"
    cli("-j", str(other), "capture", "Not mine")
    cli("-j", str(other), "edit", "@", "--tag", "x")
    return other


def test_what_was_encrypted_and_is_gone_is_not_begun_anew_in_plain(cli: Cli, folder: Path) -> None:
    shutil.rmtree(folder)
    for command in (*READING, *WRITING):
        said = cli(*command, stdin=FORM, code=5).err
        assert "held an encrypted journal when it was last seen here" in said, command
        assert "reflect doctor --accept" in said
        assert "A new journal" not in said
        said = cli("-j", str(folder), *command, stdin=FORM, code=5).err
        assert f"`reflect -j {folder} doctor --accept`" in said, command
    assert not folder.exists()
    findings = json.loads(cli("doctor", "--json", code=5).out)["findings"]
    assert any("both journal and keys are gone" in finding["what"] for finding in findings)


def test_once_accepted_a_plain_journal_begins(cli: Cli, folder: Path) -> None:
    shutil.rmtree(folder)
    cli("doctor", "--accept")
    cli("capture", "Begun anew")
    assert "Begun anew" in cli("list").out
    assert (folder / "journal.inbox").exists()


@pytest.mark.usefixtures("plain")
def test_a_plain_journal_in_its_place_is_refused_until_it_is_accepted(
    cli: Cli, folder: Path, home: Path
) -> None:
    downgrade(folder, home)
    before = (folder / "journal.json").read_bytes()
    for command in (*READING, *WRITING):
        said = cli(*command, stdin=FORM, code=5).err
        assert f"{folder}: holds a journal in plain text" in said, command
    assert "holds a journal in plain text" in cli("doctor", code=5).out
    assert (folder / "journal.json").read_bytes() == before
    assert CANARY.encode() not in (folder / "journal.inbox").read_bytes()
    cli("doctor", "--accept")
    cli("capture", CANARY)
    assert "Not mine" in cli("list").out


def test_a_backup_that_was_carried_away_brings_it_back(
    cli: Cli, folder: Path, home: Path, fd: Descriptor
) -> None:
    stick = home / "stick.tar"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(stick))
    shutil.rmtree(folder)
    cli("--passphrase-fd", fd("one"), "backup", "restore", "--yes", str(stick))
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out
    assert not plain_files(folder)


def test_what_was_decrypted_here_is_plain_without_a_question(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    cli("--passphrase-fd", fd("one"), "edit", "@", "--tag", "one")
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    cli("capture", "In plain")
    assert "In plain" in cli("list").out
    cli("--passphrase-fd", fd("two"), "encrypt", "--no-recovery")
    shutil.rmtree(folder)
    cli("capture", "In plain", code=5)


def test_what_was_decrypted_in_part_is_still_plain(cli: Cli, folder: Path, fd: Descriptor) -> None:
    """A backup that does not open keeps the keys there; reading it does not remember them."""
    broken = next(iter((folder / "backups").glob("*.age")))
    broken.write_bytes(broken.read_bytes()[:-40])
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes", code=7)
    assert (folder / "identity.age").exists()
    cli("--passphrase-fd", fd("one"), "backup", code=None)
    cli("capture", "In plain")
    assert "In plain" in cli("list").out


def test_another_folder_is_not_refused(cli: Cli, folder: Path, home: Path) -> None:
    shutil.rmtree(folder)
    cli("-j", str(home / "other"), "capture", "Elsewhere")


@pytest.fixture
def swapped(cli: Cli, folder: Path, plain: Path, encrypted: Result) -> None:
    """A plain journal in the place of the encrypted one, whose keys and inbox stay."""
    cli("capture", "Waits in the inbox")
    (folder / "journal.age").unlink()
    shutil.copy(plain / "journal.json", folder)


@pytest.mark.usefixtures("swapped")
def test_no_key_goes_that_a_waiting_entry_needs(cli: Cli, folder: Path, fd: Descriptor) -> None:
    for command in (("decrypt", "--yes"), ("encrypt",)):
        said = cli("--passphrase-fd", fd("one"), *command, code=5).err
        assert "holds a journal in plain text" in said
        assert (folder / "identity.age").exists()
    said = cli("doctor", code=5).out
    assert "reflect encrypt" not in said
    cli("--passphrase-fd", fd("one"), "doctor", "--accept")
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    assert "Waits in the inbox" in cli("list").out
    assert not (folder / "identity.age").exists()


def test_what_cannot_be_noted_is_kept_for_the_keys_that_were_there(
    cli: Cli, folder: Path, home: Path, fd: Descriptor
) -> None:
    folder.rename(home / "away")
    cli("capture", CANARY, code=5)
    (kept,) = (home / "state" / "reflect" / "recovery").iterdir()
    assert CANARY.encode() not in kept.read_bytes()
    (home / "away").rename(folder)
    cli("--passphrase-fd", fd("one"), "new", "--from", str(kept))
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out


@pytest.mark.usefixtures("plain")
def test_a_link_in_the_place_of_the_folder_is_no_way_around(
    cli: Cli, folder: Path, home: Path
) -> None:
    folder.rename(home / "away")
    folder.symlink_to(home / "plain")
    before = (home / "plain" / "journal.inbox").read_bytes()
    cli("capture", CANARY, code=5)
    cli("list", code=5)
    assert (home / "plain" / "journal.inbox").read_bytes() == before
    folder.unlink()
    folder.symlink_to(home / "away")
    cli("capture", "Moved, and linked")


def test_what_is_left_is_to_be_moved_away_first(cli: Cli, folder: Path, home: Path) -> None:
    cli("capture", "Waits in the inbox")
    for name in ("journal.age", "identity.age", "recipients.txt", "recovery.age"):
        (folder / name).unlink()
    said = cli("list", code=5).err
    assert "move away what is left there, then `reflect doctor --accept`" in said
    folder.rename(home / "away")
    assert "is forgotten" in cli("doctor", "--accept").err
    cli("capture", "Begun anew")


def test_nothing_is_asked_in_vain(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder)
    monkeypatch.setenv("EDITOR", "false")
    for command in (("new", "--edit"), ("decrypt", "--yes"), ("passphrase",)):
        assert "held an encrypted journal" in cli(*command, code=5).err


@pytest.mark.usefixtures("swapped")
def test_nor_where_no_machine_remembers_that_it_was_encrypted(
    cli: Cli, home: Path, fd: Descriptor
) -> None:
    shutil.rmtree(home / "state" / "reflect" / "journals")
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    assert "Waits in the inbox" in cli("list").out


def test_what_cannot_be_forgotten_stays_encrypted(
    cli: Cli, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stays(_: LastSeenStore) -> None:
        raise FileError("can't forget that the journal is encrypted")

    with monkeypatch.context() as patch:
        patch.setattr(LastSeenStore, "forget", stays)
        said = cli("--passphrase-fd", fd("one"), "decrypt", "--yes", code=7)
    assert "can't forget" in said.err
    assert not (folder / "journal.json").exists()
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out
