"""A journal that is damaged or missing offers its good backups, and goes on with one of them."""

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
from tests.sealed import ENCRYPTED, PASSPHRASE, PLAIN, TEXT
from tests.tui.driving import settle
from tests.tui.helpers_locked import encrypted_journal, locked_context
from tests.tui.screens.browse.pages import listed, press, read, said, screen_text, write

pytestmark = pytest.mark.backends(PLAIN, ENCRYPTED)


@pytest.fixture
def kept(backend: str, tmp_path: Path) -> Journal:
    """A journal with two backups: of one entry, and of two."""
    folder = tmp_path / "journal"
    journal = encrypted_journal(folder) if backend == ENCRYPTED else plain_journal(folder)
    journal.entries.add_all([make_entry(1, title="Launched alone")])
    journal.backups.archive.make()
    journal.entries.add_all([make_entry(2, title="Cut Maya off")])
    journal.backups.archive.make()
    return journal


@pytest.fixture
def context(kept: Journal) -> AppContext:
    """A context on it; what is encrypted was opened."""
    context = locked_context(kept.folder)
    if kept.encryption.keys.is_encrypted:
        context.journal.encryption.keys.set_identity(TEXT)
    return context


def plain_journal(folder: Path) -> Journal:
    """Make a plain journal."""
    folder.mkdir()
    return locked_context(folder).journal


def damage(journal: Journal) -> bytes:
    """Spoil the journal file; give its bytes."""
    path = Path(journal.encryption.keys.journal)
    path.write_bytes(path.read_bytes()[:-200] + b"spoiled")
    return path.read_bytes()


def rows(pilot: Pilot[Any]) -> list[str]:
    """Give the backups that are offered."""
    found = pilot.app.screen.query_one(BackupList)
    return [str(found.get_option_at_index(place).prompt) for place in range(found.option_count)]


def boxed(pilot: Pilot[Any]) -> str:
    """Give what stands in the box over the page, as one line."""
    within = [row.split("│")[1] for row in screen_text(pilot).split("\n") if row.count("│") == 2]
    return " ".join(" ".join(within).split())


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_enter_says_what_it_would_do_and_goes_back(
    context: AppContext, kept: Journal, size: tuple[int, int]
) -> None:
    spoiled = damage(kept)
    async with ReflectApp(context).run_test(size=size) as pilot:
        await read(pilot)
        assert "2 entries" in rows(pilot)[0]
        assert "1 entry" in rows(pilot)[1]
        assert "Sun 22 Nov 2026" in rows(pilot)[0]
        await press(pilot, "down", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        shown = boxed(pilot)
        assert "holds 1 entry." in shown
        assert "What is replaced is kept among the backups." in shown
        await press(pilot, "y")
        await read(pilot)
        assert listed(pilot) == ["Launched alone"]
        assert "Restored 20261122T203000Z-g1: 1 entry" in said(pilot)
        assert "The damaged journal is kept as" in said(pilot)
    (damaged,) = Path(kept.backups.archive.place).glob("*damaged*")
    assert damaged.read_bytes() == spoiled
    assert str(damaged) in said(pilot)


async def test_it_goes_back_to_nothing_unasked(context: AppContext, kept: Journal) -> None:
    spoiled = damage(kept)
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        await press(pilot, "enter", "enter")
        assert isinstance(pilot.app.screen, DamagedScreen)
        assert len(rows(pilot)) == 2
        await press(pilot, "enter", "escape", "q")
    assert pilot.app.return_code == 5
    assert Path(kept.encryption.keys.journal).read_bytes() == spoiled


async def test_a_missing_journal_offers_them_too(context: AppContext, kept: Journal) -> None:
    Path(kept.encryption.keys.journal).unlink()
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert "is missing" in screen_text(pilot)
        await press(pilot, "enter", "y")
        await read(pilot)
        assert set(listed(pilot)) == {"Launched alone", "Cut Maya off"}


async def test_a_backup_that_is_spoiled_is_not_offered(context: AppContext, kept: Journal) -> None:
    damage(kept)
    newest = max(Path(kept.backups.archive.place).iterdir())
    newest.write_bytes(newest.read_bytes()[:-10])
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert len(rows(pilot)) == 1
        assert "1 entry" in rows(pilot)[0]


async def test_without_a_good_one_it_says_so(context: AppContext, kept: Journal) -> None:
    damage(kept)
    for backup in Path(kept.backups.archive.place).iterdir():
        backup.write_bytes(b"spoiled")
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert "There is no good backup." in screen_text(pilot)


async def test_a_damaged_inbox_is_not_mended_by_a_backup(
    context: AppContext, kept: Journal
) -> None:
    (kept.folder / paths.INBOX).write_bytes(b"spoiled\n" * 20)
    async with ReflectApp(context).run_test() as pilot:
        await read(pilot)
        assert isinstance(pilot.app.screen, DamagedScreen)
        assert not pilot.app.screen.query(BackupList)


async def test_what_can_not_be_restored_is_said_and_can_be_tried_again(
    context: AppContext, kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(kept)
    real = os.replace

    def fails(source: str, target: str) -> None:
        if str(target) == kept.encryption.keys.journal:
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
async def test_a_locked_journal_asks_first_and_then_tells_of_its_damage(kept: Journal) -> None:
    damage(kept)
    async with ReflectApp(locked_context(kept.folder)).run_test() as pilot:
        await settle(pilot)
        await write(pilot, PASSPHRASE)
        await press(pilot, "enter")
        await read(pilot)
        assert len(rows(pilot)) == 2
        await press(pilot, "enter", "y")
        await read(pilot)
        assert len(listed(pilot)) == 2
