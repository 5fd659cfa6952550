"""The entries of a journal: added, found, changed, deleted and brought back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import ConflictError, UsageError
from reflect.model.ids import new_id
from reflect.text.clean import clean_tag

if TYPE_CHECKING:
    from reflect.model.entry import Entry
    from reflect.search.query import Query
    from reflect.search.scan import Hits
    from reflect.store.changes import Trashed
    from reflect.store.encryption.keys import FolderKeys
    from reflect.store.entry_row import EntryRow
    from reflect.store.store import Store

NOTE_QUESTION = "What happened?"


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries of a listing, and how many there were before it was cut."""

    entries: "tuple[Entry, ...]"
    total: int


class Entries:
    """The entries in a folder.

    Args:
        folder: where it lies; created by the first write.
        clock: gives the instant, with its offset.
        guides: the folder of the user's own guides.
        warn: takes a line that the user should read, such as a wrong checksum.
        backup_mb: how many megabytes the backups may take; 0 for any number.
        keys: that open the folder where it is encrypted; None for those that nobody can open.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        guides: Path | None = None,
        warn: Callable[[str], None] = lambda line: None,
        backup_mb: int = 0,
        keys: "FolderKeys | None" = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.guides = guides
        self.backup_mb = backup_mb
        if keys is None:
            from reflect.store.encryption.keys import FolderKeys

            keys = FolderKeys(str(folder))
        self.keys = keys
        self._warn = warn
        self._warned: set[str] = set()
        self._rows: list[EntryRow] = []

    @cached_property
    def store(self) -> "Store":
        """The files in the folder."""
        # Not at the top of the module: a screen is painted before anything is read.
        from reflect.store.store import Store

        limit = self.backup_mb * 1_000_000
        return Store(self.folder, clock=self.clock, limit=limit, keys=self.keys)

    @property
    def today(self) -> date:
        """The day that it is for the user."""
        return self.clock().date()

    def capture(
        self, text: str, *, occurred_on: date | None = None, tags: Sequence[str] = ()
    ) -> "Entry":
        """Note something now, to be reflected on later."""
        from reflect.model.entry import NOTE, Answer, Entry
        from reflect.text.clean import first_line, normalise

        now = self.clock()
        note = normalise(text)
        return self.add(
            Entry(
                id=new_id(),
                title=first_line(note),
                guide="",
                state="capture",
                occurred_on=occurred_on or now.date(),
                created_at=now,
                updated_at=now,
                tags=tuple(tags),
                answers=(Answer(NOTE, NOTE_QUESTION, note),),
            )
        )

    def add(self, entry: "Entry") -> "Entry":
        """Append a new entry; costs the same in a large journal as in an empty one."""
        self.store.add(entry)
        self._pass_on_warnings()
        return entry

    def add_all(self, entries: "Iterable[Entry]") -> None:
        """Add several new entries in one write."""
        with self.store.changing() as changes:
            for entry in entries:
                changes.put(entry)
        self._pass_on_warnings()

    def rows(self) -> "list[EntryRow]":
        """Read what the journal holds now, each entry still unparsed."""
        self._rows = list(self.store.rows())
        self._pass_on_warnings()
        return list(self._rows)

    def known_ids(self) -> "list[str]":
        """Give the ids of all entries, as they were when the journal was last read."""
        return [row.id for row in self._rows]

    def listing(
        self, query: "Query", *, limit: int = 0, reverse: bool = False, lessons: bool = False
    ) -> Listing:
        """List what a query finds, newest first.

        Args:
            limit: how many at the most; 0 for all.
            reverse: oldest first (of the same entries).
            lessons: only entries that have a lesson.
        """
        rows = self.rows()
        if lessons:
            rows = [row for row in rows if row.has_lesson]
        if not query.is_empty:
            rows = [row for row in rows if query.may_match(row.line, some=False)]
        rows.sort(key=lambda row: row.order, reverse=True)
        if query.is_empty:
            found = [row.entry() for row in rows[: limit or None]]
            return Listing(tuple(reversed(found) if reverse else found), len(rows))
        entries = (row.entry() for row in rows)
        return self.narrowed(query, entries, limit=limit, reverse=reverse)

    def narrowed(
        self, query: "Query", entries: "Iterable[Entry]", *, limit: int = 0, reverse: bool = False
    ) -> Listing:
        """Keep of entries, given newest first, those that a query finds; limit as in listing."""
        today = self.today
        found = [entry for entry in entries if query.matches(entry, today)]
        shown = found[: limit or None]
        return Listing(tuple(reversed(shown) if reverse else shown), len(found))

    def search(self, query: "Query", *, limit: int = 0) -> "Hits":
        """Search, best first: entries with all words, then those with some.

        Args:
            limit: how many at the most; 0 for all.
        """
        from reflect.search.scan import rank

        return rank(query, self.rows(), self.today, limit=limit or None)

    def trash(self) -> "list[Trashed]":
        """List what was deleted, with the instant it was; the last one first."""
        found = sorted(self.store.trashed(), key=lambda one: one.deleted_at, reverse=True)
        self._pass_on_warnings()
        return found

    def replace(self, entry: "Entry", base: "Entry") -> "Entry":
        """Save a changed entry.

        Args:
            entry: the entry as it shall be.
            base: the entry as it was when the change began.

        Returns:
            The entry as saved, its `updated_at` now.

        Raises:
            ConflictError: it was changed or deleted meanwhile.
            UsageError: a sealed forecast would change.
        """
        now = self.clock()
        fresh = replace(entry, updated_at=now)
        with self.store.changing() as changes:
            current = changes.entry(entry.id)
            if current is None:
                raise ConflictError(f"{entry.id} was deleted meanwhile")
            if current != base:
                raise ConflictError(
                    f"{entry.id} was changed meanwhile",
                    hint=f"`reflect show {entry.id}` shows it now.",
                )
            check_seals(current, fresh, now)
            changes.replace(fresh)
        self._pass_on_warnings()
        return fresh

    def delete(self, ids: Iterable[str]) -> None:
        """Move entries to the trash."""
        with self.store.changing() as changes:
            changes.trash(ids, self.clock())
        self._pass_on_warnings()

    def restore(self, ids: Iterable[str]) -> None:
        """Bring entries back from the trash."""
        with self.store.changing() as changes:
            changes.restore(list(ids))
        self._pass_on_warnings()

    def forget(self, ids: Iterable[str]) -> None:
        """Remove entries from the trash for good."""
        with self.store.changing() as changes:
            changes.forget(list(ids))
        self._pass_on_warnings()

    def rename_tag(self, old: str, new: str) -> int:
        """Give every entry with one tag another in its place; return how many there were."""
        now = self.clock()
        count = 0
        with self.store.changing() as changes:
            for entry in [one for one in changes.entries() if old in one.tags]:
                tags = dict.fromkeys(new if tag == old else tag for tag in entry.tags)
                changes.replace(replace(entry, tags=tuple(tags), updated_at=now))
                count += 1
        self._pass_on_warnings()
        return count

    def retag(
        self, ids: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> int:
        """Add tags to entries and take tags away; return how many entries changed.

        Raises:
            UsageError: one can't be a tag; nothing was changed.
        """
        now = self.clock()
        add, remove = [clean_tag(tag) for tag in add], {clean_tag(tag) for tag in remove}
        count = 0
        with self.store.changing() as changes:
            for entry in filter(None, map(changes.entry, ids)):
                tags = dict.fromkeys([*(tag for tag in entry.tags if tag not in remove), *add])
                if tuple(tags) != entry.tags:
                    changes.replace(replace(entry, tags=tuple(tags), updated_at=now))
                    count += 1
        self._pass_on_warnings()
        return count

    def fold(self) -> None:
        """Fold what the inbox holds into the journal file, unless that is locked."""
        if not self.keys.is_locked:
            self.store.fold()
        self._pass_on_warnings()

    def _pass_on_warnings(self) -> None:
        for line in self.store.warnings:
            if line not in self._warned:
                self._warned.add(line)
                self._warn(line)


def check_seals(current: "Entry", changed: "Entry", now: datetime) -> None:
    """Refuse a change to a forecast that is sealed until its look-back.

    Raises:
        UsageError: a sealed commitment was dropped, or its forecast, percent or making changed.
    """
    kept = [(one.made_at, one.forecast, one.percent) for one in changed.commitments]
    for number, one in enumerate(current.commitments, 1):
        if one.is_sealed(now) and (one.made_at, one.forecast, one.percent) not in kept:
            raise UsageError(
                f"the forecast of commitment {number} is sealed until {one.due.isoformat()}",
                hint="Leave forecast and percent as they are; the look-back opens them.",
            )
