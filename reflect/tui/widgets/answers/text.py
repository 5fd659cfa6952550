"""An answer of some lines."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from reflect.tui.widgets.answers.base import AnswerField, Given
from reflect.tui.widgets.text_area import Writing


class TextField(AnswerField):
    """A text of any length."""

    DEFAULT_CSS = """
    TextField { height: 1fr; overflow-y: hidden; }
    """
    is_words = True

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._area = self.area(given.typed or given.base, given.prompt.example)
        self._last = self._area.text

    def area(self, text: str, example: str) -> Writing:
        """Make the editor."""
        return Writing(text, example=example)

    def parts(self) -> ComposeResult:
        """Lay out the editor."""
        yield self._area

    @property
    def target(self) -> Writing:
        """The editor."""
        return self._area

    def words(self) -> str:
        """Give the text as it stands."""
        return self._area.text

    def put(self, text: str) -> None:
        """Take another text, which undo takes back."""
        self._area.replace(text, self._area.document.start, self._area.document.end)
        self._area.move_cursor(self._area.document.end)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._area.text != self._last:
            self._last = self._area.text
            self.changed()
