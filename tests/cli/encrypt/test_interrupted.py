"""Tests for encryption that fails or is interrupted, and for its keys."""

import errno
import os
import resource
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError
from reflect.store import files, os_compat
from reflect.store.inbox import Inbox
from reflect.store.lock import journal_lock
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.conftest import Descriptor, Keep
from tests.cli.encrypt.helpers_plain import CANARY, plain_files


def test_unreadable_journal_shows_no_recovery_key(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    cli("backup", "now")
    journal = folder / "journal.json"
    journal.write_bytes(journal.read_bytes().replace(b'"format":2', b'"format":3', 1))
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
    assert "in place" in message
    assert "recovery identity" in message
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
    assert "keys already" in result.err
    assert ("no recovery identity" in result.err) is not has_recovery


def test_encrypt_names_an_unreadable_backup_folder(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    cli("edit", "@", "--tag", "one")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    (folder / "backups").write_bytes(b"")
    message = cli("--passphrase-fd", fd("one"), "encrypt", code=7).err
    assert str(folder / "journal.age") in message
    assert "1 file " in message
    assert str(folder / "backups") in message


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
        assert f"{command[0].title()}ed." in message
        assert f"\n  {folder / 'drafts' / 'lock'}: " in message
    assert (folder / "identity.age").exists(), "drafts may be sealed to it"


@pytest.mark.usefixtures("encrypted")
def test_plain_text_of_a_killed_decryption_is_gone_after_the_next_command(
    cli: Cli, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = os.fork()
    if pid == 0:
        # The plain journal has been written, but not under its final name.
        monkeypatch.setattr(os_compat, "replace", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        cli("--passphrase-fd", fd("one"), "decrypt", "--yes", code=None)
        os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    (left,) = plain_files(folder)
    with journal_lock(str(folder), wait=0):
        cli("capture", "During a decryption, which still needs its file")
    assert plain_files(folder) == [left]
    cli("list", code=6)
    assert plain_files(folder) == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.ENOSPC, errno.EMFILE])
def test_inbox_that_cannot_be_opened_stops_a_conversion(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    real, inbox = os.open, folder / "journal.inbox"

    def refuse(path: Any, flags: int, *rest: Any, **options: Any) -> int:
        if str(path) == str(inbox) and flags & os.O_APPEND:
            raise OSError(code, os.strerror(code), path)
        return real(path, flags, *rest, **options)

    keep(1, title=CANARY)
    cli("backup", "now")
    for command, journal in (("encrypt",), "journal.json"), (("decrypt", "--yes"), "journal.age"):
        with monkeypatch.context() as patched:
            patched.setattr(os, "open", refuse)
            message = cli("--passphrase-fd", fd("one"), *command, code=7).err
        assert f"{inbox}: " in message
        assert (folder / journal).exists()
        cli("--passphrase-fd", fd("one"), *command)


def test_folder_that_cannot_be_listed_is_named_and_the_keys_stay(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    cli("backup", "now")
    (folder / "drafts").mkdir()
    cli("--passphrase-fd", fd("one"), "encrypt")
    real = os.listdir

    for name in ("drafts", "backups"):

        def refuse(path: Any, unlisted: Path = folder / name) -> list[str]:
            if str(path) == str(unlisted):
                raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)
            return real(path)

        with monkeypatch.context() as patched:
            patched.setattr(os, "listdir", refuse)
            message = cli("--passphrase-fd", fd("one"), "decrypt", "--yes", code=7).err
        assert f"\n  {folder / name}: " in message
        assert (folder / "identity.age").exists(), "what was not listed may be encrypted"


def test_core_dumps_are_off_while_text_is_decrypted(cli: Cli, encrypted: Result) -> None:
    del encrypted
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    for command, code in (("capture", "A note"), 0), (("list",), 6):
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
        cli(*command, code=code)
        assert resource.getrlimit(resource.RLIMIT_CORE) == (0, hard)
