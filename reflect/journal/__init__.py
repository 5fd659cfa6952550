"""The one door to the journal, through which both front ends go."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reflect.errors import ConflictError, DamagedError, NotFoundError, ReflectError, UsageError
from reflect.journal.entries import Entries, Listing
from reflect.model.ids import as_typed, choose, new_id

if TYPE_CHECKING:
    from reflect.model.entry import Entry
    from reflect.practice.session import Session
    from reflect.practice.similarity import SimilarEntry
    from reflect.store.backups.archive import Archive
    from reflect.store.drafts import Drafts

__all__ = ["Journal", "Listing"]


class Journal(Entries):
    """A folder of entries, and the sessions in which they are written."""

    @cached_property
    def _drafts(self) -> "Drafts":
        from reflect.store.drafts import Drafts

        return Drafts(self.folder, keys=self.keys)

    @cached_property
    def archive(self) -> "Archive":
        """The backups of the journal."""
        from reflect.store.backups.archive import Archive

        limit = self.backup_mb * 1_000_000
        return Archive(self.folder, self.clock, limit=limit, warn=self._warn, keys=self.keys)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever saved here; a draft is not saved yet."""
        from reflect.store import paths

        files = (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX)
        return not any(os.path.lexists(self.folder / name) for name in files)

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
        from reflect.guides.loader import load
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
        self.keep_snapshot(session.id, self.snapshot(session))

    def snapshot(self, session: "Session") -> dict[str, Any]:
        """Write a session as the draft it would be kept as; nothing touches the disk."""
        data = session.to_dict()
        if session.origin is not None:
            data["base"] = session.origin.updated_at.isoformat()
        data["kept_at"] = self.clock().isoformat()
        return data

    def keep_snapshot(self, draft_id: str, data: dict[str, Any]) -> None:
        """Save such a draft; durable when this returns. A session may go on meanwhile."""
        self._drafts.save(draft_id, data)

    def resume(self, name: str | None = None, *, guide_name: str = "drucker") -> "Session":
        """Go on with a draft, a capture or an unfinished entry.

        A draft whose entry was changed or deleted since becomes an entry of its own: neither text
        takes the place of the other.

        Args:
            name: an id, a prefix or `@`; None for the one kept last.
            guide_name: the guide for a capture.

        Raises:
            NotFoundError: nothing waits, or no such entry.
            UsageError: it is finished.
        """
        from reflect.guides.loader import load
        from reflect.practice.session import Session

        if name is None and not (waiting := self.waiting()):
            raise NotFoundError("nothing waits to be resumed", hint="`reflect new` begins afresh.")
        ids = self._drafts.ids()
        chosen = waiting[0].id if name is None else self._find(name, ids)
        stored = self._stored(chosen)
        if chosen in ids:
            return self._resume_draft(chosen, stored)
        assert stored is not None
        if stored.state == "entry":
            raise UsageError(f"{chosen} is finished", hint=f"`reflect edit {chosen}` changes it.")
        guide = load(stored.guide or guide_name, self.guides)
        return Session.resume(stored, guide, self.clock())

    def _resume_draft(self, draft_id: str, stored: "Entry | None") -> "Session":
        from reflect.guides.loader import load
        from reflect.practice.session import Session

        data = self._drafts.load(draft_id)
        guide = load(str(data.get("guide")), self.guides)
        base = data.get("base")
        if base == (stored.updated_at.isoformat() if stored else None):
            return Session.from_dict(data, guide, origin=stored)
        session = Session.from_dict(data, guide)
        session.id = new_id()
        self.keep_draft(session)
        self._drafts.discard(draft_id)
        self._warn(
            f"{draft_id} was changed after its draft was kept: "
            f"the draft goes on as an entry of its own, {session.id}."
        )
        return session

    def waiting(self) -> "list[Entry]":
        """List drafts, captures and unfinished entries, newest first; a draft hides its entry."""
        drafts = self.drafts()
        hidden = {draft.id for draft in drafts}
        rows = [
            row.entry()
            for row in self.rows()
            if row.state in ("capture", "unfinished") and row.id not in hidden
        ]
        return sorted([*drafts, *rows], key=lambda entry: entry.updated_at, reverse=True)

    def drafts(self) -> "list[Entry]":
        """List the drafts as entries in the state "draft", the one kept last first.

        One that can't be read is told of and left where it is.
        """
        found = []
        for draft_id, data in self._drafts.all():
            try:
                found.append(self._draft_entry(data))
            except (ReflectError, LookupError, TypeError, ValueError, AttributeError):
                self._warn(f"the draft {draft_id} can't be read: run reflect doctor")
        for line in self._drafts.warnings:
            self._warn(line)
        return found

    def draft_ids(self) -> list[str]:
        """List the ids of the drafts, the one kept last first; none is opened."""
        return self._drafts.ids()

    def earlier_alike(self, session: "Session", *, limit: int = 3) -> "list[SimilarEntry]":
        """Find earlier entries that are like the one being written; mostly there is none.

        It reads the journal by itself and changes nothing, so any thread may call it.

        Raises:
            LockedError: it is locked; nobody is asked for a passphrase in the middle of a guide.
            DamagedError, FileError: the journal can't be read.
        """
        from reflect.journal.similar import earlier_alike
        from reflect.store.encryption.key_errors import locked

        if self.keys.is_locked:
            raise locked(self.keys)
        return earlier_alike(session, self.store.rows(), self.clock(), self.guides, limit)

    def discard_draft(self, name: str) -> str:
        """Drop a draft for good, named by its id or a prefix; return its id.

        Raises:
            NotFoundError: there is no such draft.
        """
        try:
            draft_id = choose(name, (), also=self._drafts.ids())
        except NotFoundError:
            raise NotFoundError(
                f"no draft {name!r}", hint="`reflect list --drafts` lists them."
            ) from None
        self._drafts.discard(draft_id)
        return draft_id

    def save(self, session: "Session", *, unfinished: bool = False) -> "Entry":
        """Make an entry of a session and save it; its draft goes once it is durable.

        If the entry was saved, changed or deleted elsewhere meanwhile, this one is saved beside
        it under an id of its own.

        Args:
            unfinished: save what is there ("enough for tonight").

        Raises:
            UsageError: a required answer is missing, or a sealed forecast would change.
        """
        now = self.clock()
        entry = session.finish_early(now) if unfinished else session.finish(now)
        try:
            if session.origin is not None:
                entry = self.replace(entry, session.origin)
            elif self._is_stored(entry.id):
                raise ConflictError(f"{entry.id} was saved elsewhere meanwhile")
            else:
                self.add(entry)
        except ConflictError as conflict:
            entry = self.add(replace(entry, id=new_id()))
            self._warn(f"{conflict.message}: this is saved beside it, as {entry.id}.")
        try:
            self._drafts.discard(session.id)
        except ReflectError as error:
            self._warn(f"{entry.id} is saved, but its draft could not be removed: {error.message}")
        return entry

    def entry(self, name: str, *, drafts: bool = False) -> "Entry":
        """Find one entry by id, unique prefix, `@` or `@2`.

        Args:
            drafts: whether a draft may be named where no entry has its id.

        Raises:
            NotFoundError: there is none.
            UsageError: the prefix fits several, or is too short.
        """
        found = self._find(name, self._drafts.ids() if drafts else ())
        stored = next((row.entry() for row in self._rows if row.id == found), None)
        if stored is not None:
            return stored
        draft = next((draft for draft in self.drafts() if draft.id == found), None)
        if draft is None:
            raise NotFoundError(f"the draft {found} can't be read", hint="Run reflect doctor.")
        return draft

    def _find(self, name: str, drafts: Iterable[str]) -> str:
        known = [(row.id, row.moment) for row in self.rows()]
        try:
            return choose(name, known, also=drafts)
        except NotFoundError:
            if any(one.startswith(as_typed(name)) for one in self._drafts.ids()):
                hint = f"`reflect resume {name}` goes on with it; with --discard it is dropped."
                raise NotFoundError(f"{name!r} is a draft", hint=hint) from None
            raise

    def _stored(self, entry_id: str) -> "Entry | None":
        return next((row.entry() for row in self.rows() if row.id == entry_id), None)

    def _is_stored(self, entry_id: str) -> bool:
        if self.keys.is_locked:
            # Its id is a new one: whoever goes on with a draft has unlocked it.
            return False
        try:
            return self._stored(entry_id) is not None
        except DamagedError:
            # A new entry can be added all the same.
            return False

    def _draft_entry(self, data: dict[str, Any]) -> "Entry":
        from reflect.guides.loader import load
        from reflect.model.guide import Guide
        from reflect.practice.entry_builder import take_typing
        from reflect.practice.session import Session

        try:
            guide = load(data["guide"], self.guides)
        except ReflectError:
            # A draft outlives its guide: what was written is there without it.
            guide = Guide(data["guide"], data["guide"], "", "more", (), ())
        session = Session.from_dict(data, guide)
        # What was typed is all there is of a draft whose first answer was not finished.
        take_typing(session)
        kept_at = datetime.fromisoformat(data["kept_at"])
        return session.entry(kept_at, "draft")
