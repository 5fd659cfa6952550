"""Tests for an encrypted folder that was tampered with or contains plain text."""

import json
import re
import subprocess
from pathlib import Path
from tempfile import gettempdir

import pytest

from reflect.model.ids import from_int
from reflect.store.encryption import age, convert
from reflect.store.encryption.convert import decrypt
from reflect.store.encryption.keys import FolderKeys
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.conftest import Descriptor
from tests.cli.encrypt.helpers_plain import CANARY, plain_files


@pytest.mark.usefixtures("encrypted")
def test_encrypt_encrypts_plain_files_that_doctor_names(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    left = folder / "backups" / "20251122T203000Z-g1.json"
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    kept = next(iter(sorted((folder / "backups").iterdir()))).read_bytes()
    cli("--passphrase-fd", fd("one"), "encrypt")
    left.write_bytes(kept)
    result = cli("--passphrase-fd", fd("one"), "doctor")
    assert str(left) in result.out
    cli("--passphrase-fd", fd("one"), "encrypt")
    assert not left.exists()
    assert left.with_suffix(".age").exists()
    assert not plain_files(folder)


@pytest.mark.usefixtures("encrypted")
@pytest.mark.parametrize("finish", [("encrypt",), ("decrypt", "--yes")])
def test_journal_in_plain_text_is_named_until_the_conversion_is_finished(
    cli: Cli, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch, finish: tuple[str, ...]
) -> None:
    class KilledError(BaseException):
        pass

    def die(path: str) -> None:
        raise KilledError(path)

    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(convert, "_remove_journal", die)
        decrypt(FolderKeys(str(folder), lambda keys: keys.unlock("one")))
    plain = str(folder / "journal.json")
    assert Path(plain).exists() and (folder / "journal.age").exists()
    for command, code in ((("capture", "Said too soon"), 0), (("list",), 6), (("doctor",), 6)):
        assert plain in cli(*command, code=code).err, command
    output = json.loads(cli("--passphrase-fd", fd("one"), "doctor", "--json", code=5).out)
    (problem,) = [one for one in output["findings"] if one["path"] == plain]
    assert problem["level"] == "problem"
    assert "encrypt`" in problem["remedy"]
    cli("--passphrase-fd", fd("one"), *finish)
    assert Path(plain).exists() is not (folder / "journal.age").exists()
    assert "Said too soon" in cli("--passphrase-fd", fd("one"), "list").out


@pytest.mark.usefixtures("encrypted")
def test_user_file_is_reported_and_kept(cli: Cli, folder: Path, fd: Descriptor) -> None:
    own = folder / "backups" / "mine.json"
    own.write_text("{}")
    result = cli("--passphrase-fd", fd("one"), "encrypt", code=7)
    assert str(own) in result.err
    assert own.read_text() == "{}"


@pytest.mark.usefixtures("encrypted")
def test_older_journal_is_usable_with_a_warning(cli: Cli, folder: Path, fd: Descriptor) -> None:
    older = (folder / "journal.age").read_bytes()
    cli("--passphrase-fd", fd("one"), "edit", from_int(1), "--title", "Better")
    (folder / "journal.age").write_bytes(older)
    for command in (("list",), ("doctor",), ("edit", from_int(1), "--tag", "x")):
        result = cli("--passphrase-fd", fd("one"), *command)
        assert "older than generation" in result.out + result.err
    assert (folder / "journal.age").read_bytes() != older
    result = cli("--passphrase-fd", fd("one"), "list")
    assert CANARY in result.out
    assert "older" not in result.err


def test_changed_recipients_prevent_all_writes(
    cli: Cli, folder: Path, encrypted: Result, fd: Descriptor
) -> None:
    theirs = age.recipient_of(age.new_identity())
    recipients = folder / "recipients.txt"
    ours = recipients.read_text()
    recipients.write_text(f"{theirs}\n")
    before = (folder / "journal.inbox").read_bytes()
    refused = cli("capture", CANARY, code=5, stdin="")
    assert "names other recipients" in refused.err
    assert (
        "does not name the recipients"
        in cli("--passphrase-fd", fd("one"), "edit", from_int(1), "--tag", "x", code=5).err
    )
    assert (folder / "journal.inbox").read_bytes() == before
    recipients.write_text(ours)
    cli("capture", CANARY)


def test_encrypt_names_plain_recovery_files(cli: Cli, home: Path, fd: Descriptor) -> None:
    cli("capture", "The pager rang")
    aside = home / "state" / "reflect" / "recovery"
    aside.mkdir(parents=True)
    left, sealed = aside / "capture-1.md", aside / "capture-2.md.age"
    left.write_text(CANARY)
    sealed.touch()
    for expected in ("Encrypted.", "encrypted already"):
        text = cli("--passphrase-fd", fd("one"), "encrypt", "--no-recovery", code=7).err
        assert expected in text
        assert str(left) in text
        assert str(sealed) not in text
    left.unlink()
    cli("--passphrase-fd", fd("one"), "encrypt")


@pytest.mark.usefixtures("encrypted")
def test_bundle_is_restored_on_a_new_machine(cli: Cli, tmp_path: Path, fd: Descriptor) -> None:
    stick, other = tmp_path / "stick.tar", tmp_path / "other"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(stick))
    assert CANARY.encode() not in stick.read_bytes()
    restore = ("-j", str(other), "backup", "restore", "--yes", str(stick))
    refused = cli(*restore, code=6).err
    # The bundle was unpacked into a temporary folder that has been removed by now.
    assert str(stick) in refused
    assert gettempdir() not in refused.replace(str(tmp_path), "")
    cli("--passphrase-fd", fd("wrong"), *restore, code=6)
    assert not other.exists()
    cli("--passphrase-fd", fd("one"), *restore)
    assert CANARY in cli("--passphrase-fd", fd("one"), "-j", str(other), "list").out
    assert not plain_files(other)
    cli("-j", str(other), "capture", CANARY)
    assert not plain_files(other)


@pytest.mark.usefixtures("encrypted")
def test_bundle_without_matching_keys_names_the_missing_one(
    cli: Cli, folder: Path, fd: Descriptor, tmp_path: Path
) -> None:
    carried = tmp_path / "carried.tar"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(carried))
    lost = (folder / "recipients.txt").read_bytes()
    (folder / "recipients.txt").unlink()
    restore = ("--passphrase-fd", fd("one"), "backup", "restore", "--yes", str(carried))
    message = cli(*restore, code=5).err
    assert str(folder / "recipients.txt") in message
    (folder / "recipients.txt").write_bytes(lost)
    (folder / "identity.age").unlink()
    message = cli(*restore, code=5).err
    (remedy,) = re.findall("`(.*)`", message)
    subprocess.run(remedy, shell=True, cwd=folder, check=True)
    cli("--passphrase-fd", fd("one"), "backup", "restore", "--yes", str(carried))


@pytest.mark.usefixtures("encrypted")
def test_backup_of_another_journal_is_rejected(cli: Cli, tmp_path: Path, fd: Descriptor) -> None:
    stick, other = tmp_path / "stick.tar", tmp_path / "other"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(stick))
    cli("-j", str(other), "capture", "In plain")
    cli("-j", str(other), "edit", "@", "--tag", "x")
    refused = cli(
        "--passphrase-fd", fd("one"), "-j", str(other), "backup", "restore", "--yes", str(stick),
        code=2,
    )  # fmt: skip
    assert f"{other} is plain" in refused.err
    assert "In plain" in cli("-j", str(other), "list").out
