"""Tests for CaptureScreen."""

from pathlib import Path

import pytest
from textual import events

from reflect.journal import Journal
from reflect.journal.note_draft import NoteDraft
from reflect.search.parser import parse_query
from reflect.tui.context import AppContext
from reflect.tui.screens.dialogs.capture import CaptureScreen
from tests.factories import TODAY
from tests.sealed import text_of
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import NOTHING, Stage


async def test_enter_saves_the_note() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press(*"Too late", "enter")
        assert app.result == "Too late"


@pytest.mark.parametrize("key", ["shift+enter", "alt+enter", "ctrl+j"])
async def test_other_enter_keys_insert_a_line_break(key: str) -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("a", key, "b", "enter")
        assert app.result == "a\nb"


async def test_pasted_lines_are_kept() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        pilot.app.post_message(events.Paste("one\ntwo\x1b[2J"))
        await pilot.pause()
        assert "two" in screen_text(pilot)
        await pilot.press("ctrl+s")
        assert app.result == "one\ntwo"


async def test_save_button_can_be_clicked() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("a")
        await pilot.click("#save")
        await pilot.pause()
        assert app.result == "a"


async def test_empty_note_is_not_saved() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("space", "enter")
        assert app.result is NOTHING
        assert "There is nothing to save yet." in screen_text(pilot)


async def test_leaving_an_empty_note_does_not_ask() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("escape")
        assert app.result is None


@pytest.mark.parametrize(
    ("answer", "result"), [("s", "ab"), ("d", None), ("k", NOTHING), ("escape", NOTHING)]
)
async def test_leaving_a_typed_note_asks_for_confirmation(answer: str, result: object) -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("a", "b", "escape")
        assert "Save this note?" in screen_text(pilot)
        await pilot.press(answer)
        await pilot.pause()
        assert app.result == result


async def test_keep_writing_returns_to_the_cursor() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("a", "escape", "k", "b", "enter")
        assert app.result == "ab"


async def test_unsaved_note_is_shown_with_the_problem() -> None:
    app = Stage(lambda: CaptureScreen(text="Too late", problem="Another program is writing."))
    async with app.run_test() as pilot:
        assert "Another program is writing." in screen_text(pilot)
        await pilot.press("r", "enter")
        assert app.result == "Too later"


async def test_ctrl_q_asks_before_leaving_a_typed_note() -> None:
    app = Stage(CaptureScreen)
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+q")
        assert "Save this note?" in screen_text(pilot)
        await pilot.press("ctrl+q", "b", "enter")
        assert app.result == "ab"


async def test_save_now_captures_the_note(context: AppContext, journal: Journal) -> None:
    screen = CaptureScreen(context)
    app = Stage(lambda: screen)
    async with app.run_test() as pilot:
        assert screen.save_now() == ""
        await pilot.press(*"Too late")
        said = screen.save_now()
    (entry,) = journal.entries.listing(parse_query("", TODAY)).entries
    assert (entry.state, entry.title) == ("capture", "Too late")
    assert entry.id in said


async def test_note_is_kept_as_a_draft_until_it_is_captured(
    context: AppContext, journal: Journal
) -> None:
    draft = NoteDraft(journal, "drucker", context.recovery)
    screen = CaptureScreen(context, draft=draft)
    async with Stage(lambda: screen, context).run_test() as pilot:
        await pilot.press(*"Too late")
        screen.autosave()
        await settle(pilot)
        assert journal.drafts.resume().first_words == "Too late"
        screen.save_now()
    assert journal.drafts.ids() == []
    assert [row.state for row in journal.entries.rows()] == ["capture"]


async def test_save_now_writes_a_recovery_file_if_capturing_fails(
    context: AppContext, tmp_path: Path
) -> None:
    (tmp_path / "journal").write_text("in the way")
    screen = CaptureScreen(context)
    async with Stage(lambda: screen).run_test() as pilot:
        await pilot.press(*"Too late")
        said = screen.save_now()
    (kept,) = (tmp_path / "recovery").iterdir()
    assert str(kept) in said
    assert text_of(kept) == "Too late"


async def test_note_without_a_place_is_left_to_the_shell(
    context: AppContext, tmp_path: Path, no_temporary_folder: None
) -> None:
    for name in ("journal", "recovery"):
        (tmp_path / name).write_text("in the way")
    screen = CaptureScreen(context)
    async with Stage(lambda: screen).run_test() as pilot:
        await pilot.press(*"Too late")
        assert "Too late" not in screen.save_now()
    assert context.unsaved == ["Too late"]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_buttons_are_visible_at_all_sizes(size: tuple[int, int]) -> None:
    app = Stage(CaptureScreen)
    async with app.run_test(size=size) as pilot:
        shown = screen_text(pilot)
    assert "What happened, in a line or two?" in shown
    assert "Save" in shown and "Leave" in shown
