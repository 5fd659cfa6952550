"""Changes to the journal, collected in memory and passed to TinyDB at the end."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import itemgetter
from typing import Any

from tinydb import TinyDB
from tinydb.table import Document, Table

from reflect.errors import NotFoundError, UsageError
from reflect.model.entry import Entry
from reflect.model.ids import is_id, to_int
from reflect.store.day_count import CLOCK, DayCount, days_between, read_day_count
from reflect.store.entry_codec import (
    Trashed,
    from_document,
    from_trashed,
    to_document,
    to_trashed,
    updated_at,
)
from reflect.store.entry_row import moment
from reflect.store.inbox_merge import Merged, newer_entries, stored_versions
from reflect.store.layout import ENTRIES, TRASH
from reflect.store.lazy_document import LazyDocument, deletion
from reflect.store.record_codec import ABOUT, AT, RECORD_TABLES, R, RecordTable
from reflect.store.storage import JournalStorage

__all__ = ["ChangeSet", "Trashed"]

# The TinyDB id of the day count, which is alone in its table.
_ONLY = 1


class _Overlay:
    """Pending changes to a table, layered on top of the stored documents."""

    def __init__(self, storage: JournalStorage, name: str) -> None:
        self.name = name
        self._stored: dict[str, Any] = storage.read().get(name, {})
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

    def newest_first(self, time: str) -> Iterator[Mapping[str, Any]]:
        """Yield the documents of a table that is sorted by time, parsing few of them.

        Args:
            time: the key of the time.
        """
        stored = reversed(self._stored.values())
        is_sorted = all(isinstance(last, LazyDocument) for last in islice(stored, 1))
        if is_sorted and not self._changed:
            return reversed(self._stored.values())
        documents = [document for _, document in self.items()][::-1]
        documents.sort(key=lambda document: moment(str(document.get(time))), reverse=True)
        return iter(documents)

    def apply(self, table: Table) -> None:
        """Pass the changes to TinyDB in at most two steps: removals, then insertions."""
        if removed := [key for key in self._changed if str(key) in self._stored]:
            table.remove(doc_ids=removed)
        if added := [Document(doc, key) for key, doc in self._changed.items() if doc is not None]:
            table.insert_multiple(added)


class ChangeSet:
    """A set of changes to a journal that are written together.

    Args:
        storage: the journal file, read while holding its lock.
    """

    def __init__(self, storage: JournalStorage) -> None:
        self._storage = storage
        self._entries = _Overlay(storage, ENTRIES)
        self._trash = _Overlay(storage, TRASH)
        self._clock = _Overlay(storage, CLOCK)
        self._records = {name: _Overlay(storage, name) for name in RECORD_TABLES}

    @property
    def is_empty(self) -> bool:
        tables = (self._entries, self._trash, *self._records.values())
        return all(table.is_empty for table in tables)

    def entry(self, entry_id: str) -> Entry | None:
        """Return the entry with the given id, or None if it does not exist."""
        document = self._entries.get(to_int(entry_id))
        return None if document is None else from_document(document)

    def has_entry(self, entry_id: str) -> bool:
        """Return whether an entry exists, without parsing it."""
        return self._entries.get(to_int(entry_id)) is not None

    def entries(self) -> Iterator[Entry]:
        for _, document in self._entries.items():
            yield from_document(document)

    def upsert(self, entry: Entry) -> None:
        """Add or replace an entry, preserving unknown keys of the existing document."""
        number = to_int(entry.id)
        self._entries.set(number, {**(self._entries.get(number) or {}), **to_document(entry)})

    def replace(self, entry: Entry) -> None:
        """Replace an existing entry.

        Raises:
            NotFoundError: No entry has this id.
        """
        self._require(entry.id)
        self.upsert(entry)

    def trash(self, ids: Iterable[str], at: datetime) -> None:
        """Move entries to the trash.

        Args:
            ids: the ids of the entries.
            at: the deletion time to record.

        Raises:
            NotFoundError: An entry does not exist.
        """
        for entry_id in ids:
            document = self._require(entry_id)
            self._discard(entry_id, document, at)
            self._entries.set(to_int(entry_id), None)

    def trashed(self) -> list[Trashed]:
        """Return the deleted entries in order of deletion."""
        deleted = [from_trashed(document) for _, document in self._trash.items()]
        return sorted(deleted, key=lambda trashed: trashed.deleted_at)

    def restore(self, ids: Iterable[str]) -> None:
        """Restore entries from the trash exactly as they were.

        Raises:
            NotFoundError: An entry is not in the trash.
            UsageError: The journal already contains an entry with the same id.
        """
        versions = self._keys_by_entry()
        for entry_id in ids:
            if self._entries.get(to_int(entry_id)) is not None:
                raise UsageError(f"{entry_id}: is in the journal, not only in the trash")
            key = _versions(versions, entry_id)[0]
            self._entries.set(to_int(entry_id), (self._trash.get(key) or {})["entry"])
            self._trash.set(key, None)

    def forget(self, ids: Iterable[str]) -> None:
        """Permanently remove all versions of the given entries from the trash.

        Raises:
            NotFoundError: An entry is not in the trash.
        """
        versions = self._keys_by_entry()
        forgotten = list(ids)
        for entry_id in forgotten:
            for key in _versions(versions, entry_id):
                self._trash.set(key, None)
        self._remove_records_about(forgotten)

    def records(self, table: RecordTable[R]) -> Iterator[R]:
        """Yield the records of a table, including those about deleted entries."""
        for _, document in self._records[table.name].items():
            yield table.from_document(document)

    def newest_first(self, table: RecordTable[R]) -> Iterator[R]:
        """Yield the records of a table, the newest first, parsing each only when it is reached."""
        return map(table.from_document, self._records[table.name].newest_first(AT))

    def put_record(self, table: RecordTable[R], record: R) -> None:
        """Add or replace a record, preserving unknown keys of the existing document."""
        overlay, number = self._records[table.name], to_int(record.id)
        overlay.set(number, {**(overlay.get(number) or {}), **table.to_document(record)})

    def record(self, table: RecordTable[R], record_id: str) -> R | None:
        """Return the record with the given id; None if there is none."""
        document = self._records[table.name].get(to_int(record_id))
        return None if document is None else table.from_document(document)

    def remove_record(self, table: RecordTable[R], record_id: str) -> None:
        """Remove a record, if it exists."""
        overlay, number = self._records[table.name], to_int(record_id)
        if overlay.get(number) is not None:
            overlay.set(number, None)

    def remove_records_about(self, about: Collection[str]) -> None:
        """Remove the records about the given entries or patterns."""
        for overlay in self._records.values():
            for key, document in list(overlay.items()):
                peek = document.peek if isinstance(document, LazyDocument) else document.get
                if str(peek(ABOUT)) in about:
                    overlay.set(key, None)

    def _remove_records_about(self, forgotten: Iterable[str]) -> None:
        """Remove the records about entries of which no version is left."""
        left = {deletion(document).entry_id for _, document in self._trash.items()}
        gone = [
            entry_id
            for entry_id in forgotten
            if is_id(entry_id)
            and entry_id not in left
            and self._entries.get(to_int(entry_id)) is None
        ]
        if gone:
            self.remove_records_about(gone)

    def empty_trash(self, now: datetime, keep: timedelta) -> int:
        """Remove entries from the trash whose time is over, by the clock and by the day count.

        Args:
            now: the current time.
            keep: how long deleted entries are kept.

        Returns:
            The number of entries that were removed.
        """
        today = now.astimezone(UTC).date()
        deletions = {key: deletion(document) for key, document in self._trash.items()}
        known = [deleted.days for deleted in deletions.values() if deleted.days is not None]
        count = read_day_count(self._clock.get(_ONLY)) or DayCount(today, max([0, *known]))
        count = count.advanced(today)
        removed: list[str] = []
        for key, deleted in deletions.items():
            at = _instant(deleted.deleted_at)
            if at is None:
                continue
            if deleted.days is None:
                # The rest of the time must pass from now on.
                passed = min(days_between(at.astimezone(UTC).date(), today), keep.days - 1)
                self._count_from(key, count.days - passed)
            elif (
                not count.is_jump
                # The last reading alone does not count, because it may be wrong.
                and count.days - count.step - deleted.days >= keep.days
                # A deletion in the future is an error of the clock.
                and not timedelta(0) <= now - at <= keep
            ):
                self._trash.set(key, None)
                removed.append(deleted.entry_id)
        if removed:
            self._remove_records_about(removed)
        self._clock.set(_ONLY, count.document() if len(deletions) > len(removed) else None)
        return len(removed)

    def _count_from(self, key: int, days: int) -> None:
        """Record the day count at the time of a deletion."""
        document = dict(self._trash.get(key) or {})
        deleted_at = document.pop("deleted_at")
        self._trash.set(key, {"deleted_at": deleted_at, "days": days, **document})

    def fold(self, documents: Collection[dict[str, Any]]) -> Merged:
        """Add entries from the inbox, unless the journal or its trash has a version as new.

        If a version in the inbox is newer than the journal's, the journal's moves to the trash.
        This only happens if another program wrote to the folder.
        """
        ids = {document["id"] for document in documents}
        if not ids:
            return Merged()
        stored = stored_versions(
            (self._entries.get(to_int(entry_id)) for entry_id in ids),
            (document for _, document in self._trash.items()),
            ids,
        )
        newer, older = newer_entries(documents, itemgetter("id"), updated_at, stored)
        for entry_id, document in newer.items():
            earlier = self._entries.get(to_int(entry_id))
            if earlier is not None:
                self._discard(entry_id, earlier, updated_at(document))
            self._entries.set(to_int(entry_id), document)
        return Merged(older, [entry_id for entry_id in newer if entry_id not in stored])

    def apply(self) -> None:
        """Pass the changes to TinyDB."""
        database = TinyDB(self._storage, storage=lambda storage: storage)
        for overlay in (self._entries, self._trash, self._clock, *self._records.values()):
            # Disable the query cache: every cached result is about to become stale.
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

    def _keys_by_entry(self) -> dict[str, list[int]]:
        """Return the trash keys of each entry, most recent deletion first."""
        by_entry = defaultdict[str, list[tuple[datetime, int]]](list)
        for key, document in self._trash.items():
            trashed = from_trashed(document)
            by_entry[trashed.entry.id].append((trashed.deleted_at, key))
        return {
            entry_id: [key for _, key in sorted(versions, reverse=True)]
            for entry_id, versions in by_entry.items()
        }


def _versions(by_entry: Mapping[str, list[int]], entry_id: str) -> list[int]:
    """Return the trash keys of all versions of an entry.

    Raises:
        NotFoundError: The entry is not in the trash.
    """
    if entry_id not in by_entry:
        raise NotFoundError(f"{entry_id}: is not in the trash")
    return by_entry[entry_id]


def _instant(text: str) -> datetime | None:
    """Return a stored time; None if it is invalid."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if instant.tzinfo is None else instant
