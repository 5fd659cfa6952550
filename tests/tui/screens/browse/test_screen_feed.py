"""Tests that Browse shows changes to the journal and errors in it."""

import hashlib
import threading

import pytest

from reflect.journal import Journal
from reflect.journal.snapshot import Snapshot
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from tests.factories import NOW
from tests.sealed import opened, put
from tests.store.helpers_journals import data_of, journal_in, put_journal
from tests.tui.conftest import Keep
from tests.tui.screens.browse.pages import (
    browse,
    browsing,
    current,
    focused,
    listed,
    poll,
    press,
    read,
    said,
    screen_text,
    write,
)

DAMAGE = "The journal can't be read"


@pytest.fixture
def other(journal: Journal) -> Journal:
    """The same journal, opened by another program."""
    return Journal(journal.folder, clock=lambda: NOW, encryption=journal.encryption)


async def test_changes_by_other_programs_are_shown_and_reported(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    mine = keep(1, title="Mine", tags=(), commitments=())
    async with browsing(context) as pilot:
        other.tags.change([mine.id], add=["theirs"])
        await poll(pilot)
        assert "#theirs" in screen_text(pilot)
        assert said(pilot).count("changed outside") == 1
        theirs = other.entries.capture("Theirs")
        await poll(pilot)
        assert set(listed(pilot)) == {"Mine", "Theirs"}
        assert current(pilot) == "Mine"
        assert "1 new" in said(pilot)
        assert "1 entry · 1 capture" in screen_text(pilot)
        await press(pilot, "A")
        other.entries.delete([theirs.id])
        await poll(pilot)
        assert browse(pilot).selection.ids == {mine.id}


async def test_search_is_repeated_when_the_journal_changes(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    keep(1, title="Mine", tags=(), commitments=())
    async with browsing(context, "theirs") as pilot:
        assert listed(pilot) == []
        other.entries.capture("Theirs")
        await poll(pilot)
        assert listed(pilot) == ["Theirs"]
        assert not browse(pilot).has_class("-nothing")


async def test_first_entry_replaces_the_introduction(context: AppContext, other: Journal) -> None:
    async with browsing(context) as pilot:
        assert focused(pilot) == "Nothing" or browse(pilot).has_class("-nothing")
        other.entries.capture("Theirs")
        await poll(pilot)
        assert listed(pilot) == ["Theirs"]
        assert focused(pilot) == "EntryList"


async def test_changes_made_on_another_screen_are_not_reported(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    entry = keep(1, title="Mine")
    async with browsing(context) as pilot:
        screen = browse(pilot)
        await press(pilot, "e")
        journal.tags.change([entry.id], add=["changed"])
        screen.poll()
        await read(pilot)
        pilot.app.screen.dismiss(False)
        await read(pilot)
        assert "#changed" in screen_text(pilot)
        assert said(pilot) == ""


async def test_damaged_journal_offers_to_retry_or_leave(
    context: AppContext, journal: Journal
) -> None:
    journal.folder.mkdir(parents=True, exist_ok=True)
    path = journal_in(journal.folder)
    put(path, b"{}")
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        assert DAMAGE in screen_text(pilot)
        path.unlink()
        await press(pilot, "r")
        assert browse(pilot).has_class("-nothing")
    put(path, b"{}")
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        await press(pilot, "q")
    assert app.return_code == 5
    assert data_of(journal.folder) == b"{}"


async def test_damage_is_shown_once_the_capture_dialog_is_closed(
    context: AppContext, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed, read_journal = threading.Event(), context.journal.snapshots.read

    def wait_and_read() -> Snapshot:
        proceed.wait(10)
        return read_journal()

    monkeypatch.setattr(context.journal.snapshots, "read", wait_and_read)
    journal.folder.mkdir(parents=True, exist_ok=True)
    put_journal(journal.folder, b"{}")
    async with ReflectApp(context).run_test() as pilot:
        await pilot.press("c", "x")
        proceed.set()
        await read(pilot)
        assert DAMAGE not in screen_text(pilot)
        await press(pilot, "backspace", "escape")
        assert DAMAGE in screen_text(pilot)


async def test_later_damage_is_reported_once_and_keeps_the_list(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Mine")
    async with browsing(context) as pilot:
        put_journal(journal.folder, b"{}")
        for _ in range(3):
            await poll(pilot)
        assert said(pilot).count(journal_in(journal.folder).name) == 1
        assert listed(pilot) == ["Mine"]


async def test_unreadable_entry_is_listed_with_the_next_step(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Mine")
    journal.entries.fold()
    path = journal_in(journal.folder)
    data = opened(path).replace(b'"happened"', b'"happened')
    start = data.index(b'"sha256":"') + 10
    blank = data[:start] + b"0" * 64 + data[start + 64 :]
    put(path, data[:start] + hashlib.sha256(blank).hexdigest().encode() + data[start + 64 :])
    async with browsing(context) as pilot:
        shown = screen_text(pilot)
        assert "✗ (this entry can't be read)" in shown
        assert "reflect doctor" in shown


async def test_leaving_waits_for_pending_writes(
    context: AppContext, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed, capture = threading.Event(), journal.entries.capture

    def wait_and_capture(text: str) -> object:
        proceed.wait(10)
        return capture(text)

    monkeypatch.setattr(journal.entries, "capture", wait_and_capture)
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        await press(pilot, "c")
        await write(pilot, "Said yes")
        await pilot.press("enter", "q")
        await pilot.pause()
        assert app.return_code is None
        assert "saving…" in screen_text(pilot)
        proceed.set()
        while app.return_code is None:
            await pilot.pause()
    assert app.return_code == 0
    assert [row.entry().title for row in journal.entries.rows()] == ["Said yes"]
