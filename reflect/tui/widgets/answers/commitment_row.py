"""What a commitment is typed in: its parts, and the fold of the forecast."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Static

from reflect.practice.commitment_form import LABELS
from reflect.tui.safe_text import Content, plain
from reflect.tui.widgets.answers.option_list import HERE
from reflect.tui.widgets.inputs import LineInput

HINTS = ("this comes up again", "do this small thing", "in 2 weeks", "", "0 to 100")


class CommitmentRow(HorizontalGroup):
    """One part: its label, and the line in which it is typed.

    Args:
        number: which part it is.
        text: to begin with.
    """

    DEFAULT_CSS = """
    CommitmentRow {
        margin-bottom: 1;
        padding: 0 1;
        & > .part--label { width: 15; color: $quiet; }
        & > VerticalGroup { width: 1fr; }
        & LineInput { padding: 0 1; background: $surface; }
        & LineInput:focus { background: $panel; }
        & .part--told { padding: 0 1; height: auto; color: $quiet; }
    }
    """

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.input = LineInput(text, example=HINTS[number], compact=True)
        self._name = LABELS[number]
        self._label = Static(classes="part--label")
        self._told = Static(classes="part--told")

    def compose(self) -> ComposeResult:
        """Lay out the label beside the line."""
        yield self._label
        with VerticalGroup():
            yield self.input
            yield self._told

    def on_mount(self) -> None:
        """Show the label, and nothing below the line yet."""
        self._told.display = bool(self._told.content)
        self._mark()

    def on_descendant_focus(self) -> None:
        """Mark the label while one types here."""
        self._mark()

    def on_descendant_blur(self) -> None:
        """Take the mark away."""
        self._mark()

    def tell(self, content: Content) -> None:
        """Say below the line how it was understood."""
        self._told.update(content)
        self._told.display = bool(content.plain)

    def _mark(self) -> None:
        has_focus = self.input.has_focus
        label = f"{HERE if has_focus else ' '} {self._name}"
        self._label.update(plain(label, "bold $primary" if has_focus else ""))


class ForecastButton(Static, can_focus=True):
    """What unfolds the forecast."""

    DEFAULT_CSS = """
    ForecastButton {
        width: auto;
        margin: 0 0 1 1;
        color: $primary;
        &:focus { text-style: bold reverse; }
        &:hover { text-style: underline; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Add a forecast", id="commitment.unfold", show=False),
    ]

    class Opened(Message):
        """The forecast is wanted."""

    def __init__(self) -> None:
        super().__init__(plain("+ Add a forecast"))

    def tell(self, key: str) -> None:
        """Say by which key it is unfolded from anywhere in the commitment."""
        self.update(plain(f"+ Add a forecast ({key})"))

    def on_click(self, event: events.Click) -> None:
        """Unfold the forecast."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Unfold the forecast."""
        self.post_message(self.Opened())
