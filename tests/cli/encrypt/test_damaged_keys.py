"""Tests for keys that are damaged, missing or from another journal, and the suggested fixes."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.store.encryption.keys import FolderKeys
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.conftest import Descriptor
from tests.cli.encrypt.helpers_plain import CANARY


def cut(data: bytes) -> bytes:
    """Return a file's content without its end."""
    return data[:-20]


def flipped(data: bytes) -> bytes:
    """Return a file's content with one bit flipped."""
    return data[:-1] + bytes([data[-1] ^ 1])


def findings(cli: Cli, fd: Descriptor) -> list[dict[str, str]]:
    """Return the warnings and problems from doctor, entering the passphrase once."""
    result = cli("--passphrase-fd", fd("one"), "doctor", "--json", code=5)
    found = json.loads(result.out)["findings"]
    return [one for one in found if one["level"] != "ok" and "/data/reflect" in one["path"]]


@pytest.mark.parametrize("harm", [cut, flipped, lambda data: data[:100], lambda data: b""])
def test_damaged_keys_are_not_called_a_wrong_passphrase(
    cli: Cli,
    encrypted: Result,
    folder: Path,
    fd: Descriptor,
    tmp_path: Path,
    harm: Callable[[bytes], bytes],
) -> None:
    path = folder / "identity.age"
    path.write_bytes(harm(path.read_bytes()))
    message = cli("--passphrase-fd", fd("one"), "list", code=5).err
    assert f"{path}: is damaged" in message
    assert "`reflect passphrase --recovery FILE`" in message
    paper = tmp_path / "paper.txt"
    paper.write_text(encrypted.out)
    cli("--passphrase-fd", fd("two"), "passphrase", "--recovery", str(paper))
    assert CANARY in cli("--passphrase-fd", fd("two"), "list").out


@pytest.mark.usefixtures("encrypted")
def test_damaged_identity_needs_no_passphrase(cli: Cli, folder: Path) -> None:
    path = folder / "identity.age"
    path.write_bytes(b"garbage")
    for command in ("list", "doctor"):
        result = cli(command, code=5)
        assert f"{path}: is damaged" in "".join((result.out + result.err).split("\n  ")), command
        assert "passphrase is needed" not in result.out + result.err


def _no_identity(folder: Path) -> None:
    (folder / "identity.age").unlink()


def _a_damaged_identity(folder: Path) -> None:
    path = folder / "identity.age"
    path.write_bytes(cut(path.read_bytes()))


def _other_recipients(folder: Path) -> None:
    (folder / "recipients.txt").write_text("age1nobody\n")


@pytest.mark.usefixtures("encrypted")
@pytest.mark.parametrize("harm", [_no_identity, _a_damaged_identity, _other_recipients])
def test_doctor_reports_damaged_keys_once(
    cli: Cli,
    folder: Path,
    fd: Descriptor,
    monkeypatch: pytest.MonkeyPatch,
    harm: Callable[[Path], None],
) -> None:
    harm(folder)
    unlock, asked = FolderKeys.unlock, []

    def counted(keys: FolderKeys, passphrase: str) -> None:
        asked.append(keys)
        unlock(keys, passphrase)

    monkeypatch.setattr(FolderKeys, "unlock", counted)
    (problem,) = findings(cli, fd)
    assert problem["path"].endswith(("identity.age", "recipients.txt"))
    assert problem["remedy"]
    assert "rm " not in problem["remedy"]
    assert len(asked) <= 1
    assert not any("changed since it was written" in str(one) for one in findings(cli, fd))


@pytest.mark.usefixtures("encrypted")
def test_repair_writes_empty_recipients(cli: Cli, folder: Path, fd: Descriptor) -> None:
    before = (folder / "recipients.txt").read_bytes()
    for nothing in (b"", b"\n", b"# nobody\n"):
        (folder / "recipients.txt").write_bytes(nothing)
        (problem,) = findings(cli, fd)
        assert "no recipient" in problem["what"]
        assert "`reflect doctor --repair`" in problem["remedy"]
        cli("--passphrase-fd", fd("one"), "doctor", "--repair")
        assert (folder / "recipients.txt").read_bytes() == before


def test_repair_writes_an_invalid_recovery_file(
    cli: Cli, encrypted: Result, folder: Path, fd: Descriptor, tmp_path: Path
) -> None:
    (folder / "recovery.age").write_bytes(b"garbage")
    message = cli("--passphrase-fd", fd("one"), "doctor").out
    assert str(folder / "recovery.age") in message
    cli("--passphrase-fd", fd("one"), "doctor", "--repair")
    paper = tmp_path / "paper.txt"
    paper.write_text(encrypted.out)
    cli("--passphrase-fd", fd("two"), "passphrase", "--recovery", str(paper))


@pytest.mark.usefixtures("encrypted")
def test_suggested_fix_for_changed_recipients_works(cli: Cli, folder: Path, fd: Descriptor) -> None:
    before = (folder / "recipients.txt").read_bytes()
    _other_recipients(folder)
    (problem,) = findings(cli, fd)
    _, move, repair = problem["remedy"].split("`")[1::2]
    assert repair == "reflect doctor --repair"
    subprocess.run(["sh", "-c", move], check=True)
    cli("--passphrase-fd", fd("one"), "doctor", "--repair")
    assert (folder / "recipients.txt").read_bytes() == before


@pytest.mark.usefixtures("encrypted")
def test_recovery_file_of_another_journal_is_rejected(
    cli: Cli, folder: Path, fd: Descriptor, tmp_path: Path
) -> None:
    before = (folder / "identity.age").read_bytes()
    other = tmp_path / "other"
    cli("-j", str(other), "capture", "Of another")
    made = cli("-j", str(other), "--passphrase-fd", fd("two"), "encrypt")
    paper = tmp_path / "paper.txt"
    paper.write_text(made.out)
    shutil.copy(other / "recovery.age", folder / "recovery.age")
    for name in ("recipients.txt", "recovery.age"):
        result = cli("--passphrase-fd", fd("three"), "passphrase", "--recovery", str(paper), code=5)
        assert str(folder / "recovery.age") in result.err
        assert (folder / "identity.age").read_bytes() == before
        if name == "recipients.txt":
            (folder / name).unlink()


@pytest.mark.usefixtures("encrypted")
def test_accept_rejects_damaged_keys(cli: Cli, folder: Path, fd: Descriptor) -> None:
    older = (folder / "journal.age").read_bytes()
    cli("--passphrase-fd", fd("one"), "edit", "@", "--tag", "one")
    newer = (folder / "journal.age").read_bytes()
    (folder / "journal.age").unlink()
    cli("--passphrase-fd", fd("one"), "doctor", "--accept", code=5)
    (folder / "journal.age").write_bytes(older)
    assert "older than generation" in cli("--passphrase-fd", fd("one"), "list").err
    (folder / "journal.age").write_bytes(newer)
    cli("--passphrase-fd", fd("one"), "list")


@pytest.mark.usefixtures("encrypted")
def test_missing_journal_with_keys_is_not_treated_as_new(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    cli("--passphrase-fd", fd("one"), "edit", "@", "--tag", "one")
    for name in ("journal.age", "journal.inbox"):
        (folder / name).unlink()
    shutil.rmtree(folder / "backups")
    for command in (("list",), ("search", "x"), ("export",), ("edit", "@", "--tag", "two")):
        result = cli("--passphrase-fd", fd("one"), *command, code=5)
        assert "missing" in result.err
    (problem,) = findings(cli, fd)
    assert "was seen here" in problem["what"]
    assert "reflect doctor --accept" in problem["remedy"]
    cli("--passphrase-fd", fd("one"), "doctor", "--accept")
    assert "Nothing here yet" in cli("--passphrase-fd", fd("one"), "list").err
