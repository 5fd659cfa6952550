"""Tests for encryption that fails or is interrupted, and for its keys."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError
from reflect.store import files
from reflect.store.inbox import Inbox
from tests.cli.conftest import Cli
from tests.cli.encrypt.conftest import Descriptor, Keep
from tests.cli.encrypt.helpers_plain import CANARY


def test_unreadable_journal_shows_no_recovery_key(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    cli("backup", "now")
    journal = folder / "journal.json"
    journal.write_bytes(journal.read_bytes().replace(b'"format":1', b'"format":2', 1))
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    result = cli("--passphrase-fd", fd("one"), "encrypt", code=5)
    assert "newer reflect" in result.err
    assert result.out == ""
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_failed_encryption_removes_its_keys(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, title=CANARY)
    cli("backup", "now")
    replace, failing = files.replace_file, [""]

    def full(path: str, *args: Any, **options: Any) -> None:
        if os.path.basename(path) == failing[-1]:
            raise FileError(f"{path}: no space left on device; nothing was changed")
        replace(path, *args, **options)

    before = set(os.listdir(folder)) | {"journal.lock"}
    with monkeypatch.context() as patched:
        patched.setattr(files, "replace_file", full)
        for name in ("journal.age", "identity.age", "recovery.age"):
            failing.append(name)
            result = cli("--passphrase-fd", fd("one"), "encrypt", code=7)
            assert result.err.splitlines()[-1].endswith(
                f"{name}: no space left on device; nothing was changed"
            )
            assert set(os.listdir(folder)) == before
    again = cli("--passphrase-fd", fd("two"), "encrypt")
    assert again.out.startswith("AGE-SECRET-KEY-1"), "the second paper is the one that counts"
    assert CANARY in cli("--passphrase-fd", fd("two"), "list").out


def test_failed_encryption_of_an_inbox_removes_its_keys(
    cli: Cli, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("capture", CANARY)
    replace = files.replace_file

    def full(path: str, *args: Any, **options: Any) -> None:
        if path.endswith("journal.age"):
            raise FileError(f"{path}: no space left on device; nothing was changed")
        replace(path, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(files, "replace_file", full)
        cli("--passphrase-fd", fd("one"), "encrypt", code=7)
    assert not list(folder.glob("*.age"))
    cli("capture", "Noted in plain")
    assert len(cli("list").out.splitlines()) == 2
    assert cli("--passphrase-fd", fd("two"), "encrypt").out.startswith("AGE-SECRET-KEY-1")
    assert CANARY in cli("--passphrase-fd", fd("two"), "list").out


def test_keys_are_kept_once_the_journal_is_encrypted(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, title=CANARY)
    cli("backup", "now")
    unlink = os.unlink

    def refused(path: Any, *args: Any, **options: Any) -> None:
        if str(path) == str(folder / "journal.json"):
            raise PermissionError(1, "Operation not permitted")
        unlink(path, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", refused)
        message = cli("--passphrase-fd", fd("one"), "encrypt", code=7).err
    assert "the new journal is in place" in message
    assert "keep the recovery identity, if one was shown" in message
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out


def test_unreadable_encrypted_copy_never_replaces_the_journal(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    cli("backup", "now")
    read_file = files.read_file

    def lossy(path: str) -> bytes | None:
        data = read_file(path)
        return data[:-1] if data and ".journal.age." in path else data

    with monkeypatch.context() as patched:
        patched.setattr(files, "read_file", lossy)
        message = cli("--passphrase-fd", fd("one"), "encrypt", code=7).err
    assert "read back" in message
    assert not list(folder.glob("*.age"))
    assert (folder / "journal.json").exists()


@pytest.mark.parametrize("has_recovery", [True, False])
def test_interrupted_encryption_resumes_with_the_same_recovery_key(
    cli: Cli, keep: Keep, home: Path, folder: Path, fd: Descriptor, has_recovery: bool
) -> None:
    keep(1)
    cli("backup", "now")
    before = (folder / "journal.json").read_bytes()
    cli("--passphrase-fd", fd("one"), "encrypt", *([] if has_recovery else ["--no-recovery"]))
    # Simulate a crash before the first encrypted journal was written.
    (folder / "journal.age").unlink()
    (folder / "journal.json").write_bytes(before)
    shutil.rmtree(home / "state" / "reflect" / "journals")
    result = cli("--passphrase-fd", fd("one"), "encrypt")
    assert result.out == ""
    assert "There are keys already" in result.err
    assert ("the one that was shown when they were made" in result.err) is has_recovery
    assert ("They have no recovery identity." in result.err) is not has_recovery


def test_encrypt_names_an_unreadable_backup_folder(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    cli("edit", "@", "--tag", "one")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    (folder / "backups").write_bytes(b"")
    message = cli("--passphrase-fd", fd("one"), "encrypt", code=7).err
    assert f"Encrypted. The journal is {folder / 'journal.age'} now." in message
    assert "1 file did not follow the journal" in message
    assert f"{folder / 'backups'}: not a directory" in message


def test_encrypt_names_an_inbox_that_cannot_be_written(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    cli("backup", "now")
    cli("capture", CANARY)

    def refused(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Inbox, "cut", refused)
        message = cli("--passphrase-fd", fd("one"), "encrypt", code=7).err
    assert f"\n  {folder / 'journal.inbox'}: " in message
    assert CANARY.encode() in (folder / "journal.inbox").read_bytes()
    cli("--passphrase-fd", fd("one"), "encrypt")
    assert CANARY.encode() not in (folder / "journal.inbox").read_bytes()
    assert len(cli("--passphrase-fd", fd("one"), "list").out.splitlines()) == 2


def test_encrypt_names_drafts_that_cannot_be_locked(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    (folder / "drafts" / "lock").mkdir(parents=True)
    for command in (("encrypt",), ("decrypt", "--yes")):
        message = cli("--passphrase-fd", fd("one"), *command, code=7).err
        assert f"{command[0].title()}ed. The journal is" in message
        assert f"\n  {folder / 'drafts' / 'lock'}: " in message
    assert (folder / "identity.age").exists(), "drafts may be sealed to it"
