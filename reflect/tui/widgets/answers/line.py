"""An answer of one line."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from reflect.practice.answers import LINE_LIMIT
from reflect.tui.safe_text import line
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.inputs import LineInput


class LineField(AnswerField):
    """One line; where it is longer than the field it is shown whole below."""

    is_text = True

    def __init__(self, given: FieldContext) -> None:
        super().__init__(given)
        self._input = LineInput(given.unfinished or given.base, example=given.prompt.example)
        self._last = self._input.value
        self._echo = Static(classes="answer--echo")

    def compose_answer(self) -> ComposeResult:
        """Lay out the line, and what is told about it."""
        yield self._input
        yield self._echo

    @property
    def target(self) -> LineInput:
        """The line."""
        return self._input

    def text(self) -> str:
        """Give the line as it stands."""
        return self._input.value

    def set_text(self, text: str) -> None:
        """Take another line."""
        self._input.value = text
        self._input.cursor_position = len(text)

    def on_resize(self) -> None:
        """Show whole what fits no longer, once it is known how wide the line is."""
        self.call_after_refresh(self.echo)

    def echo(self) -> None:
        """Show whole what is longer than its field."""
        words, room = self.text(), self._input.scrollable_content_region.width
        example = self.question.prompt.example
        told = words or (f"For example: {example}" if example else "")
        if len(words) > LINE_LIMIT:
            told = f"One line has up to {LINE_LIMIT} characters; this has {len(words)}."
        length = self._input.content_width
        self._echo.update(line(told if room and length > room else ""))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._last:
            self._last = event.value
            self.changed()
            self.echo()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.submitted()
