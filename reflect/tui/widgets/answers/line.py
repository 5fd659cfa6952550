"""Single-line answer fields, including dates."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from reflect.dates import format_day, parse_day, parse_past_day
from reflect.errors import UsageError, next_steps
from reflect.practice.answers import LINE_LIMIT
from reflect.tui.safe_text import safe_content, safe_line
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.inputs import LineInput


class LineField(AnswerField):
    """A field for a line of text; if the line doesn't fit, it is shown in full below the field."""

    is_text = True

    def __init__(self, question: FieldContext) -> None:
        super().__init__(question)
        text = question.unfinished or question.initial
        self._input = LineInput(text, example=question.prompt.example)
        self._last_value = self._input.value
        self._echo = Static(classes="answer--echo")

    def compose_answer(self) -> ComposeResult:
        yield self._input
        yield self._echo

    @property
    def target(self) -> LineInput:
        return self._input

    def text(self) -> str:
        return self._input.value

    def set_text(self, text: str) -> None:
        self._input.value = text
        self._input.cursor_position = len(text)

    def on_resize(self) -> None:
        # The width of the input is not known until the next refresh.
        self.call_after_refresh(self.show_echo)

    def show_echo(self) -> None:
        """Show the full text below the field if it doesn't fit."""
        text, width = self.text(), self._input.scrollable_content_region.width
        example = self.question.prompt.example
        echo = text or (f"For example: {example}" if example else "")
        if len(text) > LINE_LIMIT:
            echo = f"One line has up to {LINE_LIMIT} characters; this has {len(text)}."
        length = self._input.content_width
        self._echo.update(safe_line(echo if width and length > width else ""))

    @on(Input.Changed)
    def _input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._last_value:
            self._last_value = event.value
            self.changed()
            self.show_echo()

    @on(Input.Submitted)
    def _input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.submitted()


class DateField(LineField):
    """A field for a date in words or digits, with the resulting day shown below it."""

    is_text = False

    def show_echo(self) -> None:
        """Show the resulting day, or an error message if the text is not a valid date."""
        text = self.text()
        if not text.strip():
            self._echo.update(safe_content("A day like 2026-11-21, yesterday or 3 days ago."))
            return
        parse = parse_past_day if self.question.prompt.feeds == "occurred_on" else parse_day
        try:
            self._echo.update(safe_content(f"= {format_day(parse(text, self.question.today))}"))
        except UsageError as error:
            message = error.message[:1].upper() + error.message[1:]
            self._echo.update(safe_content(f"{message}. {next_steps(error)}".strip()))
