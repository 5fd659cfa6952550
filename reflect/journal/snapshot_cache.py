"""The journal as the full screen holds it: read whole, kept until it changes on disk."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.journal.snapshot import Counts, Snapshot
from reflect.store import paths

if TYPE_CHECKING:
    from reflect.journal.journal import Journal

__all__ = ["Counts", "Signature", "Snapshot", "SnapshotCache", "signature"]

Signature = tuple[tuple[str, int, int, int], ...]


def signature(folder: Path, *, with_drafts: bool = False) -> Signature:
    """Give what tells that the files of a journal have changed; nothing is opened.

    Args:
        folder: the journal.
        with_drafts: whether a draft that changes counts, too.
    """
    kept: list[Path] = []
    if with_drafts:
        try:
            kept = sorted(
                path
                for path in (folder / paths.DRAFTS).iterdir()
                if path.suffix in (paths.PLAIN, paths.SEALED)
            )
        except OSError:
            kept = []
    files = (folder / name for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX))
    return tuple(map(_state, (*files, *kept)))


class SnapshotCache:
    """Holds the last reading of a journal.

    Args:
        journal: what is read.
    """

    def __init__(self, journal: "Journal") -> None:
        self.reading = Snapshot()
        self._journal = journal
        self._seen: Signature | None = None
        self._lock = threading.Lock()

    def read(self) -> Snapshot:
        """Read the journal anew, and hold that; what didn't change needs no opening again.

        Raises:
            BusyError: another process holds the inbox.
            DamagedError: the journal or its inbox can't be trusted.
            FileError: one can't be read.
        """
        with self._lock:
            # Before anything is read: what is written meanwhile must be seen as a change.
            seen = self._signature()
            # Drafts first: one that is saved meanwhile is there in any case, as the one or other.
            drafts = self._journal.drafts.all()
            self.reading = Snapshot(self._journal.entries.rows(), drafts, self.reading)
            self._seen = seen
            return self.reading

    def has_changed(self) -> bool:
        """Say whether the files differ from those of the last reading; nothing is opened."""
        return self._signature() != self._seen

    def _signature(self) -> Signature:
        return signature(self._journal.folder, with_drafts=True)


def _state(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except OSError as error:
        return path.name, -1, 0, error.errno or 0
    return path.name, found.st_mtime_ns, found.st_size, found.st_ino
