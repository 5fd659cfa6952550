"""Autosaving, saving and recovering a session, for both front ends."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from reflect.errors import ConflictError, Notice, ReflectError
from reflect.journal.recovery import recovery_notice, write_session_recovery
from reflect.practice.session_codec import to_dict

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.model.entry import Entry
    from reflect.practice.session import Session

_NOT_WRITTEN = ("id", "at", "quiet", "base", "kept_at")


class AutosaveResult(Enum):
    """The outcomes of saving a draft that the front ends distinguish.

    If another process has continued the draft, new text is MOVED to a draft with an id of its own.
    Without new text, nothing is written, and the result is UNCHANGED if there is a newer draft, or
    FINISHED_ELSEWHERE if it has become an entry.
    """

    UNCHANGED = "unchanged"
    SAVED = "saved"
    FAILED = "failed"
    STILL_FAILING = "still failing"
    SAVED_AGAIN = "saved again"
    MOVED = "moved"
    FINISHED_ELSEWHERE = "finished elsewhere"


@dataclass(frozen=True, slots=True)
class Fallback:
    """The fallback location of text that could not be saved in the journal.

    Args:
        notice: a message that says where the text is and which command resumes it.
        draft_id: the id of the draft that contains the text, or "".
        file: the recovery file that contains the text, or None.
        text: the text, if it is not saved anywhere; otherwise "".
    """

    notice: Notice
    draft_id: str = ""
    file: Path | None = None
    text: str = ""


class NotSavedError(ReflectError):
    """Raised when a session could not be saved. The message says where its text is.

    If the text is not saved anywhere, the front end that catches the error must show it.

    Args:
        cause: the error that prevented saving.
        fallback: the fallback location of the text.
    """

    def __init__(self, cause: ReflectError, fallback: Fallback) -> None:
        super().__init__(
            cause.message,
            hint=cause.hint,
            path=cause.path,
            command=cause.command,
            detail=cause.detail,
        )
        self.exit_code = cause.exit_code
        self.notices = [*cause.notices, fallback.notice]
        self.cause = cause
        self.fallback = fallback


class SessionSaver:
    """Autosaves one session as a draft and finally saves it as an entry.

    `stage` must be called in the thread that changes the session, and does not access the disk.
    The other methods may run in worker threads. They write one draft at a time, and only the
    newest of several waiting snapshots.

    Args:
        journal: the journal to save to.
        session: the session to save; it must not change while `save` runs.
        recovery: the folder for text that cannot be saved in the journal.
    """

    def __init__(self, journal: "Journal", session: "Session", recovery: Path) -> None:
        self._journal = journal
        self._session = session
        self._recovery = recovery
        self._write_lock = Lock()
        self._staged_lock = Lock()
        self._initial = _content(to_dict(session))
        self._saved = self._initial
        self._last_seen = _progress(session)
        self._staged: dict[str, Any] | None = None
        self._is_failing = False
        self._conflict: ConflictError | None = None
        self.is_over = False
        self.has_draft = False

    @property
    def is_untouched(self) -> bool:
        """Whether the session is unchanged since it was started or resumed."""
        return not self.has_draft and _content(to_dict(self._session)) == self._initial

    def stage(self) -> bool:
        """Take a snapshot of the session if it has changed.

        Returns:
            Whether there is a snapshot for `write_staged`.
        """
        if self.is_over:
            return False
        data = _progress(self._session)
        # An empty session gets no draft, but removed text must also disappear from a saved draft.
        has_nothing = self.is_untouched or (self._session.is_empty and not self.has_draft)
        if data != self._last_seen and not has_nothing:
            self._last_seen = data
            self._swap_staged(self._journal.drafts.dump(self._session))
        return self._staged is not None

    def write_staged(self) -> tuple[AutosaveResult, ReflectError | None]:
        """Write the newest snapshot to the draft.

        Returns:
            The outcome, and the error if the outcome is FAILED or MOVED. A snapshot that could not
            be written stays staged for the next attempt, unless a newer one replaces it.
        """
        with self._write_lock:
            data = self._swap_staged(None)
            if data is None or self.is_over:
                return AutosaveResult.UNCHANGED, None
            try:
                result, conflict = self._write(data)
            except ReflectError as error:
                with self._staged_lock:
                    self._staged = self._staged or data
                if self._is_failing:
                    return AutosaveResult.STILL_FAILING, None
                self._is_failing = True
                return AutosaveResult.FAILED, error
            was_failing, self._is_failing = self._is_failing, False
            if was_failing and result is AutosaveResult.SAVED:
                result = AutosaveResult.SAVED_AGAIN
            return result, conflict

    def autosave(self) -> tuple[AutosaveResult, ReflectError | None]:
        """Stage and write the session in the current thread; see `write_staged`."""
        return self.write_staged() if self.stage() else (AutosaveResult.UNCHANGED, None)

    def save_draft(self) -> tuple[AutosaveResult, ReflectError | None]:
        """Save the draft in the current thread, after waiting for any autosave to finish.

        Returns:
            The outcome, and the error if the outcome is MOVED.

        Raises:
            NotSavedError: the draft could not be written.
        """
        with self._write_lock:
            if self.is_over:
                return AutosaveResult.UNCHANGED, None
            try:
                outcome = self._write_draft()
            except ReflectError as error:
                raise NotSavedError(error, self._rescue()) from error
            self._journal.drafts.pass_on_warnings()
            return outcome

    def save(self, *, unfinished: bool) -> "Entry":
        """Save the session as an entry. No drafts are written afterwards.

        Args:
            unfinished: whether to save an entry that lacks required answers.

        Raises:
            NotSavedError: the entry could not be saved.
        """
        with self._write_lock:
            try:
                entry = self._journal.drafts.finish(self._session, unfinished=unfinished)
            except ReflectError as error:
                raise NotSavedError(error, self._fall_back()) from error
            self.is_over = True
            return entry

    def discard(self) -> None:
        """Delete the draft unless another process has changed it, and stop saving the session.

        Raises:
            ReflectError: the draft could not be deleted.
        """
        with self._write_lock:
            self._journal.drafts.remove(self._session)
            self.is_over = True

    def _swap_staged(self, new: dict[str, Any] | None) -> dict[str, Any] | None:
        with self._staged_lock:
            old, self._staged = self._staged, new
        return old

    def _write_draft(self) -> tuple[AutosaveResult, ReflectError | None]:
        self._swap_staged(None)
        outcome = self._write(self._journal.drafts.dump(self._session))
        self._last_seen = _progress(self._session)
        return outcome

    def _write(self, data: dict[str, Any]) -> tuple[AutosaveResult, ReflectError | None]:
        """Write draft data, with an id of its own if another process has continued the draft."""
        drafts, session = self._journal.drafts, self._session
        try:
            drafts.write(session, data)
        except ConflictError as conflict:
            if _content(data) == self._saved and drafts.is_held_elsewhere(session):
                is_draft = session.id in drafts.ids()
                result = AutosaveResult.UNCHANGED if is_draft else AutosaveResult.FINISHED_ELSEWHERE
                return result, None
            drafts.branch(session)
            # Kept until it is reported, because the second attempt may fail.
            self._conflict = ConflictError(
                conflict.message, hint=f"What you write here is kept as the draft {session.id}."
            )
            drafts.write(session, data)
        self._saved = _content(data)
        self.has_draft = True
        reported, self._conflict = self._conflict, None
        return (AutosaveResult.MOVED if reported else AutosaveResult.SAVED), reported

    def _fall_back(self) -> Fallback:
        try:
            result, _ = self._write_draft()
        except ReflectError:
            return self._rescue()
        if result is AutosaveResult.FINISHED_ELSEWHERE:
            return self._rescue()
        draft_id = self._session.id
        return Fallback(
            Notice("The draft is kept: {command}.", ("resume", draft_id)), draft_id=draft_id
        )

    def _rescue(self) -> Fallback:
        now = self._journal.clock()
        file, text = write_session_recovery(
            self._recovery, self._session, now, self._journal.encryption
        )
        if file is None:
            return Fallback(Notice(""), text=text)
        return Fallback(recovery_notice(self._session, file), file=file)


def _progress(session: "Session") -> dict[str, Any]:
    """Return the session data without the id, which changes if the draft is moved."""
    return {key: part for key, part in to_dict(session).items() if key != "id"}


def _content(data: dict[str, Any]) -> dict[str, Any]:
    """Return what the user has written: draft data without ids, times and the position."""
    return {key: part for key, part in data.items() if key not in _NOT_WRITTEN}
