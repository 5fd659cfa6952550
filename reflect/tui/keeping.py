"""Keeping what is typed in a guide: as a draft, as an entry, and if need be elsewhere.

Snapshots are taken where the words are typed, and written in worker threads: in order, the newest
alone, never two at once. Nothing here waits for the screen, so that the screen may wait for it.
"""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from reflect.errors import NotFoundError, ReflectError
from reflect.journal import Journal
from reflect.journal.recovery import rescue_session, taken_by
from reflect.model.entry import Entry
from reflect.practice.session import Session

KEPT, FAILED, KEPT_AGAIN = "kept", "failed", "kept again"


class Keeping:
    """Keeps one session.

    Args:
        journal: where it is kept.
        session: changed by the screen alone, and not while `save` runs.
        recovery: the folder for what could not be kept there.
    """

    def __init__(self, journal: Journal, session: Session, recovery: Path) -> None:
        self._journal = journal
        self._session = session
        self._recovery = recovery
        self._writing = Lock()
        self._handing = Lock()
        self._begun = _words(session)
        self._taken = session.to_dict()
        self._waiting: dict[str, Any] | None = None
        self._is_failing = False
        self.is_over = False
        self.has_kept = False

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was written since it was begun or resumed."""
        return not self.has_kept and _words(self._session) == self._begun

    def take(self) -> bool:
        """Take a snapshot of what is new; say whether `write` has something to do."""
        if self.is_over:
            return False
        data = self._session.to_dict()
        # Nothing is kept of nothing; but words taken back must leave the draft, too.
        is_nothing = self.is_untouched or (self._session.is_empty and not self.has_kept)
        if data != self._taken and not is_nothing:
            self._taken = data
            self._hand(self._journal.snapshot(self._session))
        return self._waiting is not None

    def write(self) -> tuple[str, ReflectError | None]:
        """Write the newest snapshot; in a worker thread.

        Returns:
            KEPT, KEPT_AGAIN after a failure, or FAILED the first time, with the error; "" where
            there is nothing to say.
        """
        with self._writing:
            data = self._hand(None)
            if data is None or self.is_over:
                return "", None
            try:
                self._journal.keep_snapshot(self._session.id, data)
            except ReflectError as error:
                with self._handing:
                    self._waiting = self._waiting or data
                is_news, self._is_failing = not self._is_failing, True
                return (FAILED, error) if is_news else ("", None)
            was_failing, self._is_failing = self._is_failing, False
            self.has_kept = True
            return (KEPT_AGAIN if was_failing else KEPT), None

    def keep_now(self) -> None:
        """Keep the draft at once, in this thread; a save that is under way is waited for.

        Raises:
            ReflectError: it could not be kept; its hint says where the words are instead.
        """
        with self._writing:
            if not self.is_over:
                self._keep()

    def save(self, *, unfinished: bool) -> Entry:
        """Save the entry; in a worker thread. From then on no draft is kept any more.

        Raises:
            ReflectError: it could not be saved; its hint says where the words are instead.
        """
        with self._writing:
            try:
                entry = self._journal.save(self._session, unfinished=unfinished)
            except ReflectError as error:
                self._keep(after=error)
                raise error from None
            self.is_over = True
            return entry

    def drop(self) -> None:
        """Leave no draft behind, as nothing is written in it.

        Raises:
            ReflectError: it could not be removed.
        """
        with self._writing:
            with suppress(NotFoundError):
                self._journal.discard_draft(self._session.id)
            self.is_over = True

    def _hand(self, new: dict[str, Any] | None) -> dict[str, Any] | None:
        """Put a snapshot in the place of the one that waits, and give that one."""
        with self._handing:
            old, self._waiting = self._waiting, new
        return old

    def _keep(self, after: ReflectError | None = None) -> None:
        """Keep the draft; where that fails, too, write the words to a file outside the journal."""
        self._hand(None)
        try:
            self._journal.keep_snapshot(self._session.id, self._journal.snapshot(self._session))
        except ReflectError as error:
            self._rescue(after or error)
            if after is None:
                raise
            return
        self.has_kept = True
        self._taken = self._session.to_dict()
        if after is not None:
            draft = f"The draft is kept: `reflect resume {self._session.id}`."
            after.hint = f"{after.hint} {draft}".strip()

    def _rescue(self, error: ReflectError) -> None:
        now = self._journal.clock()
        file, text = rescue_session(self._recovery, self._session, now, self._journal.keys)
        if file is None:
            where = f"It could be kept nowhere. What you wrote:\n\n{text}"
        else:
            where = f"What you wrote is in {file}; {taken_by(self._session)}"
        error.hint = f"{error.hint} {where}".strip()


def _words(session: Session) -> dict[str, Any]:
    """Give what was written; where one stands is no word."""
    return {key: part for key, part in session.to_dict().items() if key not in ("at", "quiet")}
