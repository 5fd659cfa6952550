"""The screen for a journal that can't be read."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Static

from reflect.errors import BusyError, DamagedError, LockedError, ReflectError
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error
from reflect.tui.safe_text import Content, safe_content
from reflect.tui.screens.damaged.backups import BackupPicker
from reflect.tui.widgets.footer import KeyFooter

if TYPE_CHECKING:
    from reflect.journal.backups import JournalBackups

UNTOUCHED = "Until you decide what to do, reflect leaves the file as it is."


class DamagedScreen(Screen[bool]):
    """Explains a journal error and offers to restore a backup.

    The result is True to read the journal again and False to exit.

    Args:
        error: the error.
        backups: the backups, or None if restoring one would not help.
    """

    CSS_PATH = "damaged.tcss"
    AUTO_FOCUS = "#page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer(True)", "try again", id="damaged.again", tooltip="Read once more"),
        Binding("q,escape", "answer(False)", "leave", id="damaged.leave", tooltip="Leave it now"),
    ]

    def __init__(self, error: ReflectError, backups: "JournalBackups | None" = None) -> None:
        super().__init__()
        self._error = error
        self._backups = backups

    def compose(self) -> ComposeResult:
        message, _, hint = format_error(self._error, self.app).partition("\n")
        with VerticalScroll(id="page"):
            yield Static(heading(self._error), id="title")
            yield Static(safe_content(message), id="message")
            if hint:
                yield Static(safe_content(hint), id="hint")
            if isinstance(self._error, DamagedError):
                yield Static(UNTOUCHED, id="comfort")
            if self._backups is not None:
                yield BackupPicker(self._backups)
            with Horizontal(id="buttons"):
                yield self._button("Try again", "again", "answer(True)")
                yield self._button("Leave", "leave", "answer(False)")
        yield KeyFooter()

    def on_backup_picker_restored(self) -> None:
        self.dismiss(True)

    def action_answer(self, is_again: bool) -> None:
        """Try again or leave, unless a backup is being restored."""
        if not any(picker.is_restoring for picker in self.query(BackupPicker)):
            self.dismiss(is_again)

    def _button(self, label: str, id: str, action: str) -> Button:
        text = Content.assemble(safe_content(key_of(self, f"damaged.{id}"), "bold"), f" {label}")
        return Button(text, id=id, action=f"screen.{action}", compact=True)


def heading(error: ReflectError) -> str:
    """Return a title for an error."""
    if isinstance(error, BusyError):
        return "Another program is writing just now"
    if isinstance(error, DamagedError):
        return "The journal can't be read as it is"
    return "A file stands in the way"


def error_screen(context: AppContext, error: ReflectError) -> Screen[bool]:
    """Return the screen for a journal error; its result is True to read the journal again."""
    if isinstance(error, LockedError):
        from reflect.tui.screens.dialogs.passphrase import PassphraseScreen

        return PassphraseScreen(context)
    backups = context.journal.backups
    return DamagedScreen(error, backups if backups.would_help(error) else None)
