"""The passphrase: asked before Browse, and whenever somebody encrypts the journal meanwhile."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.errors import LockedError
from reflect.journal import Journal
from reflect.store import paths
from reflect.store.encryption import convert
from reflect.store.encryption.key_setup import Prepared
from reflect.store.encryption.keys import FolderKeys
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.results import STAYS_LOCKED
from reflect.tui.screens.browse.screen import BrowseScreen
from reflect.tui.screens.dialogs.passphrase import OPENING, WRONG, PassphraseScreen
from reflect.tui.widgets.inputs import HiddenInput
from tests.factories import NOW, make_entry
from tests.sealed import PASSPHRASE, TEXT, new_keys
from tests.tui.driving import settle
from tests.tui.helpers_locked import FILES, encrypted_journal, locked_context
from tests.tui.screens.browse.pages import browse, listed, press, read, said, screen_text, write


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A plain journal, whose keys nobody opened."""
    return Journal(tmp_path / "journal", clock=lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An encrypted journal with one entry, and an entry in its inbox."""
    folder = tmp_path / "journal"
    journal = encrypted_journal(folder, make_entry(1, title="Launched alone"))
    journal.entries.add(make_entry(2, title="Cut Maya off"))
    return folder


async def give(pilot: Pilot[Any], passphrase: str) -> None:
    """Type a passphrase, and wait for what comes of it."""
    await write(pilot, passphrase)
    await press(pilot, "enter")
    # The app opens Browse only when the screen is gone.
    await read(pilot)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_wrong_passphrase_is_only_wrong_and_the_right_one_opens(
    folder: Path, size: tuple[int, int]
) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        assert "This journal is encrypted" in screen_text(pilot)
        assert str(folder)[:20] in screen_text(pilot)
        await write(pilot, "corr")
        assert "••••" in screen_text(pilot)
        assert "corr" not in screen_text(pilot)
        await press(pilot, "enter")
        assert WRONG in screen_text(pilot)
        assert pilot.app.screen.query_one(HiddenInput).value == ""
        await give(pilot, PASSPHRASE)
        assert set(listed(pilot)) == {"Cut Maya off", "Launched alone"}


async def test_what_browse_was_to_look_for_is_looked_for(folder: Path) -> None:
    app = ReflectApp(locked_context(folder), query="maya")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await give(pilot, PASSPHRASE)
        assert listed(pilot) == ["Cut Maya off"]


async def test_it_can_be_left(folder: Path) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "escape")
    assert app.return_code == LockedError.exit_code
    assert app.context.farewell == [STAYS_LOCKED]


async def test_opened_already_it_is_not_asked_for(folder: Path) -> None:
    context = locked_context(folder)
    context.journal.encryption.keys.set_identity(TEXT)
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert len(listed(pilot)) == 2


async def test_missing_keys_are_told_of_before_anything_is_typed(folder: Path) -> None:
    (folder / paths.IDENTITY).unlink()
    async with ReflectApp(locked_context(folder)).run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        shown = " ".join(screen_text(pilot).replace("│", " ").split())
    assert f"{paths.IDENTITY}: is missing" in shown
    assert "reflect passphrase --recovery FILE" in shown


async def test_damaged_keys_are_no_wrong_passphrase(folder: Path) -> None:
    (folder / paths.IDENTITY).write_bytes(b"age-encryption.org/v1\nnonsense")
    (folder / paths.RECOVERY).unlink()
    async with ReflectApp(locked_context(folder)).run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await give(pilot, PASSPHRASE)
        shown = " ".join(screen_text(pilot).split())
    assert "is damaged" in shown
    assert "--recovery" not in shown
    assert WRONG not in shown


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process that never comes to an end; it writes its number into this file."""
    started, python = tmp_path / "started", tmp_path / "python"
    python.write_text(
        f"#!/bin/sh\necho $$ > '{started}.new'\nmv '{started}.new' '{started}'\nexec sleep 600\n"
    )
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    return started


async def until(pilot: Pilot[Any], path: Path) -> int:
    """Wait for the number of the process."""
    while not path.exists():
        await pilot.pause(0.01)
    return int(path.read_text())


async def test_while_the_key_is_derived_the_screen_moves_and_can_be_left(
    folder: Path, slow: Path
) -> None:
    context = locked_context(folder)
    context.reduce_motion = False
    async with ReflectApp(context).run_test() as pilot:
        await settle_but_for_workers(pilot)
        await pilot.press(*"abc", "enter")
        process = await until(pilot, slow)
        first = screen_text(pilot)
        assert OPENING in first
        while screen_text(pilot) == first:
            await pilot.pause(0.01)
        assert OPENING in screen_text(pilot)
        await pilot.press("escape")
        await until_gone(process)


async def test_the_process_goes_with_the_app(folder: Path, slow: Path) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test() as pilot:
        await settle_but_for_workers(pilot)
        await pilot.press(*"abc", "enter")
        process = await until(pilot, slow)
        assert OPENING in screen_text(pilot)
        app.stop()
    await until_gone(process)


async def settle_but_for_workers(pilot: Pilot[Any]) -> None:
    """Wait for the screen alone."""
    while not isinstance(pilot.app.screen, PassphraseScreen) or pilot.app.screen.focused is None:
        await pilot.pause()


async def until_gone(process: int) -> None:
    """Wait until a child of ours is there no more; it would stay for ten minutes by itself."""
    for _ in range(2000):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it goes on")


async def test_neither_keys_nor_mouse_copy_what_is_typed(folder: Path) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test() as pilot:
        await settle(pilot)
        await write(pilot, "secret")
        await press(pilot, "ctrl+a", "ctrl+x", "ctrl+c")
        await pilot.double_click(HiddenInput)
        await press(pilot, "ctrl+c")
        assert app.clipboard == ""
        assert app.screen.query_one(HiddenInput).value == "secret"


# --- encrypted, or decrypted, by somebody else


async def test_a_journal_that_is_encrypted_meanwhile_asks_and_goes_on(
    context: AppContext, journal: Journal
) -> None:
    journal.entries.add_all([make_entry(1, title="Launched alone")])
    other = FolderKeys(str(journal.folder))
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await read(pilot)
        screen = browse(pilot)
        convert.encrypt(other, Prepared(TEXT, FILES))
        screen.poll()
        await read(pilot)
        assert "This journal is encrypted" in screen_text(pilot)
        await give(pilot, PASSPHRASE)
        assert listed(pilot) == ["Launched alone"]
        await press(pilot, "x")
        assert "brings it back" in said(pilot)
        await press(pilot, "u")
        assert listed(pilot) == ["Launched alone"]


async def test_it_can_be_left_then_too(context: AppContext, journal: Journal) -> None:
    journal.entries.add_all([make_entry(1)])
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await read(pilot)
        convert.encrypt(FolderKeys(str(journal.folder)), Prepared(TEXT, FILES))
        browse(pilot).poll()
        await read(pilot)
        await press(pilot, "escape")
    assert app.return_code == LockedError.exit_code
    assert context.farewell == [STAYS_LOCKED]


async def test_a_note_taken_in_that_moment_is_kept(context: AppContext, journal: Journal) -> None:
    journal.entries.add_all([make_entry(1, title="Launched alone")])
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await read(pilot)
        await press(pilot, "c")
        await write(pilot, "femi")
        convert.encrypt(FolderKeys(str(journal.folder)), Prepared(TEXT, FILES))
        await press(pilot, "enter")
        await give(pilot, PASSPHRASE)
        assert set(listed(pilot)) == {"femi", "Launched alone"}
    assert b"femi" not in b"".join(path.read_bytes() for path in journal.folder.glob("*.*"))


async def test_a_journal_that_is_decrypted_meanwhile_goes_on(folder: Path) -> None:
    context = locked_context(folder)
    context.journal.encryption.keys.set_identity(TEXT)
    other = FolderKeys(str(folder))
    other.set_identity(TEXT)
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await read(pilot)
        convert.decrypt(other)
        Journal(folder, clock=lambda: NOW).entries.capture("In plain again")
        browse(pilot).poll()
        await read(pilot)
        assert "In plain again" in listed(pilot)
        await press(pilot, "x")
        assert "brings it back" in said(pilot)


async def test_a_journal_that_is_encrypted_anew_meanwhile_is_opened_anew(folder: Path) -> None:
    context = locked_context(folder)
    keys, other = context.journal.encryption.keys, FolderKeys(str(folder))
    keys.set_identity(TEXT)
    other.set_identity(TEXT)
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await read(pilot)
        convert.decrypt(other)
        anew = new_keys()
        convert.encrypt(FolderKeys(str(folder)), anew)
        browse(pilot).poll()
        await read(pilot)
        assert isinstance(pilot.app.screen, PassphraseScreen)
        keys.set_identity(anew.text)
        pilot.app.screen.dismiss(True)
        await read(pilot)
        assert set(listed(pilot)) == {"Cut Maya off", "Launched alone"}
        await press(pilot, "x")
        assert "brings it back" in said(pilot)


async def test_an_edit_that_meets_the_lock_is_saved_once_it_is_open(
    context: AppContext, journal: Journal
) -> None:
    journal.entries.add_all([make_entry(1, title="Launched alone")])
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await read(pilot)
        await press(pilot, "e")
        await press(pilot, "end")
        await write(pilot, "more")
        convert.encrypt(FolderKeys(str(journal.folder)), Prepared(TEXT, FILES))
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, PassphraseScreen)
        await give(pilot, PASSPHRASE)
        assert "Saved" in said(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, BrowseScreen)
    journal.encryption.keys.set_identity(TEXT)
    (row,) = journal.entries.rows()
    assert row.entry().title == "Launched alonemore"
