"""Browse: what is done with entries, and taken back."""

import threading
from datetime import date

import pytest
from textual import events

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.tui.context import AppContext
from tests.sealed import opened, put
from tests.store.helpers_journals import journal_in
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


def keep_four(keep: Keep) -> list[Entry]:
    """Keep four entries, newest first."""
    return [
        keep(number, title=f"Entry {number}", occurred_on=date(2026, 11, 20 - number), tags=("q4",))
        for number in range(1, 5)
    ]


def titles(journal: Journal) -> set[str]:
    """Give the titles that the journal holds on disk."""
    return {row.entry().title for row in journal.entries.rows()}


async def test_an_entry_is_deleted_and_brought_back(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        await press(pilot, "down", "x")
        assert listed(pilot) == ["Entry 1", "Entry 3", "Entry 4"]
        assert current(pilot) == "Entry 3"
        assert titles(journal) == {"Entry 1", "Entry 3", "Entry 4"}
        assert "Deleted “Entry 2”. u brings it back." in said(pilot)
        await press(pilot, "u")
        assert listed(pilot) == ["Entry 1", "Entry 2", "Entry 3", "Entry 4"]
        assert current(pilot) == "Entry 2"
        assert "Brought “Entry 2” back." in said(pilot)
        assert "outside" not in said(pilot)


async def test_several_entries_are_deleted_at_once_and_brought_back(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        await press(pilot, "space", "down", "space", "x")
        assert listed(pilot) == ["Entry 2", "Entry 4"]
        assert "Deleted 2 entries. u brings them back." in said(pilot)
        assert "selected" not in screen_text(pilot)
        await press(pilot, "u")
        assert titles(journal) == {"Entry 1", "Entry 2", "Entry 3", "Entry 4"}


async def test_a_draft_is_dropped_only_after_a_question(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep_four(keep)
    session = journal.drafts.begin("drucker", title="Begun")
    session.answer("I said yes.", context.now)
    journal.drafts.save(session)
    async with browsing(context) as pilot:
        await press(pilot, "home", "x")
        assert "Drop the draft “Begun” for good?" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(journal.drafts.all()) == 1
        await press(pilot, "x")
        await press(pilot, "y")
        assert journal.drafts.all() == []
        assert "Begun" not in listed(pilot)


async def test_space_selects_and_goes_on_and_escape_selects_nothing(
    context: AppContext, keep: Keep
) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        await press(pilot, "space", "space")
        assert current(pilot) == "Entry 3"
        assert "2 selected" in screen_text(pilot)
        assert screen_text(pilot).count("✓") == 2
        await press(pilot, "up", "space")
        assert "1 selected" in screen_text(pilot)
        await press(pilot, "escape")
        assert "✓" not in screen_text(pilot)


async def test_all_that_was_found_is_selected(context: AppContext, keep: Keep) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        await write(pilot, '/title:"entry 2" OR title:"entry 3"')
        await press(pilot, "enter", "A")
        assert "2 selected" in screen_text(pilot)
        await press(pilot, "escape", "escape")
        assert len(listed(pilot)) == 4


async def test_the_mouse_selects_goes_to_and_opens_entries(context: AppContext, keep: Keep) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        top = next(
            number
            for number, line in enumerate(screen_text(pilot).splitlines())
            if "◆ Entry 1" in line
        )
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


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is(
    context: AppContext, keep: Keep
) -> None:
    for number in range(1, 61):
        keep(number, title=f"Entry {number:02}")
    async with browsing(context) as pilot:
        before = current(pilot)
        for _ in range(3):
            await pilot._post_mouse_events([events.MouseScrollDown], offset=(10, 10))
        await press(pilot)
        assert browse(pilot).entry_list.scroll_y > 0
        assert current(pilot) == before


async def test_tags_are_added_taken_away_and_brought_back(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    first, second, *_ = keep_four(keep)
    async with browsing(context) as pilot:
        await press(pilot, "space", "space", "t")
        assert "Now: q4." in screen_text(pilot)
        await write(pilot, 'launch -q4 "on call"')
        await press(pilot, "enter")
        assert (
            journal.entries.get(first.id).tags
            == journal.entries.get(second.id).tags
            == ("launch", "on call")
        )
        assert "Changed the tags of 2 entries. u takes it back." in said(pilot)
        await press(pilot, "u")
        assert journal.entries.get(first.id).tags == ("q4",)
        assert "outside" not in said(pilot)


async def test_undoing_tags_leaves_those_that_were_there_before(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    had = keep(1, tags=("launch", "q4"))
    had_not = keep(2, tags=())
    async with browsing(context) as pilot:
        await press(pilot, "A", "t")
        await write(pilot, "launch -q4")
        await press(pilot, "enter", "u")
        assert set(journal.entries.get(had.id).tags) == {"launch", "q4"}
        assert journal.entries.get(had_not.id).tags == ()


async def test_tags_that_cannot_be_read_are_told_of_and_stay_to_be_mended(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(1, tags=("q4",))
    async with browsing(context) as pilot:
        await press(pilot, "t")
        await write(pilot, '"on call')
        await press(pilot, "enter")
        assert "A quote is not closed." in screen_text(pilot)
        await press(pilot, "quotation_mark", "enter")
        assert journal.entries.get(entry.id).tags == ("q4", "on call")


async def test_the_lesson_is_copied_or_the_title_where_there_is_none(
    context: AppContext, keep: Keep
) -> None:
    lesson = Answer("lesson", "What?", "Ask first.\x1b]52;c;eA==\x07")
    keep(1, occurred_on=date(2026, 11, 2), answers=(lesson,))
    keep(2, occurred_on=date(2026, 11, 1), title="No lesson", answers=())
    async with browsing(context) as pilot:
        await press(pilot, "y")
        assert pilot.app.clipboard == "Ask first."
        assert "Copied the lesson." in said(pilot)
        await press(pilot, "down", "y")
        assert pilot.app.clipboard == "No lesson"
        assert "Copied the title: it has no lesson." in said(pilot)


async def test_nothing_is_taken_back_where_nothing_was_done(
    context: AppContext, keep: Keep
) -> None:
    keep(1)
    async with browsing(context) as pilot:
        await press(pilot, "u")
        assert "There is nothing to take back." in said(pilot)


async def test_a_write_that_fails_is_told_of_and_nothing_is_lost(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep_four(keep)
    journal.entries.fold()
    async with browsing(context) as pilot:
        path = journal_in(journal.folder)
        put(path, opened(path).replace(b"Entry 1", b"Entry 9"))
        await press(pilot, "x")
        assert "checksum" in said(pilot)
        assert len(titles(journal)) == 4


async def test_keys_pressed_fast_act_on_one_entry_after_the_other(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        await press(pilot, "x", "x")
        assert listed(pilot) == ["Entry 3", "Entry 4"]
        await press(pilot, "u", "u")
        assert titles(journal) == {"Entry 1", "Entry 2", "Entry 3", "Entry 4"}


async def test_what_is_brought_back_while_searching_is_gone_to_in_the_search(
    context: AppContext, keep: Keep
) -> None:
    keep_four(keep)
    async with browsing(context) as pilot:
        await write(pilot, "/entry")
        await press(pilot, "enter", "down", "x", "u")
        assert browse(pilot).search_box.value == "entry"
        assert len(listed(pilot)) == 4
        assert current(pilot) == "Entry 2"


async def test_an_entry_that_is_just_being_deleted_is_not_deleted_again(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_four(keep)
    go_on, delete = threading.Event(), journal.entries.delete

    def slowly(ids: list[str]) -> None:
        go_on.wait(10)
        delete(ids)

    monkeypatch.setattr(journal.entries, "delete", slowly)
    async with browsing(context) as pilot:
        await pilot.press("end", "x", "x")
        go_on.set()
        await read(pilot)
        assert listed(pilot) == ["Entry 1", "Entry 2", "Entry 3"]
        assert said(pilot) == "Deleted “Entry 4”. u brings it back."
