"""Tests for similar entries and lessons in the Guide."""

import threading
from datetime import date
from typing import Any

import pytest

from reflect.journal.lessons import Lesson, newest_lessons
from reflect.model.entry import Answer, Entry
from reflect.practice.session import Session
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.widgets.similar_entries import SimilarEntryRow, SimilarEntryTitle
from tests.factories import make_commitment
from tests.store.helpers_journals import put_journal
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import guide, guide_result, open_guide, write

FACTS = "Promised the client a launch date; support knew nothing, nobody was on call."
LESSON = "Ask who is on call before any date is promised."
LINE = "You have been here before"


@pytest.fixture
def alike(keep: Keep) -> Entry:
    """An entry from 32 days ago about the same topic."""
    return keep(
        1,
        title="Launched without support",
        occurred_on=date(2026, 10, 21),
        answers=(Answer("happened", "What happened?", FACTS), Answer("lesson", "?", LESSON)),
        commitments=(make_commitment(outcome="kept"),),
    )


@pytest.fixture
def session(context: AppContext) -> Session:
    """A session that is similar to that entry."""
    return context.journal.drafts.begin("drucker", tags=["launch", "delegation"])


async def test_similar_entries_are_folded_during_the_reflection(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS)
        assert LINE not in screen_text(pilot)
        await write(pilot, "", "tab")
        assert LINE not in screen_text(pilot)
        assert "^r" not in screen_text(pilot)
        await write(pilot, "", "tab")
        assert f"{LINE} (1): ctrl+r" in screen_text(pilot)
        assert "^r before" in screen_text(pilot)
        assert LESSON not in screen_text(pilot)


async def test_similar_entry_is_confirmed_and_saved(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, "tab", "tab")
        await write(pilot, "", "ctrl+r")
        shown = screen_text(pilot)
        assert "[ ] Launched without support · 32 days ago" in shown
        assert f"❝ {LESSON} ❞" in shown
        assert "in common: launch, delegation" in shown
        await write(pilot, "", "space")
        assert "[x] Launched without support · 32 days ago · the same again" in screen_text(pilot)
        assert context.journal.drafts.resume().repeats == (alike.id,)
        await write(pilot, "", "ctrl+r")
        assert LESSON not in screen_text(pilot)
        await write(pilot, "It went well.", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.repeats == (alike.id,)
    assert entry.answers[-1].text == "It went well."


async def test_confirmation_is_taken_back_after_resume(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, "tab", "tab")
        await write(pilot, "", "ctrl+r", "space", "ctrl+q")
    async with open_guide(context, context.journal.drafts.resume()) as pilot:
        assert "(1, 1 of them the same again)" in screen_text(pilot)
        await write(pilot, "", "ctrl+r", "space")
        assert "[ ] Launched without support" in screen_text(pilot)
        await write(pilot, "", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.repeats == ()


async def test_click_unfolds_and_confirms(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, "tab", "tab")
        await pilot.click(SimilarEntryTitle)
        await settle(pilot)
        await pilot.click(SimilarEntryRow)
        await settle(pilot)
        assert session.repeats == (alike.id,)
        await pilot.click(SimilarEntryTitle)
        await settle(pilot)
        assert LESSON not in screen_text(pilot)
        await write(pilot, "It went well.")
        assert "It went well." in screen_text(pilot)


async def test_escape_collapses_similar_entries_before_leaving_the_guide(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, "tab", "tab")
        await write(pilot, "", "ctrl+r")
        assert LESSON in screen_text(pilot)
        await write(pilot, "", "escape")
        assert f"{LINE} (1): ctrl+r" in screen_text(pilot)
        assert pilot.app.return_value is None


async def test_similar_entries_are_offered_on_the_card(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, *["tab"] * 10)
        assert LINE not in screen_text(pilot)
        await write(pilot, "", "tab")
        assert "the card" in screen_text(pilot)
        assert f"{LINE} (1): ctrl+r" in screen_text(pilot)
        await write(pilot, "", "ctrl+r", "space", "ctrl+s")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.repeats == (alike.id,)


async def test_similar_entries_are_unfolded_on_a_large_card(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session, size=(100, 50)) as pilot:
        await write(pilot, FACTS, *["tab"] * 11)
        assert LESSON in screen_text(pilot)
        assert "Save" in screen_text(pilot)


async def test_similar_entries_are_hidden_if_there_are_none(
    context: AppContext, session: Session
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, "tab", "tab")
        assert LINE not in screen_text(pilot)


async def test_damaged_journal_does_not_stop_the_guide(
    context: AppContext, session: Session, alike: Entry
) -> None:
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS)
        context.journal.entries.fold()
        put_journal(context.journal.folder, b"{")
        await write(pilot, "", "tab", "tab")
        await write(pilot, "It went well.", "tab")
        assert session.answers["why_then"] == "It went well."
    (draft,) = context.journal.drafts.all()
    assert draft.answers[-1].text == "It went well."


async def test_hostile_text_in_earlier_entries_is_shown_as_text(
    context: AppContext, session: Session, keep: Keep
) -> None:
    keep(
        1,
        title="[@click=app.quit]launch[/] \u202e",
        occurred_on=date(2026, 10, 21),
        answers=(Answer("happened", "?", FACTS), Answer("lesson", "?", f"[b]{LESSON}[/b]")),
    )
    async with open_guide(context, session) as pilot:
        await write(pilot, FACTS, "tab", "tab")
        await write(pilot, "", "ctrl+r")
        shown = screen_text(pilot)
    assert "[@click=app.quit]launch[/] <U+202E>" in shown
    assert f"[b]{LESSON}[/b]" in shown


async def test_prompt_shows_the_newest_lessons(context: AppContext, keep: Keep) -> None:
    for number in range(1, 8):
        answers = (Answer("lesson", "?", f"Lesson {number}."),)
        keep(number, title=f"Day {number}", occurred_on=date(2026, 11, number), answers=answers)
    async with open_guide(context, guide="premortem", size=(80, 40)) as pilot:
        await write(pilot, "Moving the library.", "tab")
        assert "From your journal:" not in screen_text(pilot)
        await write(pilot, "The lift.", "tab")
        shown = screen_text(pilot)
        assert "· Lesson 7. (Day 7, 15 days ago)" in shown
        assert "Lesson 3." in shown
        assert "Lesson 2." not in shown
        await write(pilot, "All of them.", "tab")
        assert "Lesson 7." not in screen_text(pilot)
        assert guide(pilot).session.answers["past_lessons"] == "All of them."


async def test_first_question_shows_the_lessons_of_the_period(
    context: AppContext, keep: Keep
) -> None:
    for number in range(1, 4):
        answers = (Answer("lesson", "?", f"Lesson {number}."),)
        keep(
            number, title=f"Month {number}", occurred_on=date(2026, 8 + number, 20), answers=answers
        )
    async with open_guide(
        context, guide="mastery", since=date(2026, 10, 1), size=(80, 40)
    ) as pilot:
        shown = screen_text(pilot)
        assert "Since Thu 1 Oct 2026: 2 entries." in shown
        assert "Lesson 3." in shown
        assert "Lesson 1." not in shown
        await write(pilot, "On the way.", "tab")
        assert "Since" not in screen_text(pilot)


async def test_lessons_found_late_are_shown_on_the_open_page(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, answers=(Answer("lesson", "?", LESSON),))
    found = threading.Event()

    def late(*arguments: Any) -> list[Lesson]:
        assert found.wait(10)
        return newest_lessons(*arguments)

    monkeypatch.setattr("reflect.journal.lessons.newest_lessons", late)
    app = ReflectApp(
        context, session=context.journal.drafts.begin("mastery"), since=date(2026, 11, 1)
    )
    async with app.run_test() as running:
        pilot: Any = running
        await pilot.pause()
        assert "Since" not in screen_text(pilot)
        found.set()
        await settle(pilot)
        assert "Since Sun 1 Nov 2026: 1 entry. From your journal:" in screen_text(pilot)
        assert LESSON in screen_text(pilot)
