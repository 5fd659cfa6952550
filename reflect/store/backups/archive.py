"""What a user asks of the backups: which there are, one more, and one to carry away."""

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
    """The backups of one journal folder. Nothing on disk is touched before it is asked for.

    Args:
        folder: the journal's folder.
        clock: gives the instant.
        limit: how many bytes the backups that reflect makes may take; 0 for any number.
        wait: for how many seconds to wait for another process that is writing.
        warn: takes a line that the user should read.
        keys: of the folder; None for those that nobody can open.
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
        """Where the journal file is."""
        return self.keys.journal

    def all(self) -> list[CheckedBackup]:
        """List the backups, newest first, each looked at to the last bit.

        Raises:
            FileError: they can't be listed.
            LockedError: they are encrypted, and can't be opened.
        """
        return list(self.iter_checked())

    def iter_checked(self) -> Iterator[CheckedBackup]:
        """Give the backups as `all` does, each as soon as it is looked at."""
        listed = catalog.list_backups(self.folder, strict=True)
        if listed:
            self.keys.require_readable()
        for one in listed:
            if (checked := catalog.check(one, self.keys)) is not None:
                yield checked

    def restore_helps(self, error: ReflectError) -> bool:
        """Say whether going back to one of them mends what an error tells of."""
        return catalog.restore_helps(error, self.keys)

    def make(self) -> tuple[Backup, bool]:
        """Back up the journal with all new entries, unless there is such a backup already.

        Returns:
            The backup, and whether it was made now.

        Raises:
            NotFoundError: there is no journal yet.
            BusyError: another process is writing.
            DamagedError: the journal or its inbox can't be trusted.
            FileError: it could not be written.
        """
        with self.locked():
            raw, data, head = self._folded()
            with files.explained(self.place, "no backup was made"):
                inside = os.listdir(self.place) if os.path.isdir(self.place) else []
            found = automatic.find_backup_of(self.keys, inside, data, head)
            if found and self.keys.read(found.path) == data:
                return found, False
            path = catalog.write_backup(self.keys, automatic.backup_stem(self.clock(), head), raw)
            for line in automatic.remove_surplus(path, self._limit):
                self.warn(line)
        made = catalog.parse_name(path)
        assert made is not None
        return made, True

    def write(self, path: str) -> int:
        """Write a backup with all new entries to a file of any name, to be carried elsewhere.

        Returns:
            How many entries it holds.

        Raises:
            NotFoundError, BusyError, DamagedError: as `make`.
            UsageError: it would lie among the files of the journal itself.
            FileError: there is something of that name, or it can't be written.
        """
        if os.path.realpath(os.path.dirname(path)) == os.path.realpath(self.folder):
            raise UsageError.at(
                path, "is in the journal's own folder", hint="Name a file somewhere else."
            )
        if os.path.lexists(path):
            raise FileError.at(path, "is there already", hint="Give another name.")
        with self.locked():
            raw, data, _ = self._folded()
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
        """Hold the lock of the journal, which is for its backups too.

        Raises:
            BusyError: another process holds it.
            LockedError: the journal is encrypted, and can't be opened.
        """
        # Before the lock: somebody may have to be asked.
        self.keys.require_readable()
        if not os.path.isdir(self.folder):
            raise NotFoundError(f"there is no journal in {self.folder}")
        with lock.journal_lock(self.folder, self.wait):
            yield

    def _folded(self) -> tuple[bytes, bytes, layout.Head]:
        """Fold, then read the journal: its bytes as they stand in the file, and opened."""
        try:
            writing = Transaction(self.keys, self.inbox)
        except DamagedError as error:
            catalog.add_restore_step(error, self.keys)
            raise
        for line in [*writing.warnings, *writing.finish()]:
            self.warn(line)
        data = files.read_file(self.path)
        if data is None:
            raise NotFoundError("there is nothing to back up yet")
        return data, self.keys.decrypt(data, self.path), writing.head

    def _write_out(self, path: str, data: bytes) -> None:
        """Write a file that is not there yet, private as far as its disk can keep it so."""
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
