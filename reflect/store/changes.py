"""One change of the journal: read and altered as entries, then given to TinyDB in one go."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from tinydb import TinyDB
from tinydb.table import Document, Table

from reflect.errors import NotFoundError, UsageError
from reflect.model.entry import Entry
from reflect.model.ids import to_int
from reflect.store.entry_codec import Trashed, from_document, from_trashed, to_document, to_trashed
from reflect.store.layout import ENTRIES, TRASH
from reflect.store.lazy_document import LazyDocument
from reflect.store.storage import JournalStorage

__all__ = ["ChangeSet", "Trashed"]


class _Overlay:
    """One table as it will be: what the file holds, and over it what was changed."""

    def __init__(self, storage: JournalStorage, name: str) -> None:
        self.name = name
        self._stored: Mapping[str, Mapping[str, Any]] = storage.read().get(name, {})
        self._changed: dict[int, dict[str, Any] | None] = {}

    @property
    def is_empty(self) -> bool:
        return not self._changed

    def get(self, key: int) -> Mapping[str, Any] | None:
        if key in self._changed:
            return self._changed[key]
        return self._stored.get(str(key))

    def set(self, key: int, document: Mapping[str, Any] | None) -> None:
        self._changed[key] = None if document is None else dict(document)

    def items(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        for text, document in self._stored.items():
            if int(text) not in self._changed:
                yield int(text), document
        for key, changed in self._changed.items():
            if changed is not None:
                yield key, changed

    def apply(self, table: Table) -> None:
        """Take out what goes or is replaced, then put in what comes: two passes at most."""
        if gone := [key for key in self._changed if str(key) in self._stored]:
            table.remove(doc_ids=gone)
        if come := [Document(doc, key) for key, doc in self._changed.items() if doc is not None]:
            table.insert_multiple(come)


class ChangeSet:
    """The journal while it is being changed; what is done here is written when all is done.

    Args:
        storage: the journal file, read under its lock.
    """

    def __init__(self, storage: JournalStorage) -> None:
        self._storage = storage
        self._entries = _Overlay(storage, ENTRIES)
        self._trash = _Overlay(storage, TRASH)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return self._entries.is_empty and self._trash.is_empty

    def entry(self, entry_id: str) -> Entry | None:
        """Read an entry; None if there is none of that id."""
        document = self._entries.get(to_int(entry_id))
        return None if document is None else from_document(document)

    def entries(self) -> Iterator[Entry]:
        """Read all entries."""
        for _, document in self._entries.items():
            yield from_document(document)

    def upsert(self, entry: Entry) -> None:
        """Add an entry, or replace the one of its id; keys of it that we don't know stay."""
        number = to_int(entry.id)
        self._entries.set(number, {**(self._entries.get(number) or {}), **to_document(entry)})

    def replace(self, entry: Entry) -> None:
        """Replace an entry.

        Raises:
            NotFoundError: there is none of that id.
        """
        self._require(entry.id)
        self.upsert(entry)

    def trash(self, ids: Iterable[str], at: datetime) -> None:
        """Move entries to the trash.

        Args:
            ids: of the entries.
            at: the instant of deletion.

        Raises:
            NotFoundError: one is not there.
        """
        for entry_id in ids:
            document = self._require(entry_id)
            self._discard(entry_id, document, at)
            self._entries.set(to_int(entry_id), None)

    def trashed(self) -> list[Trashed]:
        """Read what is in the trash, in the order it was deleted."""
        found = [from_trashed(kept) for _, kept in self._trash.items()]
        return sorted(found, key=lambda trashed: trashed.deleted_at)

    def restore(self, ids: Iterable[str]) -> None:
        """Bring entries back from the trash, exactly as they were.

        Raises:
            NotFoundError: one is not in the trash.
            UsageError: there is an entry of that id again.
        """
        kept = self._kept()
        for entry_id in ids:
            if self._entries.get(to_int(entry_id)) is not None:
                raise UsageError(f"{entry_id}: is in the journal, not only in the trash")
            key = _versions(kept, entry_id)[0]
            self._entries.set(to_int(entry_id), (self._trash.get(key) or {})["entry"])
            self._trash.set(key, None)

    def forget(self, ids: Iterable[str]) -> None:
        """Remove entries from the trash for good, each in all its versions.

        Raises:
            NotFoundError: one is not in the trash.
        """
        kept = self._kept()
        for entry_id in ids:
            for key in _versions(kept, entry_id):
                self._trash.set(key, None)

    def empty_trash(self, before: datetime) -> None:
        """Remove from the trash for good what was deleted before an instant."""
        for key, kept in list(self._trash.items()):
            deleted_at = (
                kept.deleted_at() if isinstance(kept, LazyDocument) else str(kept["deleted_at"])
            )
            if _is_before(deleted_at, before):
                self._trash.set(key, None)

    def fold(self, documents: Iterable[dict[str, Any]]) -> None:
        """Take new entries from the inbox.

        One whose id is there already replaces it, and what it replaces goes to the trash: that
        happens only where somebody else wrote to the folder, and nothing is lost by it.
        """
        for document in documents:
            entry = from_document(document)
            earlier = self._entries.get(to_int(entry.id))
            if earlier is not None and dict(earlier) != document:
                self._discard(entry.id, earlier, entry.updated_at)
            self._entries.set(to_int(entry.id), document)

    def apply(self) -> None:
        """Give the changes to TinyDB."""
        database = TinyDB(self._storage, storage=lambda storage: storage)
        for overlay in (self._entries, self._trash):
            # A cache of queries would only hold what is about to change.
            overlay.apply(database.table(overlay.name, cache_size=0))

    def _require(self, entry_id: str) -> Mapping[str, Any]:
        document = self._entries.get(to_int(entry_id))
        if document is None:
            raise NotFoundError(f"{entry_id}: no such entry")
        return document

    def _discard(self, entry_id: str, document: Mapping[str, Any], at: datetime) -> None:
        key = to_int(entry_id)
        while self._trash.get(key) is not None:
            key += 1
        self._trash.set(key, to_trashed(document, at))

    def _kept(self) -> dict[str, list[int]]:
        """Give the keys in the trash by entry: of all its versions, the last deleted first."""
        found = defaultdict[str, list[tuple[datetime, int]]](list)
        for key, kept in self._trash.items():
            trashed = from_trashed(kept)
            found[trashed.entry.id].append((trashed.deleted_at, key))
        return {
            entry_id: [key for _, key in sorted(versions, reverse=True)]
            for entry_id, versions in found.items()
        }


def _versions(kept: Mapping[str, list[int]], entry_id: str) -> list[int]:
    """Find an entry in the trash.

    Raises:
        NotFoundError: it is not there.
    """
    if entry_id not in kept:
        raise NotFoundError(f"{entry_id}: is not in the trash")
    return kept[entry_id]


def _is_before(text: str, instant: datetime) -> bool:
    """Compare a written instant; one that can't be read is before none, so that nothing goes."""
    try:
        return datetime.fromisoformat(text) < instant
    except (ValueError, TypeError):
        return False
