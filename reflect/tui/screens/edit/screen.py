"""The screen for editing an entry in its Markdown form."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static, TextArea

from reflect.dates import format_day
from reflect.errors import FileError, LockedError, ReflectError
from reflect.journal import edits
from reflect.journal.recovery import location_notice
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from reflect.tui.external_editor import edit_externally
from reflect.tui.notify import format_error, notify, notify_error
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.screens.dialogs.base import HEIGHTS, Question
from reflect.tui.screens.edit.autosave import EditAutosave
from reflect.tui.screens.edit.entry_saver import EntrySaver
from reflect.tui.widgets.footer import KeyFooter
from reflect.tui.widgets.form_editor import FormEditor

WIDTHS = [(0, "-narrow"), (80, "-wide")]
CHECK_SECONDS = 2.0
AUTOSAVE_SECONDS = 3.0
SAVING = "saving …"
CHANGED = "Changed elsewhere meanwhile; saving shows both versions first."
DELETED = "Deleted elsewhere meanwhile; saving offers to keep yours as a new entry."
RELOADED = "Changed elsewhere meanwhile; this is how it stands now."
THEIRS = "This is the version from elsewhere; ctrl+z brings yours back."
THEIRS_SHOWN = "The version from elsewhere is shown, too; saving puts yours in its place."
UNLOCK_TO_SAVE = "It was encrypted meanwhile. Its passphrase lets you save."
FOUND = "This was typed here before and not saved."
FOUND_UNDO = "ctrl+z brings back the entry as it stands."
FOUND_OLD = "The entry was changed since; it is shown, too."

# An entry and its Markdown form.
_Read = tuple[Entry, str]


class UnsavedChangesDialog(Question[str]):
    """Asks about unsaved changes; the result is "save", "keep" (keep editing) or "drop"."""

    AUTO_FOCUS = "#keep"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "answer('save')", "Save", id="changes.save", tooltip="Save and leave"),
        Binding(
            "k,escape,ctrl+q",
            "answer('keep')",
            "Keep editing",
            id="changes.keep",
            tooltip="Go back",
        ),
        Binding("d", "answer('drop')", "Drop", id="changes.drop", tooltip="Leave it as it was"),
    ]


class EditScreen(Screen[bool]):
    """An editor for an entry; the result is whether it was saved.

    Args:
        context: the journal and the settings.
        load: a function that returns the stored entry.
        run: a coroutine function that runs `load` outside the app's thread.
    """

    CSS_PATH = "edit.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="edit.save", tooltip="Save what is there, and stay"),
        Binding("ctrl+o", "editor", "editor", id="edit.editor", tooltip="Go on in your own editor"),
        Binding("escape,ctrl+q", "leave", "leave", id="edit.leave", tooltip="Go back to the entry"),
    ]

    base: Entry  # both are set once `load` has returned
    saved_text: str

    def __init__(
        self,
        context: AppContext,
        load: Callable[[], Entry],
        *,
        run: Callable[[Callable[[], _Read]], Awaitable[_Read]] = asyncio.to_thread,
    ) -> None:
        super().__init__()
        self.context = context
        self.autosave = EditAutosave(self, context)
        self.saver = EntrySaver(self, context)
        self._load_entry = load
        self._run = run
        self._was_saved = False
        self._is_leaving = False

    def compose(self) -> ComposeResult:
        with Horizontal(id="bar"):
            yield Static(id="what")
            yield Static(id="state")
        yield Static(id="notice")
        with Horizontal(id="panes"), VerticalScroll(id="theirs"):
            yield Static(id="their_text")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._load()

    @work
    async def _load(self) -> None:
        """Load the entry and show its text, or close the screen on an error."""
        try:
            self.base, self.saved_text = await self._run(self._read)
        except ReflectError as error:
            notify_error(self.app, error)
            self.dismiss(False)
            return
        editor = FormEditor(self.saved_text, id="text")
        await self.query_one("#panes").mount(editor, before="#theirs")
        editor.move_cursor((0, 0))
        # The scrollbar follows only once the editor has its size.
        self.call_after_refresh(editor.scroll_home, animate=False)
        editor.focus()
        self._show_state()
        self.autosave.start(self.base.id)
        self.set_interval(CHECK_SECONDS, self.check_elsewhere)
        self.set_interval(AUTOSAVE_SECONDS, self.autosave_text)

    def _read(self) -> _Read:
        entry = self._load_entry()
        return entry, edits.entry_form(self.context.journal, entry)

    # The text

    @property
    def editor(self) -> FormEditor:
        """The text editor, which is mounted once the entry is loaded."""
        return self.query_one("#text", FormEditor)

    @property
    def is_loaded(self) -> bool:
        """Whether the entry is loaded."""
        return bool(self.query(FormEditor))

    @property
    def has_changes(self) -> bool:
        """Whether there are unsaved changes."""
        return self.is_loaded and self.editor.text != self.saved_text

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._show_state()

    @on(EditAutosave.Saved)
    def _show_state(self) -> None:
        title = Content.assemble(
            safe_line(self.base.title or "(no title)", "bold"),
            safe_content(f" · {self.base.id} · {format_day(self.base.occurred_on)}", "$quiet"),
        )
        self.query_one("#what", Static).update(title)
        state = "saved"
        if self.saver.is_saving:
            state = SAVING
        elif self.has_changes:
            has_copy = self.autosave.has_saved(self.editor.text)
            state = "● not saved, copy kept" if has_copy else "● not saved"
        self.query_one("#state", Static).update(safe_content(state))

    def show_notice(self, text: str, *, is_problem: bool = False) -> None:
        """Show a message above the text, or hide it if the message is empty."""
        notice = self.query_one("#notice", Static)
        notice.update(safe_content(f"! {text}" if text else ""))
        notice.set_class(bool(text), "-visible")
        notice.set_class(is_problem, "-problem")

    def set_text(self, text: str) -> None:
        """Replace the text as a single undoable edit."""
        editor = self.editor
        row, _ = editor.cursor_location
        editor.history.checkpoint()
        editor.replace(text, (0, 0), editor.document.end)
        editor.history.checkpoint()
        self._go_to_line(row + 1)
        self._show_state()

    def _set_base(self, entry: Entry) -> None:
        """Load another version of the entry into the editor."""
        self.base = entry
        self.saved_text = edits.entry_form(self.context.journal, entry)
        self.set_text(self.saved_text)

    def _go_to_line(self, number: int) -> None:
        """Move the cursor to the start of a line, counted from 1."""
        row = min(number, self.editor.document.line_count) - 1
        self.editor.move_cursor((row, 0))
        self.editor.focus()
        # A new notice above the text may have made the editor smaller.
        self.call_after_refresh(self.editor.scroll_cursor_visible)

    def _show_theirs(self, entry: Entry | None) -> None:
        """Show another version next to the text, or hide it if it is None."""
        form = edits.entry_form(self.context.journal, entry) if entry else ""
        self.query_one("#their_text", Static).update(safe_content(form))
        pane = self.query_one("#theirs")
        pane.border_title = "From elsewhere"
        pane.display = entry is not None

    # The copy of unsaved text

    @on(EditAutosave.Found)
    def _copy_found(self, event: EditAutosave.Found) -> None:
        text = event.text
        if not text:
            return
        if self.has_changes:
            # The user is already typing, and the autosave copy is needed for the new text.
            file = self.autosave.set_aside(text)
            what = "What was typed here before and not saved"
            if file is None:
                self.context.unsaved.append(text)
                self.show_notice(f"{what} could not be saved. It is shown when reflect ends.")
            else:
                self.show_notice(location_notice(what, file))
            return
        self.set_text(text)
        is_old = event.version is not None and event.version < self.base.updated_at
        self._show_theirs(self.base if is_old else None)
        self.show_notice(f"{FOUND} {FOUND_OLD if is_old else FOUND_UNDO}")

    def autosave_text(self) -> None:
        """Write a copy of the unsaved text, or remove the copy if nothing is unsaved."""
        self.autosave.autosave(self.editor.text if self.has_changes else "", self.base.updated_at)

    def save_now(self) -> str:
        """Save a copy of the unsaved text because the process is about to exit."""
        if not self.has_changes:
            return ""
        text = self.editor.text
        if not self.autosave.save_now(text, self.base.updated_at):
            if (file := self.autosave.set_aside(text)) is not None:
                return location_notice(
                    f"The changes to {self.base.id} were not saved; the text", file
                )
            self.context.unsaved.append(text)
            return f"The changes to {self.base.id} could not be saved."
        return (
            f"The changes to {self.base.id} were not saved; they are in {self.autosave.path}, "
            "and there again when you edit it in reflect."
        )

    def action_editor(self) -> None:
        if not self.is_loaded:
            return

        def keep(text: str) -> None:
            if not self.autosave.save_now(text, self.base.updated_at):
                raise FileError("a copy of what you wrote could not be saved")

        name = f"{self.base.id}.md"
        result = edit_externally(self.app, self.context, self.editor.text, name, keep)
        if result.text != self.editor.text:
            self.set_text(result.text)
        if result.error is not None:
            self.show_notice(format_error(result.error, self.app), is_problem=True)

    # Saving and leaving

    def action_save(self) -> None:
        if self.saver.is_saving or not self.is_loaded:
            return
        if not self.has_changes:
            self.show_notice("There is nothing to save.")
            return
        self._save()

    def _save(self, *, as_new: bool = False) -> None:
        self.saver.save(self.editor.text, self.base, as_new=as_new)
        self._show_state()

    @on(EntrySaver.Saved)
    def _entry_saved(self, event: EntrySaver.Saved) -> None:
        is_new = event.entry.id != self.base.id
        self._was_saved = True
        self.base, self.saved_text = event.entry, event.text
        self.autosave.remove()
        self._show_theirs(None)
        self.show_notice("")
        self._show_state()
        saved = "Saved as a new entry," if is_new else "Saved"
        notify(self.app, f"{saved} {event.entry.id}.")
        if self._is_leaving:
            self._is_leaving = False
            self.action_leave()

    @on(EntrySaver.Failed)
    def _save_failed(self, event: EntrySaver.Failed) -> None:
        self._is_leaving = False
        self._show_state()
        self.show_notice(format_error(event.error, self.app), is_problem=True)
        if isinstance(event.error, LockedError):
            from reflect.tui.screens.dialogs.passphrase import ask_passphrase

            ask_passphrase(self.app, self.context, UNLOCK_TO_SAVE, self.action_save)
        if event.line:
            self._go_to_line(event.line)

    @on(EntrySaver.Conflict)
    def _conflict_found(self, event: EntrySaver.Conflict) -> None:
        """Ask the user to choose between the two versions."""
        from reflect.tui.screens.edit.conflict import ConflictScreen, DeletedDialog

        self._is_leaving = False
        self._show_state()
        title, theirs = event.mine.title or event.mine.id, event.theirs
        if theirs is None:
            self.app.push_screen(DeletedDialog(title), self._conflict_resolved)
        else:
            screen = ConflictScreen(title, event.blocks)
            self.app.push_screen(screen, lambda choice: self._conflict_resolved(choice, theirs))

    def _conflict_resolved(self, choice: str | None, theirs: Entry | None = None) -> None:
        if choice == "beside":
            # The base is unchanged so that, if this fails, saving detects the conflict again.
            self._is_leaving = True
            self._save(as_new=True)
        elif choice == "drop":
            self._close()
        elif theirs is not None:
            self._choose_version(choice, theirs)

    def _choose_version(self, choice: str | None, theirs: Entry) -> None:
        if choice == "theirs":
            self._set_base(theirs)
            self.show_notice(THEIRS)
            return
        self.base = theirs
        if choice == "mine":
            self._save()
        else:
            self._show_theirs(theirs)
            self.show_notice(THEIRS_SHOWN)

    def check_elsewhere(self) -> None:
        """Check whether the entry was changed elsewhere."""
        self.saver.check(self.base.id)

    @on(EntrySaver.Changed)
    def _changed_elsewhere(self, event: EntrySaver.Changed) -> None:
        if self.saver.is_saving:
            return
        if event.entry is None:
            self.show_notice(DELETED)
        elif event.entry != self.base and self.has_changes:
            self.show_notice(CHANGED)
        elif event.entry != self.base:
            self._set_base(event.entry)
            self.show_notice(RELOADED)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return True for ctrl+q, which would otherwise quit the app."""
        return key == "ctrl+q"

    def action_leave(self) -> None:
        if self.saver.is_saving:
            self._is_leaving = True
        elif self.has_changes:
            question = f"Save the changes to “{self.base.title or self.base.id}”?"
            self.app.push_screen(UnsavedChangesDialog(question), self._unsaved_answered)
        else:
            self._close()

    def _unsaved_answered(self, answer: str | None) -> None:
        if answer == "save":
            self._is_leaving = True
            self.action_save()
        elif answer == "drop":
            self._close()

    def _close(self) -> None:
        self.autosave.remove()
        self.dismiss(self._was_saved)
