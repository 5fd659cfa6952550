"""Saves the Guide's draft and its entry in workers."""

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import LockedError, Notice, ReflectError, fill_command
from reflect.journal.session_saver import AutosaveResult, NotSavedError, SessionSaver
from reflect.model.entry import Entry
from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, line_writer, notify
from reflect.tui.results import GuideResult

DRAFT_SAVED = "The draft is kept."
SAVED_AGAIN = "The draft is kept again."
GO_ON = "You can go on: it is tried again, and all of it at the end."
NOTHING_SAVED = "Nothing was written, so nothing is kept."
FINISHED_ELSEWHERE = "{} was saved elsewhere; nothing new was written here."
UNLOCK_TO_SAVE = "It was encrypted meanwhile. Its passphrase lets you save."
UNLOCK_DRAFT = "It was encrypted meanwhile. What you wrote is kept as a draft."
ONLY_HERE = "What you wrote is only on this screen: it could not be saved. Try again."
_SILENT = (
    AutosaveResult.UNCHANGED,
    AutosaveResult.STILL_FAILING,
    AutosaveResult.FINISHED_ELSEWHERE,
)


class DraftAutosave:
    """Saves a session as a draft while the user types, and as an entry at the end.

    Does nothing until `start` is called.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the journal and the recovery folder.
    """

    class Saved(Message):
        """Posted after an attempt to save the draft, or if it was unchanged.

        Args:
            result: the outcome.
            text: a message for the user, or "".
            error: the error, or None on success.
        """

        def __init__(
            self, result: AutosaveResult, text: str, error: ReflectError | None = None
        ) -> None:
            super().__init__()
            self.result = result
            self.text = text
            self.error = error

    class Closed(Message):
        """Posted when everything is saved and the screen can close.

        Args:
            result: the screen's result.
            text: a message for the user, or "".
        """

        def __init__(self, result: GuideResult, text: str) -> None:
            super().__init__()
            self.result = result
            self.text = text

    class Failed(Message):
        """Posted when the entry, or the draft on leaving, could not be saved.

        Args:
            error: the error, which says where the text is instead.
            is_leaving: whether the user was leaving without saving the entry.

        Attributes:
            unlock_reason: what to say when asking for the passphrase; "" if that would not help.
            is_only_here: whether the text is not saved anywhere.
        """

        def __init__(self, error: ReflectError, *, is_leaving: bool) -> None:
            super().__init__()
            self.error = error
            self.is_leaving = is_leaving
            self.unlock_reason = ""
            cause, fallback = error, None
            if isinstance(error, NotSavedError):
                cause, fallback = error.cause, error.fallback
            if isinstance(cause, LockedError):
                is_draft = fallback is not None and fallback.draft_id
                self.unlock_reason = UNLOCK_DRAFT if is_draft else UNLOCK_TO_SAVE
            self.is_only_here = fallback is not None and fallback.text != ""

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self._node = node
        self._context = context
        self._session: Session | None = None
        self._saver: SessionSaver | None = None
        self._is_requested = False
        self.is_closing = False

    def start(self, session: Session) -> None:
        """Start saving a session. Only the app's thread may change that session."""
        self._session = session
        self._saver = SessionSaver(self._context.journal, session, self._context.recovery)

    def autosave(self) -> None:
        """Save the draft in a worker if it has changed, and post `Saved`."""
        if self._saver is not None and not self.is_closing and self._saver.stage():
            self._node.run_worker(self._write, thread=True)

    def save_draft(self) -> None:
        """Save the draft at the user's request, and post `Saved` even if it is unchanged."""
        if self._saver is None or self.is_closing:
            return
        if self._saver.stage():
            self._is_requested = True
            self._node.run_worker(self._write, thread=True)
        else:
            self._node.post_message(self.Saved(AutosaveResult.UNCHANGED, self._unchanged_text()))

    def save_draft_here(self) -> None:
        """Save the draft in the current thread.

        Raises:
            NotSavedError: if the draft can't be saved; the error says where the text is instead.
        """
        if self._saver is not None:
            self._save_draft(self._saver)

    def save_now(self) -> str:
        """Save the draft immediately because the process is about to exit.

        Returns:
            A message for the shell about where the draft is, or "" if there is nothing to save.
        """
        session, saver = self._session, self._saver
        if session is None or saver is None:
            return ""
        if saver.is_over or session.is_empty or saver.is_untouched:
            return ""
        try:
            result = self._save_draft(saver)
        except ReflectError as error:
            self.keep_for_shell(error)
            return format_error(error, self._node.app)
        if result is AutosaveResult.FINISHED_ELSEWHERE:
            return FINISHED_ELSEWHERE.format(session.id)
        kept = Notice("The draft is kept: {command} goes on with it.", ("resume", session.id))
        return fill_command(kept, line_writer(self._node.app))

    def keep_for_shell(self, error: ReflectError) -> None:
        """Have a text that is not saved anywhere shown on the terminal after the app has exited."""
        if isinstance(error, NotSavedError) and error.fallback.text:
            self._context.unsaved.append(error.fallback.text)

    def save_entry(self, *, unfinished: bool) -> None:
        """Save the entry in a worker, which posts `Closed` or `Failed`.

        Args:
            unfinished: whether to save it as unfinished, leaving open questions for another day.
        """
        self.is_closing = True
        # The app runs the worker, because closing the screen must not cancel it.
        self._node.app.run_worker(lambda: self._save_entry(unfinished), thread=True)

    def close(self) -> None:
        """Save the draft, or remove an empty one, in a worker that posts `Closed` or `Failed`."""
        self.is_closing = True
        self._node.app.run_worker(self._close, thread=True)

    def reopen(self, failure: Failed) -> None:
        """Allow saving again after a failure to close."""
        self.is_closing = False
        if failure.is_only_here:
            notify(self._node.app, ONLY_HERE, "error")

    def _write(self) -> None:
        assert self._saver is not None
        result, error = self._saver.write_staged()
        if result in _SILENT:
            return
        if result is AutosaveResult.MOVED:
            self._warn(error)
            error = None
        text, self._is_requested = DRAFT_SAVED if self._is_requested else "", False
        text = {AutosaveResult.FAILED: GO_ON, AutosaveResult.SAVED_AGAIN: SAVED_AGAIN}.get(
            result, text
        )
        self._node.post_message(self.Saved(result, text, error))

    def _save_draft(self, saver: SessionSaver) -> AutosaveResult:
        """Save the draft in the current thread; warn if it has got an id of its own."""
        result, conflict = saver.save_draft()
        self._warn(conflict)
        return result

    def _warn(self, error: ReflectError | None) -> None:
        if error is not None:
            self._context.warnings.append(format_error(error, self._node.app))

    def _unchanged_text(self) -> str:
        if self._saver is not None and self._saver.has_draft:
            return DRAFT_SAVED
        is_empty = self._session is None or self._session.is_empty
        return "Nothing is written yet." if is_empty else "Nothing new is written."

    def _save_entry(self, unfinished: bool) -> None:
        assert self._saver is not None
        journal = self._context.journal
        is_first = journal.is_new
        try:
            entry = self._saver.save(unfinished=unfinished)
        except ReflectError as error:
            self._node.post_message(self.Failed(error, is_leaving=False))
            return
        text = self._saved_text(entry, is_first=is_first)
        self._node.post_message(self.Closed(GuideResult(entry=entry), text))
        try:
            journal.entries.fold()
        except ReflectError as error:
            # The entry is already saved, so a failure here is only a warning.
            self._context.warnings.append(
                f"The entry is saved; while it was folded in: {error.message}."
            )

    def _saved_text(self, entry: Entry, *, is_first: bool) -> str:
        text = f"Saved: {entry.id}."
        if entry.state == "unfinished":
            text = f"Saved as it is: {entry.id}. The rest waits for another day."
        if is_first and not self._context.is_demo:
            text += f"\nIt is kept only on this machine, in {self._context.journal.folder}."
        return text

    def _close(self) -> None:
        assert self._session is not None and self._saver is not None
        session = self._session
        result, text = GuideResult(), NOTHING_SAVED
        try:
            if session.is_empty:
                self._saver.discard()
            elif self._saver.is_untouched:
                is_draft = session.id in self._context.journal.drafts.ids()
                result, text = GuideResult(draft_id=session.id if is_draft else ""), ""
            elif self._save_draft(self._saver) is AutosaveResult.FINISHED_ELSEWHERE:
                self._context.warnings.append(FINISHED_ELSEWHERE.format(session.id))
                result, text = GuideResult(is_reported=True), ""
            else:
                result, text = GuideResult(draft_id=session.id), DRAFT_SAVED
        except ReflectError as error:
            self._node.post_message(self.Failed(error, is_leaving=True))
            return
        self._node.post_message(self.Closed(result, text))
