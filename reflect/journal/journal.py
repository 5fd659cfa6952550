"""The journal class, which combines entries, records, drafts, tags, backups and encryption."""

import os
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import Notice
from reflect.journal.encryption import JournalEncryption

if TYPE_CHECKING:
    from reflect.journal.backups import JournalBackups
    from reflect.journal.drafts import JournalDrafts
    from reflect.journal.entries import JournalEntries
    from reflect.journal.records import JournalRecords
    from reflect.journal.snapshot import SnapshotCache
    from reflect.journal.tags import JournalTags
    from reflect.model.entry import Entry

_MB = 1_000_000


class Journal:
    """A folder of entries, with their records, drafts, tags, backups and encryption.

    Creating a journal object does not access the disk.

    Args:
        folder: the journal's folder; the first write creates it.
        clock: a function that returns the current time with its UTC offset.
        guides: the folder for the user's own guides.
        warn: called with each message that the user should read, such as one about a wrong
            checksum.
        backup_mb: the size limit for the backups, in megabytes; 0 for no limit.
        encryption: the journal's encryption; by default, it uses the keys in the folder and never
            asks for a passphrase.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        guides: Path | None = None,
        warn: Callable[[Notice | str], None] = lambda line: None,
        backup_mb: int = 0,
        encryption: JournalEncryption | None = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.guides = guides
        self.backup_mb = backup_mb
        self.encryption = encryption or JournalEncryption.of_folder(folder)
        self._warn = warn

    @cached_property
    def entries(self) -> "JournalEntries":
        from reflect.journal.entries import JournalEntries

        return JournalEntries(
            self.folder,
            clock=self.clock,
            guides=self.guides,
            warn=self._warn,
            backup_bytes=self.backup_mb * _MB,
            encryption=self.encryption,
            draft_ids=lambda: self.drafts.ids(),
        )

    @cached_property
    def drafts(self) -> "JournalDrafts":
        from reflect.journal.drafts import JournalDrafts

        return JournalDrafts(
            self.folder,
            self.entries,
            clock=self.clock,
            guides=self.guides,
            warn=self._warn,
            encryption=self.encryption,
        )

    @cached_property
    def tags(self) -> "JournalTags":
        from reflect.journal.tags import JournalTags

        return JournalTags(self.entries, self.clock)

    @cached_property
    def records(self) -> "JournalRecords":
        from reflect.journal.records import JournalRecords

        return JournalRecords(self.entries, self.clock)

    @cached_property
    def backups(self) -> "JournalBackups":
        from reflect.journal.backups import JournalBackups

        return JournalBackups(
            self.folder,
            clock=self.clock,
            warn=self._warn,
            backup_bytes=self.backup_mb * _MB,
            encryption=self.encryption,
        )

    @cached_property
    def snapshots(self) -> "SnapshotCache":
        """Cached snapshots of the journal, for front ends that show all entries."""
        # Imported here because it loads the search index.
        from reflect.journal.snapshot import SnapshotCache

        return SnapshotCache(self)

    @property
    def today(self) -> date:
        """The current date in the user's time zone."""
        return self.clock().date()

    @property
    def is_new(self) -> bool:
        """Whether nothing has been saved here yet, apart from drafts."""
        from reflect.store import paths

        try:
            # A failed first save leaves an empty inbox.
            if os.lstat(self.folder / paths.INBOX).st_size:
                return False
        except OSError:
            pass
        files = (paths.JOURNAL, paths.ENCRYPTED)
        return not any(os.path.lexists(self.folder / name) for name in files)

    def find(self, name: str) -> "Entry":
        """Return the entry with the given name, or the draft if there is no such entry.

        Args:
            name: an id, a unique prefix, `@` or `@2`.

        Raises:
            NotFoundError: no entry or draft matches the name.
            UsageError: the prefix is ambiguous or too short.
        """
        entry_id = self.entries.resolve(name, also=self.drafts.ids())
        return self.entries.loaded(entry_id) or self.drafts.get(entry_id)

    def accept(self) -> None:
        """Accept a journal file that another program has changed.

        If the journal used to be encrypted and no longer is, remove its identity from the keyring.

        Raises:
            BusyError: another process is writing.
            DamagedError: the journal cannot be read at all.
            FileError: the journal could not be written.
        """
        with self.encryption.forget_if_gone():
            self.entries.store.accept()
