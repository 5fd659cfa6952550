"""Tests for leaving and resuming the Guide."""

import pytest

from reflect.tui.context import AppContext
from reflect.tui.results import GuideResult
from reflect.tui.screens.guide.autosave import NOTHING_SAVED, ONLY_HERE
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import guide, guide_result, messages, open_guide, write


async def test_enough_saves_an_unfinished_entry(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "That it is qui", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.state == "unfinished"
    assert [answer.text for answer in entry.answers] == ["We launched alone.", "That it is qui"]
    assert context.journal.entries.get(entry.id) == entry
    assert not context.journal.drafts.all()


async def test_enough_without_text_stays(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "", "ctrl+d")
        assert messages(pilot)
        assert "What happened?" in screen_text(pilot)


async def test_enough_keeps_an_incomplete_commitment(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("commitment")
    async with open_guide(context, session) as pilot:
        await write(pilot, "somebody asks", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert "somebody asks" in entry.answers[-1].text


@pytest.mark.parametrize("key", ["ctrl+q", "escape", "ctrl+c"])
async def test_leave_keeps_unfinished_text(context: AppContext, key: str) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "That it is", key)
    session = context.journal.drafts.resume()
    assert guide_result(pilot) == GuideResult(draft_id=session.id)
    assert session.answers == {"happened": "We launched alone.", "expected": "That it is"}
    assert context.journal.entries.rows() == []


@pytest.mark.parametrize("key", ["ctrl+q", "escape", "ctrl+c"])
async def test_leave_without_text_keeps_no_draft(context: AppContext, key: str) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "", key)
        assert NOTHING_SAVED in messages(pilot)
    assert guide_result(pilot) == GuideResult()
    assert not context.journal.drafts.all()


async def test_leave_removes_the_draft_if_its_text_was_deleted(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "No", "ctrl+s")
        assert context.journal.drafts.all()
        await write(pilot, "", "backspace", "backspace", "ctrl+q")
    assert guide_result(pilot) == GuideResult()
    assert not context.journal.drafts.all()


async def test_leave_keeps_an_invalid_answer_in_the_draft(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("commitment")
    async with open_guide(context, session) as pilot:
        await write(pilot, "somebody asks", "ctrl+q")
    again = context.journal.drafts.resume()
    assert again.typing == ("commitment", "somebody asks")
    async with open_guide(context, again) as pilot:
        assert "somebody asks" in screen_text(pilot)


async def test_ctrl_c_copies_a_selection(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "alone", "shift+home", "ctrl+c")
        assert pilot.app.clipboard == "alone"
        assert "What happened?" in screen_text(pilot)


async def test_resume_continues_at_the_last_question(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "That it is quiet", "tab", "tab")
        await write(pilot, "The date", "ctrl+q")
    async with open_guide(context, context.journal.drafts.resume()) as pilot:
        shown = screen_text(pilot)
        assert "What in the situation made it likely?" in shown
        assert "The date" in shown
        await write(pilot, " and more", "shift+tab", "shift+tab")
        assert "That it is quiet" in screen_text(pilot)
        assert guide(pilot).session.answers["situation"] == "The date and more"


async def test_leave_keeps_an_unchanged_capture(context: AppContext) -> None:
    noted = context.journal.entries.capture("Promised a date")
    async with open_guide(context, context.journal.drafts.resume(noted.id)) as pilot:
        await write(pilot, "", "shift+tab")
        assert "Promised a date" in screen_text(pilot)
        await write(pilot, "", "ctrl+q")
    assert guide_result(pilot) == GuideResult()
    assert not context.journal.drafts.all()
    assert context.journal.entries.get(noted.id) == noted


async def test_leave_keeps_an_unchanged_draft(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "ctrl+q")
    draft = guide_result(pilot).draft_id
    async with open_guide(context, context.journal.drafts.resume()) as pilot:
        await write(pilot, "", "ctrl+q")
    assert guide_result(pilot) == GuideResult(draft_id=draft)
    assert context.journal.drafts.resume().answers == {"happened": "We launched alone."}


async def test_capture_becomes_an_entry_with_the_same_id(context: AppContext) -> None:
    noted = context.journal.entries.capture("Promised a date")
    async with open_guide(context, context.journal.drafts.resume(noted.id)) as pilot:
        await write(pilot, "Nobody would mind.", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert (entry.id, entry.state) == (noted.id, "unfinished")
    assert [answer.text for answer in entry.answers] == ["Promised a date", "Nobody would mind."]


async def test_journal_warnings_are_shown(context: AppContext) -> None:
    context.warnings.append("[b]abc[/b] was changed after its draft was kept")
    async with open_guide(context) as pilot:
        assert "[b]abc[/b]" in messages(pilot)
    assert not context.warnings


async def test_first_save_names_the_folder(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "ctrl+d")
        assert str(context.journal.folder) in messages(pilot)
    async with open_guide(context) as pilot:
        await write(pilot, "We launched again.", "ctrl+d")
        assert "Saved as it is" in messages(pilot)
        assert "only on this machine" not in messages(pilot)


@pytest.mark.parametrize("key", ["escape", "f1", "ctrl+q"])
async def test_help_shows_keys_in_groups(context: AppContext, key: str) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "f1")
        shown = screen_text(pilot)
        assert shown.index("Enough for tonight") < shown.index("Where you are")
        await write(pilot, "", "end")
        assert "Everywhere" in screen_text(pilot)
        await write(pilot, "", key)
        await write(pilot, " Again.")
        assert "We launched alone. Again." in screen_text(pilot)


async def test_leaving_twice_without_a_place_leaves_the_text_to_the_shell(
    context: AppContext, no_temporary_folder: None
) -> None:
    for path in (context.journal.folder, context.recovery):
        path.write_text("in the way")
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "ctrl+q")
        assert ONLY_HERE in messages(pilot)
        assert not context.unsaved
        assert "We launched alone." in screen_text(pilot)
        await pilot.press("ctrl+q")
        await settle(pilot)
    (text,) = context.unsaved
    assert "We launched alone." in text
    assert "We launched alone." not in "".join(map(str, context.farewell))
