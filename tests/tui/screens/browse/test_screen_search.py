"""Tests for the search box and the results in Browse."""

from datetime import date

import pytest
from textual import events

from reflect.model.entry import Answer
from reflect.tui.context import AppContext
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
    write,
)


def answer(text: str) -> tuple[Answer, ...]:
    """Return a single answer."""
    return (Answer("happened", "What happened?", text),)


def add_three(keep: Keep) -> None:
    """Add an entry about a launch, one about a customer, and one about both."""
    entries = (
        (1, "The launch", date(2026, 11, 1), "too early", ()),
        (2, "A customer", date(2026, 11, 2), "lost", ("q4",)),
        (3, "Both", date(2025, 11, 3), "launch for a customer", ()),
    )
    for number, title, day, text, tags in entries:
        keep(number, title=title, occurred_on=day, answers=answer(text), tags=tags, commitments=())


async def test_list_updates_with_each_key(context: AppContext, keep: Keep) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        await write(pilot, "/laun")
        assert listed(pilot) == ["The launch", "Both"]
        assert "2 of 3 found" in screen_text(pilot)
        await write(pilot, "x")
        assert listed(pilot) == []
        await press(pilot, "backspace", "backspace", "backspace", "backspace", "backspace")
        assert listed(pilot) == ["A customer", "The launch", "Both"]


async def test_partial_matches_are_listed_below_a_heading(context: AppContext, keep: Keep) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        await write(pilot, "/customer launch")
        shown = screen_text(pilot)
        assert listed(pilot)[0] == current(pilot) == "Both"
        assert shown.index("best first") < shown.index("Both")
        divider = shown.index("with some of the words", shown.index("Both"))
        assert divider < shown.index("A customer")
        assert "1 of 3 found · 2 with some of the words" in shown
        assert "2026 November" not in shown
        assert "Nov 2025 ◆ Both" in shown


async def test_matching_words_are_highlighted(context: AppContext, keep: Keep) -> None:
    keep(1, title="The launch", answers=answer("a Launch too early"), tags=(), commitments=())
    async with browsing(context) as pilot:
        before = marked_words(pilot.app.export_screenshot())
        await write(pilot, "/laun")
        assert before == []
        assert marked_words(pilot.app.export_screenshot()).count("launch") == 3  # and in the border


def marked_words(svg: str) -> list[str]:
    """Return the texts that are highlighted as matches."""
    import re

    styles = re.findall(r"\.(\S+-r\d+) \{ fill: #15191e", svg)
    found = [
        text
        for style in styles
        for text in re.findall(rf'class="{re.escape(style)}"[^>]*>([^<]*)<', svg)
    ]
    return [text.lower() for text in found]


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_invalid_query_is_reported_and_keeps_the_list(
    context: AppContext, keep: Keep, size: tuple[int, int]
) -> None:
    add_three(keep)
    async with browsing(context, size=size) as pilot:
        await write(pilot, "/launch")
        before = listed(pilot)
        seen = [title for title in before if title[:12] in screen_text(pilot)]
        await write(pilot, " tagg:x ")
        shown = screen_text(pilot)
        assert 'There is no field "tagg:"; did you mean "tag:"?' in shown
        assert listed(pilot) == before
        assert all(title[:12] in shown for title in seen)
        assert browse(pilot).query_one("#panes").size.width == size[0]
        await press(pilot, *["backspace"] * 8)
        assert "no field" not in screen_text(pilot)


async def test_letters_typed_right_after_slash_reach_the_search_box(
    context: AppContext, keep: Keep
) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        for key in ("slash", *"xxq"):
            pilot.app.post_message(events.Key(key, "/" if key == "slash" else key))
        await read(pilot)
        assert browse(pilot).search_box.value == "xxq"
        assert len(browse(pilot).feed.snapshot or ()) == 3


async def test_invalid_initial_query_is_reported(context: AppContext, keep: Keep) -> None:
    add_three(keep)
    async with browsing(context, "since:sometime") as pilot:
        assert "not a date that can be read: 'sometime'" in screen_text(pilot)


async def test_search_without_matches_suggests_similar_words(
    context: AppContext, keep: Keep
) -> None:
    keep(1, title="A delegation of work", answers=answer("delegation went wrong"))
    async with browsing(context) as pilot:
        await write(pilot, "/delegtion")
        shown = screen_text(pilot)
        assert "Nothing matches" in shown
        assert "Looked through 1 entry" in shown
        assert "1  delegation" in shown
        await press(pilot, "enter", "1")
        assert browse(pilot).search_box.value == "delegation"
        assert listed(pilot) == ["A delegation of work"]
        assert focused(pilot) == "EntryList"


async def test_click_on_a_suggested_word_searches_for_it(context: AppContext, keep: Keep) -> None:
    keep(1, title="A delegation of work")
    async with browsing(context) as pilot:
        await write(pilot, "/tag:launch delegtion")
        lines = screen_text(pilot).splitlines()
        row = next(number for number, line in enumerate(lines) if "1  delegation" in line)
        await pilot.click(offset=(lines[row].index("delegation") + 2, row))
        await press(pilot)
        assert browse(pilot).search_box.value == "tag:launch delegation"


async def test_enter_and_down_focus_the_results_and_escape_clears_the_search(
    context: AppContext, keep: Keep
) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        for key in ("enter", "down"):
            await write(pilot, "/q4")
            assert focused(pilot) == "SearchInput"
            await press(pilot, key)
            assert focused(pilot) == "EntryList"
            assert browse(pilot).search_box.value == "q4"
            await press(pilot, "escape")
            assert browse(pilot).search_box.value == ""
            assert len(listed(pilot)) == 3
        await write(pilot, "/q4")
        await press(pilot, "escape")
        assert focused(pilot) == "EntryList"
        assert len(listed(pilot)) == 3


async def test_escape_after_an_empty_search_returns_to_the_list(
    context: AppContext, keep: Keep
) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        await write(pilot, "/zzzzz")
        await press(pilot, "enter", "escape")
        assert len(listed(pilot)) == 3
        assert focused(pilot) == "EntryList"
        await press(pilot, "down")
        assert current(pilot) == "The launch"


async def test_cursor_returns_after_a_search(context: AppContext, keep: Keep) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        await press(pilot, "down")
        await write(pilot, "/customer")
        assert current(pilot) == "A customer"
        await press(pilot, "escape")
        assert current(pilot) == "The launch"


async def test_cursor_stays_on_an_entry_chosen_in_a_search(context: AppContext, keep: Keep) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        await write(pilot, "/customer")
        await press(pilot, "down", "down")
        assert current(pilot) == "Both"
        await press(pilot, "escape")
        assert current(pilot) == "Both"


async def test_search_without_words_keeps_months_and_cursor(
    context: AppContext, keep: Keep
) -> None:
    add_three(keep)
    async with browsing(context) as pilot:
        await press(pilot, "end")
        await write(pilot, "/kind:complex")
        assert current(pilot) == "Both"
        assert "2025 November" in screen_text(pilot)


async def test_initial_query_is_searched(context: AppContext, keep: Keep) -> None:
    add_three(keep)
    async with browsing(context, "tag:q4") as pilot:
        assert listed(pilot) == ["A customer"]
        assert "1 of 3 found" in screen_text(pilot)


async def test_going_to_an_entry_clears_a_search_that_hides_it(
    context: AppContext, keep: Keep
) -> None:
    add_three(keep)
    async with browsing(context, "tag:q4") as pilot:
        screen = browse(pilot)
        screen.go_to(context.journal.snapshots.latest.ids[2])
        await press(pilot)
        assert current(pilot) == "Both"
        assert screen.search_box.value == ""
