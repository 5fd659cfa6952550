"""Browse follows the journal: what others write, what is in the way at the start."""

import threading

import pytest

from reflect.errors import BusyError
from reflect.journal import Journal
from reflect.journal.snapshot import Snapshot
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from tests.factories import NOW
from tests.sealed import opened, put
from tests.store.helpers_journals import data_of, journal_in, put_journal
from tests.tui.browsing import (
    browse,
    browsing,
    current,
    listed,
    press,
    read,
    said,
    screen_text,
    write,
)
from tests.tui.conftest import Keep


@pytest.fixture
def other(journal: Journal) -> Journal:
    """Another program's hand on the same journal."""
    return Journal(journal.folder, clock=lambda: NOW, encryption=journal.encryption)


async def test_what_another_program_captures_appears_and_is_told_of(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    keep(1, title="Mine")
    async with browsing(context) as pilot:
        other.entries.capture("Theirs")
        browse(pilot).poll()
        await read(pilot)
        assert set(listed(pilot)) == {"Mine", "Theirs"}
        assert current(pilot) == "Mine"
        assert "The journal changed outside: 1 new." in said(pilot)
        assert "1 entry · 1 capture" in screen_text(pilot)


async def test_an_entry_changed_outside_is_shown_as_it_is_now(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    keep(1, title="Mine", tags=())
    async with browsing(context) as pilot:
        other.tags.change([listed_id(context)], add=["theirs"])
        browse(pilot).poll()
        await read(pilot)
        assert "#theirs" in screen_text(pilot)
        assert "The journal changed outside." in said(pilot)


def listed_id(context: AppContext) -> str:
    """Give the id of the first entry."""
    return context.journal.snapshots.latest.ids[0]


async def test_a_draft_that_somebody_writes_elsewhere_is_listed_without_a_word(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    keep(1, title="Mine")
    async with browsing(context) as pilot:
        session = other.drafts.begin("drucker", title="Theirs")
        session.answer("I said yes.", context.now)
        other.drafts.save(session)
        browse(pilot).poll()
        await read(pilot)
        assert set(listed(pilot)) == {"Mine", "Theirs"}
        assert said(pilot) == ""


async def test_a_search_goes_on_in_what_was_read_anew(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    keep(1, title="Mine", tags=(), commitments=())
    async with browsing(context, "theirs") as pilot:
        assert "Nothing matches" in screen_text(pilot)
        other.entries.capture("Theirs")
        browse(pilot).poll()
        await read(pilot)
        assert listed(pilot) == ["Theirs"]
        assert "Nothing matches" not in screen_text(pilot)


async def test_what_is_gone_is_no_longer_selected(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    entry = keep(1, title="One")
    keep(2, title="Two")
    async with browsing(context) as pilot:
        await press(pilot, "A")
        other.entries.delete([entry.id])
        browse(pilot).poll()
        await read(pilot)
        assert listed(pilot) == ["Two"]
        assert "1 selected" in screen_text(pilot)


async def test_the_first_entry_takes_the_place_of_how_to_begin(
    context: AppContext, other: Journal
) -> None:
    async with browsing(context) as pilot:
        assert "Nothing here yet" in screen_text(pilot)
        other.entries.capture("Theirs")
        browse(pilot).poll()
        await read(pilot)
        assert listed(pilot) == ["Theirs"]
        assert browse(pilot).focused is browse(pilot).entry_list


async def test_new_entries_are_folded_into_the_journal_at_the_start(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="In the inbox")
    assert not journal_in(journal.folder).exists()
    async with browsing(context) as pilot:
        assert "In the inbox" in data_of(journal.folder).decode()
        assert said(pilot) == ""


async def test_a_journal_that_cannot_be_folded_is_browsed_all_the_same(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise BusyError("another program is writing")

    monkeypatch.setattr(journal.entries, "fold", busy)
    keep(1, title="In the inbox")
    async with browsing(context) as pilot:
        assert listed(pilot) == ["In the inbox"]
        assert said(pilot) == ""


async def test_a_damaged_journal_is_told_of_on_a_page_and_tried_again(
    context: AppContext, journal: Journal
) -> None:
    journal.folder.mkdir(parents=True, exist_ok=True)
    path = journal_in(journal.folder)
    put(path, b"{}")
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        assert "The journal can't be read as it is" in screen_text(pilot)
        path.unlink()
        await press(pilot, "r")
        assert "Nothing here yet" in screen_text(pilot)


async def test_a_damaged_journal_can_be_left_alone(context: AppContext, journal: Journal) -> None:
    journal.folder.mkdir(parents=True, exist_ok=True)
    put_journal(journal.folder, b"{}")
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        await press(pilot, "q")
    assert app.return_code == 5
    assert data_of(journal.folder) == b"{}"


async def test_damage_is_told_of_when_the_note_that_is_being_written_is_done(
    context: AppContext, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, read_it = threading.Event(), context.journal.snapshots.read

    def slowly() -> Snapshot:
        go_on.wait(10)
        return read_it()

    monkeypatch.setattr(context.journal.snapshots, "read", slowly)
    journal.folder.mkdir(parents=True, exist_ok=True)
    put_journal(journal.folder, b"{}")
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await pilot.press("c", "x")
        go_on.set()
        await read(pilot)
        assert "What happened, in a line or two?" in screen_text(pilot)
        await press(pilot, "backspace", "escape")
        assert "The journal can't be read as it is" in screen_text(pilot)


async def test_damage_done_meanwhile_is_told_once_and_what_was_read_stays(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Mine")
    async with browsing(context) as pilot:
        put_journal(journal.folder, b"{}")
        for _ in range(3):
            browse(pilot).poll()
            await read(pilot)
        assert said(pilot).count(journal_in(journal.folder).name) == 1
        assert listed(pilot) == ["Mine"]


async def test_the_list_is_there_before_all_is_open(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, title="Mine")
    monkeypatch.setattr(Snapshot, "prepare", lambda self, count: False)
    async with browsing(context) as pilot:
        assert listed(pilot) == ["Mine"]
        assert "1 entry · reading…" in screen_text(pilot)


async def test_a_line_that_cannot_be_read_is_listed_and_told_of(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    import hashlib

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


async def test_leaving_waits_for_what_is_being_written(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    capture = journal.entries.capture

    def slowly(text: str) -> object:
        go_on.wait(10)
        return capture(text)

    monkeypatch.setattr(journal.entries, "capture", slowly)
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        await press(pilot, "c")
        await write(pilot, "Said yes")
        await pilot.press("enter", "q")
        await pilot.pause()
        assert app.return_code is None
        assert "saving…" in screen_text(pilot)
        go_on.set()
        while app.return_code is None:
            await pilot.pause()
    assert app.return_code == 0
    assert [row.entry().title for row in journal.entries.rows()] == ["Said yes"]


async def test_what_is_saved_on_the_page_above_is_not_taken_for_somebody_elses(
    context: AppContext, keep: Keep, other: Journal
) -> None:
    entry = keep(1, title="Mine")
    async with browsing(context) as pilot:
        screen = browse(pilot)
        await press(pilot, "e")
        other.tags.change([entry.id], add=["changed"])
        screen.poll()
        await read(pilot)
        assert said(pilot) == ""
