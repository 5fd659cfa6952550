"""The store: one TinyDB file and its inbox in a folder, safe from crashes and other writers."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import DamagedError
from reflect.model.entry import Entry
from reflect.store import disk, document, inbox, names, platform

if TYPE_CHECKING:
    from reflect.store.changes import Changes
    from reflect.store.document import Trashed
    from reflect.store.row import Row

WAIT = 5.0


class Store:
    """The entries of one journal folder. Nothing on disk is touched before it is asked for.

    Args:
        folder: the journal's folder; created by the first write.
        wait: for how many seconds to wait for another process that is writing.
    """

    def __init__(self, folder: Path, wait: float = WAIT) -> None:
        self.folder = folder
        self._folder = os.fspath(folder)
        self.path = os.path.join(self._folder, names.JOURNAL)
        self.warnings: list[str] = []
        self._wait = wait
        self._inbox = inbox.Inbox(self._folder, wait)

    @property
    def exists(self) -> bool:
        """Whether the folder is there."""
        return os.path.isdir(self.folder)

    def add(self, entry: Entry) -> None:
        """Save a new entry. It costs the same however long the journal is.

        Raises:
            BusyError: another process holds the inbox.
            DamagedError: the inbox is none, or the journal is encrypted.
            FileError: it could not be saved.
        """
        line = document.dump(document.to_document(entry))
        disk.require_plain(self._folder)
        disk.make_folder(self._folder)
        with disk.explained(self._inbox.path, "nothing was saved"):
            self._warn(self._inbox.append(line, self._journal_existed))

    def rows(self) -> "list[Row]":
        """Read all entries as rows: those of the journal, oldest first, then the new ones.

        Raises:
            DamagedError: the journal or its inbox can't be trusted.
            FileError: one can't be read.
        """
        from reflect.store import reading

        with self._naming_backup():
            found = reading.rows(self._folder, self._inbox)
        self._warn(*found.warnings)
        return found.rows

    def trashed(self) -> "list[Trashed]":
        """Read what is in the trash, in the order it was deleted.

        Raises:
            DamagedError: the journal or its inbox can't be trusted.
            FileError: one can't be read.
        """
        from reflect.store import reading

        with self._naming_backup():
            found, warnings = reading.trashed(self._folder, self._inbox)
        self._warn(*warnings)
        return found

    @contextlib.contextmanager
    def changing(self, *, accept: bool = False) -> "Iterator[Changes]":
        """Change the journal: everything done within is written at the end, or nothing is.

        New entries are folded in on the way. Not to be called within itself.

        Args:
            accept: take a journal whose checksum is wrong, if it is sound otherwise.

        Raises:
            BusyError: another process is writing.
            DamagedError: the journal or its inbox can't be trusted; nothing was changed.
            FileError: it could not be written; the message says what is true.
        """
        from reflect.store.writing import Writing

        disk.require_plain(self._folder)
        disk.make_folder(self._folder)
        with self._locked():
            with self._naming_backup():
                writing = Writing(self._folder, self._inbox, accept=accept)
            self._warn(*writing.warnings)
            yield writing.changes
            self._warn(*writing.finish())

    def fold(self) -> None:
        """Move new entries from the inbox into the journal; nothing happens if there are none.

        Raises:
            BusyError, DamagedError, FileError: as `changing`.
        """
        if self._inbox.is_empty:
            return
        with self.changing():
            pass

    def accept(self) -> None:
        """Take a journal that was changed by another program, if it is sound, as it is.

        Raises:
            BusyError, DamagedError, FileError: as `changing`.
        """
        if self.exists:
            with self.changing(accept=True):
                pass

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        path = os.path.join(self._folder, names.LOCK)
        with contextlib.ExitStack() as stack:
            with disk.explained(path, "nothing was changed"):
                fd = stack.enter_context(platform.opened(path, os.O_RDWR | os.O_CREAT))
                disk.require_file(fd, path)
            disk.take_lock(fd, path, wait=self._wait)
            yield

    @contextlib.contextmanager
    def _naming_backup(self) -> Iterator[None]:
        """Add the newest good backup to what is said of a damaged journal."""
        try:
            yield
        except DamagedError as error:
            from reflect.store import backup

            if good := backup.newest_good(self._folder):
                error.hint = f"{error.hint} The newest good backup: {good}".strip()
            raise

    def _journal_existed(self) -> bool:
        if os.path.lexists(self.path):
            return True
        from reflect.store import backup

        return bool(backup.paths(self._folder))

    def _warn(self, *lines: str) -> None:
        self.warnings.extend(line for line in lines if line and line not in self.warnings)
