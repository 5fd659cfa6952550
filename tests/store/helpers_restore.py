"""Helpers for restoring backups."""

from datetime import timedelta
from pathlib import Path

from reflect.model.entry import Entry
from reflect.store.backups import catalog
from reflect.store.backups.restore import Restored, open_backup, restore
from tests.factories import NOW
from tests.sealed import keys_in
from tests.store.helpers_journals import archive_in, numbered

LATER = NOW + timedelta(days=3)


def restore_backup(folder: Path, name: str) -> Restored:
    """Restore a backup, given its id."""
    archive = archive_in(folder, LATER)
    return restore(archive, open_backup(keys_in(folder), name))


def entries(*numbers: int) -> dict[str, Entry]:
    """Return the entries with the given numbers, by id."""
    return {numbered(number).id: numbered(number) for number in numbers}


def ids(folder: Path) -> list[str]:
    """Return the ids of the backups, newest first."""
    return [one.id for one in catalog.list_backups(str(folder))]
