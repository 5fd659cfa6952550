"""A page for what keeps the journal from being read: what is wrong, and what to do."""

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
from reflect.tui.safe_text import Content, plain
from reflect.tui.screens.damaged.backups import Backups
from reflect.tui.widgets.keys import Keys

if TYPE_CHECKING:
    from reflect.journal.backups import JournalBackups

UNTOUCHED = "Until you decide what to do, reflect leaves the file as it is."


class TroubleScreen(Screen[bool]):
    """Say calmly what is wrong; gives True to read the journal once more, False to leave.

    Args:
        error: what came of reading or writing the journal.
        backups: the backups, if restoring one would help; None otherwise.
    """

    CSS_PATH = "damaged.tcss"
    AUTO_FOCUS = "#page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer(True)", "try again", id="trouble.again", tooltip="Read once more"),
        Binding("q,escape", "answer(False)", "leave", id="trouble.leave", tooltip="Leave it now"),
    ]

    def __init__(self, error: ReflectError, backups: "JournalBackups | None" = None) -> None:
        super().__init__()
        self._error = error
        self._backups = backups

    def compose(self) -> ComposeResult:
        """Lay out what is wrong above the ways on."""
        message, _, hint = format_error(self._error, self.app).partition("\n")
        with VerticalScroll(id="page"):
            yield Static(heading(self._error), id="title")
            yield Static(plain(message), id="message")
            if hint:
                yield Static(plain(hint), id="hint")
            if isinstance(self._error, DamagedError):
                yield Static(UNTOUCHED, id="comfort")
            if self._backups is not None:
                yield Backups(self._backups)
            with Horizontal(id="buttons"):
                yield self._button("Try again", "again", "answer(True)")
                yield self._button("Leave", "leave", "answer(False)")
        yield Keys()

    def on_backups_restored(self) -> None:
        """Go on with the journal that was brought back."""
        self.dismiss(True)

    def action_answer(self, is_again: bool) -> None:
        """Try again, or leave; what is being restored is restored first."""
        if not any(backups.is_restoring for backups in self.query(Backups)):
            self.dismiss(is_again)

    def _button(self, label: str, id: str, action: str) -> Button:
        text = Content.assemble(plain(key_of(self, f"trouble.{id}"), "bold"), f" {label}")
        return Button(text, id=id, action=f"screen.{action}", compact=True)


def heading(error: ReflectError) -> str:
    """Say in a few words what kind of trouble it is."""
    if isinstance(error, BusyError):
        return "Another program is writing just now"
    if isinstance(error, DamagedError):
        return "The journal can't be read as it is"
    return "A file stands in the way"


def way_on(context: AppContext, error: ReflectError) -> Screen[bool]:
    """Make the screen for what came of reading; it gives True where reading may go better now."""
    if isinstance(error, LockedError):
        from reflect.tui.screens.dialogs.passphrase import PassphraseScreen

        return PassphraseScreen(context)
    backups = context.journal.backups
    return TroubleScreen(error, backups if backups.would_help(error) else None)
