"""A row for one part of a commitment, and the button that unfolds one."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Static

from reflect.model.guide import FORECAST as FORECAST_ANSWER
from reflect.model.guide import Prompt
from reflect.practice.commitment_form import ACTION, CUE, DUE, FORECAST, LABELS, OBSTACLE, PERCENT
from reflect.tui.safe_text import Content, safe_content
from reflect.tui.widgets.answers.option_list import CURSOR
from reflect.tui.widgets.inputs import LineInput

NAMES = {OBSTACLE: "obstacle", FORECAST: "forecast"}
BUTTONS = {OBSTACLE: "+ Add what will get in the way", FORECAST: "+ Add a forecast"}


def hint(number: int, prompt: Prompt) -> str:
    """Return the example that an empty part shows."""
    examples = {
        CUE: "this comes up again",
        ACTION: "do this small thing",
        DUE: "in 9 months" if prompt.answer == FORECAST_ANSWER else "in 2 weeks",
        PERCENT: "0 to 100",
        OBSTACLE: "this in me will stop me; then I do that",
    }
    return examples.get(number, "")


class CommitmentRow(HorizontalGroup):
    """One part of a commitment: a label and an input.

    Args:
        number: the index of the part.
        text: the initial text.
        prompt: the question.
    """

    DEFAULT_CSS = """
    CommitmentRow {
        margin-bottom: 1;
        padding: 0 1;
        & > .part--label { width: 15; color: $quiet; }
        & > VerticalGroup { width: 1fr; }
        & LineInput { padding: 0 1; background: $surface; }
        & LineInput:focus { background: $panel; }
        & .part--echo { padding: 0 1; height: auto; color: $quiet; }
    }
    """

    def __init__(self, number: int, text: str, prompt: Prompt) -> None:
        super().__init__()
        self.number = number
        self.input = LineInput(text, example=hint(number, prompt), compact=True)
        self._name = LABELS[number]
        self._label = Static(classes="part--label")
        self._echo = Static(classes="part--echo")

    def compose(self) -> ComposeResult:
        yield self._label
        with VerticalGroup():
            yield self.input
            yield self._echo

    def on_mount(self) -> None:
        self._echo.display = bool(self._echo.content)
        self._update_label()

    def on_descendant_focus(self) -> None:
        self._update_label()

    def on_descendant_blur(self) -> None:
        self._update_label()

    def show_echo(self, content: Content) -> None:
        """Show below the input how its text was interpreted."""
        self._echo.update(content)
        self._echo.display = bool(content.plain)

    def _update_label(self) -> None:
        has_focus = self.input.has_focus
        label = f"{CURSOR if has_focus else ' '} {self._name}"
        self._label.update(safe_content(label, "bold $primary" if has_focus else ""))


class UnfoldButton(Static, can_focus=True):
    """A text button that unfolds a part of a commitment.

    Args:
        number: the index of the part.
    """

    DEFAULT_CSS = """
    UnfoldButton {
        width: auto;
        margin: 0 0 1 1;
        color: $primary;
        &:focus { text-style: bold reverse; }
        &:hover { text-style: underline; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Unfold", id="commitment.unfold", show=False),
    ]

    class Pressed(Message):
        """Posted when the button is pressed.

        Args:
            number: the index of the part.
        """

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int) -> None:
        self.number = number
        self._text = BUTTONS[number]
        super().__init__(safe_content(self._text), id=NAMES[number])

    def show_key(self, key: str) -> None:
        """Add the keyboard shortcut to the button's text."""
        self.update(safe_content(f"{self._text} ({key})"))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        self.post_message(self.Pressed(self.number))
