"""An entry that is changed or deleted elsewhere while it is being edited: one is told before."""

import pytest

from reflect.journal import Journal
from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text, settle
from tests.tui.editing import (
    MINE,
    OLD,
    THEIRS,
    beside,
    change,
    change_elsewhere,
    opened,
    said,
    texts,
)
from tests.tui.staging import NOTHING


async def test_a_change_elsewhere_is_told_before_one_saves(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        screen.look_again()
        await settle(pilot)
        assert said(screen) == ""
        change_elsewhere(journal, entry)
        screen.look_again()
        await settle(pilot)
        assert "Changed elsewhere meanwhile" in said(screen)
        assert MINE in screen.writing.text


async def test_a_text_that_was_not_touched_follows_a_change_elsewhere(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change_elsewhere(journal, entry)
        screen.look_again()
        await settle(pilot)
        assert THEIRS in screen.writing.text
        assert "this is how it stands now" in said(screen)
        await pilot.press("escape")
        assert app.result is False


async def test_an_entry_that_changed_before_it_was_opened_is_told_of(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    change_elsewhere(journal, entry)
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        screen.look_again()
        await settle(pilot)
        assert "Changed elsewhere meanwhile" in said(screen)


async def test_other_entries_may_change_without_a_word(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    app, screen = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        beside(journal).entries.capture("Something else")
        screen.look_again()
        await settle(pilot)
        assert said(screen) == ""


@pytest.mark.parametrize(
    ("key", "result", "stored"),
    [("s", True, [MINE]), ("k", NOTHING, []), ("d", False, [])],
)
async def test_an_entry_deleted_meanwhile_can_be_saved_as_a_new_one(
    context: AppContext,
    journal: Journal,
    keep: Keep,
    key: str,
    result: object,
    stored: list[str],
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        beside(journal).entries.delete([entry.id])
        screen.look_again()
        await settle(pilot)
        assert "Deleted elsewhere meanwhile" in said(screen)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "was deleted meanwhile" in screen_text(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert app.result is result
        assert texts(journal) == stored
        if result is NOTHING:
            assert MINE in screen.writing.text
    assert [one.entry.id for one in journal.entries.trash()] == [entry.id]
