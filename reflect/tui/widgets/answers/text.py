"""An answer of some lines."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.text_area import MIN_ROWS, TextEditor


class TextField(AnswerField):
    """A text of any length; the field is as high as its text, as far as the page leaves room."""

    DEFAULT_CSS = """
    TextField { height: 1fr; min-height: 5; overflow-y: hidden; }
    """
    BULLET: ClassVar[str] = ""
    is_text = True

    def __init__(self, given: FieldContext) -> None:
        super().__init__(given)
        self._rows = MIN_ROWS
        self._area = TextEditor(
            given.unfinished or given.base,
            example=given.prompt.example,
            bullet=self.BULLET,
            grow=self._grow,
        )
        self._last = self._area.text

    def compose_answer(self) -> ComposeResult:
        """Lay out the editor."""
        yield self._area

    @property
    def target(self) -> TextEditor:
        """The editor."""
        return self._area

    def text(self) -> str:
        """Give the text as it stands."""
        return self._area.text

    def set_text(self, text: str) -> None:
        """Take another text, which undo takes back."""
        self._area.replace(text, self._area.document.start, self._area.document.end)
        self._area.move_cursor(self._area.document.end)

    def show_problem(self, text: str) -> None:
        """Say below the text what is wrong with it, and make room for that."""
        super().show_problem(text)
        self._grow(self._rows)

    def on_resize(self) -> None:
        """Make room for what is wrong, as it may wrap now."""
        self._grow(self._rows)

    def _grow(self, rows: int) -> None:
        self._rows = rows
        self.styles.max_height = rows + self.problem_rows

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._area.text != self._last:
            self._last = self._area.text
            self.changed()
