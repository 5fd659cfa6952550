"""The user's view of the backups: list them, create one, or write one to a file."""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from reflect.errors import DamagedError, FileError, NotFoundError, Notice, ReflectError, UsageError
from reflect.store import files, inbox, layout, lock, modes, os_compat, paths, reader
from reflect.store.backups import automatic, bundle, catalog
from reflect.store.backups.catalog import Backup, CheckedBackup
from reflect.store.encryption.keys import FolderKeys
from reflect.store.transaction import Transaction


class Archive:
    """The backups of one journal folder, loaded on demand.

    Args:
        folder: the journal folder.
        clock: returns the current time.
        limit: the maximum total size of automatic backups in bytes; 0 for no limit.
        wait: how many seconds to wait for another process to finish writing.
        warn: called with each warning for the user.
        keys: the keys of the folder; None for keys that can't be unlocked.
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
        """Return all backups, newest first, with their contents verified.

        Raises:
            FileError: The backups can't be listed.
            LockedError: The backups are encrypted and the journal is locked.
        """
        return list(self.iter_checked())

    def iter_checked(self) -> Iterator[CheckedBackup]:
        """Yield the same backups as `all`, each as soon as it has been checked."""
        listed = catalog.list_backups(self.folder, strict=True)
        if listed:
            self.keys.require_readable()
        for backup in listed:
            if (checked := catalog.check(backup, self.keys)) is not None:
                yield checked

    def restore_helps(self, error: ReflectError) -> bool:
        """Return whether restoring a backup would resolve the error."""
        return catalog.restore_helps(error, self.keys)

    def make(self) -> tuple[Backup, bool]:
        """Back up the journal, including new entries, unless an identical backup exists.

        Returns:
            The backup, and whether it is new.

        Raises:
            NotFoundError: There is no journal yet.
            BusyError: Another process is writing.
            DamagedError: The journal or its inbox is damaged.
            FileError: The backup could not be written.
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
        """Write a backup, including new entries, to a file outside the journal folder.

        Nothing in the journal folder is changed, which may be on read-only media.

        Returns:
            The number of entries.

        Raises:
            NotFoundError, BusyError, DamagedError: See `make`.
            UsageError: The path is inside the journal folder.
            FileError: The file already exists or can't be written.
        """
        with files.explained(path, "nothing was written"):
            target = os.path.realpath(os.path.dirname(path))
        if target == os.path.realpath(self.folder):
            raise UsageError.at(
                path, "is in the journal's own folder", hint="Name a file somewhere else."
            )
        if os.path.lexists(path):
            raise FileError.at(path, "is there already", hint="Give another name.")
        data = raw = self._read_with_new_entries()
        if self.keys.is_encrypted:
            sealed = b"".join(self.keys.encrypt([data], self.path))
            raw = bundle.pack(self.keys, sealed)
        with files.explained(path, "nothing was written"):
            self._write_out(path, raw)
        if files.read_file(path) != raw:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise files.read_back_error(path)
        return len(catalog.parse(data, path)[1][layout.ENTRIES])

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the journal lock, which also protects the backups.

        Raises:
            BusyError: Another process holds the lock.
            FileError: The folder of the backups is a link.
            LockedError: The journal is encrypted and locked.
        """
        # Unlock before taking the lock, because this may prompt for the passphrase.
        self.keys.require_readable()
        if not os.path.isdir(self.folder):
            raise NotFoundError(f"there is no journal in {self.folder}")
        files.require_no_link(self.place, "nothing was changed")
        with lock.journal_lock(self.folder, self.wait):
            if tightened := modes.tighten(self.folder):
                self.warn(tightened)
            yield

    def _fold_and_read(self) -> tuple[bytes, bytes, layout.Head]:
        """Fold the inbox; return the journal as stored, its decrypted bytes, and its head."""
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

    def _read_with_new_entries(self) -> bytes:
        """Return the decrypted bytes of the journal with its new entries, changing nothing."""
        if not os.path.isdir(self.folder):
            raise NotFoundError(f"there is no journal in {self.folder}")
        try:
            data, warnings = reader.with_new_entries(self.keys, self.inbox)
        except DamagedError as error:
            catalog.add_restore_step(error, self.keys)
            raise
        for line in warnings:
            self.warn(line)
        if not data:
            raise NotFoundError("there is nothing to back up yet")
        return data

    def _write_out(self, path: str, data: bytes) -> None:
        """Write a new file, with private permissions if the file system supports them."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os_compat.PLAIN
        fd = os.open(path, flags, os_compat.FILE_MODE)
        try:
            try:
                with contextlib.suppress(OSError):
                    os_compat.make_private(fd, os.path.dirname(path))
                files.write_all(fd, data)
                os_compat.sync(fd)
                if os_compat.HAS_MODES and os.fstat(fd).st_mode & 0o077:
                    self.warn(f"{path}: other users may read it; its disk keeps no modes")
            finally:
                os_compat.close(fd)
            os_compat.sync_folder(os.path.dirname(os.path.abspath(path)))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(path)
            raise
