"""Tests for the editor's copy of unsaved text."""

import threading

import pytest

from reflect.journal import Journal
from reflect.journal.recovery import AutosaveCopy
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.autosave import EditAutosave
from reflect.tui.screens.edit.screen import EditScreen
from tests.sealed import on_both, text_of
from tests.tui.conftest import Keep
from tests.tui.helpers_stage import Stage
from tests.tui.screens.edit.pages import MINE, OLD, THEIRS, EditPage, change_elsewhere, editing

pytestmark = on_both


def kept(context: AppContext) -> list[str]:
    """Return the texts in the recovery folder."""
    folder = context.recovery
    return [text_of(file) for file in folder.iterdir()] if folder.exists() else []


async def type_and_lose(context: AppContext, entry: Entry) -> None:
    """Change an entry, wait for its autosave, and exit without saving."""
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        page.screen.autosave_text()
        await page.settle()
        assert "copy kept" in page.shown


async def test_copy_is_private(context: AppContext, keep: Keep) -> None:
    await type_and_lose(context, keep())
    (text,) = kept(context)
    assert MINE in text
    (file,) = context.recovery.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_unchanged_text_has_no_copy(context: AppContext, keep: Keep) -> None:
    async with editing(context, keep()) as page:
        page.screen.autosave_text()
        await page.settle()
        assert kept(context) == []


async def test_copy_is_restored_and_saved(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    async with editing(context, entry) as page:
        assert MINE in page.text
        assert "typed here before" in page.notice
        assert "not saved" in page.title_bar
        await page.press("ctrl+s")
    assert MINE in journal.entries.get(entry.id).answers[0].text
    assert kept(context) == []


async def test_undo_of_the_restored_copy_removes_it(context: AppContext, keep: Keep) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    async with editing(context, entry) as page:
        await page.press("ctrl+z")
        assert OLD in page.text
        await page.press("escape")
        assert page.app.result is False
    assert kept(context) == []


async def test_dropped_changes_remove_the_copy(context: AppContext, keep: Keep) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    async with editing(context, entry) as page:
        await page.press("escape", "d")
    assert kept(context) == []


async def test_changes_after_a_save_are_copied_again(context: AppContext, keep: Keep) -> None:
    async with editing(context, keep()) as page:
        for words in (MINE, "Nobody at all."):
            page.change(OLD if words == MINE else MINE, words)
            page.screen.autosave_text()
            await page.settle()
            (text,) = kept(context)
            assert words in text
            if words == MINE:
                await page.press("ctrl+s")
                assert kept(context) == []


async def test_restored_copy_is_shown_next_to_a_newer_entry(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    change_elsewhere(journal, entry)
    async with editing(context, journal.entries.get(entry.id), size=(120, 36)) as page:
        assert "was changed since" in page.notice
        assert MINE in page.text
        assert THEIRS in page.shown


async def test_copy_found_after_typing_began_is_set_aside(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    may_read = threading.Event()
    read = AutosaveCopy.read

    def read_late(copy: AutosaveCopy) -> str:
        assert may_read.wait(30)
        return read(copy)

    monkeypatch.setattr(AutosaveCopy, "read", read_late)
    screen = EditScreen(context, lambda: entry)
    app = Stage(lambda: screen, context)
    async with app.run_test() as pilot:
        page = EditPage(app, screen, pilot)
        while not screen.is_loaded:
            await pilot.pause()
        page.change(OLD, "Something else.")
        may_read.set()
        await page.settle()
        page.screen.autosave_text()
        await page.settle()
        assert "Something else." in page.text
        assert f"{entry.id}-1.md" in page.notice
    assert sorted(MINE in text for text in kept(context)) == [False, True]


@pytest.mark.backends("plain")
async def test_copy_found_after_typing_began_is_left_to_the_shell_if_no_place_is_left(
    context: AppContext, keep: Keep, no_temporary_folder: None
) -> None:
    context.recovery.write_text("in the way")
    async with editing(context, keep()) as page:
        page.change(OLD, "Something else.")
        page.screen.post_message(EditAutosave.Found(MINE, None))
        await page.settle()
        assert "Something else." in page.text
        assert context.unsaved == [MINE]


async def test_editor_saves_without_a_recovery_folder(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    context.recovery.write_text("in the way")
    entry = keep()
    async with editing(context, entry) as page:
        page.change(OLD, MINE)
        page.screen.autosave_text()
        await page.settle()
        await page.press("ctrl+s")
    assert MINE in journal.entries.get(entry.id).answers[0].text
