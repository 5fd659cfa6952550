"""The last page: what one takes along, one look at the words, and save."""

from dataclasses import replace

import pytest
from textual import events

from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.widgets.progress_dots import ProgressDots
from tests.factories import NOW, make_commitment
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import ending, guide, sitting, write


@pytest.fixture
def session(context: AppContext) -> Session:
    """A session of which every question was asked."""
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


async def test_it_shows_what_one_takes_along(context: AppContext, session: Session) -> None:
    async with sitting(context, session) as pilot:
        shown = screen_text(pilot)
    assert "Mistakes were made on Friday, and I was there." in shown
    assert "Tags  launch" in " ".join(shown.split(" "))
    assert "❝ Ask who is on call. ❞" in shown
    assert "▲ We tried something new" in shown
    assert "When somebody asks for a launch date, I will ask who is on call" in shown
    assert "Look back on Sun 6 Dec 2026; the forecast stays sealed until then." in shown


async def test_tags_are_given_and_taken_away_on_the_card(
    context: AppContext, session: Session
) -> None:
    async with sitting(context, session) as pilot:
        assert "t tags" in screen_text(pilot)
        await write(pilot, "t, #On Call,launch", "enter", "enter")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.tags == ("launch", "on call")


async def test_tags_stay_when_one_goes_back_and_comes_again(
    context: AppContext, session: Session
) -> None:
    async with sitting(context, session) as pilot:
        await pilot.press("t", "ctrl+u")
        await write(pilot, "delegation", "shift+tab")
        assert "What do I call this?" in screen_text(pilot)
        await write(pilot, "", "tab")
        assert "Tags  delegation" in " ".join(screen_text(pilot).replace("│", "").split(" "))
        await write(pilot, "", "ctrl+s")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.tags == ("delegation",)


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+d", "shift+tab"])
async def test_what_can_be_no_tag_is_said_and_nothing_is_saved(
    context: AppContext, session: Session, key: str
) -> None:
    async with sitting(context, session) as pilot:
        await pilot.press("t")
        await write(pilot, ' "quoted', key)
        assert "! Not a tag" in screen_text(pilot)
        assert guide(pilot).page.card is not None
        await write(pilot, "", "ctrl+u", "ctrl+s")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.tags == ()


async def test_tags_that_were_typed_are_in_the_draft(context: AppContext, session: Session) -> None:
    context.journal.drafts.save(session)
    async with sitting(context, context.journal.drafts.resume()) as pilot:
        await pilot.press("t")
        await write(pilot, ", on call")
        guide(pilot).save_now()
        assert context.journal.drafts.resume().tags == ("launch", "on call")
        await write(pilot, "", "ctrl+q")
    assert context.journal.drafts.resume().tags == ("launch", "on call")


async def test_hostile_tags_are_harmless_on_the_card(context: AppContext, session: Session) -> None:
    async with sitting(context, session) as pilot:
        await pilot.press("t")
        pilot.app.post_message(events.Paste(", [@click=app.quit]x[/], \x1b]52;c;eA==\x07, \u202e"))
        await settle(pilot)
        shown = screen_text(pilot)
        assert "[@click=app.quit]x[/]" in shown
        assert "\x1b" not in shown and "\u202e" not in shown
        assert "! Not a tag" in shown


async def test_words_worth_another_look_are_shown_with_a_question(
    context: AppContext, session: Session
) -> None:
    async with sitting(context, session) as pilot:
        assert "“Mistakes were made” Who did it, or left it undone?" in screen_text(pilot)
        await write(pilot, "", "enter")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.answers[0].text == "Mistakes were made on Friday, and I was there."


@pytest.mark.parametrize("hints", [False, {"passive": False}])
async def test_the_look_at_the_words_can_be_turned_off(
    context: AppContext, session: Session, hints: bool | dict[str, bool]
) -> None:
    context.config = replace(context.config, hints=hints)
    async with sitting(context, session) as pilot:
        shown = screen_text(pilot)
    assert "Save" in shown
    assert "Who did it" not in shown


async def test_everything_can_be_changed_by_going_back(
    context: AppContext, session: Session
) -> None:
    async with sitting(context, session) as pilot:
        await write(pilot, "", "shift+tab")
        assert "What do I call this?" in screen_text(pilot)
        await write(pilot, "", "ctrl+u")
        await write(pilot, "The Friday launch", "enter")
        assert "The Friday launch" in screen_text(pilot)
        await pilot.click(ProgressDots, offset=(0, 0))
        await settle(pilot)
        assert "What happened?" in screen_text(pilot)
        await pilot.click(ProgressDots, offset=(2 + 2 * 8, 0))
        await write(pilot, "", "tab", "ctrl+s")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.title == "The Friday launch"


@pytest.mark.parametrize("key", ["enter", "ctrl+s"])
async def test_one_key_saves(context: AppContext, session: Session, key: str) -> None:
    context.journal.drafts.save(session)
    async with sitting(context, context.journal.drafts.resume()) as pilot:
        await write(pilot, "", key)
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.state == "entry"
    assert context.journal.entries.get(entry.id) == entry
    assert not context.journal.drafts.all()


async def test_the_mouse_saves(context: AppContext, session: Session) -> None:
    async with sitting(context, session) as pilot:
        await pilot.click("#save")
        await settle(pilot)
    assert ending(pilot).entry is not None


async def test_leaving_the_card_keeps_the_draft(context: AppContext, session: Session) -> None:
    context.journal.drafts.save(session)
    async with sitting(context, context.journal.drafts.resume()) as pilot:
        await write(pilot, "", "escape")
    assert ending(pilot).entry is None
    assert ending(pilot).draft_id == session.id
    assert context.journal.drafts.resume().at == ""


async def test_a_score_is_shown_where_there_is_one(context: AppContext) -> None:
    async with sitting(context, guide="safety") as pilot:
        while guide(pilot).page.card is None:
            await write(pilot, "6", "tab")
        assert "of 7" in screen_text(pilot)
