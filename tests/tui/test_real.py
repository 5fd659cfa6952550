"""The real program in tmux: started, written in, killed with its terminal, taken up again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.factories import make_entry
from tests.store.helpers_journals import put_journal
from tests.tui.panes import ROOT, needs_tmux, pane, until_gone

pytestmark = needs_tmux


def test_a_reflection_from_the_first_key_to_the_card_in_the_shell(
    real: Journal, tmp_path: Path
) -> None:
    with pane(tmp_path) as told:
        told.starts("new", "--pause", "0")
        told.sees("What happened?", "tab next")
        told.type("We launched on Friday.")
        told.press("Tab")
        told.sees("What did I expect instead?")
        told.press("C-d")
        told.sees("left with 0", "We launched on Friday.", "Saved ", "only on this machine")
    (row,) = real.entries.rows()
    assert row.state == "unfinished"
    assert row.entry().answers[0].text == "We launched on Friday."
    assert not real.drafts.all()


def test_a_closed_terminal_costs_no_word(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as told:
        told.starts("new")
        told.sees("What happened?", "tab next")
        told.type("We launched on Friday, and Femi was away.")
        told.sees("Femi was away.")
        program = told.processes()[-1]
        told.close()
        until_gone(program)
    assert real.drafts.resume().typing[1] == "We launched on Friday, and Femi was away."
    with pane(tmp_path) as told:
        told.starts("resume")
        told.sees("We launched on Friday, and Femi was away.")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_keeps_the_draft_and_says_so(
    real: Journal, tmp_path: Path, number: signal.Signals
) -> None:
    with pane(tmp_path) as told:
        told.starts("new")
        told.sees("What happened?", "tab next")
        told.type("Said too soon.")
        told.sees("Said too soon.")
        os.kill(told.processes()[-1], number)
        text = told.sees("left with 130", "reflect resume")
    session = real.drafts.resume()
    assert session.id in text
    assert session.typing[1] == "Said too soon."


def test_kill_9_costs_an_edited_entry_no_more_than_the_last_seconds(
    real: Journal, tmp_path: Path
) -> None:
    entry = real.entries.add(make_entry(1))
    with pane(tmp_path) as told:
        told.starts()
        told.sees("1 entry", "Ask who is on call")
        told.press("e")
        told.sees("# Launched without support", "^s save")
        told.press("Down")
        told.press("Up")
        told.press("End")
        told.type(" in Zanzibar")
        told.sees("support in Zanzibar", "copy kept")
        os.kill(told.processes()[-1], signal.SIGKILL)
        told.sees("left with 137")
    assert real.entries.get(entry.id) == entry
    again = tmp_path / "again"
    again.mkdir()
    with pane(again) as told:
        told.starts()
        told.sees("1 entry", "Ask who is on call")
        told.press("e")
        told.sees("typed here before and not saved", "support in Zanzibar")
        told.press("C-s")
        told.sees(f"Saved {entry.id}")
    assert real.entries.get(entry.id).title == "Launched without support in Zanzibar"


def test_ctrl_c_leaves_and_keeps_the_draft(real: Journal, tmp_path: Path) -> None:
    with pane(tmp_path) as told:
        told.starts("new")
        told.sees("What happened?", "tab next")
        told.type("Said too soon.")
        told.sees("Said too soon.")
        told.press("C-c")
        told.sees("left with 130", "reflect resume")
    assert [draft.answers[0].text for draft in real.drafts.all()] == ["Said too soon."]


def test_what_another_program_notes_appears_in_browse(real: Journal, tmp_path: Path) -> None:
    real.entries.add(make_entry(1))
    with pane(tmp_path) as told:
        told.starts()
        told.sees("Launched without", "1 entry")
        subprocess.run(
            [sys.executable, "-m", "reflect", "capture", "Femi said nothing all day."],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )
        told.sees("Femi said")
        told.press("q")
        told.sees("left with 0")


def test_the_sample_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    places = tmp_path / "places"
    places.mkdir()
    with pane(tmp_path) as told:
        told.starts("demo", environ={"TMPDIR": str(places)})
        told.sees("45 entries", "3 captures")
        assert list(places.iterdir())
        told.press("q")
        told.sees("left with 0", "The sample is gone")
    assert not list(places.iterdir())
    assert not (home / "data").exists()


def test_a_damaged_journal_says_what_to_do(real: Journal, tmp_path: Path) -> None:
    real.entries.add_all([make_entry(1)])
    put_journal(real.folder, b"{}")
    with pane(tmp_path) as told:
        told.starts()
        told.sees(Path(real.encryption.keys.journal).name)
        told.press("q")
        text = told.sees("left with")
    assert "Traceback" not in text


def test_a_window_too_small_says_so_and_recovers(real: Journal, tmp_path: Path) -> None:
    real.entries.add(make_entry(1))
    with pane(tmp_path) as told:
        told.starts()
        told.sees("1 entry")
        told.resize(30, 8)
        told.sees("too small")
        told.resize(80, 24)
        told.sees("1 entry", "Launched without")


def test_without_colours_it_reads_as_well(real: Journal, tmp_path: Path) -> None:
    real.entries.add(make_entry(1))
    with pane(tmp_path) as told:
        told.starts(environ={"NO_COLOR": "1"})
        told.sees("1 entry", "◆", "Ask who is on call before any date.")
