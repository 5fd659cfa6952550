"""Changing an entry as text: saved when it can be read, and lost never."""

from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from tests.factories import NOW, make_commitment
from tests.sealed import text_of
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text, settle
from tests.tui.editing import HOSTILE, change, opened, said
from tests.tui.staging import NOTHING


async def test_it_shows_the_entry_as_its_form(context: AppContext, keep: Keep) -> None:
    entry = keep()
    app, _ = opened(context, entry)
    async with app.run_test(size=(80, 36)) as pilot:
        await settle(pilot)
        shown = screen_text(pilot)
        form = app.screen.writing.text  # type: ignore[attr-defined]
    assert "# Launched without support" in shown
    assert "occurred_on: 2026-11-21" in form
    assert entry.id in shown.splitlines()[0]


async def test_a_change_is_saved_and_editing_goes_on(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "Launched without", "Launched with no")
        await pilot.pause()
        assert "not saved" in screen_text(pilot).splitlines()[0]
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert journal.entries.get(entry.id).title == "Launched with no support"
        assert "not saved" not in screen_text(pilot).splitlines()[0]
        assert app.result is NOTHING
        await pilot.press("escape")
        assert app.result is True


async def test_typing_is_saved_with_the_keys_alone(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        screen.writing.move_cursor(screen.writing.document.end)
        await pilot.press("backspace", *" Twice.", "ctrl+s")
        await settle(pilot)
    assert journal.entries.get(entry.id).lesson == "Ask who is on call before any date. Twice."


async def test_it_can_be_saved_again_and_again(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep(title=HOSTILE, tags=("one",))
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        for old, new in (("one", "two"), ("two", "three")):
            change(screen, f"tags: [{old}]", f"tags: [{new}]")
            await pilot.press("ctrl+s")
            await settle(pilot)
            assert journal.entries.get(entry.id).tags == (new,)
            assert journal.entries.get(entry.id).title == entry.title


@pytest.mark.parametrize("key", ["escape", "ctrl+q"])
async def test_leaving_an_unchanged_entry_asks_nothing(
    context: AppContext, keep: Keep, key: str
) -> None:
    app, _ = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press(key)
        assert app.result is False


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
async def test_leaving_with_changes_asks(
    context: AppContext, journal: Journal, keep: Keep, key: str, result: object, title: str
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "Launched without support", "Launched alone")
        await pilot.press("ctrl+q" if key == "ctrl+q" else "escape")
        assert "Save the changes to “Launched without support”?" in screen_text(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert app.result is result
        assert journal.entries.get(entry.id).title == title
        if result is NOTHING:
            assert "Launched alone" in screen.writing.text


async def test_a_line_that_can_not_be_read_is_named_and_gone_to(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "2026-11-21", "some day")
        await pilot.press("ctrl+s")
        await settle(pilot)
        row, _ = screen.writing.cursor_location
        assert screen.writing.document.get_line(row) == "occurred_on: some day"
        assert f"line {row + 1} of the form".capitalize() in screen_text(pilot)
        assert "some day" in screen.writing.text
        assert journal.entries.get(entry.id) == entry
        await pilot.press("escape")
        assert app.result is NOTHING


async def test_leaving_by_saving_stays_where_the_text_can_not_be_read(
    context: AppContext, keep: Keep
) -> None:
    app, screen = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "2026-11-21", "some day")
        await pilot.press("escape", "s")
        await settle(pilot)
        assert app.result is NOTHING
        assert "some day" in screen.writing.text


async def test_a_sealed_forecast_stays_and_the_cursor_shows_which(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    begun = NOW.replace(day=1)
    first = make_commitment(made_at=begun, forecast="it brings calm")
    second = make_commitment(made_at=begun, forecast="it brings order")
    entry = keep(commitments=(first, second))
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "it brings order", "it brings joy")
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "forecast of commitment 2 is sealed" in said(screen)
        row, _ = screen.writing.cursor_location
        assert "it brings joy" in screen.writing.document.get_line(row)
    assert journal.entries.get(entry.id) == entry


async def test_the_id_of_an_entry_stays(context: AppContext, journal: Journal, keep: Keep) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, f'id: "{entry.id}"', 'id: "0000000009"')
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "The id of an entry can't be changed" in said(screen)
        assert screen.writing.cursor_location[0] == 1
    assert journal.entries.get(entry.id) == entry


async def test_hostile_text_is_shown_and_saved_as_it_is(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep(title=HOSTILE, tags=())
    app, screen = opened(context, entry)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        shown = screen_text(pilot)
        assert shown.count("[@click=app.quit]x[/]") == 2
        assert not any(char in shown for char in "\x1b\x07\u202e")
        change(screen, "Nobody was on call", "Nobody was there")
        await pilot.press("escape")
        assert "[@click=app.quit]x[/]" in screen_text(pilot)
        await pilot.press("s")
        await settle(pilot)
    assert journal.entries.get(entry.id).title == entry.title
    assert "Nobody was there" in journal.entries.get(entry.id).answers[0].text


async def test_what_is_not_saved_is_put_aside_when_the_process_is_told_to_end(
    context: AppContext, keep: Keep, tmp_path: Path
) -> None:
    app, screen = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        assert screen.save_now() == ""
        change(screen, "Launched without support", "Launched alone")
        line = screen.save_now()
    (kept,) = (tmp_path / "recovery").iterdir()
    assert str(kept) in line
    assert "# Launched alone" in text_of(kept)
    assert kept.stat().st_mode & 0o777 == 0o600


async def test_before_it_is_laid_out_there_is_nothing_to_keep(
    context: AppContext, keep: Keep
) -> None:
    assert EditScreen(context, keep).save_now() == ""


async def test_without_room_for_it_the_text_itself_is_given_to_the_shell(
    context: AppContext, keep: Keep, tmp_path: Path
) -> None:
    (tmp_path / "recovery").write_text("in the way")
    app, screen = opened(context, keep())
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "Launched without support", "Launched alone")
        assert "# Launched alone" in screen.save_now()


async def test_a_disk_that_refuses_loses_nothing(
    context: AppContext, journal: Journal, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = keep()
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        change(screen, "Launched without support", "Launched alone")
        lock = journal.folder / "journal.lock"
        lock.unlink(missing_ok=True)
        lock.mkdir()
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "journal.lock" in said(screen).replace("\n", "")
        assert "Launched alone" in screen.writing.text
        lock.rmdir()
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert journal.entries.get(entry.id).title == "Launched alone"


async def test_saving_what_was_not_changed_leaves_the_entry_alone(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep(updated_at=NOW.replace(day=3))
    app, screen = opened(context, entry)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "nothing to save" in said(screen)
        screen.put(screen.writing.text + "\n\n")
        await pilot.press("ctrl+s")
        await settle(pilot)
    assert journal.entries.get(entry.id) == entry


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
async def test_the_keys_are_seen_at_every_size(
    context: AppContext, keep: Keep, size: tuple[int, int]
) -> None:
    app, _ = opened(context, keep())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        last = screen_text(pilot).splitlines()[-1]
    assert "save" in last and "leave" in last
