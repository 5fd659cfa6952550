"""Tests for hostile text in Browse."""

from reflect.journal import Journal
from reflect.tui.context import AppContext
from tests.hostile import payloads
from tests.sizes import HOSTILE, faults
from tests.tui.conftest import Keep
from tests.tui.helpers_hostile import assert_harmless, groups, saying
from tests.tui.screens.browse.pages import (
    browse,
    browsing,
    current,
    press,
    said,
    screen_text,
    write,
)


@faults
async def test_stored_text_is_harmless_on_the_screen(context: AppContext, journal: Journal) -> None:
    texts = payloads(HOSTILE.now)
    journal.entries.add_all([saying(number, text) for number, text in enumerate(texts, 1)])
    async with browsing(context, size=(100, 60)) as pilot:
        for _ in texts:
            assert_harmless(pilot)
            await press(pilot, "down")
        assert browse(pilot).entry_list.cursor == len(texts) - 1


@faults
async def test_stored_text_is_harmless_in_dialogs(context: AppContext, journal: Journal) -> None:
    texts = groups()
    journal.entries.add_all([saying(number, text) for number, text in enumerate(texts, 1)])
    async with browsing(context, size=(100, 60)) as pilot:
        for text in texts:
            for keys in (["space", "t"], ["escape", "escape", "x"], ["u"], ["w"], ["escape", "y"]):
                await press(pilot, *keys)
                assert_harmless(pilot, text)
            await press(pilot, "down")
        await write(pilot, "/launch -nothing")
        assert_harmless(pilot)


@faults
async def test_queries_are_harmless(context: AppContext, keep: Keep) -> None:
    keep(1)
    async with browsing(context) as pilot:
        for text in groups():
            for query in (text, f'tag:"{text} -'):
                browse(pilot).search_box.value = query
                await press(pilot)
                assert_harmless(pilot, text)


async def test_click_on_hostile_text_runs_nothing(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="[@click=app.quit]quit[/]" * 3)
    async with browsing(context) as pilot:
        lines = screen_text(pilot).splitlines()
        rows = [number for number, line in enumerate(lines) if "[@click" in line]
        assert len(rows) > 1, "in the list or beside it, it was taken for markup"
        for column in (14, 20, 60, 70):
            await pilot.click(offset=(column, rows[0]))
            await pilot.click(offset=(column, rows[0] - 1))
        await press(pilot)
        assert pilot.app.return_code is None
        assert current(pilot).startswith("[@click")


async def test_warnings_are_shown_without_markup(context: AppContext, keep: Keep) -> None:
    keep(1)
    context.warnings.append("[@click=app.quit]\x1b[31m")
    async with browsing(context) as pilot:
        assert said(pilot) == "[@click=app.quit]␛[31m"
        assert context.warnings == []
