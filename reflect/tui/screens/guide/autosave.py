"""What a sitting with a guide owes the disk: kept, saved, and what is read meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import date

from textual import on, work
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from reflect.errors import Notice, ReflectError, fill_command
from reflect.journal.session_saver import AutosaveResult, SessionSaver
from reflect.model.entry import Entry
from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify, notify_error
from reflect.tui.results import GuideResult
from reflect.tui.safe_text import plain

KEPT_WORDS = "The draft is kept."
NOTHING_KEPT = "Nothing was written, so nothing is kept."


class Sitting(Screen[GuideResult]):
    """A screen that holds a session, and all it has to do with the disk.

    Args:
        context: the journal and all that belongs to it.
        begin: returns the session to write in; run in a worker.
        since: the first day of the period that the guide looks over.
    """

    session: Session  # set once `begin` has returned, as is `saver`
    saver: SessionSaver

    class Kept(Message):
        """The draft was written, or could not be."""

        def __init__(self, result: AutosaveResult, error: ReflectError | None) -> None:
            super().__init__()
            self.result = result
            self.error = error

    class Left(Message):
        """All is kept, and the screen may go."""

        def __init__(self, ending: GuideResult, words: str) -> None:
            super().__init__()
            self.ending = ending
            self.words = words

    class Stuck(Message):
        """The entry or the draft could not be saved."""

        def __init__(self, error: ReflectError, *, was_leaving: bool) -> None:
            super().__init__()
            self.error = error
            self.was_leaving = was_leaving

    def __init__(
        self, context: AppContext, begin: Callable[[], Session], since: date | None
    ) -> None:
        super().__init__()
        self.context = context
        self.since = since
        self.is_begun = False
        self.is_ending = False
        self._begin = begin
        self.has_been_stuck = False
        self._is_aloud = False

    def hold(self) -> None:
        """Put what is typed and not an answer yet into the session."""
        raise NotImplementedError

    @work
    async def load(self) -> None:
        """Begin the session; an error closes the page."""
        try:
            session = await asyncio.to_thread(self._begin)
        except ReflectError as error:
            notify_error(self.app, error)
            self.dismiss(None)
            return
        self.session = session
        self.saver = SessionSaver(self.context.journal, session, self.context.recovery)
        self.is_begun = True
        self.begun()

    def begun(self) -> None:
        """Show the page that the session stands at."""
        raise NotImplementedError

    def save_now(self) -> str:
        """Keep the draft at once, as the process is about to end; say where it is."""
        if not self.is_begun:
            return ""
        try:
            self.hold()
        finally:
            # Where the field itself is broken, all that was taken from it before is kept.
            told = self._kept_now()
        return told

    def _kept_now(self) -> str:
        if self.saver.is_over or self.session.is_empty or self.saver.is_untouched:
            return ""
        try:
            self.saver.save_draft()
        except ReflectError as error:
            return format_error(error, self.app)
        notice = Notice(
            "The draft is kept: {command} goes on with it.", ("resume", self.session.id)
        )
        return fill_command(notice, self.context.command_line)

    def keep_soon(self) -> None:
        """Have the draft written, if there is anything new."""
        if self.is_begun and not self.is_ending and self.saver.stage():
            self._write()

    def keep_aloud(self) -> None:
        """Have the draft written, and say so."""
        if self.saver.stage():
            self._is_aloud = True
            self._write()
        elif self.session.is_empty:
            notify(self.app, "Nothing is written yet.")
        else:
            notify(self.app, KEPT_WORDS if self.saver.has_draft else "Nothing new is written.")

    def tell_warnings(self) -> None:
        """Say what the journal has to say."""
        while self.context.warnings:
            notify(self.app, self.context.warnings.pop(0), "warning")

    @work(thread=True)
    def _write(self) -> None:
        result, error = self.saver.write_staged()
        if result not in (AutosaveResult.UNCHANGED, AutosaveResult.STILL_FAILING):
            self.post_message(self.Kept(result, error))

    @on(Kept)
    def _kept(self, event: Kept) -> None:
        if self.is_ending:
            return
        if event.result is AutosaveResult.FAILED and event.error is not None:
            notify_error(self.app, event.error)
            notify(
                self.app, "You can go on: it is tried again, and all of it at the end.", "warning"
            )
        elif event.result is AutosaveResult.SAVED_AGAIN:
            notify(self.app, "The draft is kept again.")
        elif self._is_aloud:
            notify(self.app, KEPT_WORDS)
        self._is_aloud = False
        self.query_one("#guide-kept", Static).update(
            plain("draft not kept", "$error")
            if event.result is AutosaveResult.FAILED
            else plain("draft kept")
        )
        self.tell_warnings()

    def save(self, *, unfinished: bool) -> None:
        """Save the entry, and leave when it is safe."""
        self.is_ending = True
        self.app.run_worker(lambda: self._save(unfinished), thread=True)

    def _save(self, unfinished: bool) -> None:
        journal = self.context.journal
        is_first = journal.is_new
        try:
            entry = self.saver.save(unfinished=unfinished)
        except ReflectError as error:
            self.post_message(self.Stuck(error, was_leaving=False))
            return
        self.post_message(self.Left(GuideResult(entry=entry), self._saved_words(entry, is_first)))
        try:
            journal.entries.fold()
        except ReflectError as error:
            # The entry is safe already; so trouble here is no error.
            self.context.warnings.append(f"Saved, but not folded in yet: {error.message}.")

    def _saved_words(self, entry: Entry, is_first: bool) -> str:
        words = f"Saved: {entry.id}."
        if entry.state == "unfinished":
            words = f"Saved as it is: {entry.id}. The rest waits for another day."
        if is_first and not self.context.is_demo:
            words += f"\nIt is kept only on this machine, in {self.context.journal.folder}."
        return words

    def leave(self) -> None:
        """Keep the draft, and leave when it is safe."""
        self.is_ending = True
        self.app.run_worker(self._leave, thread=True)

    def _leave(self) -> None:
        ending, words = GuideResult(), NOTHING_KEPT
        try:
            if self.session.is_empty:
                self.saver.discard()
            elif self.saver.is_untouched:
                known = self.context.journal.drafts.ids()
                ending, words = (
                    GuideResult(draft_id=self.session.id * (self.session.id in known)),
                    "",
                )
            else:
                self.saver.save_draft()
                ending, words = GuideResult(draft_id=self.session.id), KEPT_WORDS
        except ReflectError as error:
            self.post_message(self.Stuck(error, was_leaving=True))
            return
        self.post_message(self.Left(ending, words))

    @on(Left)
    def _left(self, event: Left) -> None:
        if event.words:
            notify(self.app, event.words)
        self.dismiss(event.ending)
