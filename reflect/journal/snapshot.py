"""In-memory snapshots of a journal, for lists, searches and counts."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.errors import DamagedError, NotFoundError
from reflect.model.entry import Entry
from reflect.search.document import (
    SearchDocument,
    damaged_document,
    document_from_entry,
    document_from_json,
)
from reflect.search.engine import Matches, search_index
from reflect.search.index import Index
from reflect.search.query import Query
from reflect.search.suggestions import suggest_spellings
from reflect.store import paths
from reflect.store.entry_codec import dump, to_document
from reflect.store.entry_row import EntryRow

if TYPE_CHECKING:
    from reflect.journal.journal import Journal

Signature = tuple[tuple[str, int, int, int], ...]
"""The name, modification time, size and inode of each journal file."""

_MAX_REMOVED = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of entries in each state.

    Args:
        entries: the number of finished entries.
        captures, drafts, unfinished: the numbers of items that can be resumed.
        due: the number of commitments whose look-back is due.
    """

    entries: int = 0
    captures: int = 0
    drafts: int = 0
    unfinished: int = 0
    due: int = 0


class DraftRow:
    """A draft with the interface of an `EntryRow`."""

    __slots__ = ("_entry", "id", "moment", "occurred_on", "state")

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self.id = entry.id
        self.occurred_on = entry.occurred_on.isoformat()
        self.moment = entry.created_at.timestamp()
        self.state = entry.state

    @property
    def line(self) -> bytes:
        """The draft as a journal line, or b"" if an edited draft file contains invalid data."""
        with suppress(ValueError):
            return dump(self.document())
        return b""

    def document(self) -> Mapping[str, Any]:
        return to_document(self._entry)

    def entry(self) -> Entry:
        return self._entry


SnapshotRow = EntryRow | DraftRow


class Snapshot:
    """An immutable snapshot of a journal, with the newest entries first.

    Entries are parsed on first use or by `prepare`. Other threads may use the snapshot while one
    thread prepares it.

    Args:
        rows: the rows of the journal, in any order.
        drafts: entries in the state "draft", most recently saved first. A draft hides any row or
            older draft with the same id. Such drafts can result from copying a file by hand.
        previous: the previous snapshot, whose parsed entries are reused if they are unchanged.
    """

    def __init__(
        self,
        rows: Sequence[EntryRow] = (),
        drafts: Sequence[Entry] = (),
        previous: "Snapshot | None" = None,
    ) -> None:
        newest = {draft.id: draft for draft in reversed(drafts)}
        sources: list[SnapshotRow] = [row for row in rows if row.id not in newest]
        sources += map(DraftRow, newest.values())
        # Two sorts by a single key block other threads for less time than one sort by both keys.
        for key in (attrgetter("moment"), attrgetter("occurred_on")):
            sources.sort(key=key, reverse=True)
        self._rows = sources
        self.ids = [row.id for row in sources]
        self._positions = {entry_id: position for position, entry_id in enumerate(self.ids)}
        self._items: dict[int, SearchDocument] = {}
        self._numbers = [-1] * len(sources)
        self._index = Index()
        self._lock = threading.Lock()
        if previous is not None:
            self._reuse(previous)
        unprepared = [position for position, number in enumerate(self._numbers) if number < 0]
        self._unprepared = unprepared[::-1]

    def __len__(self) -> int:
        return len(self._rows)

    def _reuse(self, previous: "Snapshot") -> None:
        # Keep removed entries in the index until there are too many.
        shares_index = len(previous._index.items) <= _MAX_REMOVED + 2 * len(self)
        if shares_index:
            self._index = previous._index
        for position, row in enumerate(self._rows):
            before = previous.index_of(row.id)
            if before is None or before not in previous._items:
                continue
            if _is_same(previous._rows[before], row):
                self._items[position] = previous._items[before]
                if shares_index:
                    self._numbers[position] = previous._numbers[before]

    def item(self, position: int) -> SearchDocument:
        """Return an entry prepared for lists and searches, parsing it on first use.

        Args:
            position: the entry's position; 0 is the newest.

        Raises:
            IndexError: the position is out of range.
        """
        item = self._items.get(position)
        if item is None:
            if position < 0:
                raise IndexError(position)
            item = self._items.setdefault(position, _parse(self._rows[position]))
        return item

    def day(self, position: int) -> str:
        """Return an entry's day as YYYY-MM-DD, without parsing the entry."""
        return self._rows[position].occurred_on

    def index_of(self, entry_id: str) -> int | None:
        """Return the position of an entry, or None if it is missing."""
        return self._positions.get(entry_id)

    def lesson_positions(self) -> list[int]:
        """Return the positions of the entries that have a lesson, without parsing them."""
        return [
            position
            for position, row in enumerate(self._rows)
            if isinstance(row, EntryRow) and row.state != "capture" and row.has_lesson
        ]

    def entry(self, entry_id: str) -> Entry:
        """Return an entry or a draft.

        Raises:
            NotFoundError: no entry or draft has this id.
            DamagedError: the entry cannot be read.
        """
        position = self.index_of(entry_id)
        if position is None:
            raise NotFoundError(f"no entry {entry_id!r}")
        return self._rows[position].entry()

    @property
    def is_ready(self) -> bool:
        """Whether all entries are parsed and indexed."""
        return not self._unprepared

    def prepare(self, count: int) -> bool:
        """Parse and index the next entries.

        Args:
            count: the maximum number of entries.

        Returns:
            Whether any entries remain to be prepared.
        """
        with self._lock:
            for position in self._unprepared[: -count - 1 : -1]:
                self._numbers[position] = self._index.add(self.item(position))
                self._unprepared.pop()
        return not self.is_ready

    def make_ready(self, today: date) -> None:
        """Warm up the index, so that the first search is as fast as later ones.

        Args:
            today: the reference day for recency.
        """
        self._index.warm_up(today)

    def search(self, query: Query, today: date) -> Matches:
        """Search the prepared entries.

        Args:
            query: the words and filters.
            today: the reference day for recency and `is:due`.
        """
        numbers = [number for number in self._numbers if number >= 0]
        return search_index(query, self._index, numbers, today)

    def spellings(self, query: Query) -> list[str]:
        """Suggest words from the journal that resemble the words of an unsuccessful query."""
        return suggest_spellings(query, self._rows)

    def counts(self, today: date) -> Counts:
        """Count all entries by state, and the commitments that are due in the parsed entries."""
        states = Counter(row.state for row in self._rows)
        waiting = {state: states.pop(state, 0) for state in ("capture", "draft", "unfinished")}
        due = sum(
            commitment.is_due(today)
            for item in self._items.copy().values()
            if item.commitments and item.state != "draft"
            for commitment in item.commitments
        )
        return Counts(
            states.total(), waiting["capture"], waiting["draft"], waiting["unfinished"], due
        )

    def tags(self) -> dict[str, int]:
        """Return the number of parsed entries for each tag, most frequent first."""
        counts = Counter(tag for item in self._items.copy().values() for tag in item.tags)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def lessons(self) -> list[SearchDocument]:
        """Return the parsed entries that have a lesson, newest first."""
        items = sorted(self._items.copy().items(), key=itemgetter(0))
        return [item for _, item in items if item.lesson]


class SnapshotCache:
    """Keeps the latest snapshot of a journal.

    Args:
        journal: the journal to read.
    """

    def __init__(self, journal: "Journal") -> None:
        self.latest = Snapshot()
        self._journal = journal
        self._signature: Signature | None = None
        self._lock = threading.Lock()

    def read(self) -> Snapshot:
        """Read the journal again, reusing parsed entries that have not changed.

        Raises:
            BusyError: another process has locked the inbox.
            DamagedError: the journal or its inbox is damaged.
            FileError: the journal or its inbox cannot be read.
        """
        with self._lock:
            # Taken before the read, so that a write during the read counts as a change.
            current = self._current_signature()
            # Drafts are read first so that a draft finished during the read appears as an entry.
            drafts = self._journal.drafts.all()
            self.latest = Snapshot(self._journal.entries.rows(), drafts, self.latest)
            self._signature = current
            return self.latest

    def has_changed(self) -> bool:
        """Return whether the files have changed since the last read, without opening them."""
        return self._current_signature() != self._signature

    def _current_signature(self) -> Signature:
        return signature(self._journal.folder, with_drafts=True)


def signature(folder: Path, *, with_drafts: bool = False) -> Signature:
    """Return a value that changes whenever a journal file does, without opening any file.

    Args:
        folder: the journal's folder.
        with_drafts: whether to include the drafts.
    """
    drafts: list[Path] = []
    if with_drafts:
        with suppress(OSError):
            drafts = sorted(
                path
                for path in (folder / paths.DRAFTS).iterdir()
                if path.suffix in (paths.PLAIN, paths.SEALED)
            )
    files = (folder / name for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX))
    return tuple(map(_state, (*files, *drafts)))


def _state(path: Path) -> tuple[str, int, int, int]:
    try:
        state = path.stat()
    except OSError as error:
        return path.name, -1, 0, error.errno or 0
    return path.name, state.st_mtime_ns, state.st_size, state.st_ino


def _is_same(before: SnapshotRow, now: SnapshotRow) -> bool:
    if isinstance(before, EntryRow) and isinstance(now, EntryRow):
        return before.line == now.line
    if isinstance(before, DraftRow) and isinstance(now, DraftRow):
        return before.entry() == now.entry()
    return False


def _parse(row: SnapshotRow) -> SearchDocument:
    """Parse an entry for the search index, or return a placeholder if it is damaged."""
    try:
        if isinstance(row, EntryRow):
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                return document_from_json(row.document())
        return document_from_entry(row.entry())
    except DamagedError:
        return damaged_document(row.id, row.occurred_on)
