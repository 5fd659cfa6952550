"""The base classes of the dialogs."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from reflect.tui.bindings import active_bindings
from reflect.tui.safe_text import Content, safe_content, safe_line

Result = TypeVar("Result")
WIDTHS = [(0, "-narrow"), (60, "-wide")]
HEIGHTS = [(0, "-low"), (20, "-high")]
MOVE = Binding.Group("Move", compact=True)


class Dialog(ModalScreen[Result]):
    """A modal dialog, shown as a box over the current screen.

    Each visible binding gets a button. Its id is the last part of the binding's id, so that
    `confirm.yes` gets the button `#yes`.
    """

    # An absolute path, because Textual resolves relative ones from the subclass's folder.
    CSS_PATH = Path(__file__).with_name("dialog.tcss")
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left,up",
            "app.focus_previous",
            "Back",
            id="dialog.previous",
            show=False,
            system=True,
            tooltip="To the button before",
            group=MOVE,
        ),
        Binding(
            "right,down",
            "app.focus_next",
            "On",
            id="dialog.next",
            show=False,
            system=True,
            tooltip="To the next button",
            group=MOVE,
        ),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield from self.body()
            with Horizontal(id="buttons"):
                yield from self._buttons()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return True for ctrl+q, so that it closes the dialog instead of quitting the app."""
        return key == "ctrl+q"

    def body(self) -> ComposeResult:
        """Compose the widgets above the buttons."""
        raise NotImplementedError

    def label(self, binding: Binding) -> str:
        """Return the button label for a binding."""
        return binding.description

    def _buttons(self) -> Iterator[Button]:
        seen = set()
        for node, binding, _, tooltip in active_bindings(self):
            if node is not self or not binding.show or binding.action in seen:
                continue
            seen.add(binding.action)
            key = self.app.get_key_display(binding)
            yield Button(
                Content.assemble((key, "bold"), " ", safe_line(self.label(binding))),
                id=(binding.id or "").rpartition(".")[2],
                action=f"screen.{binding.action}",
                tooltip=safe_content(tooltip) if tooltip else None,
                compact=True,
            )


class Question(Dialog[Result]):
    """A dialog that asks a question; each answer is a binding with the action `answer(…)`.

    Args:
        question: the question, which is never parsed as markup.
        more: additional information, or "".
    """

    def __init__(self, question: str, more: str = "") -> None:
        super().__init__()
        self._question = question
        self._more = more

    def body(self) -> ComposeResult:
        yield Static(safe_content(self._question), id="title")
        if self._more:
            yield Static(safe_content(self._more), id="help")

    def action_answer(self, answer: Result) -> None:
        """Close the dialog with an answer."""
        self.dismiss(answer)
