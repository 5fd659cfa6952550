"""Tests for answering, skipping, going back and saving in the Guide."""

from pathlib import Path

import pytest

from reflect.model.commitment import Commitment
from reflect.tui.context import AppContext
from reflect.tui.widgets.progress_dots import ProgressDots
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import burst, guide, guide_result, messages, open_guide, write

WEEK = """
title = "The week"
about = "a look at the week"
need = "more"

[[prompt]]
id = "first"
stage = "action"
ask = "What was it?"
help = "In a few words."

[[prompt]]
id = "day"
stage = "action"
answer = "date"
ask = "Which day was it?"
help = "Any day."

[[prompt]]
id = "size"
stage = "next action"
answer = "line"
ask = "How large was it?"
help = "In one line."
"""


@pytest.fixture
def week(context: AppContext) -> str:
    """A user-defined guide that asks for a date."""
    folder = context.journal.guides
    assert isinstance(folder, Path)
    folder.mkdir()
    (folder / "week.toml").write_text(WEEK)
    return "week"


async def test_guide_saves_a_whole_reflection(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "Support reads the calendar.", "tab")
        await write(pilot, "It went well twice.", "tab")
        await write(pilot, "A date", "enter", *"No list", "tab")
        await write(pilot, "I never asked.", "tab")
        await write(pilot, "An apology.", "tab")
        await write(pilot, "2b", "tab")
        await write(pilot, "Ask who is on call.", "enter")
        await write(pilot, "a date is wanted", "enter", *"ask support", "enter", "enter")
        assert "Ask who is on call." not in screen_text(pilot)
        await write(pilot, "", "enter")
        card = screen_text(pilot)
        await write(pilot, "", "enter")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert context.journal.entries.get(entry.id) == entry
    assert [(answer.prompt, answer.text) for answer in entry.answers] == [
        ("happened", "We launched alone."),
        ("expected", "Support reads the calendar."),
        ("why_then", "It went well twice."),
        ("situation", "A date\nNo list"),
        ("my_part", "I never asked."),
        ("owed", "An apology."),
        ("lesson", "Ask who is on call."),
    ]
    assert (entry.kind, entry.reason, entry.state) == ("complex", "uncertainty", "entry")
    (made,) = entry.commitments
    assert made.sentence() == "When a date is wanted, I will ask support"
    assert entry.title == "We launched alone."
    assert "❝ Ask who is on call. ❞" in card
    assert "Several things came together" in card
    assert "Look back on Sun 6 Dec 2026" in card
    assert not context.journal.drafts.all()


async def test_required_question_cannot_be_skipped(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "", "tab")
        assert "! This question" in screen_text(pilot)
        await write(pilot, "We launched alone.", "tab")
        assert "What did I expect instead?" in screen_text(pilot)


async def test_empty_answer_skips_the_question(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab", "tab")
        assert "Why did it make sense to me then?" in screen_text(pilot)
        assert "● ⊖" in screen_text(pilot)
        assert guide(pilot).session.skipped == {"expected"}


async def test_back_shows_the_answer_and_keeps_the_text(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "Quiet.", "shift+tab")
        assert "We launched alone." in screen_text(pilot)
        await write(pilot, " On Friday.", "tab")
        assert "Quiet." in screen_text(pilot)
        assert guide(pilot).session.answers["happened"] == "We launched alone. On Friday."


async def test_cleared_answer_is_removed(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched.", "tab")
        await write(pilot, "ab", "tab", "shift+tab", "backspace", "backspace", "tab")
        assert guide(pilot).session.answer_to("expected") is None


async def test_back_at_the_first_question_stays(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "", "shift+tab")
        assert "What happened?" in screen_text(pilot)
        assert "first question" in messages(pilot)


async def test_click_on_a_dot_jumps_and_keeps_the_text(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.")
        await pilot.click(ProgressDots, offset=(2 + 2 * 4, 0))
        await settle(pilot)
        assert "What was my own part" in screen_text(pilot)
        await pilot.click(ProgressDots, offset=(0, 0))
        await settle(pilot)
        assert "We launched alone." in screen_text(pilot)


async def test_quick_key_presses_reach_the_right_questions(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await burst(pilot, *"one", "tab", *"two", "tab", "tab", *"four", "shift+tab", *"three")
        answers = guide(pilot).session.answers
        assert [answers.get(name) for name in ("happened", "expected", "situation")] == [
            "one",
            "two",
            "four",
        ]
        assert guide(pilot).session.typing == ("why_then", "three")


async def test_quickly_typed_lines_reach_the_right_fields(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("lesson")
    async with open_guide(context, session) as pilot:
        await burst(
            pilot,
            *("Ask first.", "enter", "a date", "enter", "ask", "tab", "in 3 days", "enter"),
        )
        assert session.answers["lesson"] == "Ask first."
        made = session.answers["commitment"]
        assert isinstance(made, Commitment)
        assert (made.cue, made.action, made.due.day) == ("a date", "ask", 25)
        assert "What do I call this?" in screen_text(pilot)


async def test_enter_pressed_twice_skips_no_question(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("kind")
    async with open_guide(context, session) as pilot:
        await burst(pilot, "4", "enter", "enter")
        assert session.answers["kind"] == ""
        assert "What is the lesson, in one sentence?" in screen_text(pilot)


async def test_invalid_answer_stays_with_a_message(context: AppContext, week: str) -> None:
    async with open_guide(context, guide=week) as pilot:
        await write(pilot, "A week.", "tab")
        await write(pilot, "03/04/2026", "tab")
        assert "Which day was it?" in screen_text(pilot)
        assert "! The order" in screen_text(pilot)
        await write(pilot, "", "shift+tab")
        assert "Which day was it?" in screen_text(pilot)
        await write(pilot, "", *["backspace"] * 10)
        await write(pilot, "2026-11-20", "enter")
        assert "How large was it?" in screen_text(pilot)


async def test_enough_refuses_an_invalid_date(context: AppContext, week: str) -> None:
    async with open_guide(context, guide=week) as pilot:
        await write(pilot, "A week.", "tab")
        await write(pilot, "03/04/2026", "ctrl+d")
        assert "! The order" in screen_text(pilot)
        await write(pilot, "", "ctrl+q")
    assert context.journal.drafts.resume().typing == ("day", "03/04/2026")


async def test_save_asks_for_a_missing_required_answer(context: AppContext) -> None:
    async with open_guide(context, guide="safety") as pilot:
        screen = guide(pilot)
        await write(pilot, "5")
        await pilot.click(ProgressDots, offset=(2 * 6, 0))
        await settle(pilot)
        while screen.session.position > 1:
            before = screen.session.position
            await write(pilot, "4" if before < 7 else "", "tab")
            if screen.session.position == before < 7:
                break
        assert screen.session.position == 1
        assert "needs an answer" in messages(pilot)


async def test_given_title_is_suggested(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker", title="The launch")
    async with open_guide(context, session) as pilot:
        await write(pilot, "We launched alone.")
        await pilot.click(ProgressDots, offset=(2 + 2 * 9, 0))
        await settle(pilot)
        assert "The launch" in screen_text(pilot)


async def test_hostile_answer_is_shown_as_text(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker", title="[@click=app.quit]x[/] [red]")
    async with open_guide(context, session) as pilot:
        session.answers["happened"] = "[@click=app.quit]y[/]\x1b]0;z\x07"
        session.answers["lesson"] = "[bold]z[/bold] \x1b[2J"
        session.at = ""
        pilot.app.call_later(guide(pilot).turn)
        await settle(pilot)
        shown = screen_text(pilot)
    assert "[@click=app.quit]x[/] [red]" in shown
    assert "❝ [bold]z[/bold] ❞" in shown
    assert "\x1b" not in shown
