"""What is typed in an entry and not saved: kept while one types, found again, gone in the end."""

import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from tests.sealed import on_both, text_of
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text, settle
from tests.tui.editing import MINE, OLD, THEIRS, change, change_elsewhere, opened, said

pytestmark = on_both


def kept(context: AppContext) -> list[str]:
    """Give the texts in the recovery folder."""
    folder = context.recovery
    return [text_of(file) for file in folder.iterdir()] if folder.exists() else []


async def type_and_lose(context: AppContext, entry: Entry) -> None:
    """Change an entry, and leave the program without a chance to keep anything."""
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        screen.keep_soon()
        await settle(pilot)
        assert "copy kept" in screen_text(pilot)


async def test_what_is_typed_is_in_a_copy_for_the_user_alone(
    context: AppContext, keep: Keep
) -> None:
    await type_and_lose(context, keep())
    (text,) = kept(context)
    assert MINE in text
    (file,) = context.recovery.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_without_a_change_there_is_no_copy(context: AppContext, keep: Keep) -> None:
    app, screen = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        screen.keep_soon()
        await settle(pilot)
        assert kept(context) == []


async def test_it_is_there_again_and_can_be_saved(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert MINE in screen.writing.text
        assert "typed here before and not saved" in said(screen)
        assert "not saved" in screen_text(pilot).splitlines()[0]
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert MINE in journal.entries.get(entry.id).answers[0].text
    assert kept(context) == []


async def test_undo_brings_the_entry_back_and_leaving_forgets_the_copy(
    context: AppContext, keep: Keep
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("ctrl+z")
        assert OLD in screen.writing.text
        await pilot.press("escape")
        await settle(pilot)
        assert app.result is False
    assert kept(context) == []


async def test_dropping_the_changes_drops_the_copy(context: AppContext, keep: Keep) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    app, _ = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("escape", "d")
        await settle(pilot)
    assert kept(context) == []


async def test_what_is_typed_after_a_save_is_kept_again(context: AppContext, keep: Keep) -> None:
    app, screen = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        for words in (MINE, "Nobody at all."):
            change(screen, OLD if words == MINE else MINE, words)
            screen.keep_soon()
            await settle(pilot)
            (text,) = kept(context)
            assert words in text
            if words == MINE:
                await pilot.press("ctrl+s")
                await settle(pilot)
                assert kept(context) == []


async def test_an_entry_that_was_changed_since_is_shown_beside_it(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    change_elsewhere(journal, entry)
    app, screen = opened(context, journal.entries.get(entry.id))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "was changed since" in said(screen)
        assert MINE in screen.writing.text
        assert THEIRS in screen_text(pilot)


async def test_whoever_types_already_is_told_where_it_is(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep()
    await type_and_lose(context, entry)
    monkeypatch.setattr(EditScreen, "look_for_spare", lambda self: None)
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, "Something else.")
        screen._found(screen.spare.read())
        screen.keep_soon()
        await settle(pilot)
        assert "Something else." in screen.writing.text
        assert f"{entry.id}-1.md" in said(screen)
    assert sorted(MINE in text for text in kept(context)) == [False, True]


async def test_where_nothing_can_be_kept_one_can_type_and_save_all_the_same(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    context.recovery.write_text("in the way")
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, OLD, MINE)
        screen.keep_soon()
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert MINE in journal.entries.get(entry.id).answers[0].text
