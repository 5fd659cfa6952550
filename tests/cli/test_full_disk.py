"""Tests that no text is lost on a full disk that holds the journal and the home folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from reflect.journal.recovery import is_note, recovery_files_of
from reflect.store import paths
from tests.cli.conftest import Cli, Result
from tests.cli.helpers_talk import PATIENCE, ROOT, talk
from tests.factories import NOW
from tests.sealed import PLAIN, on_both, opened
from tests.store.helpers_disks import fill, small_disk

TEXT = "Quetzalcoatl said so, and nobody asked. " * 40
FORM = f"# Launched alone\n\n## What happened?\n\n{TEXT}\n"
# Runs reflect where no folder is left for temporary files.
NOWHERE = """
import os, sys
import reflect.editor.folder, reflect.temp_folders
reflect.editor.folder.IN_MEMORY = os.environ["FULL"]
reflect.temp_folders._FOLDERS = reflect.temp_folders._VARIABLES = ()
from reflect.__main__ import main
main()
"""


@pytest.fixture
def disk(home: Path) -> Iterator[Path]:
    """A disk of 128 KiB that holds the home folder."""
    with small_disk(home, "size=128k"):
        yield home


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    """The memory-backed folder."""
    folder = tmp_path / "memory"
    folder.mkdir()
    return folder


def kept_in(memory: Path) -> Path:
    """Return the only text in the memory-backed folder."""
    (file,) = memory.glob("*/*.md*")
    return file


def save(cli: Cli, way: str, code: int) -> Result:
    """Save the text in one of the ways that need no terminal."""
    if way == "arguments":
        return cli("capture", TEXT, code=code)
    if way == "stdin":
        return cli("capture", stdin=TEXT, code=code)
    return cli("new", "--from", "-", stdin=FORM, code=code)


@on_both
@pytest.mark.parametrize("way", ["arguments", "stdin", "form"])
def test_text_goes_to_the_memory_folder_and_can_be_saved_from_there(
    disk: Path, memory: Path, cli: Cli, backend: str, way: str
) -> None:
    fill(disk)
    message = save(cli, way, 7).err
    file = kept_in(memory)
    assert str(file) in message
    assert "A new journal begins" not in message
    assert TEXT.strip() in opened(file).decode()
    assert (TEXT.strip().encode() in file.read_bytes()) is (backend == PLAIN)
    assert not [path for path in (disk / "state").rglob("*") if path.is_file()]
    (disk / "filler").unlink()
    said = cli("new", "--from", str(file)).err
    assert ("Noted" in said) is (way != "form")
    assert "only on this machine" in said
    assert "Quetzalcoatl" in cli("show", "@").out


def test_lesson_can_be_taken_up_with_edit(
    disk: Path, tmp_path: Path, memory: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("new", "--from", "-", stdin="# Launched\n\n## What happened?\n\nWe launched.\n")
    (entry_id,) = cli("list").out.split()[:1]
    fill(disk)
    cli("edit", "@", "--lesson", TEXT, code=7)
    assert TEXT.strip() in kept_in(memory).read_text()
    # With room for the recovery folder, `edit` offers the text.
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    cli("edit", "@", "--lesson", TEXT, code=7)
    (full_id,) = {path.name[:10] for path in (tmp_path / "state/reflect/recovery").iterdir()}
    assert full_id.startswith(entry_id)
    (file,) = recovery_files_of(tmp_path / "state/reflect/recovery", full_id)
    assert TEXT.strip() in file.read_text()
    assert "We launched." in file.read_text()


def test_error_about_an_option_keeps_a_pipe_but_not_arguments(
    memory: Path, cli: Cli, home: Path
) -> None:
    recovery = home / "state" / "reflect" / "recovery"
    cli("capture", TEXT, "--date", "some day", code=2)
    assert not recovery.exists()
    cli("capture", "--date", "some day", stdin=TEXT, code=2)
    cli("new", "--from", "-", "--date", "some day", stdin=FORM, code=2)
    files = sorted(recovery.iterdir())
    assert [file.read_text() for file in files] == [TEXT, FORM]
    assert is_note(recovery, files[0], TEXT)
    cli("edit", "nosuch", "--lesson", TEXT, code=3)
    assert sorted(recovery.iterdir()) == files


@on_both
def test_text_from_the_editor_is_kept_and_encrypted_if_the_journal_is(
    disk: Path, memory: Path, cli: Cli, backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = disk / "editor"
    editor.write_text(f"#!/bin/sh\nprintf '{FORM}' > \"$1\"\n".replace("\n\n", "\\n\\n"))
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    fill(disk)
    message = cli("new", "--edit", code=7).err
    file = kept_in(memory)
    assert str(file) in message
    assert TEXT.strip() in opened(file).decode()
    assert (TEXT.strip().encode() in file.read_bytes()) is (backend == PLAIN)


def environment(disk: Path) -> dict[str, str]:
    """Return the environment of a process for which no place is left."""
    values = {"FULL": str(disk / "full"), "PYTHONPATH": str(ROOT), "REFLECT_NOW": NOW.isoformat()}
    return {**os.environ, **values}


@pytest.mark.parametrize("command", ["capture", "new --from -"])
def test_text_without_a_place_is_printed_on_the_terminal_only(
    disk: Path, tmp_path: Path, command: str
) -> None:
    fill(disk)
    (tmp_path / "text").write_text(f"{FORM}\x1b]52;c;aGk=\x07")
    log = tmp_path / "log"
    line = f'"$0" -c "$1" {command} < "$2" > "$3" 2>&1'
    arguments = ["-c", line, sys.executable, NOWHERE, str(tmp_path / "text"), str(log)]
    child = pexpect.spawn(
        "/bin/sh", arguments, env=environment(disk), encoding="utf-8", timeout=PATIENCE
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 7
    shown = str(child.before)
    assert "Quetzalcoatl said so" in shown
    assert "\x1b]52" not in shown
    assert "Quetzalcoatl" not in log.read_text()
    assert "terminal" in log.read_text()
    assert sorted(path.name for path in disk.iterdir() if path.is_file()) == ["filler"]


def test_message_says_that_text_was_not_saved_if_there_is_no_terminal_either(disk: Path) -> None:
    fill(disk)
    done = subprocess.run(
        [sys.executable, "-c", NOWHERE, "capture"],
        input=TEXT,
        env=environment(disk),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 7
    assert "was not saved" in done.stderr
    assert "Quetzalcoatl" not in done.stdout + done.stderr


@pytest.mark.backends("encrypted")
@pytest.mark.parametrize("is_remembered", [True, False])
def test_note_that_cannot_be_encrypted_is_never_written_in_plain(
    home: Path, memory: Path, cli: Cli, folder: Path, is_remembered: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if is_remembered:
        cli("capture", "Before")
        cli("edit", "@", "--tag", "x")
    shown: list[str] = []

    def no_terminal(text: str) -> bool:
        shown.append(text)
        return False

    monkeypatch.setattr("reflect.cli.unsaved_input._print_on_terminal", no_terminal)
    (folder / paths.RECIPIENTS).write_text("")
    message = cli("capture", stdin=TEXT, code=5).err
    recovery = home / "state" / "reflect" / "recovery"
    if is_remembered:
        (file,) = recovery.iterdir()
        assert opened(file).decode() == TEXT
        assert str(file) in message
        assert shown == []
    else:
        assert shown == [TEXT]
        assert "encrypted" in message.splitlines()[-1]
        assert not recovery.exists()
    assert not [
        path
        for place in (home, memory)
        for path in place.rglob("*")
        if path.is_file() and b"Quetzalcoatl" in path.read_bytes()
    ]


@pytest.mark.parametrize("mode", ["plain", "screen"])
def test_answers_are_printed_if_no_place_is_left(disk: Path, mode: str) -> None:
    config = disk / "config" / "reflect" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'new = "{mode}"\n')
    fill(disk)
    environ = {"FULL": str(disk / "full")}
    with talk("new", environ=environ, script=NOWHERE) as told:
        told.sees("What happened?")
        told.type("Quetzalcoatl said so.")
        told.sees("said so.")
        told.child.kill(signal.SIGTERM)
        told.sees("## What happened?")
        told.sees("Quetzalcoatl said so.")
        told.sees("terminal")
        told.child.expect_exact(pexpect.EOF)
    assert sorted(path.name for path in disk.iterdir() if path.is_file()) == ["filler"]
