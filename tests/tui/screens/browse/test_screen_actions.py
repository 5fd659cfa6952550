"""Tests for selecting entries and running actions in Browse."""

from datetime import date

import pytest
from textual import events

from reflect.journal import Journal
from reflect.tui.context import AppContext
from tests.sealed import opened, put
from tests.store.helpers_journals import journal_in
from tests.tui.conftest import Keep
from tests.tui.screens.browse.pages import (
    browse,
    browsing,
    current,
    listed,
    press,
    said,
    screen_text,
    write,
)


@pytest.fixture(autouse=True)
def four(keep: Keep, backend: str) -> None:
    """Four entries, newest first."""
    for number in range(1, 5):
        day = date(2026, 11, 20 - number)
        keep(number, title=f"Entry {number}", occurred_on=day, tags=("q4",), commitments=())


def titles(journal: Journal) -> set[str]:
    """Return the titles of the entries on disk."""
    return {row.entry().title for row in journal.entries.rows()}


async def test_entry_is_deleted_and_restored(context: AppContext, journal: Journal) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "down", "x")
        assert listed(pilot) == ["Entry 1", "Entry 3", "Entry 4"]
        assert current(pilot) == "Entry 3"
        assert titles(journal) == {"Entry 1", "Entry 3", "Entry 4"}
        await press(pilot, "u")
        assert current(pilot) == "Entry 2"
        assert len(listed(pilot)) == 4
        # Restoring moves the cursor to the entry without leaving the search.
        await write(pilot, "/entry")
        await press(pilot, "enter", "down", "x", "u")
        assert browse(pilot).search_box.value == "entry"
        assert len(listed(pilot)) == 4
        assert current(pilot) == "Entry 2"
        assert "outside" not in said(pilot)


async def test_quick_key_presses_delete_successive_entries(
    context: AppContext, journal: Journal
) -> None:
    async with browsing(context) as pilot:
        for key in "xx":
            pilot.app.post_message(events.Key(key, key))
        await press(pilot)
        assert listed(pilot) == ["Entry 3", "Entry 4"]
        await press(pilot, "u", "u")
        assert len(titles(journal)) == 4


async def test_selected_entries_are_marked_counted_and_deleted(
    context: AppContext, journal: Journal
) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "space", "space")
        assert current(pilot) == "Entry 3"
        assert "2 selected" in screen_text(pilot)
        assert screen_text(pilot).count("✓") == 2
        await press(pilot, "up", "space")
        assert "1 selected" in screen_text(pilot)
        await press(pilot, "escape")
        assert "✓" not in screen_text(pilot)
        await press(pilot, "home", "space", "down", "space", "x")
        assert titles(journal) == {"Entry 2", "Entry 4"}
        assert "selected" not in screen_text(pilot)


async def test_selected_entries_hidden_by_a_search_are_not_deleted(
    context: AppContext, journal: Journal
) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "space")
        await write(pilot, '/title:"entry 2" OR title:"entry 3"')
        await press(pilot, "enter", "x")
        assert titles(journal) == {"Entry 1", "Entry 3", "Entry 4"}
        # "Select all" only selects the matches; escape clears the selection, then the search.
        await press(pilot, "A")
        assert browse(pilot).selection.ids == {browse(pilot).entry_list.current}
        await press(pilot, "escape", "escape")
        assert len(listed(pilot)) == 3


async def test_mouse_selects_highlights_and_opens_entries(context: AppContext) -> None:
    async with browsing(context) as pilot:
        lines = screen_text(pilot).splitlines()
        top = next(number for number, line in enumerate(lines) if "◆ Entry 1" in line)
        await pilot.click(offset=(20, top + 2))
        await press(pilot)
        assert current(pilot) == "Entry 3"
        await pilot.click(offset=(20, top), shift=True)
        await press(pilot)
        assert "3 selected" in screen_text(pilot)
        await pilot.click(offset=(20, top + 1), control=True)
        await pilot.click(offset=(2, top + 3))
        await press(pilot)
        assert [line[2] for line in screen_text(pilot).splitlines()[top : top + 4]] == list("✓ ✓✓")
        await pilot.click(offset=(20, top), times=2)
        await press(pilot)
        assert browse(pilot).pane.has_focus


async def test_invalid_tags_keep_the_dialog_open(context: AppContext, journal: Journal) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "t")
        assert "q4" in screen_text(pilot)
        await write(pilot, '"on call')
        await press(pilot, "enter")
        assert "quote" in screen_text(pilot)
        await press(pilot, "quotation_mark", "enter")
        assert {row.entry().tags for row in journal.entries.rows()} == {("q4",), ("q4", "on call")}


async def test_failed_write_is_reported(context: AppContext, journal: Journal) -> None:
    journal.entries.fold()
    async with browsing(context) as pilot:
        path = journal_in(journal.folder)
        put(path, opened(path).replace(b"Entry 1", b"Entry 9"))
        await press(pilot, "x")
        assert "checksum" in said(pilot)
        assert len(titles(journal)) == 4
