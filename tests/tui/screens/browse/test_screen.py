"""Tests for the list and the detail pane in Browse."""

from datetime import date

import pytest

from reflect.journal import Journal
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from tests.factories import make_commitment
from tests.tui.conftest import Keep
from tests.tui.screens.browse.pages import (
    browse,
    browsing,
    current,
    focused,
    listed,
    press,
    read,
    screen_text,
)


async def test_list_shows_entries_newest_first_by_month(context: AppContext, keep: Keep) -> None:
    keep(1, title="Cut Maya off", occurred_on=date(2026, 10, 30))
    keep(2, title="Launched too early", occurred_on=date(2026, 11, 21))
    keep(3, title="Rewrote a report", occurred_on=date(2025, 12, 1))
    async with browsing(context) as pilot:
        assert listed(pilot) == ["Launched too early", "Cut Maya off", "Rewrote a report"]
        shown = screen_text(pilot)
        assert "2026 November" in shown.splitlines()[4]
        assert "21 Sat ◆ Launched too early" in shown
        assert shown.index("October") < shown.index("Cut Maya off")
        assert shown.index("2025 December") < shown.index("Rewrote a report")


async def test_status_bar_counts_entries_and_due_look_backs(
    context: AppContext, keep: Keep
) -> None:
    for number in range(1, 4):
        keep(number, commitments=())
    keep(4, commitments=(make_commitment(due=date(2026, 11, 20)),))
    async with browsing(context) as pilot:
        assert "4 entries · 1 look-back due" in screen_text(pilot)


async def test_pane_shows_the_current_entry(context: AppContext, keep: Keep) -> None:
    keep(1, title="First", occurred_on=date(2026, 11, 1))
    keep(2, title="Second", occurred_on=date(2026, 11, 2))
    async with browsing(context) as pilot:
        assert "❝ Ask who is on call before any date. ❞" in screen_text(pilot)
        assert "Mon 2 Nov 2026 · drucker" in screen_text(pilot)
        await press(pilot, "j")
        assert current(pilot) == "First"
        assert "Sun 1 Nov 2026 · drucker" in screen_text(pilot)


async def test_repeating_entry_shows_the_earlier_lesson(context: AppContext, keep: Keep) -> None:
    earlier = keep(1, title="Pilot with wrong users", occurred_on=date(2026, 10, 30))
    keep(2, title="Again", repeats=(earlier.id,), answers=())
    async with browsing(context) as pilot:
        shown = screen_text(pilot)
        assert "↻ again after 22 days: Pilot with wrong users" in shown
        assert "❝ Ask who is on call before any date. ❞" in shown
        assert "Again" in shown.splitlines()[5]
        assert "↻" in shown.splitlines()[5][:55]


async def test_empty_journal_shows_how_to_begin(context: AppContext) -> None:
    async with browsing(context) as pilot:
        shown = screen_text(pilot)
        assert "Nothing here yet" in shown
        assert "n   reflect on something" in shown
        assert "c   note it now" in shown
        assert str(context.journal.folder)[:20] in shown


async def test_unfinished_states_have_a_mark_and_a_word(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Half of it", state="unfinished")
    journal.entries.capture("Promised a date")
    session = journal.drafts.begin("drucker", title="Begun")
    session.answer("I said yes.", context.now)
    journal.drafts.save(session)
    async with browsing(context) as pilot:
        rows = screen_text(pilot)
        for sign, title, word in (
            ("◐", "Half of it", "unfinished"),
            ("○", "Promised a date", "capture"),
            ("◌", "Begun", "draft"),
        ):
            row = next(line for line in rows.splitlines() if f"{sign} {title}" in line)
            assert word in row[:55]


async def test_movement_keys_move_the_cursor(context: AppContext, keep: Keep) -> None:
    for number in range(1, 61):
        keep(number, title=f"Entry {number:02}", created_at=context.now.replace(minute=number % 60))
    async with browsing(context, size=(100, 24)) as pilot:
        titles = listed(pilot)
        entries = browse(pilot).entry_list
        for key, place in (
            ("down", 1), ("j", 2), ("k", 1), ("up", 0), ("up", 0), ("end", 59), ("down", 59),
            ("g", 0), ("G", 59), ("home", 0),
        ):  # fmt: skip
            await press(pilot, key)
            assert (key, entries.cursor) == (key, place)
        await press(pilot, "pagedown")
        page = entries.cursor
        assert 10 < page < 20
        await press(pilot, "pageup", "ctrl+d")
        assert entries.cursor == round(page / 2)
        await press(pilot, "ctrl+u")
        assert current(pilot) == titles[0]


async def test_border_names_the_month_of_the_top_line(context: AppContext, keep: Keep) -> None:
    for number in range(1, 41):
        keep(number, occurred_on=date(2026, 11 if number < 20 else 10, number % 19 + 1))
    async with browsing(context, size=(100, 20)) as pilot:
        assert "2026 November" in screen_text(pilot)
        await press(pilot, "end")
        assert "2026 October" in screen_text(pilot)
        assert "2026 November" not in screen_text(pilot)


async def test_tab_cycles_the_focus_and_escape_returns_to_the_list(
    context: AppContext, keep: Keep
) -> None:
    keep(1)
    async with browsing(context) as pilot:
        for key, there in (
            ("tab", "EntryDetail"), ("tab", "SearchInput"), ("tab", "EntryList"),
            ("enter", "EntryDetail"), ("escape", "EntryList"),
        ):  # fmt: skip
            await press(pilot, key)
            assert focused(pilot) == there


async def test_long_entry_scrolls(context: AppContext, keep: Keep) -> None:
    from reflect.model.entry import Answer

    keep(1, answers=(Answer("happened", "What happened?", "\n".join("abcdefghij" * 9)),))
    async with browsing(context, size=(100, 24)) as pilot:
        await press(pilot, "enter", "end")
        assert browse(pilot).pane.scroll_y > 20
        assert "What happened?" not in screen_text(pilot)
        await press(pilot, "g")
        assert "What happened?" in screen_text(pilot)


async def test_megabyte_entry_is_truncated_and_names_the_key_that_shows_all(
    context: AppContext, keep: Keep
) -> None:
    from reflect.model.entry import Answer

    keep(1, title="x" * 1_000_000, answers=(Answer("happened", "What?", "word " * 200_000),))
    async with browsing(context) as pilot:
        await press(pilot, "enter", "end")
        assert "more characters: e opens all" in screen_text(pilot)


@pytest.mark.parametrize("keys", [["q"], ["ctrl+q"], ["slash", "ctrl+q"]])
async def test_q_and_ctrl_q_leave(context: AppContext, keys: list[str]) -> None:
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        assert app.return_code == 0
