"""The progress through a guide, one dot per step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from reflect.tui.safe_text import Content, safe_content, safe_line

MARKS = {"answered": "●", "skipped": "⊖", "open": "○"}
CURRENT = "◉"
GAP = "  "


@dataclass(frozen=True, slots=True)
class Dot:
    """One step of a guide.

    Args:
        prompt_id: the id of its prompt.
        state: "answered", "skipped" or "open".
        is_current: whether it is the current step.
        stage: the stage of its prompt; the pause is between "action" and "reflection".
        question: the text of its tooltip.
    """

    prompt_id: str
    state: str
    is_current: bool
    stage: str
    question: str = ""


class ProgressDots(Widget, can_focus=True):
    """One dot per step, with a gap at the pause; if they don't fit, "3 / 9" instead."""

    DEFAULT_CSS = """
    ProgressDots { height: 1; width: 1fr; color: $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "move(1)", "Next dot", id="dots.right", show=False),
        Binding("left,h", "move(-1)", "Dot before", id="dots.left", show=False),
        Binding("enter,space", "choose", "Go to it", id="dots.choose", show=False),
    ]

    class Selected(Message):
        """Posted when a step is selected.

        Args:
            prompt_id: the id of the prompt.
        """

        def __init__(self, prompt_id: str) -> None:
            super().__init__()
            self.prompt_id = prompt_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dots: tuple[Dot, ...] = ()
        self._cursor = 0

    def set_dots(self, dots: Sequence[Dot]) -> None:
        """Show these steps and move the cursor to the current one."""
        self._dots = tuple(dots)
        self._cursor = self._current
        self.refresh()

    @property
    def is_reduced(self) -> bool:
        """Whether there is too little room for the dots."""
        return bool(self._dots) and self._columns[-1] + 1 > self.content_size.width

    @property
    def _current(self) -> int:
        """The index of the current dot, or the number of dots if there is none."""
        return next((n for n, dot in enumerate(self._dots) if dot.is_current), len(self._dots))

    @property
    def _columns(self) -> list[int]:
        columns, column = [], 0
        for number, dot in enumerate(self._dots):
            if number:
                previous = self._dots[number - 1].stage
                column += 2
                if previous == "action" and dot.stage == "reflection":
                    column += len(GAP)
            columns.append(column)
        return columns

    def render(self) -> Content:
        if self.is_reduced:
            return safe_content(f"{min(self._current + 1, len(self._dots))} / {len(self._dots)}")
        pieces, end = [], 0
        for number, (dot, column) in enumerate(zip(self._dots, self._columns, strict=True)):
            mark = CURRENT if dot.is_current else MARKS[dot.state]
            style = "bold $primary" if dot.is_current else ""
            if self.has_focus and number == self._cursor:
                style = "reverse"
            pieces += [safe_content(" " * (column - end)), safe_content(mark, style)]
            end = column + 1
        if self.has_focus and self._cursor < len(self._dots):
            pieces.append(safe_line(f"   {self._dots[self._cursor].question}"))
        return Content.assemble(*pieces)

    def action_move(self, step: int) -> None:
        self._cursor = min(max(self._cursor + step, 0), max(len(self._dots) - 1, 0))
        self.refresh()

    def action_choose(self) -> None:
        if self._cursor < len(self._dots):
            self.post_message(self.Selected(self._dots[self._cursor].prompt_id))

    def on_click(self, event: events.Click) -> None:
        dot = self._dot_at(event)
        if dot is not None:
            self.post_message(self.Selected(dot.prompt_id))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        dot = self._dot_at(event)
        self.tooltip = safe_line(dot.question) if dot is not None and dot.question else None

    def _dot_at(self, event: events.MouseEvent) -> Dot | None:
        """Return the dot under the mouse pointer or directly to its left."""
        offset = event.get_content_offset(self)
        if offset is None or self.is_reduced:
            return None
        columns = zip(self._dots, self._columns, strict=True)
        return next((dot for dot, column in columns if column - offset.x in (0, -1)), None)
