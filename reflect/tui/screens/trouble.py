"""A page for what keeps the journal from being read: what is wrong, and what to do."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Static

from reflect.errors import BusyError, DamagedError, ReflectError
from reflect.tui.actions import key_of
from reflect.tui.content import Content, plain
from reflect.tui.widgets.keys import Keys

UNTOUCHED = "Until you decide what to do, reflect leaves the file as it is."


class TroubleScreen(Screen[bool]):
    """Say calmly what is wrong; gives True to try again, False to leave.

    Args:
        error: what came of reading or writing the journal.
    """

    CSS_PATH = "trouble.tcss"
    AUTO_FOCUS = "#page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "answer(True)", "try again", id="trouble.again", tooltip="Read once more"),
        Binding("q,escape", "answer(False)", "leave", id="trouble.leave", tooltip="Leave it now"),
    ]

    def __init__(self, error: ReflectError) -> None:
        super().__init__()
        self._error = error

    def compose(self) -> ComposeResult:
        """Lay out what is wrong above the two ways on."""
        message = self._error.message
        with VerticalScroll(id="page"):
            yield Static(heading(self._error), id="title")
            yield Static(plain(message[:1].upper() + message[1:]), id="message")
            if self._error.hint:
                yield Static(plain(self._error.hint), id="hint")
            if isinstance(self._error, DamagedError):
                yield Static(UNTOUCHED, id="comfort")
            with Horizontal(id="buttons"):
                yield self._button("Try again", "again", "answer(True)")
                yield self._button("Leave", "leave", "answer(False)")
        yield Keys()

    def action_answer(self, is_again: bool) -> None:
        """Try again, or leave."""
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
