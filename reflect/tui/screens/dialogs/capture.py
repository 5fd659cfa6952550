"""Pulling the cord: a line or two noted now, to be reflected on later."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from reflect.errors import ReflectError
from reflect.tui.context import AppContext
from reflect.tui.safe_text import plain
from reflect.tui.screens.dialogs.base import Dialog, Question
from reflect.tui.widgets.text_area import TextEditor

SAVE, KEEP, DROP = "save", "keep", "drop"


class NoteEditor(TextEditor):
    """The note being written: enter is done with it, the other ways to a new line stay."""

    async def _on_key(self, event: events.Key) -> None:
        # Many terminals send the first two as plain enter; ctrl+j is a key on all of them.
        if event.key in ("shift+enter", "alt+enter", "ctrl+j"):
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif event.key == "enter":
            # For the screen, whose binding it is.
            event.prevent_default()


class LeaveNote(Question[str]):
    """What shall become of a note that was begun: SAVE, KEEP writing, or DROP."""

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
    """Ask what happened; gives the note, or None where nothing is to be kept.

    Args:
        context: with it a note that was begun is captured even when the process is told to end.
        text: to begin with, such as a note that could not be saved.
        problem: why it could not.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "save", "Save", id="capture.save", tooltip="Save the note"),
        Binding(
            "escape,ctrl+q", "leave", "Leave", id="capture.leave", tooltip="Leave without a note"
        ),
    ]

    def __init__(
        self, context: AppContext | None = None, text: str = "", problem: str = ""
    ) -> None:
        super().__init__()
        self._desk = context
        self._text = text
        self._problem = problem

    def body(self) -> ComposeResult:
        """Show the question, room for a line or two, and how it is used."""
        yield Static("What happened, in a line or two?", id="title")
        yield NoteEditor(self._text, id="note")
        yield Static("For a new line: ctrl+j.", id="help")
        yield Static(plain(self._problem), id="problem")

    @property
    def typed(self) -> str:
        """What is there so far; also before it is laid out, and when it goes."""
        notes = self.query(NoteEditor)
        return notes.first().text if notes else self._text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take back what was said of the note as it was."""
        event.stop()
        if self.typed != self._text:
            self.query_one("#problem", Static).update("")

    def action_save(self) -> None:
        """Give the note back."""
        if self.typed.strip():
            self.dismiss(self.typed)
        else:
            problem = plain("There is nothing to save yet.")
            self.query_one("#problem", Static).update(problem)

    def action_leave(self) -> None:
        """Leave; where something was typed, ask what becomes of it."""
        if self.typed.strip():
            self.app.push_screen(LeaveNote("Save this note?"), self._left)
        else:
            self.dismiss(None)

    def save_now(self) -> str:
        """Capture what was typed, as the process is about to end."""
        if self._desk is None or not self.typed.strip():
            return ""
        try:
            entry = self._desk.journal.entries.capture(self.typed)
        except ReflectError:
            from reflect.journal.recovery import write_recovery_file

            path = write_recovery_file(
                self._desk.recovery, self.typed, "capture", self._desk.journal.encryption
            )
            return f"The note is in {path}." if path else "There was no room to keep the note."
        return f"The note is saved as {entry.id}."

    def _left(self, answer: str | None) -> None:
        if answer == SAVE:
            self.action_save()
        elif answer == DROP:
            self.dismiss(None)
