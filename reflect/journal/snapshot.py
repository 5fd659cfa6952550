"""The journal as it was read at one moment, opened bit by bit."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any

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
from reflect.store.entry_codec import dump, to_document
from reflect.store.entry_row import EntryRow

_MOST_GONE = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is.

    Args:
        entries: those that are finished.
        captures, drafts, unfinished: those that wait.
        due: the commitments to look back on.
    """

    entries: int = 0
    captures: int = 0
    drafts: int = 0
    unfinished: int = 0
    due: int = 0


class Draft:
    """A draft in the place of a row."""

    __slots__ = ("_entry", "id", "moment", "occurred_on", "state")

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self.id = entry.id
        self.occurred_on = entry.occurred_on.isoformat()
        self.moment = entry.created_at.timestamp()
        self.state = entry.state

    @property
    def line(self) -> bytes:
        """What would be its line; b"" where the file was changed so that it could not be saved."""
        with suppress(ValueError):
            return dump(self.document())
        return b""

    def document(self) -> Mapping[str, Any]:
        """Write it as plain data."""
        return to_document(self._entry)

    def entry(self) -> Entry:
        """Give it as an entry."""
        return self._entry


Source = EntryRow | Draft


class Snapshot:
    """What a journal held when it was read, newest first. It never changes.

    Entries are opened when they are first looked at, or by `prepare`. All of it may be used while
    another thread prepares.

    Args:
        rows: of the journal, in any order.
        drafts: entries in the state "draft", the one kept last first; each hides the row of its
            id, and older drafts of it, as a file copied by hand may be.
        previous: the reading before; what it opened of unchanged entries is taken over.
    """

    def __init__(
        self,
        rows: Sequence[EntryRow] = (),
        drafts: Sequence[Entry] = (),
        previous: "Snapshot | None" = None,
    ) -> None:
        kept = {draft.id: draft for draft in reversed(drafts)}
        sources: list[Source] = [row for row in rows if row.id not in kept]
        sources += map(Draft, kept.values())
        # One after the other: a single sort by both would hold up other threads for longer.
        for key in (attrgetter("moment"), attrgetter("occurred_on")):
            sources.sort(key=key, reverse=True)
        self._sources = sources
        self.ids = [source.id for source in sources]
        self._places = {entry_id: place for place, entry_id in enumerate(self.ids)}
        self._items: dict[int, SearchDocument] = {}
        self._numbers = [-1] * len(sources)
        self._index = Index()
        self._lock = threading.Lock()
        if previous is not None:
            self._take_over(previous)
        self._waiting = [place for place, number in enumerate(self._numbers) if number < 0]
        self._waiting.reverse()

    def __len__(self) -> int:
        return len(self._sources)

    def _take_over(self, previous: "Snapshot") -> None:
        # Entries that are gone stay in the index; when they are many, it is begun anew.
        shared = len(previous._index.items) <= _MOST_GONE + 2 * len(self)
        if shared:
            self._index = previous._index
        for place, source in enumerate(self._sources):
            before = previous.index_of(source.id)
            if before is None or before not in previous._items:
                continue
            if _is_same(previous._sources[before], source):
                self._items[place] = previous._items[before]
                if shared:
                    self._numbers[place] = previous._numbers[before]

    def item(self, place: int) -> SearchDocument:
        """Give an entry as lists need it; opened when it is first asked for.

        Args:
            place: 0 for the newest.

        Raises:
            IndexError: there are not so many.
        """
        found = self._items.get(place)
        if found is None:
            if place < 0:
                raise IndexError(place)
            found = self._items.setdefault(place, _opened(self._sources[place]))
        return found

    def day(self, place: int) -> str:
        """Give the day of an entry as it stands in its line, YYYY-MM-DD; nothing is opened."""
        return self._sources[place].occurred_on

    def index_of(self, entry_id: str) -> int | None:
        """Say which entry has an id."""
        return self._places.get(entry_id)

    def entry(self, entry_id: str) -> Entry:
        """Open an entry or a draft.

        Raises:
            NotFoundError: there is none.
            DamagedError: it can't be read.
        """
        place = self.index_of(entry_id)
        if place is None:
            raise NotFoundError(f"no entry {entry_id!r}")
        return self._sources[place].entry()

    @property
    def is_ready(self) -> bool:
        """Whether all entries are open."""
        return not self._waiting

    def prepare(self, count: int) -> bool:
        """Open the next entries.

        Args:
            count: how many.

        Returns:
            Whether there are more to open.
        """
        with self._lock:
            for place in self._waiting[: -count - 1 : -1]:
                self._numbers[place] = self._index.add(self.item(place))
                self._waiting.pop()
        return not self.is_ready

    def make_ready(self, today: date) -> None:
        """Do what the first search would do, so that it takes no longer than others.

        Args:
            today: recency will count from here.
        """
        self._index.warm_up(today)

    def search(self, query: Query, today: date) -> Matches:
        """Search what is prepared.

        Args:
            query: what is looked for.
            today: recency and `is:due` count from here.
        """
        numbers = [number for number in self._numbers if number >= 0]
        return search_index(query, self._index, numbers, today)

    def spellings(self, query: Query) -> list[str]:
        """Suggest words of the journal for those of a query that match nothing."""
        return suggest_spellings(query, self._sources)

    def counts(self, today: date) -> Counts:
        """Count entries by their state, and look-backs that are due in what is open."""
        states = Counter(source.state for source in self._sources)
        waiting = {state: states.pop(state, 0) for state in ("capture", "draft", "unfinished")}
        due = sum(
            made.is_due(today)
            for item in self._items.copy().values()
            if item.commitments and item.state != "draft"
            for made in item.commitments
        )
        return Counts(
            states.total(), waiting["capture"], waiting["draft"], waiting["unfinished"], due
        )

    def tags(self) -> dict[str, int]:
        """Count the tags in what is open; those used most come first."""
        found = Counter(tag for item in self._items.copy().values() for tag in item.tags)
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def lessons(self) -> list[SearchDocument]:
        """Give the open entries that have a lesson, newest first."""
        opened = sorted(self._items.copy().items(), key=itemgetter(0))
        return [item for _, item in opened if item.lesson]


def _is_same(before: Source, now: Source) -> bool:
    """Say whether an entry is as it was."""
    if isinstance(before, EntryRow) and isinstance(now, EntryRow):
        return before.line == now.line
    if isinstance(before, Draft) and isinstance(now, Draft):
        return before.entry() == now.entry()
    return False


def _opened(source: Source) -> SearchDocument:
    """Fold an entry; what can't be read is no reason to stop."""
    try:
        if isinstance(source, EntryRow):
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                return document_from_json(source.document())
        return document_from_entry(source.entry())
    except DamagedError:
        return damaged_document(source.id, source.occurred_on)
