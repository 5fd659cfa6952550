"""Small questions: a line to be typed, yes or no, and a link before it is opened."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from reflect.tui.safe_text import plain
from reflect.tui.screens.dialogs.base import Dialog, Question
from reflect.tui.screens.dialogs.open_link import OpenLink
from reflect.tui.widgets.inputs import LineInput

__all__ = ["AskLine", "Confirm", "OpenLink"]


def _nothing(text: str) -> str:
    """Have nothing to say of a line."""
    return ""


class AskLine(Dialog[str | None]):
    """Ask for one line; None where it was left.

    Args:
        title: what is asked for.
        help: how it is answered; "" for no more words.
        value: what stands there to begin with.
        check: says in one line what is wrong with a text, "" for nothing; while it says something
            the line stays open.
        echo: says how a text is understood, while it is typed; "" for nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "OK", id="line.ok", tooltip="Take the line as it stands"),
        Binding("escape,ctrl+q", "leave", "Leave", id="line.leave", tooltip="Change nothing"),
    ]

    def __init__(
        self,
        title: str,
        help: str = "",
        value: str = "",
        check: Callable[[str], str] = _nothing,
        echo: Callable[[str], str] = _nothing,
    ) -> None:
        super().__init__()
        self._title = title
        self._help = help
        self._value = value
        self._check = check
        self._echo = echo

    def body(self) -> ComposeResult:
        """Show the question, the line, how it is understood and what is wrong with it."""
        yield Static(plain(self._title), id="title")
        if self._help:
            yield Static(plain(self._help), id="help")
        yield LineInput(self._value, id="line")
        if echo := self._echo(self._value):
            yield Static(plain(echo), id="echo")
        yield Static(id="problem")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take back what was said of the line before, and say how it is understood now."""
        event.stop()
        for echo in self.query("#echo").results(Static):
            echo.update(plain(self._echo(event.value)))
        self.query_one("#problem", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take enter in the line for the button."""
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Give the line back, if nothing is wrong with it."""
        text = self.query_one(LineInput).value.strip()
        if problem := self._check(text):
            self.query_one("#problem", Static).update(plain(problem))
            self.query_one(LineInput).focus()
        else:
            self.dismiss(text)

    def action_leave(self) -> None:
        """Give nothing back."""
        self.dismiss(None)


class Confirm(Question[bool]):
    """Ask yes or no; leaving is no, and so is enter, until one moves to the other button.

    Args:
        question: what is asked.
        yes: what is done then, as on a button: "Delete for good".
        no: what is done otherwise: "Keep it".
    """

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding(
            "n,escape,ctrl+q",
            "answer(False)",
            "No",
            id="confirm.no",
            tooltip="Leave all as it is",
        ),
    ]

    def __init__(self, question: str, yes: str, no: str) -> None:
        super().__init__(question)
        self._labels = {"confirm.yes": yes, "confirm.no": no}

    def label(self, binding: Binding) -> str:
        """Say in the words of who asked what a key does."""
        return self._labels.get(binding.id or "", binding.description)
