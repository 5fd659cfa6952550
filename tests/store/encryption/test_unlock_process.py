"""Tests for trying a passphrase in a separate process."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.errors import DamagedError, FileError, LockedError, ReflectError
from reflect.store import paths
from reflect.store.encryption.keys import FolderKeys
from reflect.store.encryption.unlock_process import Unlocking
from tests.sealed import PASSPHRASE, SEALED_IDENTITY, TEXT, seal_folder

StandIn = Callable[[str], None]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for Python with sh")


@pytest.fixture
def keys(tmp_path: Path) -> FolderKeys:
    """Return the locked keys of an encrypted journal in a folder with a non-ASCII name."""
    return FolderKeys(str(seal_folder(tmp_path / "Tagebuch für mich")))


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Replace the Python executable with a shell script."""

    def put(script: str) -> None:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(path))

    return put


def test_correct_passphrase_unlocks_the_keys(keys: FolderKeys) -> None:
    Unlocking(keys).run(PASSPHRASE)
    assert not keys.is_locked
    assert keys.identity_text() == TEXT


def test_wrong_passphrase_leaves_the_keys_locked(keys: FolderKeys) -> None:
    with pytest.raises(LockedError, match="the passphrase is wrong"):
        Unlocking(keys).run("correct horsf")
    assert keys.is_locked


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "is missing"),
        (b"", "is damaged"),
        (SEALED_IDENTITY.replace(b" 2\n", b" 40\n"), "wants more work"),
    ],
    ids=["missing", "damaged", "too much work"],
)
def test_key_errors_are_distinguished(keys: FolderKeys, data: bytes | None, said: str) -> None:
    path = Path(keys.path(paths.IDENTITY))
    path.unlink()
    # Even without its identity, an existing journal.age marks the journal as encrypted.
    Path(keys.path(paths.ENCRYPTED)).write_bytes(b"")
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DamagedError, match=said):
        Unlocking(keys).run(PASSPHRASE)


def test_foreign_recipients_are_refused(keys: FolderKeys) -> None:
    Path(keys.path(paths.RECIPIENTS)).write_text("age1other\n")
    with pytest.raises(DamagedError, match="does not name the recipients"):
        Unlocking(keys).run(PASSPHRASE)


@pytest.mark.parametrize("python", ["", "/nowhere/python"])
def test_unlock_falls_back_to_this_process(
    keys: FolderKeys, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    Unlocking(keys).run(PASSPHRASE)
    assert not keys.is_locked


def test_unlock_falls_back_if_python_cannot_import_reflect(
    keys: FolderKeys, stand_in: StandIn
) -> None:
    stand_in("exit 1")
    with pytest.raises(LockedError, match="wrong"):
        Unlocking(keys).run("correct horsf")
    Unlocking(keys).run(PASSPHRASE)
    assert not keys.is_locked


def test_killed_process_raises_an_error(keys: FolderKeys, stand_in: StandIn) -> None:
    stand_in("kill -9 $$")
    with pytest.raises(FileError, match=f"signal {int(signal.SIGKILL)}"):
        Unlocking(keys).run(PASSPHRASE)
    assert keys.is_locked


def test_stop_ends_the_process(keys: FolderKeys, stand_in: StandIn, tmp_path: Path) -> None:
    started = tmp_path / "started"
    os.mkfifo(started)
    stand_in(f"echo $$ > '{started}'; exec sleep 600")
    unlocking, raised = Unlocking(keys), list[ReflectError]()

    def run() -> None:
        try:
            unlocking.run(PASSPHRASE)
        except ReflectError as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    pid = int(started.read_text())
    unlocking.stop()
    thread.join()
    assert isinstance(raised[0], LockedError)
    assert keys.is_locked
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_stop_before_run_starts_no_process(
    keys: FolderKeys, stand_in: StandIn, tmp_path: Path
) -> None:
    stand_in(f"touch '{tmp_path}/started'")
    unlocking = Unlocking(keys)
    unlocking.stop()
    with pytest.raises(LockedError):
        unlocking.run(PASSPHRASE)
    assert not (tmp_path / "started").exists()


def test_passphrase_is_not_in_the_arguments_or_the_environment(
    keys: FolderKeys, stand_in: StandIn, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    stand_in(f"{{ echo \"$@\"; env; }} > '{told}'; exec '{sys.executable}' \"$@\"")
    Unlocking(keys).run(PASSPHRASE)
    assert not keys.is_locked
    text = told.read_text()
    assert "reflect.store.encryption.unlock_process" in text
    assert PASSPHRASE not in text
    assert "AGE-SECRET-KEY" not in text


def test_current_folder_is_not_on_the_import_path(
    keys: FolderKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "reflect"
    trap.mkdir()
    (trap / "__init__.py").write_text(f"open({str(tmp_path / 'trapped')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    Unlocking(keys).run(PASSPHRASE)
    assert not keys.is_locked
    assert not (tmp_path / "trapped").exists()
