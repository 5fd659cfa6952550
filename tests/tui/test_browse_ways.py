"""Browse: the ways to other screens and back."""

from datetime import date

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from reflect.tui.screens.guide.screen import GuideScreen
from tests.tui.browsing import (
    browse,
    browsing,
    current,
    listed,
    press,
    read,
    said,
    screen_text,
    write,
)
from tests.tui.conftest import Keep


async def test_a_note_is_captured_and_listed(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Before")
    async with browsing(context) as pilot:
        await press(pilot, "c")
        await write(pilot, "Promised a date")
        await press(pilot, "enter")
        assert current(pilot) == "Promised a date"
        assert "○ Promised a date" in screen_text(pilot)
        assert "Noted." in said(pilot)
        assert "outside" not in said(pilot)
    assert {row.state for row in journal.entries.rows()} == {"entry", "capture"}


async def test_a_capture_that_was_left_writes_nothing(
    context: AppContext, journal: Journal
) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "c", "escape")
        assert "Nothing here yet" in screen_text(pilot)
    assert journal.entries.rows() == []


async def test_n_leads_through_the_menu_into_a_guide_and_the_draft_is_listed(
    context: AppContext, journal: Journal
) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "n")
        assert type(pilot.app.screen).__name__ == "GuidePicker"
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, GuideScreen)
        await write(pilot, "I said yes.")
        await press(pilot, "ctrl+q")
        await read(pilot)
        assert "draft" in screen_text(pilot)
        assert len(listed(pilot)) == 1
        assert "outside" not in said(pilot)
    assert len(journal.drafts.all()) == 1


@pytest.mark.parametrize("key", ["enter", "r"])
async def test_what_waits_is_gone_on_with(context: AppContext, journal: Journal, key: str) -> None:
    journal.entries.capture("Promised a date")
    async with browsing(context) as pilot:
        await press(pilot, key)
        guide = pilot.app.screen
        assert isinstance(guide, GuideScreen)
        assert guide.session.first_words == "Promised a date"


async def test_resuming_where_nothing_waits_says_so(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context) as pilot:
        await press(pilot, "r")
        assert "Nothing waits to be resumed" in said(pilot)


async def test_an_entry_is_edited_and_shown_as_it_is_now(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(1, title="Before", answers=(Answer("happened", "What happened?", "Once."),))
    async with browsing(context) as pilot:
        await press(pilot, "e")
        assert type(pilot.app.screen).__name__ == "EditScreen"
        other = Journal(journal.folder, clock=journal.clock, encryption=journal.encryption)
        other.tags.change([entry.id], add=["changed"])
        pilot.app.screen.dismiss(True)
        await read(pilot)
        assert "#changed" in screen_text(pilot)
        assert "outside" not in said(pilot)


async def test_a_draft_is_not_edited_as_an_entry(context: AppContext, journal: Journal) -> None:
    session = journal.drafts.begin("drucker", title="Begun")
    session.answer("I said yes.", context.now)
    journal.drafts.save(session)
    async with browsing(context) as pilot:
        for key, words in (("e", "not an entry yet"), ("t", "gets its tags when"), ("o", "export")):
            await press(pilot, key)
            assert words in said(pilot)
        browse(pilot)


async def test_the_links_of_an_entry_are_offered(context: AppContext, keep: Keep) -> None:
    text = "See https://example.org/a and javascript:alert(1)."
    keep(1, occurred_on=date(2026, 11, 2), answers=(Answer("happened", "What?", text),))
    keep(2, occurred_on=date(2026, 11, 1), answers=())
    async with browsing(context) as pilot:
        await press(pilot, "l")
        assert "https://example.org/a" in screen_text(pilot)
        assert "Open this link?" in screen_text(pilot)
        await press(pilot, "escape", "down", "l")
        assert "There is no link in this entry." in said(pilot)


async def test_in_an_empty_journal_what_needs_an_entry_does_nothing(context: AppContext) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "e", "x", "t", "o", "y", "l", "space", "A", "enter", "u", "r")
        assert "Nothing here yet" in screen_text(pilot)
        browse(pilot)


async def test_keys_typed_into_the_search_do_nothing_else(context: AppContext, keep: Keep) -> None:
    keep(1, title="Quite an exit")
    async with browsing(context) as pilot:
        await write(pilot, "/nxqceu")
        assert browse(pilot).search_box.value == "nxqceu"


async def test_a_note_taken_while_searching_is_gone_to(context: AppContext, keep: Keep) -> None:
    keep(1, title="Before")
    async with browsing(context, "before") as pilot:
        await press(pilot, "c")
        await write(pilot, "Promised a date")
        await press(pilot, "enter")
        assert current(pilot) == "Promised a date"
        assert browse(pilot).search_box.value == ""


async def test_a_key_pressed_twice_opens_one_page(context: AppContext, journal: Journal) -> None:
    journal.entries.capture("Promised a date")
    async with browsing(context) as pilot:
        # Both before the first has led anywhere, as from a key that is held.
        screen = browse(pilot)
        screen.action_resume()
        screen.action_resume()
        await read(pilot)
        assert sum(isinstance(one, GuideScreen) for one in pilot.app.screen_stack) == 1
        await press(pilot, "ctrl+q")
        browse(pilot)


async def test_what_another_page_wrote_is_not_taken_for_somebody_elses(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(1, title="Before")
    async with browsing(context) as pilot:
        await press(pilot, "e")
        journal.tags.change([entry.id], add=["changed"])
        pilot.app.screen.dismiss(False)
        await read(pilot)
        assert "#changed" in screen_text(pilot)
        assert said(pilot) == ""
