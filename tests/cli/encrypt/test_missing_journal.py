"""Tests for an encrypted journal that was replaced with a plain one, or lost with its keys."""

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
    """Replace the encrypted journal with a plain one, as an attacker would."""
    shutil.rmtree(folder)
    shutil.copytree(home / "plain", folder)


@pytest.fixture
def plain(cli: Cli, home: Path) -> Path:
    """Return a plain journal in another folder."""
    other = home / "plain"
    cli("-j", str(other), "capture", "Not mine")
    cli("-j", str(other), "edit", "@", "--tag", "x")
    return other


def test_missing_encrypted_journal_is_not_replaced_with_a_plain_one(cli: Cli, folder: Path) -> None:
    shutil.rmtree(folder)
    for command in (*READING, *WRITING):
        message = cli(*command, stdin=FORM, code=5).err
        assert "last seen" in message, command
        assert "reflect doctor --accept" in message
        assert "A new journal" not in message
        message = cli("-j", str(folder), *command, stdin=FORM, code=5).err
        assert f"`reflect -j {folder} doctor --accept`" in message, command
    assert not folder.exists()
    findings = json.loads(cli("doctor", "--json", code=5).out)["findings"]
    assert any("keys are gone" in finding["what"] for finding in findings)


def test_accept_starts_a_plain_journal(cli: Cli, folder: Path) -> None:
    shutil.rmtree(folder)
    cli("doctor", "--accept")
    cli("capture", "Begun anew")
    assert "Begun anew" in cli("list").out
    assert (folder / "journal.inbox").exists()


@pytest.mark.usefixtures("plain")
def test_plain_replacement_is_rejected_until_accepted(cli: Cli, folder: Path, home: Path) -> None:
    downgrade(folder, home)
    before = (folder / "journal.json").read_bytes()
    for command in (*READING, *WRITING):
        message = cli(*command, stdin=FORM, code=5).err
        assert "plain text" in message, command
    assert "plain text" in cli("doctor", code=5).out
    assert (folder / "journal.json").read_bytes() == before
    assert CANARY.encode() not in (folder / "journal.inbox").read_bytes()
    cli("doctor", "--accept")
    cli("capture", CANARY)
    assert "Not mine" in cli("list").out


def test_bundle_restores_the_journal(cli: Cli, folder: Path, home: Path, fd: Descriptor) -> None:
    stick = home / "stick.tar"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(stick))
    shutil.rmtree(folder)
    cli("--passphrase-fd", fd("one"), "backup", "restore", "--yes", str(stick))
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out
    assert not plain_files(folder)


def test_decrypted_journal_is_accepted(cli: Cli, folder: Path, fd: Descriptor) -> None:
    cli("--passphrase-fd", fd("one"), "edit", "@", "--tag", "one")
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    cli("capture", "In plain")
    assert "In plain" in cli("list").out
    cli("--passphrase-fd", fd("two"), "encrypt", "--no-recovery")
    shutil.rmtree(folder)
    cli("capture", "In plain", code=5)


def test_partly_decrypted_journal_is_accepted(cli: Cli, folder: Path, fd: Descriptor) -> None:
    """An unreadable backup keeps its keys, but these don't mark the journal as encrypted."""
    broken = next(iter((folder / "backups").glob("*.age")))
    broken.write_bytes(broken.read_bytes()[:-40])
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes", code=7)
    assert (folder / "identity.age").exists()
    cli("--passphrase-fd", fd("one"), "backup", code=None)
    cli("capture", "In plain")
    assert "In plain" in cli("list").out


def test_other_folder_is_accepted(cli: Cli, folder: Path, home: Path) -> None:
    shutil.rmtree(folder)
    cli("-j", str(home / "other"), "capture", "Elsewhere")


@pytest.fixture
def swapped(cli: Cli, folder: Path, plain: Path, encrypted: Result) -> None:
    """Replace the encrypted journal with a plain one, leaving its keys and inbox."""
    cli("capture", "Waits in the inbox")
    (folder / "journal.age").unlink()
    shutil.copy(plain / "journal.json", folder)


@pytest.mark.usefixtures("swapped")
def test_decrypt_keeps_the_keys_that_the_inbox_needs(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    for command in (("decrypt", "--yes"), ("encrypt",)):
        message = cli("--passphrase-fd", fd("one"), *command, code=5).err
        assert "plain text" in message
        assert (folder / "identity.age").exists()
    message = cli("doctor", code=5).out
    assert "reflect encrypt" not in message
    cli("--passphrase-fd", fd("one"), "doctor", "--accept")
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    assert "Waits in the inbox" in cli("list").out
    assert not (folder / "identity.age").exists()


def test_unsaved_note_is_encrypted_to_the_missing_keys(
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
def test_symlink_as_the_folder_is_rejected(cli: Cli, folder: Path, home: Path) -> None:
    folder.rename(home / "away")
    folder.symlink_to(home / "plain")
    before = (home / "plain" / "journal.inbox").read_bytes()
    cli("capture", CANARY, code=5)
    cli("list", code=5)
    assert (home / "plain" / "journal.inbox").read_bytes() == before
    folder.unlink()
    folder.symlink_to(home / "away")
    cli("capture", "Moved, and linked")


def test_accept_requires_an_empty_folder(cli: Cli, folder: Path, home: Path) -> None:
    cli("capture", "Waits in the inbox")
    for name in ("journal.age", "identity.age", "recipients.txt", "recovery.age"):
        (folder / name).unlink()
    message = cli("list", code=5).err
    assert "`reflect doctor --accept`" in message
    folder.rename(home / "away")
    assert str(folder) in cli("doctor", "--accept").err
    cli("capture", "Begun anew")


def test_error_is_reported_before_any_question(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder)
    monkeypatch.setenv("EDITOR", "false")
    for command in (("new", "--edit"), ("decrypt", "--yes"), ("passphrase",)):
        assert "last seen" in cli(*command, code=5).err


@pytest.mark.usefixtures("swapped")
def test_decrypt_keeps_the_inbox_of_a_swapped_journal(cli: Cli, home: Path, fd: Descriptor) -> None:
    shutil.rmtree(home / "state" / "reflect" / "journals")
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    assert "Waits in the inbox" in cli("list").out


def test_decrypt_fails_if_the_state_cannot_be_removed(
    cli: Cli, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stays(_: LastSeenStore) -> None:
        raise FileError("can't forget that the journal is encrypted")

    with monkeypatch.context() as patch:
        patch.setattr(LastSeenStore, "forget", stays)
        result = cli("--passphrase-fd", fd("one"), "decrypt", "--yes", code=7)
    assert "can't forget" in result.err
    assert not (folder / "journal.json").exists()
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out
