"""The store: a TinyDB file and its inbox, protected against crashes and concurrent writes."""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, Notice, ReflectError
from reflect.model.entry import Entry
from reflect.model.ids import FUTURE
from reflect.store import entry_codec, files, inbox, modes
from reflect.store.encryption.key_files import plain_leftover
from reflect.store.encryption.keys import FolderKeys

if TYPE_CHECKING:
    from reflect.store.backups.automatic import AutoBackup
    from reflect.store.changes import ChangeSet
    from reflect.store.entry_codec import Trashed
    from reflect.store.entry_row import EntryRow
    from reflect.store.reader import JournalContent
    from reflect.store.transaction import Transaction

WAIT = 5.0
# How long entries stay in the inbox before a command that reads the journal folds them.
INBOX_KEEPS = timedelta(days=7)


class Store:
    """The entries of one journal folder, loaded on demand.

    Args:
        folder: the journal folder, created by the first write.
        wait: how many seconds to wait for another process to finish writing.
        clock: returns the current time. Without it, no backups are made and the trash is never
            emptied.
        limit: the maximum total size of automatic backups in bytes; 0 for no limit.
        keys: the keys of the folder; None for keys that can't be unlocked.
    """

    def __init__(
        self,
        folder: Path,
        wait: float = WAIT,
        *,
        clock: Callable[[], datetime] | None = None,
        limit: int = 0,
        keys: FolderKeys | None = None,
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._limit = limit
        self._folder = os.fspath(folder)
        self.keys = keys or FolderKeys(self._folder)
        self.warnings: list[Notice | str] = []
        self._wait = wait
        self._waiting: Sequence[EntryRow] = ()
        self._inbox = inbox.Inbox(self._folder, wait, self.keys)

    @property
    def path(self) -> str:
        return self.keys.journal

    @property
    def exists(self) -> bool:
        return os.path.isdir(self.folder)

    def add(self, entry: Entry) -> None:
        """Save a new entry. This takes the same time regardless of the size of the journal.

        Raises:
            BusyError: Another process is using the inbox.
            DamagedError: The inbox is damaged, or the journal's recipients can't be trusted.
            FileError: The entry could not be saved.
        """
        line = entry_codec.dump(entry_codec.to_document(entry))
        self.keys.require_recipients()
        files.make_folder(self._folder)
        self._warn(modes.tighten(self._folder), plain_leftover(self.keys) or "")
        with files.explained(self._inbox.path, "nothing was saved"):
            self._warn(self._inbox.append(line, self._journal_existed))
        self._waiting = ()

    def rows(self) -> "list[EntryRow]":
        """Read all entries as rows; see `read`."""
        return self.read().rows

    def read(self) -> "JournalContent":
        """Read all entries as rows: first the journal's, oldest first, then those in the inbox.

        Returns:
            The rows, and the records beside the entries in the same state.

        Raises:
            DamagedError: The journal or its inbox is damaged.
            FileError: The journal or its inbox can't be read.
        """
        from reflect.store import reader

        with self._adding_restore_step():
            content = reader.rows(self.keys, self._inbox)
        self._warn(*content.warnings)
        # After a warning, only a change that the user asked for should write to the journal.
        self._waiting = () if content.warnings else content.waiting
        return content

    def inbox_count(self) -> int:
        """Return the number of entries in the inbox, which needs no passphrase.

        Raises:
            BusyError: Another process has locked the inbox.
            FileError: The inbox can't be read.
        """
        return self._inbox.count()

    def trashed(self) -> "list[Trashed]":
        """Return the deleted entries in order of deletion.

        Raises:
            DamagedError: The journal or its inbox is damaged.
            FileError: The journal or its inbox can't be read.
        """
        from reflect.store import reader

        with self._adding_restore_step():
            deleted, warnings = reader.trashed(self.keys, self._inbox)
        self._warn(*warnings)
        return deleted

    @contextlib.contextmanager
    def changing(self, *, accept: bool = False) -> "Iterator[ChangeSet]":
        """Change the journal. All changes are written together when the body ends, or not at all.

        New entries from the inbox are folded as well. Calls can't be nested.

        Args:
            accept: whether to accept a valid journal with a wrong checksum.

        Raises:
            BusyError: Another process is writing.
            DamagedError: The journal or its inbox is damaged; nothing was changed.
            FileError: The journal could not be written; the message describes the current state.
        """
        with self._transaction(accept=accept) as transaction:
            yield transaction.changes

    @contextlib.contextmanager
    def _transaction(
        self, *, accept: bool = False, repair: bool = False
    ) -> "Iterator[Transaction]":
        from reflect.store import lock
        from reflect.store.transaction import Transaction

        # Unlock before taking the lock, because this may prompt for the passphrase.
        self.keys.require_readable(accept=accept)
        files.make_folder(self._folder)
        with lock.journal_lock(self._folder, self._wait):
            self._warn(modes.tighten(self._folder))
            with self._adding_restore_step():
                transaction = Transaction(
                    self.keys,
                    self._inbox,
                    accept=accept,
                    repair=repair,
                    auto_backup=self._new_auto_backup(),
                )
            self._warn(*transaction.warnings)
            yield transaction
            self._warn(*transaction.finish())

    def fold(self) -> None:
        """Move new entries from the inbox to the journal, if there are any.

        Raises:
            BusyError, DamagedError, FileError: See `changing`.
        """
        if self._inbox.is_empty:
            return
        is_first = not os.path.lexists(self.path)
        with self.changing():
            pass
        if is_first:
            # The fold itself only backs up a journal that it replaces.
            self._fold_and_back_up(self._wait)

    def fold_old(self) -> None:
        """Fold and back up the inbox if the last read found an entry older than a week in it.

        Otherwise, the entries of somebody who only captures would never be backed up. If that fails
        or another process is writing, the next command tries again. The age of an entry from the
        future is not known, so it counts as old.
        """
        if self._clock is None:
            return
        now = self._clock()
        oldest, newest = (now - INBOX_KEEPS).timestamp(), (now + FUTURE).timestamp()
        is_old = any(not oldest <= row.moment <= newest for row in self._waiting)
        if is_old and os.access(self._folder, os.W_OK):
            self._waiting = ()
            self._fold_and_back_up(wait=0)

    def _fold_and_back_up(self, wait: float) -> None:
        """Fold the inbox and back up the journal; a failure is no reason to fail the command."""
        if self._clock is None:
            return
        from reflect.store.backups.archive import Archive

        with contextlib.suppress(ReflectError):
            Archive(self.folder, self._clock, limit=self._limit, wait=wait, keys=self.keys).make()

    def repair(self) -> list[str]:
        """Move damaged lines of the inbox to another file, and create the journal if it is missing.

        Returns:
            A description of each repair.

        Raises:
            BusyError, DamagedError, FileError: See `changing`.
        """
        with self._transaction(repair=True) as transaction:
            return transaction.repairs

    def accept(self) -> None:
        """Accept a valid journal that another program has changed.

        This also accepts a journal that is older than before, no longer encrypted, or missing.

        Raises:
            BusyError, DamagedError, FileError: See `changing`.
        """
        from reflect.store.encryption import last_seen

        if self.exists or last_seen.encrypted_was_seen(self.keys):
            with self.changing(accept=True):
                pass

    def _new_auto_backup(self) -> "AutoBackup | None":
        if self._clock is None:
            return None
        from reflect.store.backups.automatic import AutoBackup

        return AutoBackup(self.keys, self._clock(), self._limit)

    @contextlib.contextmanager
    def _adding_restore_step(self) -> Iterator[None]:
        """Suggest the newest valid backup in errors about a damaged journal."""
        try:
            yield
        except DamagedError as error:
            from reflect.store.backups import catalog

            catalog.add_restore_step(error, self.keys)
            raise

    def _journal_existed(self) -> bool:
        if os.path.lexists(self.path):
            return True
        from reflect.store.backups import catalog

        return bool(catalog.list_backups(self._folder))

    def _warn(self, *lines: Notice | str) -> None:
        self.warnings.extend(line for line in lines if line and line not in self.warnings)
