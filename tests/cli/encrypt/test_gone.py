"""An encrypted journal that is in plain, or gone with its keys: nobody writes in plain unasked."""

import json
import shutil
from pathlib import Path

import pytest

from reflect.model.ids import from_int
from tests.cli.conftest import Cli
from tests.cli.encrypt.conftest import Descriptor
from tests.cli.encrypt.plain import CANARY, plain_files

pytestmark = [
    pytest.mark.backends("plain"),  # each test encrypts its own
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
        assert f"{folder / 'journal.json'}: is in plain text, and was encrypted" in said, command
    assert "is in plain text" in cli("doctor", code=5).out
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
