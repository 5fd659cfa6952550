"""The backups of a journal as a user sees them: list them, make one, write one to a file."""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from reflect.errors import DamagedError, FileError, NotFoundError, Notice, ReflectError, UsageError
from reflect.store import files, inbox, layout, lock, os_compat, paths
from reflect.store.backups import automatic, bundle, catalog
from reflect.store.backups.catalog import Backup, CheckedBackup
from reflect.store.encryption.keys import FolderKeys
from reflect.store.transaction import Transaction


class Archive:
    """The backups of one journal folder. Nothing is read or written before it is needed.

    Args:
        folder: The journal's folder.
        clock: Returns the time.
        limit: How many bytes automatic backups may take; 0 for no limit.
        wait: How many seconds to wait for another process that is writing.
        warn: Called with a line that the user should read.
        keys: The keys of the folder; None for keys without an unlocker.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        *,
        limit: int = 0,
        wait: float = 5.0,
        warn: Callable[[Notice | str], None] = lambda line: None,
        keys: FolderKeys | None = None,
    ) -> None:
        self.folder = os.fspath(folder)
        self.keys = keys or FolderKeys(self.folder)
        self.place = os.path.join(self.folder, paths.BACKUPS)
        self.inbox = inbox.Inbox(self.folder, wait, self.keys)
        self.clock = clock
        self.warn = warn
        self._limit = limit
        self.wait = wait

    @property
    def path(self) -> str:
        """The path of the journal file."""
        return self.keys.journal

    def all(self) -> list[CheckedBackup]:
        """List the backups, newest first, each checked in full.

        Raises:
            FileError: They can't be listed.
            LockedError: They are encrypted, and the journal is locked.
        """
        return list(self.iter_checked())

    def iter_checked(self) -> Iterator[CheckedBackup]:
        """Yield the backups as `all` lists them, each once it is checked."""
        listed = catalog.list_backups(self.folder, strict=True)
        if listed:
            self.keys.require_readable()
        for backup in listed:
            if (checked := catalog.check(backup, self.keys)) is not None:
                yield checked

    def restore_helps(self, error: ReflectError) -> bool:
        """Return whether restoring a backup solves an error."""
        return catalog.restore_helps(error, self.keys)

    def make(self) -> tuple[Backup, bool]:
        """Back up the journal with all new entries, unless the same backup exists.

        Returns:
            The backup, and whether it is new.

        Raises:
            NotFoundError: There is no journal yet.
            BusyError: Another process is writing.
            DamagedError: The journal or its inbox can't be trusted.
            FileError: It could not be written.
        """
        with self.locked():
            raw, data, head = self._fold_and_read()
            with files.explained(self.place, "no backup was made"):
                names = os.listdir(self.place) if os.path.isdir(self.place) else []
            existing = automatic.find_backup_of(self.keys, names, data, head)
            if existing and self.keys.read(existing.path) == data:
                return existing, False
            path = catalog.write_backup(self.keys, automatic.backup_stem(self.clock(), head), raw)
            for line in automatic.remove_surplus(path, self._limit):
                self.warn(line)
        made = catalog.parse_name(path)
        assert made is not None
        return made, True

    def write(self, path: str) -> int:
        """Write a backup with all new entries to a file outside the folder.

        Returns:
            The number of entries.

        Raises:
            NotFoundError, BusyError, DamagedError: As in `make`.
            UsageError: The path is in the journal's folder.
            FileError: The file exists, or can't be written.
        """
        if os.path.realpath(os.path.dirname(path)) == os.path.realpath(self.folder):
            raise UsageError.at(
                path, "is in the journal's own folder", hint="Name a file somewhere else."
            )
        if os.path.lexists(path):
            raise FileError.at(path, "is there already", hint="Give another name.")
        with self.locked():
            raw, data, _ = self._fold_and_read()
            if self.keys.is_encrypted:
                raw = bundle.pack(self.keys, raw)
        with files.explained(path, "nothing was written"):
            self._write_out(path, raw)
        if files.read_file(path) != raw:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise files.read_back_error(path)
        return len(catalog.parse(data, path)[1][layout.ENTRIES])

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the journal, which its backups share.

        Raises:
            BusyError: Another process holds it.
            LockedError: The journal is encrypted and locked.
        """
        # Before locking, since the user may be asked for the passphrase.
        self.keys.require_readable()
        if not os.path.isdir(self.folder):
            raise NotFoundError(f"there is no journal in {self.folder}")
        with lock.journal_lock(self.folder, self.wait):
            yield

    def _fold_and_read(self) -> tuple[bytes, bytes, layout.Head]:
        """Fold the inbox; return the journal's bytes as stored and decrypted, and its head."""
        try:
            transaction = Transaction(self.keys, self.inbox)
        except DamagedError as error:
            catalog.add_restore_step(error, self.keys)
            raise
        for line in [*transaction.warnings, *transaction.finish()]:
            self.warn(line)
        data = files.read_file(self.path)
        if data is None:
            raise NotFoundError("there is nothing to back up yet")
        return data, self.keys.decrypt(data, self.path), transaction.head

    def _write_out(self, path: str, data: bytes) -> None:
        """Write a new file, private if its disk supports modes."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os_compat.PLAIN
        fd = os.open(path, flags, os_compat.FILE_MODE)
        try:
            try:
                with contextlib.suppress(OSError):
                    os_compat.make_private(fd)
                files.write_all(fd, data)
                os_compat.sync(fd)
                if os_compat.HAS_MODES and os.fstat(fd).st_mode & 0o077:
                    self.warn(f"{path}: others may read it; its disk keeps no modes")
            finally:
                os_compat.close(fd)
            os_compat.sync_folder(os.path.dirname(os.path.abspath(path)))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise
