"""The journal: a folder of entries, with their drafts, tags, backups and encryption."""

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
    from reflect.journal.snapshot import SnapshotCache
    from reflect.journal.tags import JournalTags
    from reflect.model.entry import Entry

_MB = 1_000_000


class Journal:
    """A folder of entries, and everything that belongs to them.

    Nothing on disk is touched before one of its parts is asked to.

    Args:
        folder: where it is; created by the first write.
        clock: returns the current time, with its offset.
        guides: the folder of the user's own guides.
        warn: takes a line that the user should read, such as a wrong checksum.
        backup_mb: how many megabytes the backups may take; 0 for no limit.
        encryption: its keys; by default those of the folder, with no way to ask for a passphrase.
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
        """The saved entries and the trash."""
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
        """The guided sessions that are not finished."""
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
        """The tags of the entries."""
        from reflect.journal.tags import JournalTags

        return JournalTags(self.entries, self.clock)

    @cached_property
    def backups(self) -> "JournalBackups":
        """The backups of the journal."""
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
        """The journal as it was last read, for a front end that shows all of it."""
        # Not at the top of the module: it imports the search index.
        from reflect.journal.snapshot import SnapshotCache

        return SnapshotCache(self)

    @property
    def today(self) -> date:
        """The user's current day."""
        return self.clock().date()

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever saved here; a draft does not count as saved."""
        from reflect.store import paths

        files = (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX)
        return not any(os.path.lexists(self.folder / name) for name in files)

    def find(self, name: str) -> "Entry":
        """Return an entry, or the draft where no entry has its id.

        Args:
            name: an id, a unique prefix, `@` or `@2`.

        Raises:
            NotFoundError: there is no such entry or draft.
            UsageError: the prefix is ambiguous or too short.
        """
        entry_id = self.entries.resolve(name, also=self.drafts.ids())
        return self.entries.loaded(entry_id) or self.drafts.get(entry_id)

    def accept(self) -> None:
        """Accept the journal as it is on disk, although another program changed it.

        If an encrypted journal was here before and no longer is, forget it and its identity.

        Raises:
            BusyError: another process is writing.
            DamagedError: the journal cannot be read at all.
            FileError: it could not be written.
        """
        with self.encryption.forget_if_gone():
            self.entries.store.accept()
