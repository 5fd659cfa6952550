"""Keys that are damaged, missing or left alone, and encryption that fails: what is said is true."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError
from reflect.store import disk
from reflect.store.keys import Keys
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.conftest import Descriptor, Keep
from tests.cli.encrypt.plain import CANARY

pytestmark = pytest.mark.backends("plain")  # each test encrypts its own


def cut(data: bytes) -> bytes:
    """A file of which the end is missing."""
    return data[:-20]


def flipped(data: bytes) -> bytes:
    """A file in whose content one bit is another."""
    return data[:-1] + bytes([data[-1] ^ 1])


def findings(cli: Cli, fd: Descriptor) -> list[dict[str, str]]:
    """What the doctor finds wrong with the journal, given the passphrase once."""
    said = cli("--passphrase-fd", fd("one"), "doctor", "--json", code=5)
    found = json.loads(said.out)["findings"]
    return [one for one in found if one["level"] != "ok" and "/data/reflect" in one["path"]]


@pytest.mark.parametrize("harm", [cut, flipped, lambda data: data[:100], lambda data: b""])
def test_damaged_keys_are_no_wrong_passphrase_and_the_remedy_helps(
    cli: Cli,
    encrypted: Result,
    folder: Path,
    fd: Descriptor,
    tmp_path: Path,
    harm: Callable[[bytes], bytes],
) -> None:
    path = folder / "identity.age"
    path.write_bytes(harm(path.read_bytes()))
    said = cli("--passphrase-fd", fd("one"), "list", code=5).err
    assert f"{path}: is damaged" in said
    assert "`reflect passphrase --recovery FILE` writes it anew" in said
    paper = tmp_path / "paper.txt"
    paper.write_text(encrypted.out)
    cli("--passphrase-fd", fd("two"), "passphrase", "--recovery", str(paper))
    assert CANARY in cli("--passphrase-fd", fd("two"), "list").out


def _no_identity(folder: Path) -> None:
    (folder / "identity.age").unlink()


def _a_damaged_identity(folder: Path) -> None:
    path = folder / "identity.age"
    path.write_bytes(cut(path.read_bytes()))


def _other_recipients(folder: Path) -> None:
    (folder / "recipients.txt").write_text("age1nobody\n")


@pytest.mark.usefixtures("encrypted")
@pytest.mark.parametrize("harm", [_no_identity, _a_damaged_identity, _other_recipients])
def test_the_doctor_asks_once_names_the_keys_once_and_condemns_no_backup(
    cli: Cli,
    folder: Path,
    fd: Descriptor,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Path], None],
) -> None:
    harm(folder)
    unlock, asked = Keys.unlock, []

    def counted(keys: Keys, passphrase: str) -> None:
        asked.append(keys)
        unlock(keys, passphrase)

    monkeypatch.setattr(Keys, "unlock", counted)
    (problem,) = findings(cli, fd)
    assert problem["path"].endswith(("identity.age", "recipients.txt"))
    assert problem["remedy"]
    assert "rm " not in problem["remedy"]
    assert len(asked) <= 1
    assert not any("not as it was written" in str(one) for one in findings(cli, fd))


@pytest.mark.usefixtures("encrypted")
def test_recipients_that_are_empty_are_written_anew(cli: Cli, folder: Path, fd: Descriptor) -> None:
    before = (folder / "recipients.txt").read_bytes()
    (folder / "recipients.txt").write_bytes(b"")
    (problem,) = findings(cli, fd)
    assert "`reflect doctor --repair` writes it." in problem["remedy"]
    cli("--passphrase-fd", fd("one"), "doctor", "--repair")
    assert (folder / "recipients.txt").read_bytes() == before


@pytest.mark.usefixtures("encrypted")
def test_recipients_that_somebody_changed_are_written_anew_as_is_said(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    before = (folder / "recipients.txt").read_bytes()
    _other_recipients(folder)
    (problem,) = findings(cli, fd)
    assert "remove it, and `reflect doctor --repair` writes it anew" in problem["remedy"]
    (folder / "recipients.txt").unlink()
    cli("--passphrase-fd", fd("one"), "doctor", "--repair")
    assert (folder / "recipients.txt").read_bytes() == before


def test_a_journal_that_can_not_be_read_shows_no_recovery_identity(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    cli("backup", "now")
    journal = folder / "journal.json"
    journal.write_bytes(journal.read_bytes().replace(b'"format":1', b'"format":2', 1))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    said = cli("--passphrase-fd", fd("one"), "encrypt", code=5)
    assert "newer reflect" in said.err
    assert said.out == ""
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_encryption_that_fails_takes_its_keys_back(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, title=CANARY)
    cli("backup", "now")
    replace, failing = disk.replace_file, [""]

    def full(path: str, *args: Any) -> None:
        if os.path.basename(path) == failing[-1]:
            raise FileError(f"{path}: no space left on device; nothing was changed")
        replace(path, *args)

    before = set(os.listdir(folder)) | {"journal.lock"}
    with monkeypatch.context() as patched:
        patched.setattr(disk, "replace_file", full)
        for name in ("journal.age", "identity.age", "recovery.age"):
            failing.append(name)
            said = cli("--passphrase-fd", fd("one"), "encrypt", code=7)
            assert said.err.splitlines()[-1].endswith(
                f"{name}: no space left on device; nothing was changed"
            )
            assert set(os.listdir(folder)) == before
    again = cli("--passphrase-fd", fd("two"), "encrypt")
    assert again.out.startswith("AGE-SECRET-KEY-1"), "the second paper is the one that counts"
    assert CANARY in cli("--passphrase-fd", fd("two"), "list").out


@pytest.mark.parametrize("has_recovery", [True, False])
def test_keys_of_an_encryption_that_was_broken_off_say_which_paper_counts(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, has_recovery: bool
) -> None:
    keep(1)
    cli("backup", "now")
    before = (folder / "journal.json").read_bytes()
    cli("--passphrase-fd", fd("one"), "encrypt", *([] if has_recovery else ["--no-recovery"]))
    (folder / "journal.age").unlink()
    (folder / "journal.json").write_bytes(before)
    said = cli("--passphrase-fd", fd("one"), "encrypt")
    assert said.out == ""
    assert "There are keys already" in said.err
    assert ("the one that was shown when they were made" in said.err) is has_recovery
    assert ("They have no recovery identity." in said.err) is not has_recovery


def test_backups_that_can_not_be_listed_are_named_once_it_is_encrypted(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    cli("edit", "@", "--tag", "one")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    (folder / "backups").write_bytes(b"")
    said = cli("--passphrase-fd", fd("one"), "encrypt", code=7).err
    assert f"Encrypted. The journal is {folder / 'journal.age'} now." in said
    assert "1 file did not follow the journal" in said
    assert f"{folder / 'backups'}: not a directory" in said


@pytest.mark.usefixtures("encrypted")
def test_a_journal_that_was_seen_and_is_gone_is_not_taken_for_a_new_one(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    cli("--passphrase-fd", fd("one"), "edit", "@", "--tag", "one")
    for name in ("journal.age", "journal.inbox"):
        (folder / name).unlink()
    shutil.rmtree(folder / "backups")
    for command in (("list",), ("search", "x"), ("export",), ("edit", "@", "--tag", "two")):
        said = cli("--passphrase-fd", fd("one"), *command, code=5)
        assert "is missing, and was seen here" in said.err
    (problem,) = findings(cli, fd)
    assert "was seen here" in problem["what"]
    assert "reflect doctor --accept" in problem["remedy"]
    cli("--passphrase-fd", fd("one"), "doctor", "--accept")
    assert "Nothing here yet" in cli("--passphrase-fd", fd("one"), "list").err
