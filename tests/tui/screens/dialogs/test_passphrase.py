"""Tests for the passphrase dialog."""

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
from tests.tui.helpers_locked import FILES, encrypted_journal, locked_context
from tests.tui.helpers_pilot import settle
from tests.tui.screens.browse.pages import browse, listed, press, read, said, screen_text, write


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Return a plain journal."""
    return Journal(tmp_path / "journal", clock=lambda: NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an encrypted journal with one folded entry and another in its inbox."""
    folder = tmp_path / "journal"
    journal = encrypted_journal(folder, make_entry(1, title="Launched alone"))
    journal.entries.add(make_entry(2, title="Cut Maya off"))
    return folder


async def enter_passphrase(pilot: Pilot[Any], passphrase: str) -> None:
    """Type a passphrase, press enter, and wait for Browse."""
    await write(pilot, passphrase)
    await press(pilot, "enter")
    await read(pilot)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_wrong_passphrase_is_refused_and_the_right_one_unlocks(
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
        await enter_passphrase(pilot, PASSPHRASE)
        assert set(listed(pilot)) == {"Cut Maya off", "Launched alone"}


async def test_query_is_kept_until_the_journal_is_unlocked(folder: Path) -> None:
    app = ReflectApp(locked_context(folder), query="maya")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await enter_passphrase(pilot, PASSPHRASE)
        assert listed(pilot) == ["Cut Maya off"]


async def test_escape_leaves_the_app(folder: Path) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test() as pilot:
        await settle(pilot)
        await press(pilot, "escape")
    assert app.return_code == LockedError.exit_code
    assert app.context.farewell == [STAYS_LOCKED]


async def test_unlocked_journal_is_not_asked_for_a_passphrase(folder: Path) -> None:
    context = locked_context(folder)
    context.journal.encryption.keys.set_identity(TEXT)
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert len(listed(pilot)) == 2


async def test_missing_keys_are_reported_before_typing(folder: Path) -> None:
    (folder / paths.IDENTITY).unlink()
    async with ReflectApp(locked_context(folder)).run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        shown = " ".join(screen_text(pilot).replace("│", " ").split())
    assert f"{paths.IDENTITY}: is missing" in shown
    assert "reflect passphrase --recovery FILE" in shown


async def test_damaged_keys_are_not_called_a_wrong_passphrase(folder: Path) -> None:
    (folder / paths.IDENTITY).write_bytes(b"age-encryption.org/v1\nnonsense")
    (folder / paths.RECOVERY).unlink()
    async with ReflectApp(locked_context(folder)).run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await enter_passphrase(pilot, PASSPHRASE)
        shown = " ".join(screen_text(pilot).split())
    assert "is damaged" in shown
    assert "--recovery" not in shown
    assert WRONG not in shown


@pytest.fixture
def endless_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace Python with a process that never exits, and return the file with its process id."""
    started, python = tmp_path / "started", tmp_path / "python"
    python.write_text(
        f"#!/bin/sh\necho $$ > '{started}.new'\nmv '{started}.new' '{started}'\nexec sleep 600\n"
    )
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    return started


async def process_id_in(pilot: Pilot[Any], path: Path) -> int:
    """Wait for the process id in a file."""
    while not path.exists():
        await pilot.pause(0.01)
    return int(path.read_text())


async def test_screen_stays_responsive_while_the_key_is_derived(
    folder: Path, endless_process: Path
) -> None:
    context = locked_context(folder)
    context.reduce_motion = False
    async with ReflectApp(context).run_test() as pilot:
        await settle_screen(pilot)
        await pilot.press(*"abc", "enter")
        process = await process_id_in(pilot, endless_process)
        first = screen_text(pilot)
        assert OPENING in first
        while screen_text(pilot) == first:
            await pilot.pause(0.01)
        assert OPENING in screen_text(pilot)
        await pilot.press("escape")
        await wait_for_end_of(process)


async def test_process_ends_with_the_app(folder: Path, endless_process: Path) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test() as pilot:
        await settle_screen(pilot)
        await pilot.press(*"abc", "enter")
        process = await process_id_in(pilot, endless_process)
        assert OPENING in screen_text(pilot)
        app.stop()
    await wait_for_end_of(process)


async def settle_screen(pilot: Pilot[Any]) -> None:
    """Wait for the screen, but not for its workers."""
    while not isinstance(pilot.app.screen, PassphraseScreen) or pilot.app.screen.focused is None:
        await pilot.pause()


async def wait_for_end_of(process: int) -> None:
    """Wait until a child process has exited."""
    for _ in range(2000):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the process is still running")


async def test_passphrase_cannot_be_copied(folder: Path) -> None:
    app = ReflectApp(locked_context(folder))
    async with app.run_test() as pilot:
        await settle(pilot)
        await write(pilot, "secret")
        await press(pilot, "ctrl+a", "ctrl+x", "ctrl+c")
        await pilot.double_click(HiddenInput)
        await press(pilot, "ctrl+c")
        assert app.clipboard == ""
        assert app.screen.query_one(HiddenInput).value == "secret"


async def test_encryption_by_another_process_asks_for_the_passphrase(
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
        await enter_passphrase(pilot, PASSPHRASE)
        assert listed(pilot) == ["Launched alone"]
        await press(pilot, "x")
        assert "brings it back" in said(pilot)
        await press(pilot, "u")
        assert listed(pilot) == ["Launched alone"]


async def test_escape_leaves_the_app_after_encryption_by_another_process(
    context: AppContext, journal: Journal
) -> None:
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


async def test_note_captured_during_encryption_is_saved(
    context: AppContext, journal: Journal
) -> None:
    journal.entries.add_all([make_entry(1, title="Launched alone")])
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await read(pilot)
        await press(pilot, "c")
        await write(pilot, "femi")
        convert.encrypt(FolderKeys(str(journal.folder)), Prepared(TEXT, FILES))
        await press(pilot, "enter")
        await enter_passphrase(pilot, PASSPHRASE)
        assert set(listed(pilot)) == {"femi", "Launched alone"}
    assert b"femi" not in b"".join(path.read_bytes() for path in journal.folder.glob("*.*"))


async def test_decryption_by_another_process_needs_no_passphrase(folder: Path) -> None:
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


async def test_keys_replaced_by_another_process_ask_for_the_passphrase(folder: Path) -> None:
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


async def test_edits_are_saved_once_the_journal_is_unlocked(
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
        await enter_passphrase(pilot, PASSPHRASE)
        assert "Saved" in said(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, BrowseScreen)
    journal.encryption.keys.set_identity(TEXT)
    (row,) = journal.entries.rows()
    assert row.entry().title == "Launched alonemore"
