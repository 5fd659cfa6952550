"""Tests for the card."""

from dataclasses import replace

import pytest
from textual import events

from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.widgets.progress_dots import ProgressDots
from tests.factories import NOW, make_commitment
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import guide, guide_result, open_guide, write


@pytest.fixture
def session(context: AppContext) -> Session:
    """A session in which every question has been asked."""
    session = context.journal.drafts.begin("drucker", tags=["launch"])
    for step in session.steps:
        session.jump(step.id)
        if step.id == "happened":
            session.answer("Mistakes were made on Friday, and I was there.")
        elif step.id == "kind":
            session.answer("intelligent")
        elif step.id == "lesson":
            session.answer("Ask who is on call.")
        elif step.id == "commitment":
            session.answer(make_commitment(made_at=NOW))
        else:
            session.skip()
    session.at = ""
    return session


async def test_card_shows_title_lesson_and_commitment(
    context: AppContext, session: Session
) -> None:
    async with open_guide(context, session) as pilot:
        shown = screen_text(pilot)
    assert "Mistakes were made on Friday, and I was there." in shown
    assert "Tags  launch" in " ".join(shown.split(" "))
    assert "❝ Ask who is on call. ❞" in shown
    assert "▲ We tried something new" in shown
    assert "When somebody asks for a launch date, I will ask who is on call" in shown
    assert "Look back on Sun 6 Dec 2026; the forecast stays sealed until then." in shown


async def test_card_adds_and_removes_tags(context: AppContext, session: Session) -> None:
    async with open_guide(context, session) as pilot:
        assert "t tags" in screen_text(pilot)
        await write(pilot, "t, #On Call,launch", "enter", "enter")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.tags == ("launch", "on call")


async def test_card_keeps_tags_when_the_user_goes_back(
    context: AppContext, session: Session
) -> None:
    async with open_guide(context, session) as pilot:
        await pilot.press("t", "ctrl+u")
        await write(pilot, "delegation", "shift+tab")
        assert "What do I call this?" in screen_text(pilot)
        await write(pilot, "", "tab")
        assert "Tags  delegation" in " ".join(screen_text(pilot).replace("│", "").split(" "))
        await write(pilot, "", "ctrl+s")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.tags == ("delegation",)


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+d", "shift+tab"])
async def test_card_refuses_an_invalid_tag(context: AppContext, session: Session, key: str) -> None:
    async with open_guide(context, session) as pilot:
        await pilot.press("t")
        await write(pilot, ' "quoted', key)
        assert "! Not a tag" in screen_text(pilot)
        assert guide(pilot).page.card is not None
        await write(pilot, "", "ctrl+u", "ctrl+s")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.tags == ()


async def test_draft_contains_the_typed_tags(context: AppContext, session: Session) -> None:
    context.journal.drafts.save(session)
    async with open_guide(context, context.journal.drafts.resume()) as pilot:
        await pilot.press("t")
        await write(pilot, ", on call")
        guide(pilot).save_now()
        assert context.journal.drafts.resume().tags == ("launch", "on call")
        await write(pilot, "", "ctrl+q")
    assert context.journal.drafts.resume().tags == ("launch", "on call")


async def test_card_shows_hostile_tags_as_text(context: AppContext, session: Session) -> None:
    async with open_guide(context, session) as pilot:
        await pilot.press("t")
        pilot.app.post_message(events.Paste(", [@click=app.quit]x[/], \x1b]52;c;eA==\x07, \u202e"))
        await settle(pilot)
        shown = screen_text(pilot)
        assert "[@click=app.quit]x[/]" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
        assert "! Not a tag" in shown


async def test_card_shows_wording_hints(context: AppContext, session: Session) -> None:
    async with open_guide(context, session) as pilot:
        assert "“Mistakes were made” Who did it, or left it undone?" in screen_text(pilot)
        await write(pilot, "", "enter")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.answers[0].text == "Mistakes were made on Friday, and I was there."


@pytest.mark.parametrize("hints", [False, {"passive": False}])
async def test_config_turns_wording_hints_off(
    context: AppContext, session: Session, hints: bool | dict[str, bool]
) -> None:
    context.config = replace(context.config, hints=hints)
    async with open_guide(context, session) as pilot:
        shown = screen_text(pilot)
    assert "Save" in shown
    assert "Who did it" not in shown


async def test_back_from_the_card_changes_answers(context: AppContext, session: Session) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, "", "shift+tab")
        assert "What do I call this?" in screen_text(pilot)
        await write(pilot, "", "ctrl+u")
        await write(pilot, "The Friday launch", "enter")
        assert "The Friday launch" in screen_text(pilot)
        await pilot.click(ProgressDots, offset=(0, 0))
        await settle(pilot)
        assert "What happened?" in screen_text(pilot)
        await pilot.click(ProgressDots, offset=(2 + 2 * 9, 0))
        await write(pilot, "", "tab", "ctrl+s")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.title == "The Friday launch"


@pytest.mark.parametrize("key", ["enter", "ctrl+s"])
async def test_enter_saves(context: AppContext, session: Session, key: str) -> None:
    context.journal.drafts.save(session)
    async with open_guide(context, context.journal.drafts.resume()) as pilot:
        await write(pilot, "", key)
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.state == "entry"
    assert context.journal.entries.get(entry.id) == entry
    assert not context.journal.drafts.all()


async def test_click_saves(context: AppContext, session: Session) -> None:
    async with open_guide(context, session) as pilot:
        await pilot.click("#save")
        await settle(pilot)
    assert guide_result(pilot).entry is not None


async def test_leave_on_the_card_keeps_the_draft(context: AppContext, session: Session) -> None:
    context.journal.drafts.save(session)
    async with open_guide(context, context.journal.drafts.resume()) as pilot:
        await write(pilot, "", "escape")
    assert guide_result(pilot).entry is None
    assert guide_result(pilot).draft_id == session.id
    assert context.journal.drafts.resume().at == ""


async def test_card_shows_a_score(context: AppContext) -> None:
    async with open_guide(context, guide="safety") as pilot:
        for _ in range(7):
            await write(pilot, "6", "tab")
        # The commitment is left out.
        await write(pilot, "", "tab", "tab")
        assert guide(pilot).page.card is not None
        assert "of 7: " in screen_text(pilot)
        assert "Lowest: " in screen_text(pilot)
