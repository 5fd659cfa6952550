"""The backup operations that the front ends use."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.config.paths import absolute_path
from reflect.errors import Notice, ReflectError

if TYPE_CHECKING:
    from reflect.journal.encryption import JournalEncryption
    from reflect.store.backups.archive import Archive
    from reflect.store.backups.catalog import Backup as Backup
    from reflect.store.backups.catalog import CheckedBackup as CheckedBackup
    from reflect.store.backups.restore import Difference as Difference
    from reflect.store.backups.restore import OpenedBackup as OpenedBackup
    from reflect.store.backups.restore import Restored as Restored
    from reflect.store.backups.salvage import Salvaged as Salvaged
    from reflect.store.backups.scrub import Scrubbed as Scrubbed


@dataclass(frozen=True, slots=True)
class EntryCopies:
    """The backups that contain copies of given entries.

    Args:
        automatic: backups that reflect made and will eventually delete.
        other: backups that only the user can delete.
        until: the day on which the last automatic backup will be deleted, assuming one backup a
            day; None if it cannot be predicted.
    """

    automatic: "list[Backup]"
    other: "list[Backup]"
    until: date | None


class JournalBackups:
    """Lists, creates, restores and scrubs the backups of a journal.

    Args:
        folder: the journal's folder.
        clock: a function that returns the current time with its UTC offset.
        warn: called with each message that the user should read.
        backup_bytes: the size limit for the backups, in bytes; 0 for no limit.
        encryption: the journal's encryption.
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
        """The path of the backup folder."""
        return self._archive.place

    @property
    def journal_file(self) -> str:
        return self._archive.path

    def path_of(self, backup_id: str) -> str:
        """Return the path of a newly made backup."""
        return f"{self.folder}/{backup_id}{self._encryption.keys.suffix}"

    def all(self) -> "list[Backup]":
        """List the backups, newest first, without opening them."""
        from reflect.store.backups import catalog

        return catalog.list_backups(str(self._journal_folder))

    def check(self) -> "Iterator[CheckedBackup]":
        """Verify the complete content of each backup, newest first.

        Raises:
            FileError: the backups cannot be listed.
            LockedError: the backups are encrypted and locked.
        """
        return self._archive.iter_checked()

    def make(self) -> "tuple[Backup, bool]":
        """Back up the journal and its inbox; return the backup and whether it was newly made.

        Raises:
            NotFoundError: the journal does not exist yet.
            BusyError: another process is writing.
            DamagedError: the journal or its inbox is damaged.
            FileError: the backup could not be written.
        """
        return self._archive.make()

    def write(self, path: Path) -> int:
        """Write a backup to a file outside the journal; return the number of entries in it."""
        absolute_path(path)
        return self._archive.write(str(path))

    def would_help(self, error: ReflectError) -> bool:
        """Return whether restoring a backup would fix an error."""
        return self._archive.restore_helps(error)

    def open(self, name: str) -> "OpenedBackup":
        """Find a backup and verify that it can be restored.

        Args:
            name: a backup id, a unique prefix of an id, or a file path.
        """
        return open_backup(self._encryption, name)

    def compare(self, opened: "OpenedBackup") -> "Difference":
        """Return what a restore would remove, without changing anything."""
        from reflect.store.backups import restore

        return restore.compare(self._archive, opened)

    def restore(self, opened: "OpenedBackup") -> "Restored":
        """Replace the journal with a backup, after backing up the current journal."""
        from reflect.store.backups import restore

        return restore.restore(self._archive, opened)

    def salvage(self, names: Sequence[str] = (), output: str = "") -> "Salvaged":
        """Write all whole entries of a damaged journal to a new folder.

        Args:
            names: further backups or files to read.
            output: the new folder; "" for one beside the journal.
        """
        from reflect.store.backups import salvage

        absolute_path(Path(output or self._encryption.folder))
        return salvage.salvage(self._encryption.keys, names, output)

    def has_copy_of(self, entry_id: str) -> bool:
        """Return whether a backup contains an entry, counting unreadable backups as matches.

        Raises:
            FileError: the backups cannot be listed.
            LockedError: the backups are encrypted and locked.
        """
        from reflect.store.backups import scrub

        return bool(scrub.find_holding(self._archive, [entry_id]))

    def copies_of(self, ids: Collection[str]) -> EntryCopies:
        """Find the backups that contain any of the given entries.

        Raises:
            FileError: the backups cannot be listed.
            LockedError: the backups are encrypted and locked.
        """
        from reflect.store.backups import scrub
        from reflect.store.backups.catalog import MADE

        copies = scrub.find_holding(self._archive, ids)
        automatic = [backup for backup in copies if backup.kind == MADE]
        other = [backup for backup in copies if backup.kind != MADE]
        until = scrub.last_day(self._archive, automatic) if automatic else None
        return EntryCopies(automatic, other, until)

    def scrub(self, ids: Collection[str]) -> "Scrubbed":
        """Remove entries from every backup that contains them.

        Raises:
            BusyError: another process is writing.
            FileError: the backups cannot be listed.
        """
        from reflect.store.backups import scrub

        return scrub.scrub(self._archive, ids)


def open_backup(encryption: "JournalEncryption", name: str) -> "OpenedBackup":
    """Find a backup and verify that it can be restored; the journal itself may be missing.

    Args:
        encryption: the journal's encryption.
        name: a backup id, a unique prefix of an id, or a file path.

    Raises:
        NotFoundError: no backup matches the name.
        UsageError: the prefix is ambiguous.
        DamagedError: the backup is damaged.
        LockedError: the backup is encrypted and cannot be decrypted.
    """
    from reflect.store.backups import restore

    return restore.open_backup(encryption.keys, name)
