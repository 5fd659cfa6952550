"""A field for a number on a scale, and its row of numbers."""

from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from reflect.model.guide import Scale
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.option_list import OPEN, PICKED

CELL = 5


class ScaleRow(Widget, can_focus=True):
    """A row of scale numbers, with the selected one marked.

    Args:
        scale: the scale's bounds and labels.
        number: the initially selected number, or None for no selection.
    """

    DEFAULT_CSS = """
    ScaleRow {
        height: auto;
        padding: 0 2;
        border: tall $border-blurred;
        background: $surface;
        &:focus { border: tall $border; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,up,l,k", "move(1)", "More", id="scale.more", show=False),
        Binding("left,down,h,j", "move(-1)", "Less", id="scale.less", show=False),
        Binding("home", "move(-9999)", "Least", id="scale.least", show=False),
        Binding("end", "move(9999)", "Most", id="scale.most", show=False),
        Binding("backspace,delete", "clear", "Pick none", id="scale.clear", show=False),
        Binding("enter", "enter", "Go on", id="scale.enter", show=False),
    ]
    number: reactive[int | None] = reactive(None)

    class Picked(Message):
        """Posted when the selection changes or is cleared."""

    class Submitted(Message):
        """Posted when the user presses enter."""

    def __init__(self, scale: Scale, number: int | None) -> None:
        super().__init__()
        self.scale = scale
        self.set_reactive(ScaleRow.number, number)
        self._digits = ""

    @property
    def _numbers(self) -> range:
        return range(self.scale.low, self.scale.high + 1)

    def _per_row(self, width: int) -> tuple[int, int]:
        """Return the width of a number in cells, and how many numbers fit in a row."""
        longest = max(len(str(self.scale.low)), len(str(self.scale.high)))
        cell = longest + 1
        count = len(self._numbers)
        if width and count * cell <= width:
            cell = min(max(width // count, cell), CELL + longest)
        return cell, max(width // cell, 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._content(width).plain.split("\n"))

    def render(self) -> Content:
        return self._content(self.content_size.width)

    def _content(self, width: int) -> Content:
        cell, per_row = self._per_row(width)
        numbers = list(self._numbers)
        pieces = []
        for first in range(0, len(numbers), per_row):
            row = numbers[first : first + per_row]
            for number in row:
                style = "bold $primary" if number == self.number else "$quiet"
                mark = PICKED if number == self.number else OPEN
                pieces.append(safe_content(mark.ljust(cell), style))
            pieces.append(safe_content("\n"))
            for number in row:
                pieces.append(
                    safe_content(str(number).ljust(cell), "bold" if number == self.number else "")
                )
            pieces.append(safe_content("\n"))
        return Content.assemble(*pieces, self._labels(min(width, cell * len(numbers))))

    def _labels(self, width: int) -> Content:
        low = safe_line(f"{self.scale.low} {self.scale.low_label}".strip(), "$quiet")
        high = safe_line(f"{self.scale.high} {self.scale.high_label}".strip(), "$quiet")
        gap = width - cell_len(low.plain) - cell_len(high.plain)
        return Content.assemble(low, safe_content(" " * gap if gap >= 2 else "\n"), high)

    def action_move(self, step: int) -> None:
        """Move the selection; if there is none, start just outside the scale."""
        low, high = self.scale.low, self.scale.high
        start = (low - 1 if step > 0 else high + 1) if self.number is None else self.number
        self._pick(min(max(start + step, low), high))

    def action_clear(self) -> None:
        self._pick(None)

    def action_enter(self) -> None:
        self.post_message(self.Submitted())

    def on_key(self, event: events.Key) -> None:
        if event.character is None or event.character not in "0123456789":
            self._digits = ""
            return
        event.stop()
        # Two consecutive digits may form one number on the scale.
        for digits in (self._digits + event.character, event.character):
            if int(digits) in self._numbers:
                self._pick(int(digits))
                break
        self._digits = digits

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        cell, per_row = self._per_row(self.content_size.width)
        index = offset.y // 2 * per_row + offset.x // cell
        if offset.x // cell < per_row and index < len(self._numbers):
            self._pick(self._numbers[index])

    def _pick(self, number: int | None) -> None:
        if number != self.number:
            self.number = number
            self.post_message(self.Picked())


class ScaleField(AnswerField):
    """A field for a number on a scale; it doesn't reveal whether a statement is reverse-scored."""

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
        return self._row

    def text(self) -> str:
        """Return the number as digits, or "" if none is selected."""
        return "" if self._row.number is None else str(self._row.number)

    @on(ScaleRow.Picked)
    def _picked(self, event: ScaleRow.Picked) -> None:
        event.stop()
        self.changed()

    @on(ScaleRow.Submitted)
    def _submitted(self, event: ScaleRow.Submitted) -> None:
        event.stop()
        self.submitted()
