"""Tests that two open apps don't overwrite each other's changes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.factories import make_entry
from tests.tui.helpers_tmux import Pane, needs_tmux, pane

pytestmark = needs_tmux


@pytest.fixture
def both(real: Journal, tmp_path: Path) -> Iterator[tuple[Pane, Pane]]:
    """Two terminals that show the same journal with one entry in Browse."""
    real.entries.add_all([make_entry(1)])
    with ExitStack() as opened:
        screens = []
        for name in ("one", "two"):
            folder = tmp_path / name
            folder.mkdir()
            told = opened.enter_context(pane(folder, columns=120))
            told.starts()
            told.sees("1 entry", "Launched without support")
            screens.append(told)
        one, two = screens
        yield one, two


def note(screen: Pane, text: str) -> None:
    """Capture a note."""
    screen.press("c")
    screen.sees("Save")
    screen.type(text)
    screen.press("Enter")
    screen.sees("Noted.", text)


def test_each_screen_shows_the_others_changes(both: tuple[Pane, Pane], real: Journal) -> None:
    one, two = both
    note(one, "Femi said nothing")
    two.sees("Femi said nothing", "1 capture")
    note(two, "Maya left early")
    one.sees("Maya left early", "2 captures")
    one.press("x")
    one.sees("Deleted “Femi said nothing”", "1 capture")
    two.sees("1 entry · ", "· 1 capture\n")
    two.sees_no_more("Femi said nothing")
    one.press("u")
    two.sees("Femi said nothing", "2 captures")
    for screen in both:
        screen.press("q")
        screen.sees("left with 0")
    assert {row.entry().title for row in real.entries.rows()} == {
        "Femi said nothing",
        "Maya left early",
        "Launched without support",
    }


def test_entry_changed_on_both_screens_keeps_both_versions(
    both: tuple[Pane, Pane], real: Journal
) -> None:
    one, two = both
    for screen, words in ((one, " on Friday"), (two, " on Monday")):
        screen.press("e")
        screen.sees("# Launched without support", "^s save")
        # The cursor is on the title.
        screen.press("Down", "Up", "End")
        screen.type(words)
        screen.sees(f"support{words}")
    one.press("C-s")
    one.sees("Saved ")
    one.press("Escape")
    two.press("C-s")
    two.sees("on Friday", "on Monday", "Nothing is saved yet")
    two.press("b")
    two.sees("2 entries")
    one.sees("2 entries", "on Friday", "on Monday")
    assert {row.entry().title for row in real.entries.rows()} == {
        "Launched without support on Friday",
        "Launched without support on Monday",
    }


def test_draft_left_on_one_screen_is_listed_on_the_other(
    both: tuple[Pane, Pane], real: Journal
) -> None:
    one, two = both
    one.press("n")
    one.sees("What is it about?")
    one.press("1")
    one.sees("After a mistake")
    one.press("1")
    one.sees("What happened?")
    one.type("We launched on Friday.")
    one.sees("We launched on Friday.")
    one.press("C-q")
    one.sees("1 draft")
    two.sees("1 draft")
    assert [draft.answers[0].text for draft in real.drafts.all()] == ["We launched on Friday."]
