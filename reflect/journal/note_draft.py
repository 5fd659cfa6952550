"""Keeps a note as a draft while it is being written."""

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from reflect.errors import ReflectError
from reflect.journal.session_saver import AutosaveResult, SessionSaver
from reflect.text.clean import normalise

if TYPE_CHECKING:
    from pathlib import Path

    from reflect.journal import Journal
    from reflect.model.entry import Entry
    from reflect.practice.session import Session


class NoteDraft:
    """Autosaves one note as a draft, until it is captured or dropped.

    If the process is killed, the draft is listed and resumed like any other, with the note as its
    first answer. Except for `stage`, the methods access the disk and may run in worker threads.

    Args:
        journal: the journal.
        guide_name: the guide with which the draft would be resumed.
        recovery: the folder for text that cannot be saved in the journal.

    Attributes:
        is_started: whether any text was staged, so that there may be a draft.
    """

    def __init__(self, journal: "Journal", guide_name: str, recovery: "Path") -> None:
        self._journal = journal
        self._guide_name = guide_name
        self._recovery = recovery
        self._lock = Lock()
        self._staged = ""
        self._session: Session | None = None
        self._saver: SessionSaver | None = None
        self._is_failing = False
        self._is_over = False
        self.is_started = False

    def stage(self, text: str) -> bool:
        """Set the text for the next `write`; return whether there is anything to write."""
        has_changed, self._staged = text != self._staged, text
        self.is_started = self.is_started or has_changed
        return has_changed or self._is_failing

    @property
    def is_saved(self) -> bool:
        """Whether there is a draft that contains the text of the last `write`."""
        return self._saver is not None and self._saver.has_draft and not self._is_failing

    def write(self) -> ReflectError | None:
        """Write the staged text to the draft, unless the note was captured or dropped.

        Returns:
            The error if the draft could not be written and this was not reported before.
        """
        with self._lock:
            if self._is_over:
                return None
            result, error = self._save(normalise(self._staged))
            self._is_failing = result in (AutosaveResult.FAILED, AutosaveResult.STILL_FAILING)
            return error if result is AutosaveResult.FAILED else None

    def capture(self, text: str) -> "Entry":
        """Save the note as a capture, then delete its draft.

        Raises:
            ReflectError: the note could not be saved; its draft stays.
        """
        entry = self._journal.entries.capture(text)
        # The note is saved; a draft that can't be deleted is listed and can be dropped there.
        with suppress(ReflectError):
            self.discard()
        return entry

    def discard(self) -> bool:
        """Delete the draft and stop saving the note; return whether there was a draft.

        Raises:
            ReflectError: the draft could not be deleted.
        """
        with self._lock:
            self._is_over = True
            if self._saver is None or not self._saver.has_draft:
                return False
            self._saver.discard()
            return True

    def _save(self, note: str) -> tuple[AutosaveResult, ReflectError | None]:
        from reflect.journal.entries import NOTE_QUESTION
        from reflect.practice.entry_builder import set_note

        if self._session is None:
            self._session = self._begin()
            self._saver = SessionSaver(self._journal, self._session, self._recovery)
        assert self._saver is not None
        set_note(self._session, note, NOTE_QUESTION)
        return self._saver.autosave()

    def _begin(self) -> "Session":
        from reflect.guides.loader import DEFAULT

        try:
            return self._journal.drafts.begin(self._guide_name)
        except ReflectError:
            return self._journal.drafts.begin(DEFAULT)
