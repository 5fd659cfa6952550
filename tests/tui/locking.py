"""Encrypted journals as the screen meets them: locked, opened, or locked by somebody else."""

from pathlib import Path
from typing import TYPE_CHECKING

from reflect.config.settings import Config
from reflect.journal import Journal
from reflect.journal.encryption import JournalEncryption
from reflect.model.entry import Entry
from reflect.store import paths
from reflect.store.encryption.keys import FolderKeys
from reflect.tui.context import AppContext
from tests.factories import NOW
from tests.sealed import RECIPIENT, RECOVERY, SEALED_IDENTITY, encryption_in, seal_folder

if TYPE_CHECKING:
    from reflect.errors import Notice

FILES = {
    paths.RECIPIENTS: f"{RECIPIENT}\n{RECOVERY}\n".encode(),
    paths.IDENTITY: SEALED_IDENTITY,
}
"""The keys that somebody else encrypts a plain journal with."""


def sealed_journal(folder: Path, *entries: Entry) -> Journal:
    """Make an encrypted journal that opens when it is needed, and give it entries."""
    journal = Journal(seal_folder(folder), clock=lambda: NOW, encryption=encryption_in(folder))
    if entries:
        journal.entries.add_all(entries)
    return journal


def locked_desk(folder: Path) -> AppContext:
    """Make a context on a journal as another process finds it: no passphrase was typed yet."""
    warnings: list[Notice | str] = []
    keys = FolderKeys(str(folder))
    journal = Journal(
        folder, clock=lambda: NOW, warn=warnings.append, encryption=JournalEncryption(keys)
    )
    config = Config(path=folder.parent / "config.toml", journal=folder)
    recovery = folder.parent / "recovery"
    return AppContext(
        journal, config, environ={}, recovery=recovery, reduce_motion=True, warnings=warnings
    )
