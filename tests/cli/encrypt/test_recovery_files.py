"""Tests for the recovery files of an encrypted journal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal.recovery import AutosaveCopy, write_recovery_file
from reflect.model.entry import Entry
from reflect.store import paths
from reflect.store.encryption import age
from tests.cli.conftest import Cli
from tests.cli.encrypt.helpers_plain import CANARY
from tests.cli.helpers_crash import files_outside
from tests.sealed import RECIPIENT, encryption_in, text_of

pytestmark = pytest.mark.backends("encrypted")

Keep = Callable[..., Entry]
WRONG = f"---\nkind: silly\n---\n# {CANARY}\n\n## What happened?\n\n{CANARY} once more.\n"


def plain_files(home: Path) -> list[Path]:
    """Return the files in the home folder, except the editor, that contain the plain canary."""
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "editor"]
    return [path for path in files if CANARY.encode() in path.read_bytes()]


def recovery_file_in(home: Path) -> Path:
    """Return the only file in the recovery folder."""
    (file,) = (home / "state" / "reflect" / "recovery").iterdir()
    return file


def test_malformed_form_from_stdin_is_encrypted(cli: Cli, home: Path) -> None:
    message = cli("new", "--from", "-", stdin=WRONG, code=7).err
    assert str(recovery_file_in(home)) in message
    assert text_of(recovery_file_in(home)) == WRONG
    assert plain_files(home) == []


def test_unsaved_note_is_encrypted(cli: Cli, home: Path, folder: Path) -> None:
    (folder / paths.INBOX).mkdir()
    message = cli("capture", CANARY, stdin="", code=7).err
    assert CANARY not in message
    assert text_of(recovery_file_in(home)) == CANARY
    assert plain_files(home) == []


def test_decrypt_decrypts_recovery_files(
    cli: Cli, home: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / paths.INBOX).mkdir()
    cli("capture", CANARY, stdin="", code=7)
    (folder / paths.INBOX).rmdir()
    cli("capture", "Something else")
    place = recovery_file_in(home).parent
    copy = AutosaveCopy(place, "k3f9a1b2c3", encryption_in(folder))
    assert copy.save("Not saved yet.")
    stranger = age.recipient_of(age.new_identity())
    (place / "form-1.md.age").write_bytes(b"".join(age.encrypt([b"of others"], [stranger])))
    (place / "form-2.md.age").write_bytes(b"".join(age.encrypt([b"cut"], [RECIPIENT]))[:-3])
    message = cli("decrypt", "--yes", code=7).err
    assert str(place / "form-2.md.age") in message
    assert "Decrypted." in message
    assert (place / "capture-1.md").read_text() == CANARY
    assert AutosaveCopy(place, "k3f9a1b2c3", encryption_in(folder)).read() == "Not saved yet."
    left = {"capture-1.md", "k3f9a1b2c3-unsaved.md", "form-1.md.age", "form-2.md.age"}
    assert {path.name for path in place.iterdir()} == left
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in place.glob("*.md"))


def test_failed_decrypt_leaves_recovery_files_encrypted(cli: Cli, home: Path, folder: Path) -> None:
    cli("new", "--from", "-", stdin=WRONG, code=7)
    cli("capture", "Something else")
    cli("backup", "now")
    path = folder / paths.ENCRYPTED
    path.write_bytes(path.read_bytes()[:-5])
    cli("decrypt", "--yes", code=5)
    assert recovery_file_in(home).suffix == ".age"
    assert plain_files(home) == []


@pytest.mark.parametrize("command", [("edit", "@"), ("new", "--edit")], ids=" ".join)
def test_text_of_a_failed_editor_is_encrypted(
    cli: Cli, keep: Keep, home: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, title=CANARY)
    editor = home / "editor"
    editor.write_text(f'#!/bin/sh\necho "{CANARY}" >> "$1"\nexit 3\n')
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    cli(*command, code=7)
    assert CANARY in text_of(recovery_file_in(home))
    assert plain_files(home) == []
    assert files_outside(home)


def test_new_reads_an_encrypted_recovery_file(cli: Cli, home: Path, folder: Path) -> None:
    file = write_recovery_file(
        home / "aside", WRONG.replace("kind: silly\n", ""), "form", encryption_in(folder)
    )
    assert file
    cli("new", "--from", str(file))
    assert CANARY in cli("list").out
