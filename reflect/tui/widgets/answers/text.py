"""Fields for an answer of several lines."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.text_area import MIN_ROWS, TextEditor


class TextField(AnswerField):
    """A text of any length; the field is as high as its text, as far as there is room."""

    DEFAULT_CSS = """
    TextField { height: 1fr; min-height: 5; overflow-y: hidden; }
    """
    BULLET: ClassVar[str] = ""
    is_text = True

    def __init__(self, question: FieldContext) -> None:
        super().__init__(question)
        self._rows = MIN_ROWS
        self._area = TextEditor(
            question.unfinished or question.initial,
            example=question.prompt.example,
            bullet=self.BULLET,
            grow=self._grow,
        )
        self._last_text = self._area.text

    def compose_answer(self) -> ComposeResult:
        yield self._area

    @property
    def target(self) -> TextEditor:
        """The editor."""
        return self._area

    def text(self) -> str:
        """Return the text as it was typed."""
        return self._area.text

    def set_text(self, text: str) -> None:
        """Replace the text; undo brings the previous one back."""
        self._area.replace(text, self._area.document.start, self._area.document.end)
        self._area.move_cursor(self._area.document.end)

    def show_problem(self, text: str) -> None:
        """Show below the text what is wrong with it, and make room for the message."""
        super().show_problem(text)
        self._grow(self._rows)

    def on_resize(self) -> None:
        # The message may wrap now.
        self._grow(self._rows)

    def _grow(self, rows: int) -> None:
        self._rows = rows
        self.styles.max_height = rows + self.problem_rows

    @on(TextArea.Changed)
    def _text_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._area.text != self._last_text:
            self._last_text = self._area.text
            self.changed()


class ListField(TextField):
    """Several items, one a line, each with a bullet."""

    BULLET = "• "
