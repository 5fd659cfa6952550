"""Tests for changes made elsewhere while an entry is being edited."""

import pytest

from reflect.journal import Journal
from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.helpers_stage import NOTHING
from tests.tui.screens.edit.pages import MINE, OLD, THEIRS, beside, change_elsewhere, editing, texts


async def test_change_elsewhere_is_reported_before_saving(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        page.screen.check_elsewhere()
        await page.settle()
        assert page.notice == ""
        change_elsewhere(journal, entry)
        page.screen.check_elsewhere()
        await page.settle()
        assert "Changed elsewhere meanwhile" in page.notice
        assert MINE in page.text


async def test_unchanged_text_is_reloaded_after_a_change_elsewhere(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        change_elsewhere(journal, entry)
        page.screen.check_elsewhere()
        await page.settle()
        assert THEIRS in page.text
        assert "now" in page.notice
        await page.press("escape")
        assert page.app.result is False


async def test_change_before_opening_is_reported(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    change_elsewhere(journal, entry)
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        page.screen.check_elsewhere()
        await page.settle()
        assert "Changed elsewhere meanwhile" in page.notice


async def test_changes_to_other_entries_are_ignored(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    async with editing(context, keep()) as page:
        beside(journal).entries.capture("Something else")
        page.screen.check_elsewhere()
        await page.settle()
        assert page.notice == ""


@pytest.mark.parametrize(
    ("key", "result", "stored"),
    [("s", True, [MINE]), ("k", NOTHING, []), ("d", False, [])],
)
async def test_deleted_entry_can_be_saved_as_new(
    context: AppContext,
    journal: Journal,
    keep: Keep,
    key: str,
    result: object,
    stored: list[str],
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        beside(journal).entries.delete([entry.id])
        page.screen.check_elsewhere()
        await page.settle()
        assert "Deleted elsewhere meanwhile" in page.notice
        await page.press("ctrl+s")
        assert "was deleted meanwhile" in page.shown
        await page.press(key)
        assert page.app.result is result
        assert texts(journal) == stored
        if result is NOTHING:
            assert MINE in page.text
    assert [one.entry.id for one in journal.entries.trash()] == [entry.id]
