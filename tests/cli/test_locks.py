"""Tests for commands that find the journal locked by another process."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from reflect.model.entry import Entry
from reflect.store.store import Store
from tests.cli.conftest import Cli, Result

Keep = Callable[..., Entry]

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "ab")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Don't wait for locks, because they are held until the test ends."""
    monkeypatch.setattr("reflect.store.store.Store", partial(Store, wait=0.0))


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock on a file in another process."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate("")


def says_who(result: Result, path: Path) -> None:
    """Check that the message names the file and the next step, in two lines."""
    assert result.out == ""
    wrong, hint = result.err.splitlines()
    assert wrong == f"reflect: {path}: another reflect is writing"
    assert hint.startswith("  Try again in a moment.")


@pytest.mark.parametrize(
    "command",
    [
        ("edit", "@", "--title", "Another title"),
        ("edit", "@", "--tag", "more"),
        ("delete", "--yes", "@"),
        ("tags", "rename", "launch", "release"),
    ],
    ids=lambda command: command[0],
)
def test_locked_journal_rejects_changes(
    cli: Cli, keep: Keep, folder: Path, command: tuple[str, ...]
) -> None:
    keep(1)
    before = cli("list", "--json").out
    lock = folder / "journal.lock"
    with held(lock):
        says_who(cli(*command, code=4), lock)
        assert cli("list", "--json").out == before
    cli(*command)
    assert cli("list", "--json").out != before


def test_locked_journal_rejects_changes_to_the_trash(cli: Cli, keep: Keep, folder: Path) -> None:
    entry = keep(1)
    cli("delete", "--yes", entry.id)
    lock = folder / "journal.lock"
    with held(lock):
        says_who(cli("restore", entry.id, code=4), lock)
        says_who(cli("delete", "--forever", "--yes", entry.id, code=4), lock)
        assert entry.id in cli("list", "--trash").out
    cli("restore", entry.id)
    assert entry.id in cli("list").out


def test_capture_does_not_wait_for_the_journal_lock(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    with held(folder / "journal.lock"):
        cli("capture", "Cut Maya off")
        assert "Cut Maya off" in cli("list").out


@pytest.mark.parametrize(
    "command",
    [("capture", "Cut Maya off"), ("edit", "@", "--title", "Another title"), ("list",)],
    ids=lambda command: command[0],
)
def test_locked_inbox_rejects_commands(
    cli: Cli, keep: Keep, folder: Path, command: tuple[str, ...]
) -> None:
    keep(1)
    before = cli("list", "--json").out
    inbox = folder / "journal.inbox"
    content = inbox.read_bytes()
    with held(inbox):
        says_who(cli(*command, code=4), inbox)
        assert inbox.read_bytes() == content
    assert cli("list", "--json").out == before
    cli(*command)


def test_lock_of_a_dead_process_is_free(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    for name in ("journal.lock", "journal.inbox"):
        with held(folder / name):
            pass
    cli("edit", "@", "--title", "Another title")
    cli("capture", "Cut Maya off")
