"""A field for a number on a scale."""

from textual import on
from textual.app import ComposeResult

from reflect.model.guide import Scale
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.scale_row import ScaleRow


class ScaleField(AnswerField):
    """A number from low to high; whether a statement is reverse-scored is not shown."""

    def __init__(self, question: FieldContext) -> None:
        super().__init__(question)
        scale = question.prompt.scale or Scale()
        text = (question.unfinished or question.initial).strip()
        number = int(text) if text.isdecimal() and len(text) < 6 else None
        if number is not None and not scale.low <= number <= scale.high:
            number = None
        self._row = ScaleRow(scale, number)

    def compose_answer(self) -> ComposeResult:
        yield self._row

    @property
    def target(self) -> ScaleRow:
        """The scale."""
        return self._row

    def text(self) -> str:
        """Return the number in figures; "" for none."""
        return "" if self._row.number is None else str(self._row.number)

    @on(ScaleRow.Picked)
    def _picked(self, event: ScaleRow.Picked) -> None:
        event.stop()
        self.changed()

    @on(ScaleRow.Submitted)
    def _submitted(self, event: ScaleRow.Submitted) -> None:
        event.stop()
        self.submitted()
