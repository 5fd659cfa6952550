"""Encrypted journals for screen tests."""

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
"""The key files with which another process encrypts a journal."""


def encrypted_journal(folder: Path, *entries: Entry) -> Journal:
    """Create an encrypted journal with entries; it unlocks when needed."""
    journal = Journal(seal_folder(folder), clock=lambda: NOW, encryption=encryption_in(folder))
    if entries:
        journal.entries.add_all(entries)
    return journal


def locked_context(folder: Path) -> AppContext:
    """Return a context with a locked journal."""
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
