"""Tests for killing, stopping and disconnecting the Guide in a real terminal."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from reflect.journal import Journal
from tests.factories import NOW
from tests.sealed import ENCRYPTED, encryption_in, seal_folder, text_of, with_passphrase

ROOT = Path(__file__).parents[4]
TAB, ENOUGH, EDITOR, LEAVE = "\t", "\x04", "\x0f", "\x11"
STOPPED = 130
Open = Callable[..., "pexpect.spawn[str]"]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]


@pytest.fixture
def reopened(tmp_path: Path, backend: str) -> Journal:
    """The journal, as another process sees it."""
    folder = tmp_path / "kept"
    if backend == ENCRYPTED:
        seal_folder(folder)
    return Journal(folder, clock=lambda: NOW, encryption=encryption_in(folder))


@pytest.fixture
def open_it(tmp_path: Path, reopened: Journal) -> Open:
    """Run `reflect` in a new terminal, with a script as the editor."""

    def start(
        *arguments: str, editor: str = "exit 3", expect: str = "What happened?"
    ) -> "pexpect.spawn[str]":
        script = tmp_path / "editor"
        script.write_text(f"#!/bin/sh\n{editor}\n")
        script.chmod(0o700)
        reflect = [sys.executable, "-m", "reflect", "--journal", str(reopened.folder)]
        command = with_passphrase(reopened.folder, reflect, *arguments)
        child = pexpect.spawn(
            command[0],
            command[1:],
            cwd=str(ROOT),
            env={**os.environ, "TERM": "xterm-256color", "EDITOR": str(script)},
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=60,
        )
        child.expect_exact(expect)
        return child

    return start


def ended(child: "pexpect.spawn[str]") -> int:
    """Wait for the process and return its exit code, which is negative for a signal."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus if child.exitstatus is not None else -(child.signalstatus or 0)


def test_killed_guide_loses_at_most_the_last_seconds(open_it: Open, reopened: Journal) -> None:
    child = open_it("new")
    # Sent at once, they would count as pasted text.
    for keys, shown in (("We launched alone.", "alone."), (TAB, "What did I expect instead?")):
        child.send(keys)
        child.expect_exact(shown)
    child.send("That it stays qui")
    # "draft kept" has been shown since the page was turned, so wait for the unfinished text.
    while not (reopened.drafts.all() and reopened.drafts.resume().typing[1] == "That it stays qui"):
        child.expect([pexpect.TIMEOUT, "draft kept"], timeout=0.2)
    child.kill(signal.SIGKILL)
    assert ended(child) == -signal.SIGKILL
    session = reopened.drafts.resume()
    assert session.answers == {"happened": "We launched alone."}
    again = open_it("resume", expect="That it stays qui")
    again.send(LEAVE)
    assert ended(again) == STOPPED


def test_sigterm_saves_the_draft_and_names_the_command(open_it: Open, reopened: Journal) -> None:
    child = open_it("new")
    child.send("We launched xyz")
    child.expect_exact("xyz")
    child.kill(signal.SIGTERM)
    child.expect(r"The draft is kept: `reflect -j \S+ resume \w+`")
    assert ended(child) == STOPPED
    assert reopened.drafts.resume().typing == ("happened", "We launched xyz")


def test_closed_terminal_saves_the_draft(open_it: Open, reopened: Journal) -> None:
    child = open_it("new")
    child.send("We launched xyz")
    child.expect_exact("xyz")
    # Only the kernel sends a signal, as when a window is closed.
    child.ptyproc.fileobj.close()  # type: ignore[attr-defined]
    assert child.pid is not None
    os.waitpid(child.pid, 0)
    assert reopened.drafts.resume().typing == ("happened", "We launched xyz")


def test_editor_takes_over_the_terminal_and_returns_it(open_it: Open, reopened: Journal) -> None:
    child = open_it("new", editor='echo "EDITOR IS HERE"; echo "On Friday." >> "$1"')
    child.send(f"We launched.{EDITOR}")
    child.expect_exact("EDITOR IS HERE")
    child.expect_exact("On Friday.")
    child.send(f" Alone.{ENOUGH}")
    child.expect_exact("Saved")
    assert ended(child) == 0
    (entry,) = [row.entry() for row in reopened.entries.rows()]
    assert entry.answers[0].text == "We launched.\nOn Friday. Alone."


def test_sigterm_during_the_editor_keeps_both_texts(open_it: Open, reopened: Journal) -> None:
    child = open_it("new", editor='echo "From the editor." > "$1"; kill -TERM $PPID; sleep 60')
    child.send(f"We launched.{EDITOR}")
    assert ended(child) == STOPPED
    assert reopened.drafts.resume().typing == ("happened", "We launched.")
    state = Path(os.environ["XDG_STATE_HOME"])
    (spare,) = (state / "reflect" / "recovery").iterdir()
    assert text_of(spare) == "From the editor.\n"


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
def test_text_typed_in_vim_is_kept_if_the_terminal_closes(
    open_it: Open, reopened: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    child = open_it("new", editor='vim "$@"')
    child.send(f"We launched.{EDITOR}")
    child.expect_exact("All")
    child.send("oTyped in vain.")
    child.expect_exact("in vain.")
    child.ptyproc.fileobj.close()  # type: ignore[attr-defined]
    child.wait()
    assert reopened.drafts.resume().typing == ("happened", "We launched.")
    (spare,) = (Path(os.environ["XDG_STATE_HOME"]) / "reflect" / "recovery").iterdir()
    assert text_of(spare) == "We launched.\nTyped in vain.\n"
    assert not list(tmp_path.glob("reflect-edit-*"))
