"""Tests that a megabyte of text is accepted entirely or rejected with a message."""

import pytest
from textual import events
from textual.widgets import Static

from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from reflect.tui.screens.dialogs.capture import CaptureScreen, NoteEditor
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import settle
from tests.tui.screens.browse.pages import browse, browsing, listed, press, screen_text
from tests.tui.screens.edit.pages import editing
from tests.tui.screens.guide.pages import guide_result, open_guide, write

# The same before and after the text gate; tests/test_text_gate.py tests that gate.
LINE = "A word, 日本語, 👍🏽, [@click=app.quit]x[/] and [31mred.\n"
MEGABYTE = LINE * (1_000_000 // len(LINE.encode()) + 1)


async def test_search_box_rejects_a_megabyte_and_keeps_the_list(
    context: AppContext, keep: Keep
) -> None:
    keep()
    async with browsing(context) as pilot:
        await press(pilot, "slash")
        pilot.app.post_message(events.Paste(MEGABYTE))
        await press(pilot, "enter")
        assert "too long for a query" in screen_text(pilot)
        assert len(listed(pilot)) == 1
        await press(pilot, "slash", "escape")
        assert browse(pilot).search_box.value == ""
        assert "too long" not in screen_text(pilot)


async def test_answer_accepts_a_megabyte(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        pilot.app.post_message(events.Paste(MEGABYTE))
        await write(pilot, "", "tab", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.answers[0].text == MEGABYTE.rstrip()


async def test_one_line_answer_rejects_a_megabyte(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.jump("lesson")
    async with open_guide(context, session) as pilot:
        pilot.app.post_message(events.Paste(MEGABYTE))
        await write(pilot, "", "tab")
        assert "500 characters" in screen_text(pilot)
        await write(pilot, "", "ctrl+u")
        await write(pilot, "Ask first.", "tab")
        assert "What will I do" in screen_text(pilot)


async def test_note_accepts_a_megabyte(context: AppContext, journal: Journal) -> None:
    async with browsing(context) as pilot:
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, CaptureScreen)
        pilot.app.post_message(events.Paste(MEGABYTE))
        await pilot.pause()
        assert len(pilot.app.screen.query_one(NoteEditor).text) == len(MEGABYTE)
        await press(pilot, "enter")
    (row,) = journal.entries.rows()
    assert row.entry().answers[0].text == MEGABYTE.rstrip()


@pytest.mark.parametrize("where", ["list", "edit"])
async def test_megabyte_entry_is_shown_and_edited(
    context: AppContext, keep: Keep, journal: Journal, where: str
) -> None:
    text = MEGABYTE.rstrip().replace("\x1b", "")
    entry = keep(answers=(Answer("happened", "What happened?", text),))
    if where == "list":
        async with browsing(context) as pilot:
            shown = str(browse(pilot).pane.query_one(Static).render())
            assert "more characters: e opens all" in shown
        return
    async with editing(context, entry) as page:
        pilot, screen = page.pilot, page.screen
        await pilot.press("end", "!", "ctrl+s")
        await settle(pilot)
        assert screen.has_changes is False
    assert journal.entries.get(entry.id).title.endswith("!")
    assert journal.entries.get(entry.id).answers[0].text == text
