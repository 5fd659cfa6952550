"""Tests that no user text is left outside the journal's folder, even after errors."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.helpers_crash import CANARY, EDITOR, crash, files_outside, holding, is_in

FORM = f"""\
---
guide: drucker
---

# {CANARY}

## What happened?

{CANARY} was promised.
"""
CALLS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (0, ("capture", CANARY)),
    (0, ("new", "--from", "-")),
    (0, ("list", CANARY)),
    (0, ("list", "--json")),
    (0, ("search", CANARY)),
    (0, ("show", "@")),
    (0, ("show", "@", "--markdown")),
    (0, ("lessons",)),
    (0, ("tags",)),
    (0, ("export",)),
    (0, ("edit", "@", "--lesson", CANARY)),
    (0, ("edit", "@", "--title", CANARY, "--tag", "x")),
    (0, ("edit", "@")),
    (0, ("delete", "@", "--yes")),
    (0, ("backup", "now")),
    (0, ("doctor",)),
    (0, ("doctor", "--repair")),
    (0, ("completion", "bash")),
    (2, ("browse", CANARY)),
    (2, ("edit", "@", "--date", "some day", "--title", CANARY)),
    (3, ("show", "zzzzzzzzzz")),
)
HARM: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "changed": lambda data: data.replace(b"promised", b"Promised"),
}


def fill(home: Path) -> None:
    """Add entries that contain the canary."""
    crash("", "new", "--from", "-", stdin=FORM)
    crash("", "capture", CANARY)
    crash("", "edit", "@2", "--tag", "x")


def test_no_command_leaves_text_outside_the_journal(home: Path, folder: Path) -> None:
    fill(home)
    for code, arguments in CALLS:
        done = crash("", *arguments, stdin=FORM)
        assert done.returncode == code, (arguments, done.stderr)
        assert not is_in(done.stderr), arguments
    assert holding(list(folder.rglob("*.*"))), "the search finds what is written"
    assert not holding(files_outside(home, folder))


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_errors_about_a_damaged_journal_contain_no_text(
    harm: Callable[[bytes], bytes],
    home: Path,
    folder: Path,
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EDITOR", EDITOR)
    cli("new", "--from", "-", stdin=FORM)
    cli("edit", "@", "--tag", "x")
    path = folder / "journal.json"
    path.write_bytes(harm(path.read_bytes()))
    for _, arguments in CALLS:
        if arguments[:2] != ("new", "--from") and arguments[0] != "capture":
            assert not is_in(cli(*arguments, code=None).err), arguments
    assert not holding(files_outside(home, folder))


def test_unsaved_text_is_only_in_the_recovery_folder(home: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.touch()
    for arguments in (["capture"], ["new", "--from", "-"]):
        done = crash("", *arguments, stdin=FORM)
        assert done.returncode == 7
        assert not is_in(done.stderr)
    recovery = home / "state" / "reflect" / "recovery"
    assert holding(list(recovery.iterdir()))
    assert not holding(files_outside(home, recovery))


def test_failing_editor_leaves_text_only_in_the_recovery_folder(home: Path, folder: Path) -> None:
    fill(home)
    editor = home.parent / "editor"
    editor.write_text('#!/bin/sh\necho more >> "$1"\nexit 3\n')
    editor.chmod(0o700)
    done = crash("", "edit", "@2", EDITOR=str(editor))
    assert done.returncode == 7
    assert not is_in(done.stderr)
    recovery = home / "state" / "reflect" / "recovery"
    assert holding(list(recovery.iterdir()))
    assert not holding(files_outside(home, folder, recovery))


def test_bug_during_editing_leaves_text_only_in_the_recovery_folder(
    home: Path, folder: Path
) -> None:
    fill(home)
    planted = (
        "from reflect.journal.entries import JournalEntries\n"
        "def fails(self, *a, **k): raise ValueError(CANARY)\n"
        "JournalEntries.replace = fails"
    )
    editor = home.parent / "editor"
    editor.write_text('#!/bin/sh\necho more >> "$1"\n')
    editor.chmod(0o700)
    done = crash(planted, "edit", "@2", EDITOR=str(editor))
    assert done.returncode == 1
    assert not is_in(done.stderr)
    recovery = home / "state" / "reflect" / "recovery"
    assert [folder.stat().st_mode & 0o777 for folder in (recovery, recovery.parent)] == [0o700] * 2
    (kept,) = recovery.iterdir()
    assert holding([kept])
    assert f"What you wrote is in {kept}." in done.stderr.splitlines()[1]
    assert not holding(files_outside(home, folder, recovery))
