"""The backups of a journal, as the front ends see them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import Notice, ReflectError

if TYPE_CHECKING:
    from reflect.journal.encryption import JournalEncryption
    from reflect.store.backups.archive import Archive
    from reflect.store.backups.catalog import Backup as Backup
    from reflect.store.backups.catalog import CheckedBackup as CheckedBackup
    from reflect.store.backups.restore import Difference as Difference
    from reflect.store.backups.restore import OpenedBackup as OpenedBackup
    from reflect.store.backups.restore import Restored as Restored
    from reflect.store.backups.scrub import Scrubbed as Scrubbed


@dataclass(frozen=True, slots=True)
class EntryCopies:
    """The backups that still hold some entries.

    Args:
        automatic: those that reflect made and will remove in time.
        other: those that stay until the user removes them.
        until: the day on which the last automatic one goes if one is made every day; None if it
            cannot be foreseen.
    """

    automatic: "list[Backup]"
    other: "list[Backup]"
    until: date | None


class JournalBackups:
    """The backups of one journal.

    Args:
        folder: the journal's folder.
        clock: returns the current time, with its offset.
        warn: takes a line that the user should read.
        backup_bytes: how many bytes the backups may take; 0 for no limit.
        encryption: the journal's keys.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        warn: Callable[[Notice | str], None],
        backup_bytes: int,
        encryption: "JournalEncryption",
    ) -> None:
        self._journal_folder = folder
        self._clock = clock
        self._warn = warn
        self._backup_bytes = backup_bytes
        self._encryption = encryption

    @cached_property
    def _archive(self) -> "Archive":
        from reflect.store.backups.archive import Archive

        return Archive(
            self._journal_folder,
            self._clock,
            limit=self._backup_bytes,
            warn=self._warn,
            keys=self._encryption.keys,
        )

    @property
    def folder(self) -> str:
        """The folder of the backups."""
        return self._archive.place

    @property
    def journal_file(self) -> str:
        """The path of the journal file."""
        return self._archive.path

    def path_of(self, backup_id: str) -> str:
        """Return the path of a backup that was just made, by its id."""
        return f"{self.folder}/{backup_id}{self._encryption.keys.suffix}"

    def all(self) -> "list[Backup]":
        """Return the backups, newest first, without opening them."""
        from reflect.store.backups import catalog

        return catalog.list_backups(str(self._journal_folder))

    def check(self) -> "Iterator[CheckedBackup]":
        """Check each backup to the last bit, newest first.

        Raises:
            FileError: they cannot be listed.
            LockedError: they are encrypted and locked.
        """
        return self._archive.iter_checked()

    def make(self) -> "tuple[Backup, bool]":
        """Back up the journal with all new entries; return the backup, and whether it is new.

        Raises:
            NotFoundError: there is no journal yet.
            BusyError: another process is writing.
            DamagedError: the journal or its inbox is damaged.
            FileError: the backup could not be written.
        """
        return self._archive.make()

    def write(self, path: Path) -> int:
        """Write a backup to a file outside the journal; return its number of entries."""
        return self._archive.write(str(path))

    def would_help(self, error: ReflectError) -> bool:
        """Whether restoring one of the backups would fix what an error reports."""
        return self._archive.restore_helps(error)

    def open(self, name: str) -> "OpenedBackup":
        """Find and check a backup to be restored.

        Args:
            name: an id or its beginning, or a file.
        """
        return open_backup(self._encryption, name)

    def compare(self, opened: "OpenedBackup") -> "Difference":
        """Return what would be missing after a restore, without changing anything."""
        from reflect.store.backups import restore

        return restore.compare(self._archive, opened)

    def restore(self, opened: "OpenedBackup") -> "Restored":
        """Replace the journal by a backup; what is replaced is backed up first."""
        from reflect.store.backups import restore

        return restore.restore(self._archive, opened)

    def has_copy_of(self, entry_id: str) -> bool:
        """Whether any backup holds an entry; one that cannot be read may.

        Raises:
            FileError: the backups cannot be listed.
            LockedError: they are encrypted and locked.
        """
        from reflect.store.backups import scrub

        return bool(scrub.find_holding(self._archive, [entry_id]))

    def copies_of(self, ids: Collection[str]) -> EntryCopies:
        """Find the backups that hold any of some entries.

        Raises:
            FileError: the backups cannot be listed.
            LockedError: they are encrypted and locked.
        """
        from reflect.store.backups import scrub
        from reflect.store.backups.catalog import MADE

        copies = scrub.find_holding(self._archive, ids)
        automatic = [backup for backup in copies if backup.kind == MADE]
        other = [backup for backup in copies if backup.kind != MADE]
        until = scrub.last_day(self._archive, automatic) if automatic else None
        return EntryCopies(automatic, other, until)

    def scrub(self, ids: Collection[str]) -> "Scrubbed":
        """Remove entries from every backup that holds them.

        Raises:
            BusyError: another process is writing.
            FileError: the backups cannot be listed.
        """
        from reflect.store.backups import scrub

        return scrub.scrub(self._archive, ids)


def open_backup(encryption: "JournalEncryption", name: str) -> "OpenedBackup":
    """Find and check a backup to be restored, whether or not there is a journal.

    Args:
        encryption: of the journal.
        name: an id or its beginning, or a file.

    Raises:
        NotFoundError: there is no such backup.
        UsageError: the beginning is ambiguous.
        DamagedError: it is not as it was written.
        LockedError: it is encrypted and cannot be decrypted.
    """
    from reflect.store.backups import restore

    return restore.open_backup(encryption.keys, name)
