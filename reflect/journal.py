"""The one door to the journal, through which both front ends go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.errors import NotFoundError, UsageError
from reflect.model.entry import NOTE, Answer, Entry
from reflect.model.ids import choose, new_id
from reflect.store.drafts import Drafts
from reflect.store.row import Row
from reflect.store.tables import Store

if TYPE_CHECKING:
    from reflect.practice.session import Session
    from reflect.search import Hits, Query
    from reflect.store.changes import Trashed

NOTE_QUESTION = "What happened?"


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries of a listing, and how many there were before it was cut."""

    entries: tuple[Entry, ...]
    total: int


class Journal:
    """A folder of entries and drafts.

    Args:
        folder: where it lies; created by the first write.
        clock: gives the instant, with its offset.
        guides: the folder of the user's own guides.
        warn: takes a line that the user should read, such as a wrong checksum.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime],
        guides: Path | None = None,
        warn: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.guides = guides
        self.store = Store(folder)
        self._drafts = Drafts(folder)
        self._warn = warn
        self._warned: set[str] = set()
        self._rows: list[Row] = []

    @property
    def today(self) -> date:
        """The day that it is for the user."""
        return self.clock().date()

    # Writing: sessions, captures, forms.

    def begin(
        self,
        guide_name: str,
        *,
        occurred_on: date | None = None,
        title: str = "",
        tags: Sequence[str] = (),
    ) -> "Session":
        """Begin a guided reflection; nothing is written yet.

        Raises:
            NotFoundError: no such guide.
        """
        from reflect.guides import load
        from reflect.practice.session import Session

        return Session.begin(
            load(guide_name, self.guides),
            id=new_id(),
            now=self.clock(),
            occurred_on=occurred_on or self.today,
            title=title,
            tags=tuple(tags),
        )

    def keep_draft(self, session: "Session") -> None:
        """Save a session as it stands; durable when this returns."""
        data = session.to_dict()
        if session.origin is not None:
            data["base"] = session.origin.updated_at.isoformat()
        data["kept_at"] = self.clock().isoformat()
        self._drafts.save(session.id, data)

    def resume(self, name: str | None = None, *, guide_name: str = "drucker") -> "Session":
        """Go on with a draft, a capture or an unfinished entry.

        Args:
            name: an id, a prefix or `@`; None for the one kept last.
            guide_name: the guide for a capture.

        Raises:
            NotFoundError: nothing waits, or no such entry.
            UsageError: it is finished, or was edited since the draft was kept.
        """
        from reflect.guides import load
        from reflect.practice.session import Session

        entry = self.waiting()[:1] if name is None else [self.entry(name, drafts=True)]
        if not entry:
            raise NotFoundError("nothing waits to be resumed", "`reflect new` begins afresh.")
        chosen = entry[0]
        stored = self._stored(chosen.id)
        if chosen.state == "draft":
            data = self._drafts.load(chosen.id)
            if stored is not None and data.get("base") != stored.updated_at.isoformat():
                raise UsageError(
                    f"{chosen.id} was changed after its draft was kept",
                    f"`reflect show {chosen.id}` shows the entry; "
                    f"`reflect resume {chosen.id} --discard` drops the draft.",
                )
            return Session.from_dict(data, load(data["guide"], self.guides), origin=stored)
        if chosen.state == "entry":
            raise UsageError(f"{chosen.id} is finished", f"`reflect edit {chosen.id}` changes it.")
        guide = load(chosen.guide or guide_name, self.guides)
        return Session.resume(chosen, guide, self.clock())

    def waiting(self) -> list[Entry]:
        """List drafts, captures and unfinished entries, newest first; a draft hides its entry."""
        drafts = self.drafts()
        hidden = {draft.id for draft in drafts}
        rows = [
            row.entry()
            for row in self.rows()
            if row.state in ("capture", "unfinished") and row.id not in hidden
        ]
        return sorted([*drafts, *rows], key=lambda entry: entry.updated_at, reverse=True)

    def drafts(self) -> list[Entry]:
        """List the drafts as entries in the state "draft", the one kept last first."""
        return [self._draft_entry(data) for _, data in self._drafts.all()]

    def discard_draft(self, draft_id: str) -> None:
        """Drop a draft for good."""
        self._drafts.discard(draft_id)

    def save(self, session: "Session", *, unfinished: bool = False) -> Entry:
        """Make an entry of a session and save it; its draft goes once it is durable.

        Args:
            unfinished: save what is there ("enough for tonight").

        Raises:
            UsageError: a required answer is missing, or the entry was changed meanwhile.
        """
        now = self.clock()
        entry = session.enough(now) if unfinished else session.finish(now)
        if session.origin is None:
            self.add(entry)
        else:
            entry = self.replace(entry, session.origin)
        self._drafts.discard(session.id)
        return entry

    def capture(
        self, text: str, *, occurred_on: date | None = None, tags: Sequence[str] = ()
    ) -> Entry:
        """Note something now, to be reflected on later."""
        from reflect.text import first_line, normalise

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

    def add(self, entry: Entry) -> Entry:
        """Append a new entry; costs the same in a large journal as in an empty one."""
        self.store.add(entry)
        self._pass_on_warnings()
        return entry

    # Reading.

    def rows(self) -> "list[Row]":
        """Read what the journal holds now, each entry still unparsed."""
        self._rows = list(self.store.rows())
        self._pass_on_warnings()
        return list(self._rows)

    def known_ids(self) -> "list[str]":
        """Give the ids of all entries, as they were when the journal was last read."""
        return [row.id for row in self._rows]

    def entry(self, name: str, *, drafts: bool = False) -> Entry:
        """Find one entry by id, unique prefix, `@` or `@2`.

        Args:
            drafts: whether a draft of that id comes before the entry.

        Raises:
            NotFoundError: there is none.
            UsageError: the prefix fits several, or is too short.
        """
        rows = self.rows()
        waiting = {draft.id: draft for draft in self.drafts()} if drafts else {}
        found = choose(name, [(row.id, row.created_at) for row in rows], also=waiting)
        if found in waiting:
            return waiting[found]
        return next(row.entry() for row in rows if row.id == found)

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
        if query.asks_for("draft"):
            return self.narrowed(query, self.drafts(), limit=limit, reverse=reverse)
        if lessons:
            rows = [row for row in rows if row.has_lesson]
        if not query.is_empty:
            rows = [row for row in rows if query.may_match(row.line, some=False)]
        rows.sort(key=lambda row: row.order, reverse=True)
        if query.is_empty:
            found = [row.entry() for row in rows[: limit or None]]
            return Listing(tuple(reversed(found) if reverse else found), len(rows))
        return self.narrowed(query, map(Row.entry, rows), limit=limit, reverse=reverse)

    def narrowed(
        self, query: "Query", entries: Iterable[Entry], *, limit: int = 0, reverse: bool = False
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
        from reflect.search import rank

        return rank(query, self.rows(), self.today, limit=limit or None)

    def trash(self) -> "list[Trashed]":
        """List what was deleted, with the instant it was; the last one first."""
        found = sorted(self.store.trashed(), key=lambda one: one.deleted_at, reverse=True)
        self._pass_on_warnings()
        return found

    # Changing what is there.

    def replace(self, entry: Entry, base: Entry) -> Entry:
        """Save a changed entry.

        Args:
            entry: the entry as it shall be.
            base: the entry as it was when the change began.

        Returns:
            The entry as saved, its `updated_at` now.

        Raises:
            NotFoundError: it was deleted meanwhile.
            UsageError: it was changed meanwhile, or a sealed forecast would change.
        """
        now = self.clock()
        fresh = replace(entry, updated_at=now)
        with self.store.changing() as changes:
            current = changes.entry(entry.id)
            if current is None:
                raise NotFoundError(f"{entry.id} was deleted meanwhile")
            if current != base:
                raise UsageError(
                    f"{entry.id} was changed meanwhile", f"`reflect show {entry.id}` shows it now."
                )
            check_seals(current, fresh, now)
            changes.replace(fresh)
        self._pass_on_warnings()
        return fresh

    def delete(self, entries: Iterable[Entry]) -> None:
        """Move entries to the trash."""
        with self.store.changing() as changes:
            changes.trash([entry.id for entry in entries], self.clock())
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

    def fold(self) -> None:
        """Fold what the inbox holds into the journal file."""
        self.store.fold()
        self._pass_on_warnings()

    def _stored(self, entry_id: str) -> Entry | None:
        return next((row.entry() for row in self.rows() if row.id == entry_id), None)

    def _draft_entry(self, data: dict[str, Any]) -> Entry:
        from reflect.guides import load
        from reflect.practice.session import Session

        session = Session.from_dict(data, load(data["guide"], self.guides))
        kept_at = datetime.fromisoformat(data["kept_at"])
        return session.entry(kept_at, "draft")

    def _pass_on_warnings(self) -> None:
        for line in self.store.warnings:
            if line not in self._warned:
                self._warned.add(line)
                self._warn(line)


def check_seals(current: Entry, changed: Entry, now: datetime) -> None:
    """Refuse a change to a forecast that is sealed until its look-back.

    Raises:
        UsageError: a sealed commitment was dropped, or its forecast, percent or making changed.
    """
    kept = [(one.made_at, one.forecast, one.percent) for one in changed.commitments]
    for number, one in enumerate(current.commitments, 1):
        if one.is_sealed(now) and (one.made_at, one.forecast, one.percent) not in kept:
            raise UsageError(
                f"the forecast of commitment {number} is sealed until {one.due.isoformat()}",
                "Leave forecast and percent as they are; the look-back opens them.",
            )
