"""Tests for the list of Review."""

from dataclasses import replace
from datetime import timedelta

from reflect.model.entry import Answer
from reflect.practice.look_back import closed
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.screen import BrowseScreen
from tests.factories import NOW, TODAY
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.review.pages import (
    DUE,
    LATER,
    LONG_AGO,
    PLAIN,
    current,
    listed,
    press,
    review,
    reviewing,
    said,
)

NO_LESSON = (Answer("happened", "What happened?", "We launched."),)


async def test_review_lists_what_is_due_ahead_and_done(context: AppContext, keep: Keep) -> None:
    due = keep(1, commitments=(DUE, LATER), answers=NO_LESSON)
    done = keep(2, commitments=(closed(replace(PLAIN, outcome="kept"), NOW),), answers=NO_LESSON)
    lesson = keep(3, commitments=(), created_at=LONG_AGO)
    async with reviewing(context) as pilot:
        assert listed(pilot) == {
            "look back": [f"{due.id}/1"],
            "lessons": [lesson.id],
            "ahead": [f"{due.id}/2"],
            "done": [f"{done.id}/1"],
        }
        assert current(pilot) == due.id
        shown = screen_text(pilot)
        assert "When somebody asks me for a date" in shown
        assert "sealed until you look" in shown
        assert "nobody is surprised" not in shown
        assert "kept · say the number" not in shown
        await press(pilot, "end", "enter")
        assert "kept · say the number" in screen_text(pilot)


async def test_lesson_is_hidden_in_list_and_detail(context: AppContext, keep: Keep) -> None:
    lesson = keep(3, commitments=(), created_at=LONG_AGO)
    async with reviewing(context) as pilot:
        assert current(pilot) == lesson.id
        shown = screen_text(pilot)
        assert "We launched on Friday." in shown
        assert "Ask who is on call" not in shown


async def test_review_says_when_next_if_nothing_is_due(context: AppContext, keep: Keep) -> None:
    keep(1, commitments=(LATER,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        assert listed(pilot)["look back"] == []
        assert "nothing is due · next Tue 1 Dec 2026" in screen_text(pilot)


async def test_review_of_an_empty_journal(context: AppContext) -> None:
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "d", "o", "e", "u")
        assert "nothing is due" in screen_text(pilot)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, BrowseScreen)


async def test_moving_the_day_is_no_look_back(context: AppContext, keep: Keep) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    journal = context.journal
    async with reviewing(context) as pilot:
        await press(pilot, "d", "<in 1 week>", "enter")
        (moved,) = journal.entries.get(entry.id).commitments
        assert moved == replace(DUE, due=TODAY + timedelta(days=7))
        assert listed(pilot)["ahead"] == [f"{entry.id}/1"]
        await press(pilot, "u")
        assert journal.entries.get(entry.id).commitments == (DUE,)
        assert listed(pilot)["look back"] == [f"{entry.id}/1"]


async def test_day_in_the_past_is_refused_at_its_field(context: AppContext, keep: Keep) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "d", "<yesterday>", "enter")
        assert "past" in screen_text(pilot)
        await press(pilot, "escape")
        assert context.journal.entries.get(entry.id).commitments == (DUE,)


async def test_occasion_is_noted_and_undone(context: AppContext, keep: Keep) -> None:
    entry = keep(1, commitments=(DUE,))
    async with reviewing(context) as pilot:
        await press(pilot, "o", "2", "<again in planning>", "enter")
        (occasion,) = context.journal.records.occasions()
        assert (occasion.about, occasion.outcome) == (entry.id, "slipped")
        assert occasion.note == "again in planning"
        await press(pilot, "u")
        assert context.journal.records.occasions() == []


async def test_occasion_needs_a_lesson(context: AppContext, keep: Keep) -> None:
    keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "o")
        assert "no lesson" in said(pilot)
        assert review(pilot).is_active


async def test_list_follows_another_front_end(context: AppContext, keep: Keep) -> None:
    keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        second = keep(2, commitments=(PLAIN,), answers=NO_LESSON)
        review(pilot).poll()
        await settle(pilot)
        assert f"{second.id}/1" in listed(pilot)["look back"]


async def test_list_of_500_due_commitments_stays_short_on_screen(
    context: AppContext, keep: Keep
) -> None:
    keep(1, commitments=(PLAIN,) * 500, answers=NO_LESSON)
    async with reviewing(context) as pilot:
        assert len(listed(pilot)["look back"]) == 500
        await press(pilot, "end", "k")
        assert current(pilot)
        assert "500 look-backs due" in screen_text(pilot)


async def test_due_line_of_browse_leads_to_review(context: AppContext, keep: Keep) -> None:
    keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "escape")
        await pilot.click(offset=(77, 0))
        await settle(pilot)
        assert current(pilot)
        await pilot.click(offset=(13, 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, BrowseScreen)
