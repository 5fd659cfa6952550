"""Tests for saving and leaving in the entry editor."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reflect.formats.markdown.renderer import render_entry
from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from tests.factories import NOW, make_commitment
from tests.sealed import text_of
from tests.tui.conftest import Keep
from tests.tui.helpers_stage import NOTHING
from tests.tui.screens.edit.pages import HOSTILE, editing


async def test_editor_shows_the_form(context: AppContext, keep: Keep) -> None:
    entry = keep()
    async with editing(context, entry, size=(80, 36)) as page:
        shown = page.shown
        form = page.text
    assert "# Launched without support" in shown
    assert "\nday: 2026-11-21\n" in form
    assert entry.id in shown.splitlines()[0]


async def test_structure_of_the_form_is_highlighted(context: AppContext, keep: Keep) -> None:
    entry = keep(answers=(Answer("a", "What happened?", "It **never** was mine."),))
    async with editing(context, entry) as page:
        editor = page.screen.editor
        rows = {line: n for n, line in enumerate(page.text.split("\n"))}

        def marked(line: str) -> list[str]:
            return [line[span.start : span.end] for span in editor.get_line(rows[line]).spans]

        assert marked("# Launched without support") == ["# Launched without support"]
        assert marked("## What happened?") == ["## What happened?"]
        assert marked("It **never** was mine.") == ["**never**"]
        assert marked("day: 2026-11-21") == ["day:"]
        assert marked("    due: 2026-12-06") == ["    due:"]


async def test_save_stays_in_the_editor(context: AppContext, journal: Journal, keep: Keep) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change("Launched without", "Launched with no")
        await page.settle()
        assert "not saved" in page.title_bar
        await page.press("ctrl+s")
        assert journal.entries.get(entry.id).title == "Launched with no support"
        assert "not saved" not in page.title_bar
        assert page.app.result is NOTHING
        await page.press("escape")
        assert page.app.result is True


async def test_typed_text_is_saved(context: AppContext, journal: Journal, keep: Keep) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        lines = page.text.split("\n")
        row = next(n for n, line in enumerate(lines) if line.startswith("Ask who"))
        page.screen.editor.move_cursor((row, len(lines[row])))
        await page.press(*" Twice.", "ctrl+s")
    assert journal.entries.get(entry.id).lesson == "Ask who is on call before any date. Twice."


async def test_save_works_repeatedly(context: AppContext, journal: Journal, keep: Keep) -> None:
    entry = keep(title=HOSTILE, tags=("one",))
    async with editing(context, entry) as page:
        for old, new in (("one", "two"), ("two", "three")):
            page.change(f"tags: {old}", f"tags: {new}")
            await page.press("ctrl+s")
            assert journal.entries.get(entry.id).tags == (new,)
            assert journal.entries.get(entry.id).title == entry.title


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_leave_without_changes_asks_no_question(
    context: AppContext, keep: Keep, key: str
) -> None:
    async with editing(context, keep()) as page:
        await page.press(key)
        assert page.app.result is False


@pytest.mark.parametrize(
    ("key", "result", "title"),
    [
        ("s", True, "Launched alone"),
        ("d", False, "Launched without support"),
        ("k", NOTHING, "Launched without support"),
        ("escape", NOTHING, "Launched without support"),
        ("ctrl+q", NOTHING, "Launched without support"),
        ("enter", NOTHING, "Launched without support"),
    ],
)
async def test_leave_with_changes_asks_for_confirmation(
    context: AppContext, journal: Journal, keep: Keep, key: str, result: object, title: str
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change("Launched without support", "Launched alone")
        await page.press("ctrl+q" if key == "ctrl+q" else "escape")
        assert "“Launched without support”" in page.shown
        await page.press(key)
        assert page.app.result is result
        assert journal.entries.get(entry.id).title == title
        if result is NOTHING:
            assert "Launched alone" in page.text


async def test_invalid_line_is_reported_and_gets_the_cursor(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change("2026-11-21", "some day")
        await page.press("ctrl+s")
        row, _ = page.screen.editor.cursor_location
        assert page.screen.editor.document.get_line(row) == "day: some day"
        assert f"line {row + 1} of the form".capitalize() in page.shown
        assert "some day" in page.text
        assert journal.entries.get(entry.id) == entry
        await page.press("escape")
        assert page.app.result is NOTHING


async def test_save_and_leave_stays_if_the_text_is_invalid(context: AppContext, keep: Keep) -> None:
    async with editing(context, keep()) as page:
        page.change("2026-11-21", "some day")
        await page.press("escape", "s")
        assert page.app.result is NOTHING
        assert "some day" in page.text


async def test_changed_sealed_forecast_is_refused(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    begun = NOW.replace(day=1)
    first = make_commitment(made_at=begun, forecast="it brings calm")
    second = make_commitment(made_at=begun, forecast="it brings order", due=date(2026, 12, 7))
    entry = keep(commitments=(first, second))
    async with editing(context, entry) as page:
        assert "it brings" not in page.text
        page.change("sealed until 7 Dec 2026", "it brings joy")
        await page.press("ctrl+s")
        assert "commitment 2" in page.notice
        row, _ = page.screen.editor.cursor_location
        assert "it brings joy" in page.screen.editor.document.get_line(row)
    assert journal.entries.get(entry.id) == entry


async def test_changed_id_is_refused(context: AppContext, journal: Journal, keep: Keep) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.screen.set_text(render_entry(replace(entry, id="0000000009")))
        await page.press("ctrl+s")
        assert "The id" in page.notice
        assert page.screen.editor.cursor_location[0] == 1
    assert journal.entries.get(entry.id) == entry


async def test_hostile_text_is_shown_as_text_and_saved(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep(title=HOSTILE, tags=())
    async with editing(context, entry, size=(120, 36)) as page:
        shown = page.shown
        assert shown.count("[@click=app.quit]x[/]") == 2
        assert not any(char in shown for char in "\x1b\x07\u202e")
        page.change("Nobody was on call", "Nobody was there")
        await page.press("escape")
        assert "[@click=app.quit]x[/]" in page.shown
        await page.press("s")
    assert journal.entries.get(entry.id).title == entry.title
    assert "Nobody was there" in journal.entries.get(entry.id).answers[0].text


async def test_save_now_writes_a_copy(context: AppContext, keep: Keep, tmp_path: Path) -> None:
    async with editing(context, keep()) as page:
        assert page.screen.save_now() == ""
        page.change("Launched without support", "Launched alone")
        line = page.screen.save_now()
    (kept,) = (tmp_path / "recovery").iterdir()
    assert str(kept) in line
    assert "# Launched alone" in text_of(kept)
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_save_now_does_nothing_before_loading(context: AppContext, keep: Keep) -> None:
    assert EditScreen(context, keep).save_now() == ""


async def test_save_now_uses_the_memory_folder_if_the_copy_cannot_be_written(
    context: AppContext, keep: Keep, tmp_path: Path
) -> None:
    (tmp_path / "recovery").write_text("in the way")
    (tmp_path / "memory").mkdir()
    async with editing(context, keep()) as page:
        page.change("Launched without support", "Launched alone")
        message = page.screen.save_now()
    (file,) = (tmp_path / "memory").glob("*/*.md*")
    assert str(file) in message
    assert "# Launched alone" in text_of(file)
    assert context.unsaved == []


async def test_save_now_leaves_the_text_to_the_shell_if_no_place_is_left(
    context: AppContext, keep: Keep, tmp_path: Path, no_temporary_folder: None
) -> None:
    (tmp_path / "recovery").write_text("in the way")
    async with editing(context, keep()) as page:
        page.change("Launched without support", "Launched alone")
        assert "Launched alone" not in page.screen.save_now()
    (text,) = context.unsaved
    assert "# Launched alone" in text


async def test_copy_that_could_not_be_written_is_not_shown_as_kept_and_is_tried_again(
    context: AppContext, keep: Keep, tmp_path: Path
) -> None:
    (tmp_path / "recovery").write_text("in the way")
    async with editing(context, keep()) as page:
        page.change("Launched without support", "Launched alone")
        page.screen.autosave_text()
        await page.settle()
        assert not page.screen.autosave.has_saved(page.text)
        (tmp_path / "recovery").unlink()
        page.screen.autosave_text()
        await page.settle()
        assert page.screen.autosave.has_saved(page.text)
        assert "copy kept" in page.shown


async def test_failed_save_keeps_the_text(
    context: AppContext, journal: Journal, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep()
    async with editing(context, entry) as page:
        page.change("Launched without support", "Launched alone")
        lock = journal.folder / "journal.lock"
        lock.unlink(missing_ok=True)
        lock.mkdir()
        await page.press("ctrl+s")
        assert "journal.lock" in page.notice.replace("\n", "")
        assert "Launched alone" in page.text
        lock.rmdir()
        await page.press("ctrl+s")
    assert journal.entries.get(entry.id).title == "Launched alone"


async def test_save_without_changes_keeps_the_entry(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep(updated_at=NOW.replace(day=3))
    async with editing(context, entry) as page:
        await page.press("ctrl+s")
        assert "nothing to save" in page.notice
        page.screen.set_text(page.text + "\n\n")
        await page.press("ctrl+s")
    assert journal.entries.get(entry.id) == entry


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_footer_is_visible_at_every_size(
    context: AppContext, keep: Keep, size: tuple[int, int]
) -> None:
    async with editing(context, keep(), size=size) as page:
        last = page.shown.splitlines()[-1]
    assert "save" in last and "leave" in last
