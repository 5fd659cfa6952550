"""A number on a scale."""

from textual import on
from textual.app import ComposeResult

from reflect.model.guide import Scale
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.scale_row import ScaleRow


class ScaleField(AnswerField):
    """A number from low to high; that a statement counts the other way round is not shown."""

    def __init__(self, given: FieldContext) -> None:
        super().__init__(given)
        scale = given.prompt.scale or Scale()
        words = (given.unfinished or given.base).strip()
        number = int(words) if words.isdecimal() and len(words) < 6 else None
        if number is not None and not scale.low <= number <= scale.high:
            number = None
        self._steps = ScaleRow(scale, number)

    def compose_answer(self) -> ComposeResult:
        """Lay out the scale."""
        yield self._steps

    @property
    def target(self) -> ScaleRow:
        """The scale."""
        return self._steps

    def text(self) -> str:
        """Give the number in figures; "" for none."""
        return "" if self._steps.number is None else str(self._steps.number)

    @on(ScaleRow.Picked)
    def _picked(self, event: ScaleRow.Picked) -> None:
        event.stop()
        self.changed()

    @on(ScaleRow.Entered)
    def _entered(self, event: ScaleRow.Entered) -> None:
        event.stop()
        self.submitted()
