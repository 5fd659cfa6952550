"""Multi-line answer fields."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.text_area import MIN_ROWS, TextEditor


class TextField(AnswerField):
    """A field for text of any length; it grows with its text up to the available height."""

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
        return self._area

    def text(self) -> str:
        return self._area.text

    def set_text(self, text: str) -> None:
        """Replace the text; undo restores the previous text."""
        self._area.replace(text, self._area.document.start, self._area.document.end)
        self._area.move_cursor(self._area.document.end)

    def show_problem(self, text: str) -> None:
        """Show an error message below the text and make room for it."""
        super().show_problem(text)
        self._grow(self._rows)

    def on_resize(self) -> None:
        # The error message may wrap differently at the new width.
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
    """A field for a bulleted list with one item per line."""

    BULLET = "• "
