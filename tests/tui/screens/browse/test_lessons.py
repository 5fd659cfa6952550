"""Lessons in Browse, occasions, and what waits today."""

from datetime import timedelta

from reflect.model.commitment import Commitment
from reflect.model.entry import Answer
from reflect.model.ids import from_int
from reflect.model.review import Review
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.screens.review.screen import ReviewScreen
from tests.factories import NOW, TODAY
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import settle
from tests.tui.screens.browse.pages import (
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

NO_LESSON = (Answer("happened", "What happened?", "We launched."),)
OTHER = (Answer("lesson", "What is the lesson?", "Say the number\nand stop."),)
FIRST = "Ask who is on call before any date."
SECOND = "Say the number and stop."


async def test_v_shows_lessons_and_titles_again(context: AppContext, keep: Keep) -> None:
    keep(1, title="One", occurred_on=TODAY)
    keep(2, title="Two", occurred_on=TODAY - timedelta(days=1), answers=NO_LESSON)
    keep(3, title="Three", occurred_on=TODAY - timedelta(days=40), answers=OTHER)
    async with browsing(context) as pilot:
        await press(pilot, "end", "v")
        assert listed(pilot) == [FIRST, SECOND]
        assert current(pilot) == SECOND
        assert "2 lessons" in screen_text(pilot)
        await press(pilot, "slash")
        await write(pilot, "number")
        assert listed(pilot) == [SECOND]
        await press(pilot, "escape", "escape", "v")
        assert listed(pilot) == ["One", "Two", "Three"]
        assert current(pilot) == "Three"


async def test_long_lesson_takes_two_lines_where_there_is_room(
    context: AppContext, keep: Keep
) -> None:
    lesson = "Before any date is promised, ask who is on call that night, and wait for the answer."
    keep(1, answers=(Answer("lesson", "What is the lesson?", lesson),))
    async with browsing(context, "call", size=(80, 24)) as pilot:
        await press(pilot, "v", "escape")
        first, second = [line.split("││")[0] for line in screen_text(pilot).splitlines()[5:7]]
        assert "Before any date is" in first
        assert second.startswith("│▌  ")
        await pilot.resize_terminal(80, 15)
        await press(pilot)
        assert "▌" not in screen_text(pilot).splitlines()[6]


async def test_view_is_remembered(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context) as pilot:
        await press(pilot, "v")
    async with browsing(context) as pilot:
        assert listed(pilot) == [FIRST]
        await press(pilot, "v")
    async with browsing(context) as pilot:
        assert listed(pilot) == ["Launched without support"]


async def test_option_opens_the_lessons(context: AppContext, keep: Keep) -> None:
    keep(1)
    app = ReflectApp(context, query="tag:launch", has_lessons=True)
    async with app.run_test() as pilot:
        await read(pilot)
        assert listed(pilot) == [FIRST]


async def test_lessons_at_rest_and_slipped_are_marked(context: AppContext, keep: Keep) -> None:
    slipped, resting = keep(1), keep(2, occurred_on=TODAY, answers=OTHER)
    reviews = [
        Review(from_int(91), slipped.id, "slipped", NOW - timedelta(days=3)),
        Review(from_int(92), resting.id, "rest", NOW - timedelta(days=2)),
    ]
    context.journal.records.add_all([], reviews)
    async with browsing(context) as pilot:
        await press(pilot, "v")
        rows = browse(pilot).entry_list.rows
        assert [rows.row(number).note for number in range(2)] == ["rest", "slipped"]


async def test_occasion_is_noted_and_undone(context: AppContext, keep: Keep) -> None:
    entry = keep(1)
    records = context.journal.records
    async with browsing(context) as pilot:
        await press(pilot, "o", "1", "enter")
        assert [(one.about, one.outcome) for one in records.occasions()] == [(entry.id, "used")]
        await press(pilot, "u")
        assert records.occasions() == []
        await press(pilot, "o", "2", "escape")
        assert records.occasions() == []


async def test_occasion_needs_a_lesson(context: AppContext, keep: Keep) -> None:
    keep(1, answers=NO_LESSON)
    async with browsing(context) as pilot:
        await press(pilot, "o")
        assert "no lesson" in said(pilot)


async def test_first_line_says_what_waits_without_private_entries(
    context: AppContext, keep: Keep
) -> None:
    due = Commitment("", "stop", TODAY, made_at=NOW - timedelta(days=20))
    keep(1, commitments=(due,), created_at=NOW - timedelta(days=60))
    keep(2, commitments=(due,), tags=("private",), answers=NO_LESSON)
    keep(3, state="capture", commitments=(), answers=NO_LESSON)
    async with browsing(context) as pilot:
        first = screen_text(pilot).splitlines()[0]
        assert "1 look-back due · some lessons · 1 capture" in first
        await pilot.click(offset=(first.index("look-back"), 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReviewScreen)
