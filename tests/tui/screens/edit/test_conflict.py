"""Tests for conflicts between two versions of an entry."""

import threading
from dataclasses import replace

import pytest

from reflect.errors import BusyError
from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.tui.context import AppContext
from reflect.tui.screens.edit import diff
from reflect.tui.screens.edit.conflict import ConflictScreen
from tests.sealed import text_of
from tests.tui.conftest import Keep
from tests.tui.helpers_stage import NOTHING
from tests.tui.screens.edit.pages import (
    HOSTILE,
    MINE,
    OLD,
    THEIRS,
    beside,
    change_elsewhere,
    editing,
    texts,
)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_conflict_shows_both_versions_side_by_side(
    context: AppContext, keep: Keep, journal: Journal, size: tuple[int, int]
) -> None:
    entry = keep()
    async with editing(context, entry, size=size) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        shown = page.shown
    (line,) = [line for line in shown.splitlines() if MINE in line]
    assert f"≠ {MINE}" in line and f"≠ {THEIRS}" in line
    assert "1 place" in shown


async def test_conflict_stacks_the_versions_below_80_columns(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    async with editing(context, entry, size=(60, 24)) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        lines = page.shown.splitlines()
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
async def test_conflict_is_resolved_as_chosen(
    context: AppContext,
    journal: Journal,
    keep: Keep,
    key: str,
    result: object,
    stored: list[str],
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        assert texts(journal) == [THEIRS]
        await page.press(key)
        assert page.app.result is result
        assert texts(journal) == stored


async def test_undo_restores_my_version_after_choosing_theirs(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        await page.press("t")
        assert THEIRS in page.text and MINE not in page.text
        await page.press("ctrl+z")
        assert MINE in page.text
        await page.press("ctrl+s")
    assert texts(journal) == [MINE]


async def test_editing_on_shows_their_version_and_saving_replaces_it(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    async with editing(context, entry, size=(120, 36)) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        await page.press("g")
        assert THEIRS in page.shown and MINE in page.shown
        await page.press("ctrl+s")
        assert THEIRS not in page.shown
    assert texts(journal) == [MINE]


async def test_same_change_elsewhere_is_no_conflict(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, THEIRS)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        await page.press("escape")
        assert page.app.result is True


async def test_change_while_choosing_is_a_new_conflict(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        theirs = change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        beside(journal).entries.replace(replace(theirs, tags=("again",)), theirs)
        await page.press("m")
        assert isinstance(page.app.screen, ConflictScreen)
        assert "≠ tags: again" in page.shown
        await page.press("m")
    assert texts(journal) == [MINE]
    assert journal.entries.get(entry.id).tags == entry.tags


async def test_conflict_shows_hostile_text_as_text(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(title=HOSTILE, answers=(Answer("happened", "What?", HOSTILE),))
    async with editing(context, entry, size=(120, 36)) as page:
        page.change("\n\n[@click", "\n\n.[@click")
        beside(journal).entries.replace(
            replace(entry, answers=(Answer("happened", "What?", f"x{HOSTILE}"),)), entry
        )
        await page.press("ctrl+s")
        shown = page.shown
        assert "≠ .[@click=app.quit]x[/] [/home/me] <U+202E>" in shown
        assert "≠ x[@click=app.quit]x[/]" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")
        await page.press("g")
        shown = page.shown
        assert "x[@click=app.quit]x[/]" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")


async def test_stop_during_the_conflict_saves_a_copy(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        assert isinstance(page.app.screen, ConflictScreen)
        page.screen.save_now()
    (kept,) = context.recovery.iterdir()
    assert MINE in text_of(kept)


async def test_failed_save_as_new_keeps_the_conflict(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(entry: Entry) -> Entry:
        raise BusyError("another program is writing")

    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.press("ctrl+s")
        with monkeypatch.context() as patch:
            patch.setattr(context.journal.entries, "add", busy)
            await page.press("b")
        assert "writing" in page.notice
        await page.press("ctrl+s")
        assert isinstance(page.app.screen, ConflictScreen)
    assert texts(journal) == [THEIRS]


async def test_screen_responds_while_versions_are_compared(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = threading.Event(), threading.Event()

    def slowly(mine: str, theirs: str) -> list[diff.DiffBlock]:
        asked.set()
        assert answered.wait(30)
        return compare(mine, theirs)

    compare = diff.diff
    monkeypatch.setattr(diff, "diff", slowly)
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        change_elsewhere(journal, entry)
        await page.pilot.press("ctrl+s")
        while not asked.is_set():
            await page.pilot.pause()
        await page.pilot.press("home")
        answered.set()
        await page.settle()
        assert isinstance(page.app.screen, ConflictScreen)
