"""The dialog for capturing a note."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from reflect.errors import ReflectError
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error
from reflect.tui.safe_text import safe_content
from reflect.tui.screens.dialogs.base import Dialog, Question
from reflect.tui.widgets.text_area import TextEditor
from reflect.tui.workers import start_worker

if TYPE_CHECKING:
    from reflect.journal.note_draft import NoteDraft

SAVE, KEEP, DROP = "save", "keep", "drop"
AUTOSAVE_SECONDS = 3.0
HELP = "For a new line: ctrl+j."


class NoteEditor(TextEditor):
    """A text editor in which enter saves the note and other keys insert a line break."""

    async def _on_key(self, event: events.Key) -> None:
        # Many terminals send the first two as plain enter, but ctrl+j always works.
        if event.key in ("shift+enter", "alt+enter", "ctrl+j"):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif event.key == "enter":
            # Leave it to the screen's binding.
            event.prevent_default()


class LeaveNote(Question[str]):
    """Asks what to do with an unsaved note; the result is SAVE, KEEP or DROP."""

    AUTO_FOCUS = "#keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "answer('save')", "Save it", id="note.save", tooltip="Save what is there"),
        Binding(
            "k,escape,ctrl+q",
            "answer('keep')",
            "Keep writing",
            id="note.keep",
            tooltip="Go back",
        ),
        Binding("d", "answer('drop')", "Drop it", id="note.drop", tooltip="Throw the note away"),
    ]


class CaptureScreen(Dialog[str | None]):
    """Asks for a note; the result is None if the user leaves without saving.

    Args:
        context: the context used to save the note if the process is stopped.
        text: the initial text, such as a note that could not be saved.
        problem: why that note could not be saved.
        draft: the draft in which the note is kept while it is being written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "save", "Save", id="capture.save", tooltip="Save the note"),
        Binding(
            "escape,ctrl+q", "leave", "Leave", id="capture.leave", tooltip="Leave without a note"
        ),
    ]

    def __init__(
        self,
        context: AppContext | None = None,
        text: str = "",
        problem: str = "",
        draft: "NoteDraft | None" = None,
    ) -> None:
        super().__init__()
        self._app_context = context
        self._text = text
        self._problem = problem
        self.draft = draft

    def body(self) -> ComposeResult:
        yield Static("What happened, in a line or two?", id="title")
        yield NoteEditor(self._text, id="note")
        yield Static(HELP, id="help")
        yield Static(safe_content(self._problem), id="problem")

    def on_mount(self) -> None:
        self.set_interval(AUTOSAVE_SECONDS, self.autosave)

    @property
    def typed(self) -> str:
        """The current text, available even before the dialog is composed and while it closes."""
        notes = self.query(NoteEditor)
        return notes.first().text if notes else self._text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Clear the error message, which was about the previous text."""
        event.stop()
        if self.typed != self._text:
            self.query_one("#problem", Static).update("")

    def autosave(self) -> None:
        """Save the note as a draft in a worker if it has changed."""
        if self.draft is not None and self.draft.stage(self.typed):
            start_worker(self, self._write_draft, group="draft")

    async def _write_draft(self) -> None:
        assert self.draft is not None
        error = await asyncio.to_thread(self.draft.write)
        if error is not None:
            problem = f"{format_error(error, self.app)}\nYou can go on: it is tried again."
            self.query_one("#problem", Static).update(safe_content(problem))
        is_kept = self.draft.is_saved
        self.query_one("#help", Static).update(f"{HELP} Draft kept." if is_kept else HELP)

    def action_save(self) -> None:
        if self.typed.strip():
            self.dismiss(self.typed)
        else:
            problem = safe_content("There is nothing to save yet.")
            self.query_one("#problem", Static).update(problem)

    def action_leave(self) -> None:
        """Leave the dialog, asking first if there is unsaved text."""
        if self.typed.strip():
            self.app.push_screen(LeaveNote("Save this note?"), self._left)
        else:
            self.dismiss(None)

    def save_now(self) -> str:
        """Save the note because the process is about to exit."""
        if self._app_context is None or not self.typed.strip():
            return ""
        try:
            save = self.draft or self._app_context.journal.entries
            entry = save.capture(self.typed)
        except ReflectError:
            from reflect.journal.recovery import location_notice, write_recovery_file

            path = write_recovery_file(
                self._app_context.recovery,
                self.typed,
                "capture",
                self._app_context.journal.encryption,
            )
            if path is not None:
                return location_notice("The note", path)
            self._app_context.unsaved.append(self.typed)
            return "The note could not be saved."
        return f"The note is saved as {entry.id}."

    def _left(self, answer: str | None) -> None:
        if answer == SAVE:
            self.action_save()
        elif answer == DROP:
            self.dismiss(None)
