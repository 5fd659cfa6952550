"""The real program in tmux on an encrypted journal: opened, written in while locked, killed."""

import os
import signal
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.factories import make_entry
from tests.sealed import PASSPHRASE
from tests.tui.helpers_locked import encrypted_journal
from tests.tui.panes import needs_tmux, pane, until_gone

pytestmark = needs_tmux


@pytest.fixture
def real(home: Path) -> Journal:
    """The journal that the program in the terminal opens, with one entry."""
    folder = home / "data" / "reflect"
    return encrypted_journal(folder, make_entry(1, title="Cut Maya off"))


def test_browse_opens_with_the_right_passphrase_alone(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as told:
        told.starts(types_passphrase=True)
        told.sees("This journal is encrypted", "esc Leave")
        told.type("correct mule")
        told.sees("••••")
        told.press("Enter")
        text = told.sees("That is not the passphrase.")
        assert "correct" not in text
        told.type(PASSPHRASE)
        told.press("Enter")
        told.sees("Cut Maya off", "1 entry")
        told.press("q")
        told.sees("left with 0")


def test_left_it_stays_locked(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as told:
        told.starts(types_passphrase=True)
        told.sees("This journal is encrypted", "esc Leave")
        told.press("Escape")
        told.sees("left with 6", "The journal stays locked.")


def test_killed_in_the_guide_the_draft_is_there_and_sealed(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as told:
        told.starts("new", types_passphrase=True)
        told.sees("What happened?", "tab next")
        told.type("We launched on Friday.")
        told.press("Tab")
        told.sees("What did I expect instead?", "draft kept")
        os.kill(program := told.processes()[-1], signal.SIGKILL)
        until_gone(program)
    places = [path for path in real.folder.rglob("*") if path.is_file()]
    assert not [path for path in places if b"Friday" in path.read_bytes()]
    assert len(list(real.folder.glob("drafts/*.age"))) == 1
    (again := tmp_path / "again").mkdir()
    with pane(again) as told:
        told.starts("resume", types_passphrase=True)
        told.sees("Passphrase:")
        told.type(PASSPHRASE)
        told.press("Enter")
        text = told.sees("What did I expect instead?", "tab next")
        assert "locked" not in text
        told.press("BTab")
        told.sees("We launched on Friday.")
