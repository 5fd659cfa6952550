"""Tests of the real program in tmux with an encrypted journal."""

import os
import signal
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.factories import make_entry
from tests.sealed import PASSPHRASE
from tests.tui.helpers_locked import encrypted_journal
from tests.tui.helpers_tmux import needs_tmux, pane, until_gone

pytestmark = needs_tmux


@pytest.fixture
def real(home: Path) -> Journal:
    """The default journal, encrypted, with one entry."""
    folder = home / "data" / "reflect"
    return encrypted_journal(folder, make_entry(1, title="Cut Maya off"))


def test_browse_opens_only_with_the_right_passphrase(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts(types_passphrase=True)
        terminal.sees("This journal is encrypted", "esc Leave")
        terminal.type("correct mule")
        terminal.sees("••••")
        terminal.press("Enter")
        text = terminal.sees("That is not the passphrase.")
        assert "correct" not in text
        terminal.type(PASSPHRASE)
        terminal.press("Enter")
        terminal.sees("Cut Maya off", "1 entry")
        terminal.press("q")
        terminal.sees("left with 0")


def test_journal_stays_locked_without_a_passphrase(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts(types_passphrase=True)
        terminal.sees("This journal is encrypted", "esc Leave")
        terminal.press("Escape")
        terminal.sees("left with 6", "The journal stays locked.")


def test_killed_guide_leaves_an_encrypted_draft(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts("new", types_passphrase=True)
        terminal.sees("What happened?", "tab next")
        terminal.type("We launched on Friday.")
        terminal.press("Tab")
        terminal.sees("What did I expect instead?", "draft kept")
        os.kill(program := terminal.processes()[-1], signal.SIGKILL)
        until_gone(program)
    places = [path for path in real.folder.rglob("*") if path.is_file()]
    assert not [path for path in places if b"Friday" in path.read_bytes()]
    assert len(list(real.folder.glob("drafts/*.age"))) == 1
    (again := tmp_path / "again").mkdir()
    with pane(again) as terminal:
        terminal.starts("resume", types_passphrase=True)
        terminal.sees("Passphrase:")
        terminal.type(PASSPHRASE)
        terminal.press("Enter")
        text = terminal.sees("What did I expect instead?", "tab next")
        assert "locked" not in text
        terminal.press("BTab")
        terminal.sees("We launched on Friday.")
