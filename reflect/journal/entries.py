"""The saved entries of a journal and the trash."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import (
    ConflictError,
    DamagedError,
    NotFoundError,
    Notice,
    ReflectError,
    UsageError,
)
from reflect.model.ids import FUTURE, new_id, normalise_typed_id, resolve_id

if TYPE_CHECKING:
    from reflect.journal.encryption import JournalEncryption
    from reflect.model.commitment import Commitment
    from reflect.model.entry import Entry
    from reflect.practice.session import Session
    from reflect.practice.similarity import SimilarEntry
    from reflect.search.query import Query
    from reflect.search.scan import Hits
    from reflect.store.changes import ChangeSet, Trashed
    from reflect.store.entry_row import EntryRow
    from reflect.store.reader import JournalContent
    from reflect.store.store import Store

NOTE_QUESTION = "What happened?"
# An earlier time is an error of the clock.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EntryListing:
    """Listed entries, with the total number before the limit was applied."""

    entries: "tuple[Entry, ...]"
    total: int


class JournalEntries:
    """Reads, searches and changes the saved entries of a journal.

    Args:
        folder: the journal's folder; the first write creates it.
        clock: a function that returns the current time with its UTC offset.
        guides: the folder for the user's own guides.
        warn: called with each message that the user should read.
        backup_bytes: the size limit for the backups, in bytes; 0 for no limit.
        encryption: the journal's encryption.
        draft_ids: a function that returns the draft ids, to recognize names of drafts.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        guides: Path | None,
        warn: Callable[[Notice | str], None],
        backup_bytes: int,
        encryption: "JournalEncryption",
        draft_ids: Callable[[], list[str]],
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._guides = guides
        self._warn = warn
        self._backup_bytes = backup_bytes
        self._encryption = encryption
        self._draft_ids = draft_ids
        self._warned: set[Notice | str] = set()
        self._content: JournalContent | None = None

    @cached_property
    def store(self) -> "Store":
        # Imported here so that a screen can appear before the store is loaded.
        from reflect.store.store import Store

        keys = self._encryption.keys
        return Store(self._folder, clock=self._clock, limit=self._backup_bytes, keys=keys)

    def capture(
        self,
        text: str,
        *,
        occurred_on: date | None = None,
        tags: Sequence[str] = (),
        near_miss: bool = False,
    ) -> "Entry":
        """Save a note as a capture, to reflect on later."""
        from reflect.model.entry import NOTE, Answer, Entry
        from reflect.text.clean import first_line, normalise

        now = self._clock()
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
                near_miss=near_miss,
            )
        )

    def add(self, entry: "Entry") -> "Entry":
        """Append a new entry, in time that does not depend on the size of the journal."""
        self.store.add(entry)
        self._pass_on_warnings()
        return entry

    def add_all(self, entries: "Iterable[Entry]") -> None:
        """Add several new entries in one write."""
        with self.changing() as changes:
            for entry in entries:
                changes.upsert(entry)

    def score_lines(self, entry: "Entry", words: Sequence[str]) -> list[str]:
        """Return lines about the score of an entry, with the last three times before it.

        The earlier scores are left out if the journal can't be read.

        Args:
            entry: the entry, which may not be saved yet.
            words: what its guide calls a score, from the lowest to the highest.
        """
        from reflect.practice.score import score_lines

        earlier: list[tuple[date, float]] = []
        if entry.score is not None and not self._encryption.is_locked:
            with suppress(ReflectError):
                earlier = self._scores_before(entry)
        return score_lines(entry, words, earlier)

    def _scores_before(self, entry: "Entry") -> "list[tuple[date, float]]":
        """Return the days and scores of the last three entries of the same guide before one."""
        found = []
        rows = sorted(self.rows(), key=lambda row: row.order, reverse=True)
        for row in rows:
            if row.id == entry.id or entry.guide.encode() not in row.line:
                continue
            other = row.entry()
            same = other.guide == entry.guide and other.occurred_on <= entry.occurred_on
            if same and other.score is not None and other.created_at < entry.created_at:
                found.append((other.occurred_on, other.score))
            if len(found) == 3:
                break
        return found

    def rows(self) -> "list[EntryRow]":
        """Read all entries from disk without parsing them."""
        self._content = self.store.read()
        self._pass_on_warnings()
        return list(self._content.rows)

    @property
    def _rows(self) -> "Sequence[EntryRow]":
        """The entries of the last read."""
        return self._content.rows if self._content else ()

    def content(self) -> "JournalContent":
        """Read the entries together with the records about them; see `Journal.records`."""
        self.rows()
        return self.loaded_content()

    def loaded_content(self) -> "JournalContent":
        """Return the entries and records of the last read; read them if nothing was read yet."""
        return self._content or self.content()

    def known_ids(self) -> "list[str]":
        """Return the ids of all entries at the time of the last read."""
        return [row.id for row in self._rows]

    def get(self, name: str) -> "Entry":
        """Read an entry by name.

        Args:
            name: an entry id, a unique prefix, `@` or `@2`.

        Raises:
            NotFoundError: no entry matches the name.
            UsageError: the prefix is ambiguous or too short.
        """
        entry = self.loaded(self.resolve(name))
        assert entry is not None
        return entry

    def resolve(self, name: str, *, also: Iterable[str] = ()) -> str:
        """Return the complete id for a name.

        Args:
            name: an entry id, a unique prefix, `@` or `@2`.
            also: draft ids that the name may match as well.

        Raises:
            NotFoundError: no entry matches the name.
            UsageError: the prefix is ambiguous or too short.
        """
        known = [(row.id, row.moment) for row in self.rows()]
        try:
            return resolve_id(name, known, also=also, now=self._clock().timestamp())
        except NotFoundError:
            if any(draft_id.startswith(normalise_typed_id(name)) for draft_id in self._draft_ids()):
                raise NotFoundError(
                    f"{name!r} is a draft",
                    hint="{command} goes on with it; with --discard it is dropped.",
                    command=("resume", name),
                ) from None
            raise

    def loaded(self, entry_id: str) -> "Entry | None":
        """Return an entry by id from the last read, or None."""
        return next((row.entry() for row in self._rows if row.id == entry_id), None)

    def stored(self, entry_id: str) -> "Entry | None":
        """Read the journal and return an entry by id, or None."""
        self.rows()
        return self.loaded(entry_id)

    def listing(
        self, query: "Query", *, limit: int = 0, reverse: bool = False, lessons: bool = False
    ) -> EntryListing:
        """List the entries that match a query, newest first.

        Args:
            query: the words and filters; an empty query matches everything.
            limit: the maximum number of entries; 0 for all.
            reverse: whether to return the same entries oldest first.
            lessons: whether to include only entries with a lesson.
        """
        rows = self.rows()
        if lessons:
            rows = [row for row in rows if row.has_lesson]
        if not query.is_empty:
            rows = [row for row in rows if query.may_match(row.line, some=False)]
        rows.sort(key=lambda row: row.order, reverse=True)
        if query.is_empty:
            shown = [row.entry() for row in rows[: limit or None]]
            return EntryListing(tuple(reversed(shown) if reverse else shown), len(rows))
        entries = (row.entry() for row in rows)
        return self.narrow(query, entries, limit=limit, reverse=reverse)

    def narrow(
        self, query: "Query", entries: "Iterable[Entry]", *, limit: int = 0, reverse: bool = False
    ) -> EntryListing:
        """Filter entries by a query; the entries must be sorted newest first."""
        today = self._clock().date()
        matches = [entry for entry in entries if query.matches(entry, today)]
        shown = matches[: limit or None]
        return EntryListing(tuple(reversed(shown) if reverse else shown), len(matches))

    def search(self, query: "Query", *, limit: int = 0) -> "Hits":
        """Search the entries. Entries with all words come first, then those with some.

        Args:
            query: the words and filters.
            limit: the maximum number of entries; 0 for all.
        """
        from reflect.search.scan import search_lines

        return search_lines(query, self.rows(), self._clock().date(), limit=limit or None)

    def find_similar(self, session: "Session", *, limit: int = 3) -> "list[SimilarEntry]":
        """Find earlier entries that are similar to the one being written.

        This only reads the journal, so it may be called from any thread.

        Raises:
            LockedError: the journal is locked; this method never asks for the passphrase.
            DamagedError, FileError: the journal cannot be read.
        """
        from reflect.journal.similar import similar_entries

        self._encryption.require_unlocked()
        return similar_entries(session, self.store.rows(), self._clock(), self._guides, limit)

    def repeated_by(self, entries: "Iterable[Entry]") -> "dict[str, Entry]":
        """Return the readable earlier entries that the given entries repeat, by id.

        The journal is read only if an entry repeats another.
        """
        ids = {earlier for entry in entries for earlier in entry.repeats}
        repeated: dict[str, Entry] = {}
        for row in self.rows() if ids else ():
            if row.id in ids:
                with suppress(DamagedError):
                    repeated[row.id] = row.entry()
        return repeated

    def trash(self) -> "list[Trashed]":
        """Return the deleted entries, most recently deleted first."""
        trashed = sorted(self.store.trashed(), key=lambda item: item.deleted_at, reverse=True)
        self._pass_on_warnings()
        return trashed

    def replace(self, entry: "Entry", base: "Entry") -> "Entry":
        """Save a changed entry.

        Args:
            entry: the changed entry.
            base: the entry before the change.

        Returns:
            The entry as saved, with a new `updated_at`.

        Raises:
            ConflictError: another process changed or deleted the entry.
            UsageError: the change would alter a sealed forecast.
        """
        now = self._clock()
        with self.changing() as changes:
            current = changes.entry(entry.id)
            if current is None:
                raise ConflictError(f"{entry.id} was deleted meanwhile")
            if current != base:
                raise ConflictError(
                    f"{entry.id} was changed meanwhile",
                    hint="{command} shows it now.",
                    command=("show", entry.id),
                )
            check_seals(current, entry, now)
            fresh = _with_times(entry, current, now)
            changes.replace(fresh)
        return fresh

    def change_commitment(
        self,
        entry_id: str,
        number: int,
        change: "Callable[[Commitment], Commitment]",
        *,
        base: "Commitment | None" = None,
    ) -> "Entry":
        """Change one commitment of the entry as it is on disk.

        Args:
            entry_id: the complete id of the entry.
            number: the number of the commitment; the first is 1.
            change: takes the commitment and returns the changed one. If it raises an error, nothing
                is changed.
            base: the commitment as the user saw it; None to change any version of it.

        Returns:
            The entry as saved, with a new `updated_at`.

        Raises:
            ConflictError: the entry was deleted, or its commitment is no longer `base`.
            NotFoundError: the entry has no commitment with this number.
            UsageError: the change would alter a sealed forecast.
        """
        now = self._clock()
        with self.changing() as changes:
            current = changes.entry(entry_id)
            if current is None:
                raise ConflictError(f"{entry_id} was deleted meanwhile")
            if not 1 <= number <= len(current.commitments):
                raise NotFoundError(
                    f"{entry_id} has no commitment {number}",
                    hint="{command} shows it.",
                    command=("show", entry_id),
                )
            made = list(current.commitments)
            if base is not None and made[number - 1] != base:
                raise ConflictError(
                    f"the commitment {entry_id}/{number} was changed meanwhile",
                    hint="{command} shows it now.",
                    command=("show", entry_id),
                )
            made[number - 1] = change(made[number - 1])
            changed = replace(current, commitments=tuple(made))
            if changed == current:
                return current
            check_seals(current, changed, now)
            fresh = _with_times(changed, current, now)
            changes.replace(fresh)
        return fresh

    def is_from_future(self, entry: "Entry") -> bool:
        """Return whether the clock was wrong when an entry was created, or is wrong now."""
        return entry.created_at > self._clock() + FUTURE

    def delete(self, ids: Iterable[str]) -> None:
        """Move entries to the trash."""
        with self.changing() as changes:
            changes.trash(ids, self._clock())

    def restore(self, ids: Iterable[str]) -> None:
        """Restore entries from the trash."""
        with self.changing() as changes:
            changes.restore(list(ids))

    def forget(self, ids: Iterable[str]) -> None:
        """Permanently delete entries from the trash."""
        with self.changing() as changes:
            changes.forget(list(ids))

    def fold(self) -> None:
        """Move the inbox entries into the journal file, unless the journal is locked."""
        if not self._encryption.is_locked:
            self.store.fold()
        self._pass_on_warnings()

    def fold_old(self) -> None:
        """Fold and back up an inbox older than a week, if this object has read the journal."""
        if self._rows:
            self.store.fold_old()

    @contextmanager
    def changing(self) -> "Iterator[ChangeSet]":
        """Change several entries in one write; see `Store.changing`."""
        with self.store.changing() as changes:
            yield changes
        self._pass_on_warnings()

    def _pass_on_warnings(self) -> None:
        for line in self.store.warnings:
            if line not in self._warned:
                self._warned.add(line)
                self._warn(line)


def _with_times(entry: "Entry", current: "Entry", now: datetime) -> "Entry":
    """Return a changed entry with the time of the change, and without times in the future.

    The time of the change never goes back, because the newest version of an entry counts.
    """
    latest = max(entry.created_at, current.updated_at)
    if latest > now + FUTURE and now > _EARLIEST:
        return replace(entry, created_at=min(now, entry.created_at), updated_at=now)
    return replace(entry, updated_at=max(now, current.updated_at))


def check_seals(current: "Entry", changed: "Entry", now: datetime) -> None:
    """Reject changes to forecasts that are sealed until their look-back.

    Raises:
        UsageError: a sealed commitment was removed, or its date, forecast or percentage changed.
    """
    unchanged = [(made.made_at, made.forecast, made.percent) for made in changed.commitments]
    for number, commitment in enumerate(current.commitments, 1):
        if not commitment.is_sealed(now):
            continue
        # Two commitments may have the same forecast, so each counts once.
        try:
            unchanged.remove((commitment.made_at, commitment.forecast, commitment.percent))
        except ValueError:
            raise UsageError(
                f"the forecast of commitment {number} is sealed until {commitment.due.isoformat()}",
                hint="Leave forecast and percent as they are; the look-back opens them.",
            ) from None
