"""Tests for the page of a review: look-backs and lessons."""

from dataclasses import replace
from datetime import timedelta

import pytest

from reflect.errors import FileError
from reflect.journal.edits import with_lesson
from reflect.journal.review import find_commitment, save_commitment
from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from tests.factories import NOW, TODAY
from tests.sealed import on_both
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.review.pages import (
    DUE,
    LONG_AGO,
    PLAIN,
    current,
    listed,
    page,
    press,
    review,
    reviewing,
    said,
)

NO_LESSON = (Answer("happened", "What happened?", "We launched."),)
LESSON = "Ask who is on call before any date."


@on_both
async def test_look_back_saves_each_answer_and_opens_the_seal_last(
    context: AppContext, keep: Keep
) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "1", "<asked twice>", "enter", "enter")
        (made,) = context.journal.entries.get(entry.id).commitments
        assert (made.outcome, made.note, made.is_open) == ("kept", "asked twice", True)
        assert "nobody is surprised" not in screen_text(pilot)
        await press(pilot, "<60>", "enter")
        shown = screen_text(pilot)
        assert "nobody is surprised" in shown
        assert "80 % sure; from memory, 60 %" in shown
        await press(pilot, "enter", "1")
        (made,) = context.journal.entries.get(entry.id).commitments
        assert (made.remembered_percent, made.came_true, made.is_open) == (60, "yes", False)
        assert listed(pilot)["done"] == [f"{entry.id}/1"]
        assert "Done: 4 answers" in said(pilot)


async def test_interrupted_look_back_goes_on_where_it_stopped(
    context: AppContext, keep: Keep
) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "2", "<half of it>", "escape")
        (made,) = context.journal.entries.get(entry.id).commitments
        assert (made.outcome, made.note, made.is_open) == ("partly", "half of it", True)
        await press(pilot, "enter")
        assert "new day" in screen_text(pilot)
        await press(pilot, "escape", "u")
        assert context.journal.entries.get(entry.id).commitments == (DUE,)


async def test_backspace_goes_back_only_from_an_empty_field(
    context: AppContext, keep: Keep
) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "1", "<a>", "backspace")
        assert "What happened?" in screen_text(pilot)
        await press(pilot, "backspace")
        assert "Did I do it?" in screen_text(pilot)
        await press(pilot, "3")
        (made,) = context.journal.entries.get(entry.id).commitments
        assert made.outcome == "dropped"


async def test_first_question_and_a_wrong_percent_are_answered_at_their_place(
    context: AppContext, keep: Keep
) -> None:
    keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "enter")
        assert "needs an answer" in screen_text(pilot)
        await press(pilot, "1", "enter", "enter", "<101>", "enter")
        assert "0 to 100" in screen_text(pilot)
        assert page(pilot).field.value == "101"


async def test_new_day_keeps_the_seal_and_goes_on_to_the_next(
    context: AppContext, keep: Keep
) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    keep(2, commitments=(PLAIN,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "2", "enter", "<in 3 weeks>", "enter")
        assert "say the number and stop" in screen_text(pilot)
        await press(pilot, "escape")
        (made,) = context.journal.entries.get(entry.id).commitments
        assert made.due == TODAY + timedelta(weeks=3)
        assert made.is_sealed(NOW)
        assert [past.outcome for past in made.renewals] == ["partly"]
        assert current(pilot)


async def test_loser_of_two_front_ends_is_told_and_overwrites_nothing(
    context: AppContext, keep: Keep
) -> None:
    entry = keep(1, commitments=(DUE,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter")
        found = find_commitment(context.journal, entry.id)
        other = replace(found.commitment, outcome="kept", note="from the shell")
        save_commitment(context.journal, found, other)
        await press(pilot, "3")
        assert context.journal.entries.get(entry.id).commitments == (other,)
        assert "changed meanwhile" in said(pilot)
        assert review(pilot).is_active


async def test_answer_that_could_not_be_saved_is_asked_again(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep(1, commitments=(PLAIN,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "1")
        with monkeypatch.context() as patch:
            patch.setattr("reflect.tui.screens.review.look_back_flow.save_commitment", _full_disk)
            await press(pilot, "<it went well>", "enter")
        assert page(pilot).field.value == "it went well"
        await press(pilot, "enter")
        (made,) = context.journal.entries.get(entry.id).commitments
        assert (made.outcome, made.note) == ("kept", "it went well")


def _full_disk(*_: object) -> None:
    raise FileError("no space left on the disk")


async def test_what_was_typed_is_saved_when_the_terminal_closes(
    context: AppContext, keep: Keep
) -> None:
    entry = keep(1, commitments=(PLAIN,), answers=NO_LESSON)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "2", "<half>")
        assert page(pilot).save_now() == ""
    (made,) = context.journal.entries.get(entry.id).commitments
    assert (made.outcome, made.note) == ("partly", "half")


async def test_fast_keys_reach_the_step_they_are_meant_for(context: AppContext, keep: Keep) -> None:
    entry = keep(1, commitments=(PLAIN,), answers=NO_LESSON)
    lesson = keep(2, commitments=(), created_at=LONG_AGO)
    async with reviewing(context) as pilot:
        await press(pilot, "enter")
        await pilot.press("1", "a", "1", "enter", "enter", "space", "2")
        await settle(pilot)
        (made,) = context.journal.entries.get(entry.id).commitments
        assert (made.outcome, made.note, made.is_open) == ("kept", "a1", False)
        (given,) = context.journal.records.reviews()
        assert (given.about, given.answer) == (lesson.id, "slipped")
        assert [one.outcome for one in context.journal.records.occasions()] == ["slipped"]


async def test_lesson_is_turned_reworded_answered_and_undone(
    context: AppContext, keep: Keep
) -> None:
    lesson = keep(2, commitments=(), created_at=LONG_AGO)
    journal = context.journal
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "1")
        assert LESSON not in screen_text(pilot)
        assert journal.records.reviews() == []
        await press(pilot, "space")
        assert LESSON in screen_text(pilot)
        await press(pilot, "e", "< Always.>", "enter", "1")
        assert journal.entries.get(lesson.id).lesson == f"{LESSON} Always."
        assert [given.answer for given in journal.records.reviews()] == ["used"]
        assert listed(pilot)["lessons"] == []
        await press(pilot, "u")
        assert journal.records.reviews() == []
        assert journal.records.occasions() == []
        await press(pilot, "u")
        assert journal.entries.get(lesson.id).lesson == LESSON


async def test_lesson_left_open_waits_for_the_next_time(context: AppContext, keep: Keep) -> None:
    lesson = keep(2, commitments=(), created_at=LONG_AGO)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "space", "enter")
        assert context.journal.records.reviews() == []
        assert listed(pilot)["lessons"] == [lesson.id]


async def test_third_slip_running_asks_once_whether_it_should_rest(
    context: AppContext, keep: Keep
) -> None:
    from reflect.model.ids import from_int
    from reflect.model.review import Review

    lesson = keep(2, commitments=(), created_at=LONG_AGO)
    slips = [
        Review(from_int(90 + number), lesson.id, "slipped", NOW - timedelta(days=40 - 10 * number))
        for number in range(2)
    ]
    context.journal.records.add_all([], slips)
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "space", "2")
        assert "three times running" in screen_text(pilot)
        await press(pilot, "2")
        answers = [given.answer for given in context.journal.records.reviews()]
        assert answers == ["slipped", "slipped", "slipped", "rest"]
        await press(pilot, "u", "u")
        assert len(context.journal.records.reviews()) == 2


async def test_lesson_changed_or_deleted_elsewhere_is_not_overwritten(
    context: AppContext, keep: Keep
) -> None:
    lesson = keep(2, commitments=(), created_at=LONG_AGO)
    journal = context.journal
    async with reviewing(context) as pilot:
        await press(pilot, "enter", "space", "e", "<!>")
        journal.entries.replace(with_lesson(lesson, "Other words."), lesson)
        await press(pilot, "enter")
        assert journal.entries.get(lesson.id).lesson == "Other words."
        assert page(pilot).field.value == f"{LESSON}!"
        await press(pilot, "escape")
        journal.entries.delete([lesson.id])
        await press(pilot, "1")
        assert review(pilot).is_active
        assert journal.records.reviews() == []
