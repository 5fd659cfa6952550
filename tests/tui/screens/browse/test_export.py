"""Tests for exporting entries from Browse."""

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from reflect.journal import Journal
from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.screens.browse.pages import browse, browsing, press, said, screen_text


async def test_export_writes_a_private_file_to_the_home_folder(
    context: AppContext, keep: Keep, home: Path
) -> None:
    entry = keep(1, title="Launched too early", commitments=())
    async with browsing(context) as pilot:
        await press(pilot, "w")
        await press(pilot, "enter")
        path = home / f"2026-11-21-launched-too-early-{entry.id}.md"
        assert "Launched too early" in path.read_text("utf-8")
        assert path.stat().st_mode & 0o777 == 0o600
        assert f"Wrote 1 entry to {path}." in said(pilot)


async def test_export_shows_the_folder_while_typing(
    context: AppContext, keep: Keep, home: Path
) -> None:
    keep(1, title="A title so long that its file name fills the line from end to end")
    async with browsing(context, size=(80, 24)) as pilot:
        await press(pilot, "w")
        assert "In the folder" in screen_text(pilot)
        echo = pilot.app.screen.query_one("#echo", Static)
        assert str(echo.render()) == f"In the folder {home}"
        pilot.app.screen.query_one(Input).value = "/srv/notes/out.md"
        await press(pilot, "end")
        assert "In the folder /srv/notes" in screen_text(pilot)
        pilot.app.screen.query_one(Input).value = "~nobody-here/out.md"
        await press(pilot, "end")
        assert "no such home folder" in screen_text(pilot).lower()


async def test_export_of_several_entries_omits_private_and_unfinished_ones(
    context: AppContext, keep: Keep, journal: Journal, home: Path
) -> None:
    keep(1, title="Mine", commitments=())
    keep(2, title="Secret", tags=("private",), commitments=())
    keep(3, title="Half of it", state="unfinished", commitments=())
    journal.entries.capture("A note")
    async with browsing(context) as pilot:
        await press(pilot, "A", "w")
        assert "3 entries stay out" in screen_text(pilot)
        pilot.app.screen.query_one(Input).value = "~/out.md"
        await press(pilot, "enter")
        text = (home / "out.md").read_text("utf-8")
        assert "Mine" in text
        assert "Secret" not in text
        assert "Half of it" not in text
        assert "A note" not in text
        assert "3 entries stay out" in said(pilot)


async def test_single_private_entry_can_be_exported(
    context: AppContext, keep: Keep, home: Path
) -> None:
    keep(1, title="Secret", tags=("private",))
    async with browsing(context) as pilot:
        await press(pilot, "w")
        await press(pilot, "enter")
        assert "Secret" in next(home.glob("*.md")).read_text("utf-8")


async def test_export_of_only_private_entries_asks_for_no_file(
    context: AppContext, keep: Keep
) -> None:
    keep(1, tags=("private",))
    keep(2, tags=("private",))
    async with browsing(context) as pilot:
        await press(pilot, "A", "w")
        browse(pilot)
        assert "Nothing is exported. 2 entries stay out" in said(pilot)


async def test_export_overwrites_only_after_confirmation(
    context: AppContext, keep: Keep, home: Path
) -> None:
    entry = keep(1, title="New", occurred_on=date(2026, 11, 1))
    path = home / f"2026-11-01-new-{entry.id}.md"
    path.write_text("old")
    async with browsing(context) as pilot:
        await press(pilot, "w")
        await press(pilot, "enter")
        # The question may be wrapped anywhere, depending on the length of the path.
        assert "y Write over it" in screen_text(pilot)
        await press(pilot, "n")
        assert path.read_text() == "old"
        assert "Export 1 entry" in screen_text(pilot)
        await press(pilot, "enter")
        await press(pilot, "y")
        assert "New" in path.read_text("utf-8")


@pytest.mark.parametrize("name", ["missing/out.md", "x" * 300, "x" * 300 + "/out.md"])
async def test_failed_export_asks_for_the_file_again(
    context: AppContext, keep: Keep, home: Path, name: str
) -> None:
    keep(1)
    async with browsing(context) as pilot:
        await press(pilot, "w")
        pilot.app.screen.query_one(Input).value = str(home / name)
        await press(pilot, "enter")
        assert "It was not written" in screen_text(pilot)
        await press(pilot, "escape")
        browse(pilot)
        assert list(home.glob("*.md")) == []
