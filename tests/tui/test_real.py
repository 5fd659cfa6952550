"""Tests of the real program in tmux."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.factories import make_entry
from tests.sealed import on_both
from tests.store.helpers_journals import put_journal
from tests.tui.helpers_tmux import ROOT, needs_tmux, pane, until_gone

pytestmark = needs_tmux


def test_unfinished_reflection_is_saved_and_reported_in_the_shell(
    real: Journal, tmp_path: Path
) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts("new", "--pause", "0")
        terminal.sees("What happened?", "tab next")
        terminal.type("We launched on Friday.")
        terminal.press("Tab")
        terminal.sees("What did I expect instead?")
        terminal.press("C-d")
        terminal.sees("left with 0", "We launched on Friday.", "Saved ", "only on this machine")
    (row,) = real.entries.rows()
    assert row.state == "unfinished"
    assert row.entry().answers[0].text == "We launched on Friday."
    assert not real.drafts.all()


def test_closed_terminal_keeps_the_draft(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts("new")
        terminal.sees("What happened?", "tab next")
        terminal.type("We launched on Friday, and Femi was away.")
        terminal.sees("Femi was away.")
        program = terminal.processes()[-1]
        terminal.close()
        until_gone(program)
    assert real.drafts.resume().typing[1] == "We launched on Friday, and Femi was away."
    with pane(tmp_path) as terminal:
        terminal.starts("resume")
        terminal.sees("We launched on Friday, and Femi was away.")


@on_both
def test_killed_note_is_kept_as_a_draft(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts()
        terminal.sees("Nothing here yet")
        terminal.press("c")
        terminal.sees("What happened, in a line or two?")
        terminal.type("Femi was away.")
        terminal.sees("Femi was away.", "Draft kept.")
        os.kill(terminal.processes()[-1], signal.SIGKILL)
    assert real.drafts.resume().first_words == "Femi was away."
    assert not real.entries.rows()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_saves_the_draft_and_reports_it(
    real: Journal, tmp_path: Path, number: signal.Signals
) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts("new")
        terminal.sees("What happened?", "tab next")
        terminal.type("Said too soon.")
        terminal.sees("Said too soon.")
        os.kill(terminal.processes()[-1], number)
        text = terminal.sees("left with 130", "reflect resume")
    session = real.drafts.resume()
    assert session.id in text
    assert session.typing[1] == "Said too soon."


def test_killed_edit_offers_its_autosaved_copy(real: Journal, tmp_path: Path) -> None:
    entry = real.entries.add(make_entry(1))
    with pane(tmp_path) as terminal:
        terminal.starts()
        terminal.sees("1 entry", "Ask who is on call")
        terminal.press("e")
        terminal.sees("# Launched without support", "^s save")
        terminal.press("Down")
        terminal.press("Up")
        terminal.press("End")
        terminal.type(" in Zanzibar")
        terminal.sees("support in Zanzibar", "copy kept")
        os.kill(terminal.processes()[-1], signal.SIGKILL)
        terminal.sees("left with 137")
    assert real.entries.get(entry.id) == entry
    again = tmp_path / "again"
    again.mkdir()
    with pane(again) as terminal:
        terminal.starts()
        terminal.sees("1 entry", "Ask who is on call")
        terminal.press("e")
        terminal.sees("typed here before and not saved", "support in Zanzibar")
        terminal.press("C-s")
        terminal.sees(f"Saved {entry.id}")
    assert real.entries.get(entry.id).title == "Launched without support in Zanzibar"


def test_ctrl_c_leaves_and_keeps_the_draft(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as terminal:
        terminal.starts("new")
        terminal.sees("What happened?", "tab next")
        terminal.type("Said too soon.")
        terminal.sees("Said too soon.")
        terminal.press("C-c")
        terminal.sees("left with 130", "reflect resume")
    assert [draft.answers[0].text for draft in real.drafts.all()] == ["Said too soon."]


def test_browse_shows_an_entry_added_by_another_process(real: Journal, tmp_path: Path) -> None:
    real.entries.add(make_entry(1))
    with pane(tmp_path) as terminal:
        terminal.starts()
        terminal.sees("Launched without", "1 entry")
        subprocess.run(
            [sys.executable, "-m", "reflect", "capture", "Femi said nothing all day."],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )
        terminal.sees("Femi said")
        terminal.press("q")
        terminal.sees("left with 0")


def test_demo_leaves_no_files(home: Path, tmp_path: Path) -> None:
    places = tmp_path / "places"
    places.mkdir()
    with pane(tmp_path) as terminal:
        terminal.starts("demo", environ={"TMPDIR": str(places)})
        terminal.sees("45 entries", "2 look-backs due")
        assert list(places.iterdir())
        terminal.press("q")
        terminal.sees("left with 0", "The sample is gone")
    assert not list(places.iterdir())
    assert not (home / "data").exists()


def test_damaged_journal_is_reported(real: Journal, tmp_path: Path) -> None:
    real.entries.add_all([make_entry(1)])
    put_journal(real.folder, b"{}")
    with pane(tmp_path) as terminal:
        terminal.starts()
        terminal.sees(Path(real.encryption.keys.journal).name)
        terminal.press("q")
        text = terminal.sees("left with")
    assert "Traceback" not in text


def test_small_window_shows_a_warning_until_it_is_resized(real: Journal, tmp_path: Path) -> None:
    real.entries.add(make_entry(1))
    with pane(tmp_path) as terminal:
        terminal.starts()
        terminal.sees("1 entry")
        terminal.resize(30, 8)
        terminal.sees("too small")
        terminal.resize(80, 24)
        terminal.sees("1 entry", "Launched without")


def test_no_color_does_not_change_the_text(real: Journal, tmp_path: Path) -> None:
    real.entries.add(make_entry(1))
    with pane(tmp_path) as terminal:
        terminal.starts(environ={"NO_COLOR": "1"})
        terminal.sees("1 entry", "◆", "Ask who is on call before any date.")
