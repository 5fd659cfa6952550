"""Tests for the backup picker."""

import os
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.journal import Journal
from reflect.store import paths
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.screens.damaged.backups import BackupList
from reflect.tui.screens.damaged.screen import DamagedScreen
from reflect.tui.screens.dialogs.confirm import Confirm
from tests.factories import make_entry
from tests.sealed import ENCRYPTED, PASSPHRASE
from tests.tui.helpers_locked import encrypted_journal, locked_context
from tests.tui.helpers_pilot import settle
from tests.tui.screens.browse.pages import listed, press, read, said, screen_text, write


@pytest.fixture
def journal(backend: str, tmp_path: Path) -> Journal:
    """Return a journal with two backups, one with one entry and one with two."""
    folder = tmp_path / "journal"
    journal = encrypted_journal(folder) if backend == ENCRYPTED else plain_journal(folder)
    journal.entries.add_all([make_entry(1, title="Launched alone")])
    journal.backups.make()
    journal.entries.add_all([make_entry(2, title="Cut Maya off")])
    journal.backups.make()
    return journal


@pytest.fixture
def context(journal: Journal) -> AppContext:
    """Return a context with the journal."""
    return locked_context(journal.folder)


def plain_journal(folder: Path) -> Journal:
    """Create a plain journal."""
    folder.mkdir()
    return locked_context(folder).journal


def damage(journal: Journal) -> bytes:
    """Damage the journal file, and return its bytes."""
    path = Path(journal.encryption.keys.journal)
    path.write_bytes(path.read_bytes()[:-200] + b"spoiled")
    return path.read_bytes()


def rows(pilot: Pilot[Any]) -> list[str]:
    """Return the rows of the backup list."""
    backups = pilot.app.screen.query_one(BackupList)
    return [str(option.prompt) for option in backups.options]


def dialog_text(pilot: Pilot[Any]) -> str:
    """Return the dialog's text as one line."""
    within = [row.split("│")[1] for row in screen_text(pilot).split("\n") if row.count("│") == 2]
    return " ".join(" ".join(within).split())


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_enter_previews_and_restores_a_backup(
    context: AppContext, journal: Journal, size: tuple[int, int]
) -> None:
    damaged_bytes = damage(journal)
    async with ReflectApp(context).run_test(size=size) as pilot:
        await read(pilot)
        assert "2 entries" in rows(pilot)[0]
        assert "1 entry" in rows(pilot)[1]
        assert "Sun 22 Nov 2026" in rows(pilot)[0]
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        shown = dialog_text(pilot)
        assert "holds 1 entry." in shown
        assert "What is replaced is kept among the backups." in shown
        await press(pilot, "y")
        await read(pilot)
        assert listed(pilot) == ["Launched alone"]
        assert "Restored 20261122T203000Z-g1: 1 entry" in said(pilot)
        assert "The damaged journal is kept as" in said(pilot)
    (damaged,) = Path(journal.backups.folder).glob("*damaged*")
    assert damaged.read_bytes() == damaged_bytes
    assert str(damaged) in said(pilot)


async def test_restore_needs_a_confirmation(context: AppContext, journal: Journal) -> None:
    damaged_bytes = damage(journal)
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, DamagedScreen)
        assert len(rows(pilot)) == 2
        await press(pilot, "enter", "escape", "q")
    assert pilot.app.return_code == 5
    assert Path(journal.encryption.keys.journal).read_bytes() == damaged_bytes


async def test_missing_journal_offers_backups(context: AppContext, journal: Journal) -> None:
    Path(journal.encryption.keys.journal).unlink()
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert "is missing" in screen_text(pilot)
        await press(pilot, "enter", "y")
        await read(pilot)
        assert set(listed(pilot)) == {"Launched alone", "Cut Maya off"}


async def test_damaged_backup_is_not_offered(context: AppContext, journal: Journal) -> None:
    damage(journal)
    newest = max(Path(journal.backups.folder).iterdir())
    newest.write_bytes(newest.read_bytes()[:-10])
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert len(rows(pilot)) == 1
        assert "1 entry" in rows(pilot)[0]


async def test_screen_reports_that_no_backup_is_sound(
    context: AppContext, journal: Journal
) -> None:
    damage(journal)
    for backup in Path(journal.backups.folder).iterdir():
        backup.write_bytes(b"spoiled")
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert "There is no good backup." in screen_text(pilot)


async def test_newer_inbox_offers_no_backups(context: AppContext, journal: Journal) -> None:
    (journal.folder / paths.INBOX).write_bytes(b"reflect-inbox 2 token 1\n")
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert isinstance(pilot.app.screen, DamagedScreen)
        assert not pilot.app.screen.query(BackupList)


async def test_failed_restore_can_be_repeated(
    context: AppContext, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(journal)
    real = os.replace

    def fails(source: str, target: str) -> None:
        if str(target) == journal.encryption.keys.journal:
            raise OSError(28, "No space left on device")
        real(source, target)

    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", fails)
            await press(pilot, "enter", "y")
            assert "space" in said(pilot)
        assert isinstance(pilot.app.screen, DamagedScreen)
        await press(pilot, "enter", "y")
        await read(pilot)
        assert len(listed(pilot)) == 2


@pytest.mark.backends(ENCRYPTED)
async def test_locked_journal_asks_for_the_passphrase_first(journal: Journal) -> None:
    damage(journal)
    async with ReflectApp(locked_context(journal.folder)).run_test() as pilot:
        await settle(pilot)
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        await read(pilot)
        assert len(rows(pilot)) == 2
        await press(pilot, "enter", "y")
        await read(pilot)
        assert len(listed(pilot)) == 2
