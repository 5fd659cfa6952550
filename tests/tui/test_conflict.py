"""An entry changed in two places: both versions are shown, and neither is lost unasked."""

import threading
from dataclasses import replace

import pytest

from reflect.errors import BusyError
from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.tui.context import AppContext
from reflect.tui.differing import DiffBlock, compare
from reflect.tui.screens.edit import conflict
from reflect.tui.screens.edit.conflict import ConflictScreen
from tests.sealed import text_of
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text, settle
from tests.tui.editing import (
    HOSTILE,
    MINE,
    OLD,
    THEIRS,
    beside,
    change,
    change_elsewhere,
    opened,
    said,
    texts,
)
from tests.tui.staging import NOTHING


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_both_versions_are_shown_side_by_side_with_what_differs_marked(
    context: AppContext, keep: Keep, journal: Journal, size: tuple[int, int]
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown = screen_text(pilot)
    (line,) = [line for line in shown.splitlines() if MINE in line]
    assert f"≠ {MINE}" in line and f"≠ {THEIRS}" in line
    assert "They differ in 1 place" in shown


async def test_below_80_columns_one_stands_above_the_other(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test(size=(60, 24)) as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        lines = screen_text(pilot).splitlines()
    mine = next(n for n, line in enumerate(lines) if f"≠ {MINE}" in line)
    theirs = next(n for n, line in enumerate(lines) if f"≠ {THEIRS}" in line)
    assert "mine" in lines[mine - 1] and "theirs" in lines[theirs - 1]
    assert mine < theirs


@pytest.mark.parametrize(
    ("key", "result", "stored"),
    [
        ("m", NOTHING, [MINE]),
        ("t", NOTHING, [THEIRS]),
        ("b", True, sorted([MINE, THEIRS])),
        ("g", NOTHING, [THEIRS]),
        ("escape", NOTHING, [THEIRS]),
        ("ctrl+q", NOTHING, [THEIRS]),
    ],
)
async def test_the_user_chooses(
    context: AppContext,
    journal: Journal,
    keep: Keep,
    key: str,
    result: object,
    stored: list[str],
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert texts(journal) == [THEIRS]
        await pilot.press(key)
        await settle(pilot)
        assert app.result is result
        assert texts(journal) == stored


async def test_taking_theirs_can_be_undone(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert THEIRS in screen.writing.text and MINE not in screen.writing.text
        await pilot.press("ctrl+z")
        assert MINE in screen.writing.text
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert texts(journal) == [MINE]


async def test_going_on_shows_theirs_and_then_saves_over_it(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        assert THEIRS in screen_text(pilot) and MINE in screen_text(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert THEIRS not in screen_text(pilot)
    assert texts(journal) == [MINE]


async def test_the_same_change_made_twice_is_no_conflict(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, THEIRS)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("escape")
        assert app.result is True


async def test_a_change_while_one_chooses_is_shown_in_its_turn(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        theirs = change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        beside(journal).entries.replace(replace(theirs, tags=("again",)), theirs)
        await pilot.press("m")
        await settle(pilot)
        assert isinstance(app.screen, ConflictScreen)
        assert "≠ tags: [again]" in screen_text(pilot)
        await pilot.press("m")
        await settle(pilot)
    assert texts(journal) == [MINE]
    assert journal.entries.get(entry.id).tags == entry.tags


async def test_hostile_text_is_compared_as_it_is(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(title=HOSTILE, answers=(Answer("happened", "What?", HOSTILE),))
    app, screen = opened(context, entry)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        change(screen, "\n\n[@click", "\n\n.[@click")
        beside(journal).entries.replace(
            replace(entry, answers=(Answer("happened", "What?", f"x{HOSTILE}"),)), entry
        )
        await pilot.press("ctrl+s")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "≠ .[@click=app.quit]x[/] [/home/me] <U+202E>" in shown
        assert "≠ x[@click=app.quit]x[/]" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")
        await pilot.press("g")
        await settle(pilot)
        shown = screen_text(pilot)
        assert "x[@click=app.quit]x[/]" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")


async def test_words_are_kept_while_the_versions_are_shown(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, ConflictScreen)
        screen.save_now()
    (kept,) = context.recovery.iterdir()
    assert MINE in text_of(kept)


async def test_theirs_is_not_saved_over_after_keeping_both_failed(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(entry: Entry) -> Entry:
        raise BusyError("another program is writing")

    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        await settle(pilot)
        with monkeypatch.context() as patch:
            patch.setattr(context.journal.entries, "add", busy)
            await pilot.press("b")
            await settle(pilot)
        assert "Another program is writing" in said(screen)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, ConflictScreen)
    assert texts(journal) == [THEIRS]


async def test_the_screen_answers_while_the_versions_are_compared(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()

    def slowly(mine: str, theirs: str) -> list[DiffBlock]:
        asked.set()
        assert answered.wait(30)
        return compare(mine, theirs)

    monkeypatch.setattr(conflict, "compare", slowly)
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        change_elsewhere(journal, entry)
        await pilot.press("ctrl+s")
        while not asked.is_set():
            await pilot.pause()
        await pilot.press("home")
        answered.set()
        await settle(pilot)
        assert isinstance(app.screen, ConflictScreen)
