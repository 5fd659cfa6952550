"""The journal in memory, as of one read: for lists, search and counts."""

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
"""The name, modification time, size and inode of each file of a journal."""

_MAX_REMOVED = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of entries in each state.

    Args:
        entries: finished entries.
        captures, drafts, unfinished: what waits to be resumed.
        due: commitments whose look-back is due.
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
        """Its line in a journal; b"" if it was edited so that it could not be saved."""
        with suppress(ValueError):
            return dump(self.document())
        return b""

    def document(self) -> Mapping[str, Any]:
        """Return it as plain data."""
        return to_document(self._entry)

    def entry(self) -> Entry:
        """Return it as an entry."""
        return self._entry


SnapshotRow = EntryRow | DraftRow


class Snapshot:
    """The content of a journal as of one read, newest first; it never changes.

    Entries are parsed when they are first needed, or by `prepare`. Other threads may use all of it
    while one prepares.

    Args:
        rows: of the journal, in any order.
        drafts: entries in the state "draft", most recently saved first; each hides the row with
            its id, and any older draft with it (a file copied by hand may cause one).
        previous: the snapshot before; what it parsed of unchanged entries is reused.
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
        # Two sorts by one key each block other threads for less time than one by both.
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
        # Removed entries stay in the index until there are too many of them.
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
        """Return an entry as lists show it; it is parsed on first use.

        Args:
            position: 0 for the newest.

        Raises:
            IndexError: there is no such position.
        """
        item = self._items.get(position)
        if item is None:
            if position < 0:
                raise IndexError(position)
            item = self._items.setdefault(position, _parse(self._rows[position]))
        return item

    def day(self, position: int) -> str:
        """Return the day of an entry as YYYY-MM-DD, without parsing the entry."""
        return self._rows[position].occurred_on

    def index_of(self, entry_id: str) -> int | None:
        """Return the position of an entry, or None."""
        return self._positions.get(entry_id)

    def entry(self, entry_id: str) -> Entry:
        """Return an entry or a draft.

        Raises:
            NotFoundError: there is none with this id.
            DamagedError: it cannot be read.
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
            count: how many.

        Returns:
            Whether there are more.
        """
        with self._lock:
            for position in self._unprepared[: -count - 1 : -1]:
                self._numbers[position] = self._index.add(self.item(position))
                self._unprepared.pop()
        return not self.is_ready

    def make_ready(self, today: date) -> None:
        """Do the work that the first search would do, so that it is as fast as the next.

        Args:
            today: the day from which recency counts.
        """
        self._index.warm_up(today)

    def search(self, query: Query, today: date) -> Matches:
        """Search the prepared entries.

        Args:
            query: the words and filters.
            today: the day from which recency and `is:due` count.
        """
        numbers = [number for number in self._numbers if number >= 0]
        return search_index(query, self._index, numbers, today)

    def spellings(self, query: Query) -> list[str]:
        """Return words of the journal that are similar to those of a query without matches."""
        return suggest_spellings(query, self._rows)

    def counts(self, today: date) -> Counts:
        """Count entries by state, and the look-backs that are due in the parsed ones."""
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
        """Count the tags of the parsed entries, most frequent first."""
        counts = Counter(tag for item in self._items.copy().values() for tag in item.tags)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def lessons(self) -> list[SearchDocument]:
        """Return the parsed entries that have a lesson, newest first."""
        items = sorted(self._items.copy().items(), key=itemgetter(0))
        return [item for _, item in items if item.lesson]


class SnapshotCache:
    """The last snapshot of a journal.

    Args:
        journal: the journal.
    """

    def __init__(self, journal: "Journal") -> None:
        self.latest = Snapshot()
        self._journal = journal
        self._signature: Signature | None = None
        self._lock = threading.Lock()

    def read(self) -> Snapshot:
        """Read the journal again; unchanged entries are not parsed again.

        Raises:
            BusyError: another process holds the inbox.
            DamagedError: the journal or its inbox is damaged.
            FileError: one of them cannot be read.
        """
        with self._lock:
            # Before the read, so that a write during it counts as a change.
            current = self._current_signature()
            # Drafts first: one that is saved during the read is in it as an entry.
            drafts = self._journal.drafts.all()
            self.latest = Snapshot(self._journal.entries.rows(), drafts, self.latest)
            self._signature = current
            return self.latest

    def has_changed(self) -> bool:
        """Whether the files have changed since the last read; nothing is opened."""
        return self._current_signature() != self._signature

    def _current_signature(self) -> Signature:
        return signature(self._journal.folder, with_drafts=True)


def signature(folder: Path, *, with_drafts: bool = False) -> Signature:
    """Return what changes whenever a file of a journal changes; nothing is opened.

    Args:
        folder: the journal.
        with_drafts: whether drafts count, too.
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
    """Prepare an entry for search; a damaged one gets a placeholder."""
    try:
        if isinstance(row, EntryRow):
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                return document_from_json(row.document())
        return document_from_entry(row.entry())
    except DamagedError:
        return damaged_document(row.id, row.occurred_on)
