"""What is typed before a page is there: it is for that page, and no key of the list."""

from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from reflect.journal import Journal
from reflect.tui import ahead
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from reflect.tui.screens.guide.screen import GuideScreen
from tests.tui.browsing import browse, browsing, listed, press, read
from tests.tui.conftest import Keep

# Each letter would do something to the list: delete, edit, leave.
WORDS = "xeqx"


async def at_once(pilot: Pilot[Any], keys: str) -> None:
    """Press keys faster than anything can come of them, then wait for what does."""
    for key in keys:
        pilot.app.post_message(events.Key("enter" if key == "\r" else key, key))
    await read(pilot)


async def test_a_note_may_be_typed_before_its_line_is_there(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Before")
    async with browsing(context) as pilot:
        await at_once(pilot, f"c{WORDS}\r")
        assert sorted(listed(pilot)) == ["Before", WORDS]
    assert journal.entries.trash() == []


async def test_so_may_the_first_answer(context: AppContext, keep: Keep, journal: Journal) -> None:
    keep(1, title="Before")
    async with browsing(context) as pilot:
        await press(pilot, "n", "1")
        await at_once(pilot, f"1{WORDS}")
        assert isinstance(pilot.app.screen, GuideScreen)
        await press(pilot, "ctrl+q")
        assert [draft.answers[0].text for draft in journal.drafts.all()] == [WORDS]
    assert journal.entries.trash() == []


async def test_so_may_what_is_added_to_a_draft(context: AppContext, journal: Journal) -> None:
    journal.entries.capture("Promised a date")
    async with browsing(context) as pilot:
        await at_once(pilot, f"r{WORDS}")
        await press(pilot, "ctrl+q")
        (draft,) = journal.drafts.all()
        assert WORDS in [answer.text for answer in draft.answers]


async def test_so_may_a_change_of_an_entry(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Before")
    async with browsing(context) as pilot:
        await at_once(pilot, f"e{WORDS}")
        screen = pilot.app.screen
        assert isinstance(screen, EditScreen)
        assert WORDS in screen.writing.text
    assert journal.entries.trash() == []


async def test_a_page_that_is_left_at_once_takes_no_key_along(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "PATIENCE", 0.01)
    keep(1, title="Before")
    async with browsing(context) as pilot:
        browse(pilot).action_capture()
        pilot.app.screen.dismiss(None)
        await read(pilot)
        while getattr(pilot.app, "_ahead") is not None:  # noqa: B009
            await read(pilot)
        await press(pilot, "x")
        assert listed(pilot) == []


async def test_in_the_search_the_same_letters_are_letters(context: AppContext, keep: Keep) -> None:
    keep(1, title="Quite an exit")
    async with browsing(context) as pilot:
        await press(pilot, "slash", *"ncre")
        assert browse(pilot).box.value == "ncre"
