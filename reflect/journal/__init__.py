"""The one door to the journal, through which both front ends go."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from reflect.errors import NotFoundError, ReflectError, UsageError
from reflect.journal.entries import Entries, Listing
from reflect.model.entry import Entry
from reflect.model.guide import Guide
from reflect.model.ids import choose, new_id

if TYPE_CHECKING:
    from reflect.practice.session import Session
    from reflect.store.drafts import Drafts

__all__ = ["Journal", "Listing"]


class Journal(Entries):
    """A folder of entries, and the sessions in which they are written."""

    @cached_property
    def _drafts(self) -> "Drafts":
        from reflect.store.drafts import Drafts

        return Drafts(self.folder)

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
        try:
            self._drafts.discard(session.id)
        except ReflectError as error:
            self._warn(f"{entry.id} is saved, but its draft could not be removed: {error.message}")
        return entry

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

    def _stored(self, entry_id: str) -> Entry | None:
        return next((row.entry() for row in self.rows() if row.id == entry_id), None)

    def _draft_entry(self, data: dict[str, Any]) -> Entry:
        from reflect.guides import load
        from reflect.practice.session import Session

        try:
            guide = load(data["guide"], self.guides)
        except ReflectError:
            # A draft outlives its guide: what was written is there without it.
            guide = Guide(data["guide"], data["guide"], "", "more", (), ())
        session = Session.from_dict(data, guide)
        kept_at = datetime.fromisoformat(data["kept_at"])
        return session.entry(kept_at, "draft")
