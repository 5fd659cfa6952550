"""Tests for opening other screens from Browse."""

import threading
from datetime import date
from typing import Any

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from reflect.tui.screens.guide.screen import GuideScreen
from tests.tui.conftest import Keep
from tests.tui.screens.browse.pages import (
    browse,
    browsing,
    current,
    listed,
    press,
    press_fast,
    read,
    said,
    screen_text,
    write,
)


def begin_draft(context: AppContext) -> None:
    """Leave a draft."""
    session = context.journal.drafts.begin("drucker", title="Begun")
    session.answer("I said yes.", context.now)
    context.journal.drafts.save(session)


@pytest.mark.parametrize("key", ["n", "r", "c", "e"])
async def test_keys_typed_while_a_screen_opens_do_not_reach_the_list(
    context: AppContext, keep: Keep, journal: Journal, key: str
) -> None:
    keep(1, title="Before")
    begin_draft(context)
    async with browsing(context) as pilot:
        await press(pilot, "end")
        await press_fast(pilot, f"{key}xxq")
        assert pilot.app.is_running
        assert len(pilot.app.screen_stack) == 2
    assert journal.entries.trash() == []
    assert len(journal.drafts.all()) == 1


async def test_captured_note_is_shown(context: AppContext, keep: Keep, journal: Journal) -> None:
    keep(1, title="Before")
    async with browsing(context, "before") as pilot:
        await press(pilot, "c", "escape")
        await press(pilot, "c")
        await write(pilot, "Promised a date")
        await press(pilot, "enter")
        # The search is cleared because it doesn't match the new note.
        assert browse(pilot).search_box.value == ""
        assert current(pilot) == "Promised a date"
        assert "○ Promised a date" in screen_text(pilot)
        assert "outside" not in said(pilot)
    assert sorted(row.state for row in journal.entries.rows()) == ["capture", "entry"]


async def test_n_opens_a_guide_whose_draft_is_then_listed(
    context: AppContext, journal: Journal
) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "n")
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, GuideScreen)
        await write(pilot, "I said yes.")
        await press(pilot, "ctrl+q")
        await read(pilot)
        assert len(listed(pilot)) == 1
        assert "1 draft" in screen_text(pilot)
        assert "outside" not in said(pilot)
    assert len(journal.drafts.all()) == 1


@pytest.mark.parametrize("key", ["enter", "r"])
async def test_resuming_twice_quickly_opens_only_one_guide(
    context: AppContext, journal: Journal, key: str
) -> None:
    journal.entries.capture("Promised a date")
    async with browsing(context) as pilot:
        await pilot.press(key, key)
        await read(pilot)
        guide = pilot.app.screen
        assert isinstance(guide, GuideScreen)
        assert guide.session.first_words == "Promised a date"
        assert sum(isinstance(one, GuideScreen) for one in pilot.app.screen_stack) == 1


async def test_resume_reports_that_nothing_is_unfinished(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context) as pilot:
        await press(pilot, "r")
        assert "Nothing waits" in said(pilot)
        browse(pilot)


async def test_edited_entry_is_updated(context: AppContext, keep: Keep, journal: Journal) -> None:
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


@pytest.mark.parametrize("key", ["r", "e"])
async def test_entry_is_opened_with_the_tags_that_are_still_being_written(
    context: AppContext, journal: Journal, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    entry = journal.entries.capture("Promised a date")
    opened, change = threading.Event(), journal.tags.change

    def change_late(*ids: Any, **tags: Any) -> int:
        assert opened.wait(10)
        return change(*ids, **tags)

    monkeypatch.setattr(journal.tags, "change", change_late)
    async with browsing(context) as pilot:
        await press(pilot, "t")
        await pilot.press(*"team", "enter", key)
        await pilot.pause()
        opened.set()
        await read(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, GuideScreen | EditScreen)
        tags = screen.session.tags if isinstance(screen, GuideScreen) else screen.base.tags
        assert tags == ("team",)
    assert [row.id for row in journal.entries.rows()] == [entry.id]


async def test_draft_cannot_be_edited_tagged_or_exported(context: AppContext) -> None:
    begin_draft(context)
    async with browsing(context) as pilot:
        for number, key in enumerate("eto", 1):
            await press(pilot, key)
            browse(pilot)
            assert len(said(pilot).splitlines()) == number


async def test_links_in_an_entry_are_offered(context: AppContext, keep: Keep) -> None:
    text = "See https://example.org/a and javascript:alert(1)."
    keep(1, occurred_on=date(2026, 11, 2), answers=(Answer("happened", "What?", text),))
    keep(2, occurred_on=date(2026, 11, 1), answers=())
    async with browsing(context) as pilot:
        await press(pilot, "l")
        assert "https://example.org/a" in screen_text(pilot)
        assert type(pilot.app.screen).__name__ == "OpenLink"
        await press(pilot, "escape", "down", "l")
        browse(pilot)


async def test_actions_that_need_an_entry_do_nothing_in_an_empty_journal(
    context: AppContext,
) -> None:
    async with browsing(context) as pilot:
        await press(pilot, *"extoyl", "space", "A", "enter", "u", "r")
        assert browse(pilot).has_class("-nothing")


async def test_search_box_accepts_letters_bound_to_actions(context: AppContext, keep: Keep) -> None:
    keep(1, title="Quite an exit")
    async with browsing(context) as pilot:
        await write(pilot, "/nxqceu/")
        assert browse(pilot).search_box.value == "nxqceu/"


async def test_reopened_entry_asks_what_was_skipped_and_stays_the_same_entry(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(1, answers=(Answer("happened", "What happened?", "Once."),))
    async with browsing(context) as pilot:
        await press(pilot, "E", "ctrl+q")
        await read(pilot)
        assert journal.drafts.all() == []
        await press(pilot, "E")
        guide = pilot.app.screen
        assert isinstance(guide, GuideScreen)
        assert guide.session.prompt is not None
        assert guide.session.prompt.id == "expected"
        await write(pilot, "Peace.")
        await press(pilot, "ctrl+d")
        await read(pilot)
    (row,) = journal.entries.rows()
    after = row.entry()
    assert (after.id, after.state) == (entry.id, "entry")
    assert [answer.text for answer in after.answers] == ["Once.", "Peace."]
    assert after.commitments == entry.commitments
