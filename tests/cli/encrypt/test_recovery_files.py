"""What could not be saved of an encrypted journal is kept aside encrypted, and can be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal.recovery import AutosaveCopy, write_recovery_file
from reflect.model.entry import Entry
from reflect.store import paths
from reflect.store.encryption import age
from tests.cli.conftest import Cli
from tests.cli.crashing import files_outside
from tests.cli.encrypt.helpers_plain import CANARY
from tests.sealed import RECIPIENT, encryption_in, text_of

pytestmark = pytest.mark.backends("encrypted")

Keep = Callable[..., Entry]
WRONG = f"---\nkind: silly\n---\n# {CANARY}\n\n## What happened?\n\n{CANARY} once more.\n"


def plain(home: Path) -> list[Path]:
    """The files below the home folder that hold the canary as it is, but for the editor."""
    found = [path for path in home.rglob("*") if path.is_file() and path.name != "editor"]
    return [path for path in found if CANARY.encode() in path.read_bytes()]


def kept_in(home: Path) -> Path:
    """The one file in the recovery folder."""
    (file,) = (home / "state" / "reflect" / "recovery").iterdir()
    return file


def test_a_form_from_stdin_that_is_wrong(cli: Cli, home: Path) -> None:
    said = cli("new", "--from", "-", stdin=WRONG, code=7).err
    assert str(kept_in(home)) in said
    assert text_of(kept_in(home)) == WRONG
    assert plain(home) == []


def test_a_note_that_there_is_no_room_for(cli: Cli, home: Path, folder: Path) -> None:
    (folder / paths.INBOX).mkdir()
    said = cli("capture", CANARY, stdin="", code=7).err
    assert CANARY not in said
    assert text_of(kept_in(home)) == CANARY
    assert plain(home) == []


def test_decrypting_takes_along_what_only_its_keys_open(
    cli: Cli, home: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / paths.INBOX).mkdir()
    cli("capture", CANARY, stdin="", code=7)
    (folder / paths.INBOX).rmdir()
    cli("capture", "Something else")
    place = kept_in(home).parent
    spare = AutosaveCopy(place, "k3f9a1b2c3", encryption_in(folder))
    assert spare.save("Not saved yet.")
    stranger = age.recipient_of(age.new_identity())
    (place / "form-1.md.age").write_bytes(b"".join(age.encrypt([b"of others"], [stranger])))
    (place / "form-2.md.age").write_bytes(b"".join(age.encrypt([b"cut"], [RECIPIENT]))[:-3])
    said = cli("decrypt", "--yes", code=7).err
    assert f"{place / 'form-2.md.age'}: is damaged" in said
    assert "Decrypted. The journal is" in said
    assert (place / "capture-1.md").read_text() == CANARY
    assert AutosaveCopy(place, "k3f9a1b2c3", encryption_in(folder)).read() == "Not saved yet."
    left = {"capture-1.md", "k3f9a1b2c3-unsaved.md", "form-1.md.age", "form-2.md.age"}
    assert {path.name for path in place.iterdir()} == left
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in place.glob("*.md"))


def test_a_refused_decryption_leaves_them_encrypted(cli: Cli, home: Path, folder: Path) -> None:
    cli("new", "--from", "-", stdin=WRONG, code=7)
    cli("capture", "Something else")
    cli("backup", "now")
    path = folder / paths.ENCRYPTED
    path.write_bytes(path.read_bytes()[:-5])
    cli("decrypt", "--yes", code=5)
    assert kept_in(home).suffix == ".age"
    assert plain(home) == []


@pytest.mark.parametrize("command", [("edit", "@"), ("new", "--edit")], ids=" ".join)
def test_what_an_editor_leaves_that_fails(
    cli: Cli, keep: Keep, home: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, title=CANARY)
    editor = home / "editor"
    editor.write_text(f'#!/bin/sh\necho "{CANARY}" >> "$1"\nexit 3\n')
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    cli(*command, code=7)
    assert CANARY in text_of(kept_in(home))
    assert plain(home) == []
    assert files_outside(home)


def test_a_form_that_was_kept_aside_can_be_given_again(cli: Cli, home: Path, folder: Path) -> None:
    file = write_recovery_file(
        home / "aside", WRONG.replace("kind: silly\n", ""), "form", encryption_in(folder)
    )
    assert file
    cli("new", "--from", str(file))
    assert CANARY in cli("list").out
