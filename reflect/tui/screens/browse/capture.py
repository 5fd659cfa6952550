"""Captures notes from Browse."""

from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen

from reflect.errors import ReflectError
from reflect.journal.recovery import write_recovery_file
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify
from reflect.tui.write_queue import WriteQueue

if TYPE_CHECKING:
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

    def __init__(self, node: Screen[Any], context: AppContext, writes: WriteQueue) -> None:
        self._node = node
        self._context = context
        self._writes = writes
        self._unsaved: list[str] = []

    def ask(self, note: str = "", problem: str = "") -> None:
        """Ask for a note.

        Args:
            note: the initial text.
            problem: why an earlier attempt to save it failed.
        """
        from reflect.tui.screens.dialogs.capture import CaptureScreen

        self._node.app.push_screen(CaptureScreen(self._context, note, problem), self._save)

    def save_now(self) -> str:
        """Write pending notes to recovery files because the process is about to exit."""
        return " ".join(map(self._rescue, self._unsaved))

    def _save(self, note: str | None) -> None:
        if not note or not note.strip():
            return
        self._unsaved.append(note)

        def saved(entry: "Entry") -> None:
            self._unsaved.remove(note)
            self._node.post_message(self.Done(entry))

        def failed(error: ReflectError) -> None:
            self._unsaved.remove(note)
            if self._node.is_active:
                self.ask(note, format_error(error, self._node.app))
            else:
                notify(self._node.app, self._rescue(note), "error")

        self._writes.add(lambda: self._context.journal.entries.capture(note), saved, failed)

    def _rescue(self, note: str) -> str:
        file = write_recovery_file(
            self._context.recovery, note, "capture", self._context.journal.encryption
        )
        return f"The note is in {file}." if file else f"The note could be kept nowhere: {note}"
