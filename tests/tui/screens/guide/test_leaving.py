"""Leaving a guide: enough for tonight, a draft, or nothing; and going on another day."""

import pytest

from reflect.tui.context import AppContext
from reflect.tui.results import GuideResult
from tests.tui.helpers_pilot import screen_text
from tests.tui.screens.guide.pages import ending, guide, said, sitting, write


async def test_enough_for_tonight_saves_what_is_there(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "That it is qui", "ctrl+d")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.state == "unfinished"
    assert [answer.text for answer in entry.answers] == ["We launched alone.", "That it is qui"]
    assert context.journal.entries.get(entry.id) == entry
    assert not context.journal.drafts.all()


async def test_enough_with_nothing_written_stays(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "", "ctrl+d")
        assert "Nothing is written yet." in said(pilot)
        assert "What happened?" in screen_text(pilot)


async def test_half_a_commitment_is_not_lost_by_enough(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("commitment")
    async with sitting(context, session) as pilot:
        await write(pilot, "somebody asks", "ctrl+d")
    entry = ending(pilot).entry
    assert entry is not None
    assert "somebody asks" in entry.answers[-1].text


@pytest.mark.parametrize("key", ["ctrl+q", "escape", "ctrl+c"])
async def test_leaving_keeps_the_draft_with_what_is_being_typed(
    context: AppContext, key: str
) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "That it is", key)
    session = context.journal.drafts.resume()
    assert ending(pilot) == GuideResult(draft_id=session.id)
    assert session.answers == {"happened": "We launched alone.", "expected": "That it is"}
    assert context.journal.entries.rows() == []


@pytest.mark.parametrize("key", ["ctrl+q", "escape", "ctrl+c"])
async def test_leaving_with_nothing_written_keeps_nothing_and_says_so(
    context: AppContext, key: str
) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "", key)
        assert "Nothing was written, so nothing is kept." in said(pilot)
    assert ending(pilot) == GuideResult()
    assert not context.journal.drafts.all()


async def test_words_that_were_taken_back_leave_no_draft(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "No", "ctrl+s")
        assert context.journal.drafts.all()
        await write(pilot, "", "backspace", "backspace", "ctrl+q")
    assert ending(pilot) == GuideResult()
    assert not context.journal.drafts.all()


async def test_what_cant_be_read_is_in_the_draft(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("commitment")
    async with sitting(context, session) as pilot:
        await write(pilot, "somebody asks", "ctrl+q")
    again = context.journal.drafts.resume()
    assert again.typing == ("commitment", "somebody asks")
    async with sitting(context, again) as pilot:
        assert "somebody asks" in screen_text(pilot)


async def test_ctrl_c_copies_where_something_is_selected(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "alone", "shift+home", "ctrl+c")
        assert pilot.app.clipboard == "alone"
        assert "What happened?" in screen_text(pilot)


async def test_a_draft_goes_on_where_it_was_left(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "That it is quiet", "tab", "tab")
        await write(pilot, "The date", "ctrl+q")
    async with sitting(context, context.journal.drafts.resume()) as pilot:
        shown = screen_text(pilot)
        assert "What in the situation made it likely?" in shown
        assert "The date" in shown
        await write(pilot, " and more", "shift+tab", "shift+tab")
        assert "That it is quiet" in screen_text(pilot)
        assert guide(pilot).session.answers["situation"] == "The date and more"


async def test_a_capture_that_was_only_looked_at_stays_one(context: AppContext) -> None:
    noted = context.journal.entries.capture("Promised a date")
    async with sitting(context, context.journal.drafts.resume(noted.id)) as pilot:
        await write(pilot, "", "shift+tab")
        assert "Promised a date" in screen_text(pilot)
        await write(pilot, "", "ctrl+q")
    assert ending(pilot) == GuideResult()
    assert not context.journal.drafts.all()
    assert context.journal.entries.get(noted.id) == noted


async def test_a_draft_that_was_only_looked_at_is_still_there(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "We launched alone.", "ctrl+q")
    draft = ending(pilot).draft_id
    async with sitting(context, context.journal.drafts.resume()) as pilot:
        await write(pilot, "", "ctrl+q")
    assert ending(pilot) == GuideResult(draft_id=draft)
    assert context.journal.drafts.resume().answers == {"happened": "We launched alone."}


async def test_a_capture_becomes_the_entry_it_was_noted_for(context: AppContext) -> None:
    noted = context.journal.entries.capture("Promised a date")
    async with sitting(context, context.journal.drafts.resume(noted.id)) as pilot:
        await write(pilot, "Nobody would mind.", "ctrl+d")
    entry = ending(pilot).entry
    assert entry is not None
    assert (entry.id, entry.state) == (noted.id, "unfinished")
    assert [answer.text for answer in entry.answers] == ["Promised a date", "Nobody would mind."]


async def test_what_the_journal_has_to_say_is_said(context: AppContext) -> None:
    context.warnings.append("[b]abc[/b] was changed after its draft was kept")
    async with sitting(context) as pilot:
        assert "[b]abc[/b] was changed after its draft was kept" in said(pilot)
    assert not context.warnings


async def test_the_first_save_says_where_it_is_kept(context: AppContext) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "We launched alone.", "ctrl+d")
        assert f"It is kept only on this machine, in {context.journal.folder}." in said(pilot)
    async with sitting(context) as pilot:
        await write(pilot, "We launched again.", "ctrl+d")
        assert "Saved as it is" in said(pilot)
        assert "only on this machine" not in said(pilot)


@pytest.mark.parametrize("key", ["escape", "f1", "ctrl+q"])
async def test_the_keys_are_shown_in_groups_and_any_of_theirs_closes_them(
    context: AppContext, key: str
) -> None:
    async with sitting(context) as pilot:
        await write(pilot, "We launched alone.", "f1")
        shown = screen_text(pilot)
        assert shown.index("Enough for tonight") < shown.index("Where you are")
        await write(pilot, "", "end")
        assert "Everywhere" in screen_text(pilot)
        await write(pilot, "", key)
        await write(pilot, " Again.")
        assert "We launched alone. Again." in screen_text(pilot)
