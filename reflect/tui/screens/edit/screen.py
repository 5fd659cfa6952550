"""Changing an entry as text: its Markdown form, saved only when it can be read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from reflect.errors import LockedError, ReflectError
from reflect.journal import edits
from reflect.journal.edits import ChangedMeanwhileError
from reflect.journal.snapshot import Signature, signature
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify
from reflect.tui.screens.dialogs.base import Question
from reflect.tui.screens.edit.page import PROBLEM, EditPage

if TYPE_CHECKING:
    from reflect.tui.differing import DiffBlock

LOOK_AGAIN = 2.0  # seconds
KEEP_EVERY = 3.0
"""Seconds between two looks for words that are neither saved nor in the copy."""
CHANGED = "Changed elsewhere meanwhile; saving shows both versions first."
DELETED = "Deleted elsewhere meanwhile; saving offers to keep yours as a new entry."
FOLLOWED = "Changed elsewhere meanwhile; this is how it stands now."
THEIRS = "This is the version from elsewhere; ctrl+z brings yours back."
TO_SAVE = "It was encrypted meanwhile. Its passphrase lets you save."
GOES_ON = "The version from elsewhere is shown, too; saving puts yours in its place."


class UnsavedChangesDialog(Question[str]):
    """What shall become of changes that are not saved: "save", "keep" editing, or "drop"."""

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


class EditScreen(EditPage):
    """An entry as text; gives True if it was saved.

    Args:
        context: where it is saved.
        load: returns the entry as it is stored; run in a worker.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save", id="edit.save", tooltip="Save what is there, and stay"),
        Binding("ctrl+o", "editor", "editor", id="edit.editor", tooltip="Go on in your own editor"),
        Binding("escape,ctrl+q", "leave", "leave", id="edit.leave", tooltip="Go back to the entry"),
    ]

    def __init__(self, context: AppContext, load: Callable[[], Entry]) -> None:
        super().__init__(context, load)
        # The entry was read a while relative_day, so that the first look compares.
        self._seen: Signature = ()
        self._was_saved = False
        self._is_saving = False
        self._is_leaving = False

    def on_mount(self) -> None:
        """Load the entry."""
        self.load()

    def loaded(self) -> None:
        """Begin at the title, and look now and then whether the entry was changed elsewhere."""
        lines = self.writing.text.split("\n")
        # What one wrote begins at the title; what a machine reads stands above it.
        title = next((row for row, line in enumerate(lines) if line.startswith("# ")), 0)
        self.writing.move_cursor((title, 0))
        self.writing.scroll_to(y=title, animate=False)
        self.show_title()
        self.look_for_spare()
        self.set_interval(LOOK_AGAIN, self.look_again)
        self.set_interval(KEEP_EVERY, self.keep_soon)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Say in the title whether there is something to save."""
        event.stop()
        self.show_title(is_saving=self._is_saving)

    def action_save(self) -> None:
        """Save, and stay."""
        if self._is_saving or not self.is_loaded:
            return
        if not self.has_changes:
            self.notice("There is nothing to save.")
            return
        self._is_saving = True
        self.show_title(is_saving=True)
        self._save(self.writing.text, self.base)

    def action_leave(self) -> None:
        """Leave; where there are changes, ask what becomes of them."""
        if self._is_saving:
            self._is_leaving = True
        elif self.has_changes:
            title = self.base.title or self.base.id
            self.app.push_screen(
                UnsavedChangesDialog(f"Save the changes to “{title}”?"), self._left
            )
        else:
            self._end()

    def action_editor(self) -> None:
        """Give the text to the user's editor, and take it back."""
        if not self.is_loaded:
            return
        from reflect.tui.screens.edit.outside import through_editor

        text, name = self.writing.text, self.base.id
        found = through_editor(self.app, self.context, text, name, self.spare)
        if found.text != self.writing.text:
            self.put(found.text)
        if found.problem is not None:
            self.notice(format_error(found.problem, self.app), PROBLEM)

    def save_now(self) -> str:
        """Put changes that are not saved into a file, as the process is about to end."""
        if not self.has_changes:
            return ""
        text = self.writing.text
        if not self.spare.save(text):
            return f"There was no room to keep what you wrote:\n\n{text}"
        return (
            f"The changes to {self.base.id} were not saved; they are in {self.spare.path}, "
            "and there again when you edit it in reflect."
        )

    def look_again(self) -> None:
        """See whether the entry was changed elsewhere; cheap while the files are the same."""
        if not self._is_saving:
            self._look(self.base.id, self._seen)

    @work(thread=True, group="look", exclusive=True)
    def _look(self, entry_id: str, seen: Signature) -> None:
        now = signature(self.context.journal.folder)
        if now == seen:
            return
        try:
            theirs = self.context.journal.entries.stored(entry_id)
        except ReflectError:
            # Saving will say what is wrong; until then there is nothing to be done about it.
            return
        self.app.call_from_thread(self._looked, now, theirs)

    def _looked(self, seen: Signature, theirs: Entry | None) -> None:
        if self._is_saving or not self.is_attached:
            return
        self._seen = seen
        if theirs is None:
            self.notice(DELETED)
        elif theirs != self.base and self.has_changes:
            self.notice(CHANGED)
        elif theirs != self.base:
            self.take(theirs)
            self.notice(FOLLOWED)

    @work(thread=True, group="save")
    def _save(self, text: str, base: Entry, *, is_beside: bool = False) -> None:
        """Save in a worker, and tell the screen what came of it."""
        call = self.app.call_from_thread
        try:
            if is_beside:
                entry = edits.save_form_as_new(self.context.journal, text, base)
            else:
                entry = edits.save_form(self.context.journal, text, base)
        except ChangedMeanwhileError as conflict:
            call(self._met, conflict, self._compared(conflict))
        except ReflectError as error:
            call(
                self._refused, error, edits.form_error_line(self.context.journal, text, base, error)
            )
        else:
            call(self._saved, entry, text)

    def _saved(self, entry: Entry, text: str) -> None:
        is_beside = entry.id != self.base.id
        self._is_saving = False
        self._was_saved = True
        self.base, self.saved_text = entry, text
        self.forget_spare()
        self.show_beside(None)
        self.notice("")
        self.show_title()
        notify(
            self.app, f"Saved as a new entry, {entry.id}." if is_beside else f"Saved {entry.id}."
        )
        if self._is_leaving:
            self._is_leaving = False
            self.action_leave()

    def _refused(self, error: ReflectError, place: int) -> None:
        self._is_saving = self._is_leaving = False
        self.show_title()
        self.notice(format_error(error, self.app), PROBLEM)
        if isinstance(error, LockedError):
            from reflect.tui.screens.dialogs.passphrase import ask_passphrase

            ask_passphrase(self.app, self.context, TO_SAVE, self.action_save)
        if place:
            self.go_to_line(place)

    def _compared(self, conflict: ChangedMeanwhileError) -> "list[DiffBlock]":
        from reflect.tui.screens.edit.conflict import compared

        theirs = conflict.theirs
        return compared(self.context, conflict.mine, theirs) if theirs is not None else []

    def _met(self, conflict: ChangedMeanwhileError, blocks: "list[DiffBlock]") -> None:
        """Let the user choose between two versions."""
        from reflect.tui.screens.edit.conflict import ConflictScreen, DeletedDialog

        self._is_saving = self._is_leaving = False
        self.show_title()
        mine, theirs = conflict.mine, conflict.theirs
        if theirs is None:
            self.app.push_screen(DeletedDialog(mine.title or mine.id), self._chosen)
        else:
            screen = ConflictScreen(mine.title or mine.id, blocks)
            self.app.push_screen(screen, lambda choice: self._chosen(choice, theirs))

    def _chosen(self, choice: str | None, theirs: Entry | None = None) -> None:
        if choice == "mine":
            self.base = theirs or self.base
            self.action_save()
        elif choice == "theirs" and theirs is not None:
            self.take(theirs)
            self.notice(THEIRS)
        elif choice == "beside":
            # The base stays: if this fails, saving once more must meet theirs again.
            self._is_saving = self._is_leaving = True
            self._save(self.writing.text, self.base, is_beside=True)
        elif choice == "drop":
            self._end()
        elif theirs is not None:
            self.base = theirs
            self.show_beside(theirs)
            self.notice(GOES_ON)

    def _left(self, answer: str | None) -> None:
        if answer == "save":
            self._is_leaving = True
            self.action_save()
        elif answer == "drop":
            self._end()

    def _end(self) -> None:
        if self.is_loaded:
            self.forget_spare()
        self.dismiss(self._was_saved)
