"""The page on which an entry is edited: its title, what is to be said of it, and its text."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from reflect.dates import format_day
from reflect.errors import ReflectError
from reflect.journal import edits
from reflect.journal.recovery import AutosaveCopy, write_recovery_file
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from reflect.tui.notify import notify_error
from reflect.tui.safe_text import Content, line, plain
from reflect.tui.screens.dialogs.base import HEIGHTS
from reflect.tui.widgets.keys import Keys
from reflect.tui.widgets.text_area import TextEditor

WIDTHS = [(0, "-narrow"), (80, "-wide")]
FOUND = "This was typed here before and not saved."
FOUND_UNDO = "ctrl+z brings back the entry as it stands."
FOUND_OLD = "The entry was changed since; it is shown, too."
PROBLEM, NEWS = "-problem", "-news"


class EditPage(Screen[bool]):
    """An entry as text, and the words around it.

    Args:
        context: where it is saved.
        load: returns the entry as it is stored; run in a worker.
    """

    base: Entry  # set once `load` has returned, as are the next two
    saved_text: str
    spare: AutosaveCopy

    CSS_PATH = "edit.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    SAVING: ClassVar[str] = "saving …"

    def __init__(self, context: AppContext, load: Callable[[], Entry]) -> None:
        super().__init__()
        self.context = context
        self._load = load
        self._kept: str | None = None  # None until it is known what was left from before

    def compose(self) -> ComposeResult:
        """Lay out the title, what is to be said, and the text."""
        with Horizontal(id="bar"):
            yield Static(id="what")
            yield Static(id="state")
        yield Static(id="notice")
        with Horizontal(id="panes"), VerticalScroll(id="theirs"):
            yield Static(id="their_text")
        yield Keys()

    @work
    async def load(self) -> None:
        """Load the entry and show its text; an error closes the page."""

        def read() -> tuple[Entry, str]:
            entry = self._load()
            return entry, edits.entry_form(self.context.journal, entry)

        try:
            self.base, self.saved_text = await asyncio.to_thread(read)
        except ReflectError as error:
            notify_error(self.app, error)
            self.dismiss(False)
            return
        encryption = self.context.journal.encryption
        self.spare = AutosaveCopy(self.context.recovery, self.base.id, encryption)
        editor = TextEditor(self.saved_text, id="text")
        await self.query_one("#panes").mount(editor, before="#theirs")
        editor.focus()
        self.loaded()

    def loaded(self) -> None:
        """Go on once the text is there."""
        raise NotImplementedError

    @property
    def is_loaded(self) -> bool:
        """Whether the text is there."""
        return bool(self.query(TextEditor))

    @property
    def writing(self) -> TextEditor:
        """The text being edited."""
        return self.query_one("#text", TextEditor)

    @property
    def has_changes(self) -> bool:
        """Whether there is something that is not saved."""
        # There is no text before it is laid out, nor when the screen goes.
        return any(writing.text != self.saved_text for writing in self.query(TextEditor))

    @work(thread=True)
    def look_for_spare(self) -> None:
        """See whether something was typed here before and not saved."""
        self.app.call_from_thread(self._found, self.spare.read())

    def _found(self, text: str) -> None:
        self._kept = text
        if not text or not self.is_attached:
            return
        if self.has_changes:
            # Whoever types already is not interrupted; and the copy is needed for that.
            file = write_recovery_file(
                self.context.recovery, text, self.base.id, self.context.journal.encryption
            )
            self.notice(
                f"What was typed here before and not saved is in {file or self.spare.path}."
            )
            return
        self.put(text)
        is_old = f"updated_at: {self.base.updated_at.isoformat()}\n" not in text
        self.show_beside(self.base if is_old else None)
        self.notice(f"{FOUND} {FOUND_OLD if is_old else FOUND_UNDO}")

    def keep_soon(self) -> None:
        """Have a copy of changes that are not saved written, if there is anything new."""
        if self._kept is None:
            return
        text = self.writing.text if self.has_changes else ""
        if text == self._kept:
            return
        if not text:
            self.forget_spare()
            return
        self._kept = text
        self.spare.stage(text)
        self._write_spare()

    def forget_spare(self) -> None:
        """Remove the copy: its text is saved, or nobody wants it."""
        # One that was not offered yet stays for the next time.
        if self._kept is not None:
            self.spare.remove()
            self._kept = ""

    @work(thread=True)
    def _write_spare(self) -> None:
        if self.spare.write():
            self.app.call_from_thread(self.show_title)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep ctrl+q from the app, which would end at once."""
        return key == "ctrl+q"

    def show_title(self, *, is_saving: bool = False) -> None:
        """Say which entry it is, and whether it is saved."""
        title = Content.assemble(
            line(self.base.title or "(no title)", "bold"),
            plain(f" · {self.base.id} · {format_day(self.base.occurred_on)}", "$quiet"),
        )
        self.query_one("#what", Static).update(title)
        is_kept = self._kept == self.writing.text
        unsaved = "● not saved, copy kept" if is_kept else "● not saved"
        state = self.SAVING if is_saving else unsaved if self.has_changes else "saved"
        self.query_one("#state", Static).update(plain(state))

    def notice(self, text: str, kind: str = NEWS) -> None:
        """Say something above the text.

        Args:
            text: "" takes back what was said.
            kind: PROBLEM or NEWS.
        """
        notice = self.query_one("#notice", Static)
        notice.update(plain(f"! {text}" if text else ""))
        notice.set_class(bool(text), "-said")
        notice.set_class(kind == PROBLEM, PROBLEM)

    def go_to_line(self, number: int) -> None:
        """Put the cursor at the beginning of a line, counted from 1, and bring it into view."""
        row = min(number, self.writing.document.line_count) - 1
        self.writing.move_cursor((row, 0))
        self.writing.focus()
        # What is said above the text may have taken rows from it.
        self.call_after_refresh(self.writing.scroll_cursor_visible)

    def put(self, text: str) -> None:
        """Put another text in the place of this one; undo brings this one back."""
        writing = self.writing
        row, _ = writing.cursor_location
        writing.history.checkpoint()
        writing.replace(text, (0, 0), writing.document.end)
        writing.history.checkpoint()
        self.go_to_line(row + 1)
        self.show_title()

    def take(self, entry: Entry) -> None:
        """Go on from another version of the entry, as it is."""
        self.base = entry
        self.saved_text = edits.entry_form(self.context.journal, entry)
        self.put(self.saved_text)

    def show_beside(self, entry: Entry | None) -> None:
        """Show another version beside the text, or none."""
        shown = edits.entry_form(self.context.journal, entry) if entry else ""
        self.query_one("#their_text", Static).update(plain(shown))
        beside = self.query_one("#theirs")
        beside.border_title = "From elsewhere"
        beside.display = entry is not None
