"""The drafts of a journal: guided sessions that are not finished yet."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.errors import (
    ConflictError,
    NotFoundError,
    Notice,
    ReflectError,
)
from reflect.journal.entries import JournalEntries
from reflect.model.ids import FUTURE, new_id, resolve_id

if TYPE_CHECKING:
    from reflect.journal.encryption import JournalEncryption
    from reflect.model.entry import Entry
    from reflect.practice.session import Session
    from reflect.store.drafts import Drafts


class JournalDrafts:
    """Saves, lists, resumes and finishes the drafts of a journal.

    Args:
        folder: the journal's folder.
        entries: the journal entries, to which finished sessions are added.
        clock: a function that returns the current time with its UTC offset.
        guides: the folder for the user's own guides.
        warn: called with each message that the user should read.
        encryption: the journal's encryption.
    """

    def __init__(
        self,
        folder: Path,
        entries: JournalEntries,
        *,
        clock: Callable[[], datetime],
        guides: Path | None,
        warn: Callable[[Notice | str], None],
        encryption: "JournalEncryption",
    ) -> None:
        self._folder = folder
        self._entries = entries
        self._clock = clock
        self._guides = guides
        self._warn = warn
        self._encryption = encryption
        self._warned: set[str] = set()

    @cached_property
    def _files(self) -> "Drafts":
        from reflect.store.drafts import Drafts

        return Drafts(self._folder, keys=self._encryption.keys)

    def begin(
        self,
        guide_name: str,
        *,
        occurred_on: date | None = None,
        title: str = "",
        tags: Sequence[str] = (),
    ) -> "Session":
        """Start a guided session without writing anything to disk.

        Raises:
            NotFoundError: the guide does not exist.
        """
        from reflect.guides.loader import load_guide
        from reflect.practice.session import Session

        now = self._clock()
        return Session.begin(
            load_guide(guide_name, self._guides),
            id=new_id(),
            now=now,
            occurred_on=occurred_on or now.date(),
            title=title,
            tags=tuple(tags),
        )

    def save(self, session: "Session") -> None:
        """Save a session as a draft; see `write`."""
        self.write(session, self.dump(session))

    def dump(self, session: "Session") -> dict[str, Any]:
        """Convert a session to draft data, without accessing the disk."""
        from reflect.practice.session_codec import to_dict

        return {**to_dict(session), "kept_at": self._clock().isoformat()}

    def write(self, session: "Session", data: dict[str, Any]) -> None:
        """Write draft data to disk. The draft is on disk when this returns.

        Args:
            session: the session, which may change during the write. Its draft version is updated.
            data: the data from `dump`.

        Raises:
            ConflictError: another process changed, finished or discarded the draft.
        """
        data = {**data, "id": session.id}
        if (entry := session.replaced_entry) is not None:
            data["base"] = entry.updated_at.isoformat()
        session.draft_version = self._files.save(session.id, data, session.draft_version)

    def branch(self, session: "Session") -> None:
        """Assign a new id to a session whose draft another process has continued."""
        session.id, session.draft_version = new_id(), ""

    def is_held_elsewhere(self, session: "Session") -> bool:
        """Return whether the text of a session's draft is in a draft or entry with its id.

        Returns False if this can't be determined without the passphrase.
        """
        with suppress(ReflectError):
            if session.id in self.ids():
                return True
            if not self._encryption.is_locked:
                stored = self._entries.stored(session.id)
                return stored is not None and stored != session.replaced_entry
        return False

    def resume(self, name: str | None = None, *, guide_name: str = "drucker") -> "Session":
        """Resume a draft, a capture or an unfinished entry, or open a finished entry again.

        If the entry was changed or deleted after its draft was saved, the draft gets a new id, so
        that neither text overwrites the other.

        Args:
            name: an id, a unique prefix or `@`; None for the most recently saved item.
            guide_name: the guide to use for a capture.

        Raises:
            NotFoundError: there is nothing to resume, nothing matches the name, or the entry's
                guide does not exist.
        """
        from reflect.guides.loader import load_guide
        from reflect.practice import entry_builder

        if name is None and not (waiting := self.waiting()):
            raise NotFoundError(
                "nothing waits to be resumed", hint="{command} begins afresh.", command=("new",)
            )
        ids = self.ids()
        entry_id = waiting[0].id if name is None else self._entries.resolve(name, also=ids)
        stored = self._entries.stored(entry_id)
        if entry_id in ids:
            return self._resume_draft(entry_id, stored)
        assert stored is not None
        guide = load_guide(stored.guide or guide_name, self._guides)
        return entry_builder.resume(stored, guide, self._clock())

    def _resume_draft(self, draft_id: str, stored: "Entry | None") -> "Session":
        from reflect.guides.loader import load_guide
        from reflect.practice.session_codec import from_dict

        data, version = self._files.open(draft_id)
        guide = load_guide(str(data.get("guide")), self._guides)
        base = data.get("base")
        if base == (stored.updated_at.isoformat() if stored else None):
            session = from_dict(data, guide, origin=stored)
            session.draft_version = version
            return session
        session = from_dict(data, guide)
        session.id = new_id()
        self.save(session)
        self._files.discard_version(draft_id, version)
        self._warn(
            f"{draft_id} was changed after its draft was kept: "
            f"the draft goes on as an entry of its own, {session.id}."
        )
        return session

    def waiting(self) -> "list[Entry]":
        """Return drafts, captures and unfinished entries, newest first.

        An entry that has a draft is omitted.
        """
        drafts = self.all()
        hidden = {draft.id for draft in drafts}
        entries = [
            row.entry()
            for row in self._entries.rows()
            if row.state in ("capture", "unfinished") and row.id not in hidden
        ]
        # A time in the future is an error of the clock.
        latest = self._clock() + FUTURE
        return sorted(
            [*drafts, *entries],
            key=lambda entry: (entry.updated_at <= latest, entry.updated_at),
            reverse=True,
        )

    def all(self) -> "list[Entry]":
        """Return the drafts as entries in the state "draft", most recently saved first.

        Unreadable drafts are skipped with a warning.
        """
        drafts = []
        for draft_id, data in self._files.all():
            try:
                drafts.append(self._as_entry(data))
            except (ReflectError, LookupError, TypeError, ValueError, AttributeError):
                message = f"the draft {draft_id} can't be read: run {{command}}"
                self._warn(Notice(message, ("doctor",)))
        self.pass_on_warnings()
        return drafts

    def pass_on_warnings(self) -> None:
        """Pass on the warnings of earlier reads and writes, each of them once."""
        for line in self._files.warnings:
            if line not in self._warned:
                self._warned.add(line)
                self._warn(line)

    def ids(self) -> list[str]:
        """Return all draft ids, most recently saved first, without opening the drafts."""
        return self._files.ids()

    def get(self, draft_id: str) -> "Entry":
        """Return a draft as an entry.

        Raises:
            NotFoundError: the draft is missing or cannot be read.
        """
        draft = next((draft for draft in self.all() if draft.id == draft_id), None)
        if draft is None:
            raise NotFoundError(f"the draft {draft_id} can't be read", command=("doctor",))
        return draft

    def discard(self, name: str) -> str:
        """Delete a draft permanently; return its id.

        Args:
            name: the draft's id or a prefix of it.

        Raises:
            NotFoundError: no draft matches the name.
        """
        try:
            draft_id = resolve_id(name, (), also=self.ids())
        except NotFoundError:
            raise NotFoundError(
                f"no draft {name!r}", hint="{command} lists them.", command=("list", "--drafts")
            ) from None
        self._files.discard(draft_id)
        return draft_id

    def remove(self, session: "Session") -> None:
        """Delete the draft of a session, unless another process has changed it."""
        self._files.discard_version(session.id, session.draft_version)

    def finish(self, session: "Session", *, unfinished: bool = False) -> "Entry":
        """Save a session as an entry, then delete its draft.

        If another process has saved, changed or deleted the entry or its draft, this version gets a
        new id, and the draft of the other process stays.

        Args:
            session: the session to save.
            unfinished: whether required answers may be missing ("enough for tonight").

        Raises:
            UsageError: a required answer is missing, or a sealed forecast would change.
        """
        from reflect.practice import entry_builder

        now = self._clock()
        build = entry_builder.finish_early if unfinished else entry_builder.finish
        entry = build(session, now)
        try:
            if session.replaced_entry is not None:
                entry = self._entries.replace(entry, session.replaced_entry)
            elif self._claim(session):
                self._entries.add(entry)
            else:
                raise ConflictError(f"the draft {entry.id} was changed elsewhere")
        except ConflictError as conflict:
            entry = self._entries.add(replace(entry, id=new_id()))
            self._warn(f"{conflict.message}: this is saved beside it, as {entry.id}.")
        try:
            self.remove(session)
        except ReflectError as error:
            self._warn(f"{entry.id} is saved, but its draft may still be there: {error.message}")
        self.pass_on_warnings()
        return entry

    def _claim(self, session: "Session") -> bool:
        """Return whether the id of a session is still its own, so that an entry may have it.

        The draft is written once more, so that no other process that opened it can claim the id.
        """
        if not session.draft_version:
            return True
        try:
            self.save(session)
        except ConflictError:
            return False
        except ReflectError:
            # The draft can't be written, but perhaps the entry can.
            with suppress(ReflectError):
                return self._files.is_current(session.id, session.draft_version)
            return False
        return True

    def _as_entry(self, data: dict[str, Any]) -> "Entry":
        from reflect.guides.loader import load_guide
        from reflect.model.guide import Guide
        from reflect.practice.entry_builder import build_entry
        from reflect.practice.session_codec import from_dict

        try:
            guide = load_guide(data["guide"], self._guides)
        except ReflectError:
            # The draft can still be shown without its guide.
            guide = Guide(data["guide"], data["guide"], "", "more", (), ())
        session = from_dict(data, guide)
        # The draft may contain only an unfinished first answer.
        session.commit_typing()
        kept_at = datetime.fromisoformat(data["kept_at"])
        return build_entry(session, kept_at, "draft")
