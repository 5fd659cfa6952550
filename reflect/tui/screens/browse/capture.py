"""Captures notes from Browse."""

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen

from reflect.errors import ReflectError
from reflect.journal.recovery import location_notice, write_recovery_file
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify
from reflect.tui.write_queue import WriteQueue

if TYPE_CHECKING:
    from reflect.journal.note_draft import NoteDraft
    from reflect.model.entry import Entry


class CaptureFlow:
    """Asks for a note and saves it, without losing it if that fails.

    Args:
        node: the screen that shows the dialog and receives the message.
        context: the context that provides the journal.
        writes: the queue that saves the note.
    """

    class Done(Message):
        """Posted when a note was saved."""

        def __init__(self, entry: "Entry") -> None:
            super().__init__()
            self.entry = entry

    class Dropped(Message):
        """Posted when the draft of a note was deleted without saving the note."""

    def __init__(self, node: Screen[Any], context: AppContext, writes: WriteQueue) -> None:
        self._node = node
        self._context = context
        self._writes = writes
        self._unsaved: list[str] = []

    def ask(self, note: str = "", problem: str = "", draft: "NoteDraft | None" = None) -> None:
        """Ask for a note.

        Args:
            note: the initial text.
            problem: why an earlier attempt to save it failed.
            draft: the draft of that attempt; None for a new note.
        """
        from reflect.journal.note_draft import NoteDraft
        from reflect.tui.screens.dialogs.capture import CaptureScreen

        context = self._context
        draft = draft or NoteDraft(context.journal, context.config.guide, context.recovery)
        screen = CaptureScreen(context, note, problem, draft)
        self._node.app.push_screen(screen, partial(self._save, draft))

    def save_now(self) -> str:
        """Write pending notes to recovery files because the process is about to exit."""
        return " ".join(map(self._rescue, self._unsaved))

    def _save(self, draft: "NoteDraft", note: str | None) -> None:
        if not note or not note.strip():
            self._drop(draft)
            return
        self._unsaved.append(note)

        def saved(entry: "Entry") -> None:
            self._unsaved.remove(note)
            self._node.post_message(self.Done(entry))

        def failed(error: ReflectError) -> None:
            self._unsaved.remove(note)
            if self._node.is_active:
                self.ask(note, format_error(error, self._node.app), draft)
            else:
                notify(self._node.app, self._rescue(note), "error")

        self._writes.add(partial(draft.capture, note), saved, failed)

    def _drop(self, draft: "NoteDraft") -> None:
        def dropped(had_draft: bool) -> None:
            if had_draft:
                self._node.post_message(self.Dropped())

        if draft.is_started:
            self._writes.add(draft.discard, dropped)

    def _rescue(self, note: str) -> str:
        file = write_recovery_file(
            self._context.recovery, note, "capture", self._context.journal.encryption
        )
        if file is not None:
            return location_notice("The note", file)
        self._context.unsaved.append(note)
        return "The note could not be saved. It is shown when reflect ends."
