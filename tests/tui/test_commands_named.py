"""Tests that commands suggested by the app act on the journal it shows."""

from pathlib import Path

import pytest

from tests.store.helpers_journals import fill
from tests.tui.helpers_tmux import needs_tmux, pane

pytestmark = [needs_tmux, pytest.mark.usefixtures("real")]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A journal outside the default folder."""
    folder = tmp_path / "notes"
    fill(folder)
    return folder


def test_command_on_the_damaged_screen_names_the_journal(notes: Path, tmp_path: Path) -> None:
    path = notes / "journal.json"
    path.write_bytes(path.read_bytes().replace(b"generation", b"generatiom", 1))
    with pane(tmp_path, columns=120) as told:
        told.starts("-j", str(notes))
        # The path may be wrapped, so only the start of the command is checked.
        told.sees("The journal can't be read", "`reflect -j")
        told.press("q")


def test_command_in_a_toast_names_the_journal(notes: Path, tmp_path: Path) -> None:
    with pane(tmp_path, columns=120) as told:
        told.starts("-j", str(notes))
        told.sees("entries")
        (notes / "journal.inbox").write_bytes(b"no inbox\nat all\n")
        told.press("c")
        told.sees("in a line or two?")
        told.type("The pager rang")
        told.press("Enter")
        told.sees("`reflect -j")
