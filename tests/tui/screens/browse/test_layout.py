"""Browse at different sizes."""

from datetime import date

import pytest

from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.screens.browse.pages import browse, browsing, current, press, screen_text


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_list_and_pane_are_side_by_side_from_80_columns(
    context: AppContext, keep: Keep, size: tuple[int, int]
) -> None:
    keep(1)
    async with browsing(context, size=size) as pilot:
        screen = browse(pilot)
        assert screen.entry_list.region.y == screen.pane.region.y
        assert screen.entry_list.region.right == screen.pane.region.x
        assert screen.pane.region.right == size[0]
        assert screen.pane.region.bottom == size[1] - 1
        footer = screen_text(pilot).splitlines()[-1]
        expected = " n new  c capture  / search  e edit  x delete  ? help  ^p all  space select"
        assert footer.rstrip() == expected


async def test_panes_are_stacked_below_80_columns(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context, size=(60, 30)) as pilot:
        screen = browse(pilot)
        assert screen.entry_list.region.bottom == screen.pane.region.y
        assert screen.entry_list.region.width == screen.pane.region.width == 60


async def test_pane_is_hidden_until_opened_in_a_short_window(
    context: AppContext, keep: Keep
) -> None:
    keep(1)
    async with browsing(context, size=(60, 14)) as pilot:
        screen = browse(pilot)
        assert screen.entry_list.display
        assert not screen.pane.display
        await press(pilot, "enter")
        assert screen.pane.has_focus
        assert "❝ Ask who is on call before any date. ❞" in screen_text(pilot)
        await press(pilot, "escape")
        assert screen.entry_list.has_focus
        assert "Launched without support" in screen_text(pilot)


async def test_resizing_keeps_the_cursor_visible(context: AppContext, keep: Keep) -> None:
    for number in range(1, 101):
        keep(number, title=f"Entry {number:03}", occurred_on=date(2026, 1 + number % 11, 1))
    async with browsing(context, size=(120, 50)) as pilot:
        await press(pilot, *["down"] * 40)
        here = current(pilot)
        for size in ((70, 20), (50, 14), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await press(pilot)
            assert current(pilot) == here
            assert any("▌" in line and here in line for line in screen_text(pilot).splitlines())


async def test_entry_is_rewrapped_when_the_pane_grows(context: AppContext, keep: Keep) -> None:
    from reflect.model.entry import Answer

    lesson = "Ask who is on call before any date is promised to anybody at all."
    keep(1, answers=(Answer("lesson", "What?", lesson),))
    async with browsing(context, size=(80, 24)) as pilot:
        assert f"❝ {lesson} ❞" not in screen_text(pilot)
        await pilot.resize_terminal(200, 24)
        await press(pilot)
        assert f"❝ {lesson} ❞" in screen_text(pilot)


async def test_title_too_long_for_the_border_is_shown_above_the_entry(
    context: AppContext, keep: Keep
) -> None:
    title = "Promised the board a date that the team had never heard of"
    keep(1, title=title)
    async with browsing(context, size=(80, 24)) as pilot:
        left, right = browse(pilot).pane.content_region.column_span
        shown = " ".join(line[left:right] for line in screen_text(pilot).splitlines()[5:])
        assert "team had never heard of" in " ".join(shown.split())


async def test_cursor_and_selection_have_marks_as_well_as_colours(
    context: AppContext, keep: Keep
) -> None:
    keep(1, title="One", occurred_on=date(2026, 11, 2))
    keep(2, title="Two", occurred_on=date(2026, 11, 1))
    async with browsing(context) as pilot:
        await press(pilot, "space")
        rows = screen_text(pilot).splitlines()[5:7]
        assert rows[0].startswith("│ ✓ 2 Mon ◆ One")
        assert rows[1].startswith("│▌  1 Sun ◆ Two")


async def test_footer_keys_can_be_clicked(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context) as pilot:
        footer = screen_text(pilot).splitlines()[-1]
        await pilot.click(offset=(footer.index("search"), 35))
        await press(pilot)
        assert browse(pilot).search_box.has_focus


async def test_question_mark_shows_all_keys(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context, size=(200, 60)) as pilot:
        await press(pilot, "question_mark")
        assert "Move to the trash" in " ".join(screen_text(pilot).split())
        await press(pilot, "question_mark")
        assert "Move to the trash" not in " ".join(screen_text(pilot).split())
