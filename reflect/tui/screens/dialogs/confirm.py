"""Dialogs that ask for a line of text or a confirmation."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from reflect.tui.safe_text import safe_content
from reflect.tui.screens.dialogs.base import Dialog, Question
from reflect.tui.widgets.inputs import LineInput


def _accept(text: str) -> str:
    return ""


class AskLine(Dialog[str | None]):
    """Asks for a line of text; the result is None if the user cancels.

    Args:
        title: the title.
        help: instructions, or "".
        value: the initial text.
        check: a function that returns a one-line error message, or "" to accept the text.
        echo: a function that returns feedback to show while the user types, or "".
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
        check: Callable[[str], str] = _accept,
        echo: Callable[[str], str] = _accept,
    ) -> None:
        super().__init__()
        self._title = title
        self._help = help
        self._value = value
        self._check = check
        self._echo = echo

    def body(self) -> ComposeResult:
        yield Static(safe_content(self._title), id="title")
        if self._help:
            yield Static(safe_content(self._help), id="help")
        yield LineInput(self._value, id="line")
        if echo := self._echo(self._value):
            yield Static(safe_content(echo), id="echo")
        yield Static(id="problem")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        for echo in self.query("#echo").results(Static):
            echo.update(safe_content(self._echo(event.value)))
        self.query_one("#problem", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        text = self.query_one(LineInput).value.strip()
        if problem := self._check(text):
            self.query_one("#problem", Static).update(safe_content(problem))
            self.query_one(LineInput).focus()
        else:
            self.dismiss(text)

    def action_leave(self) -> None:
        self.dismiss(None)


class Confirm(Question[bool]):
    """Asks for confirmation; "no" has the initial focus and is also the result of leaving.

    Args:
        question: the question.
        yes: the label for "yes", such as "Delete for good".
        no: the label for "no", such as "Keep it".
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
        return self._labels.get(binding.id or "", binding.description)
