"""Dots: where one is in a guide, one dot a step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from reflect.tui.safe_text import Content, line, plain

MARKS = {"answered": "●", "skipped": "⊖", "open": "○"}
HERE = "◉"
GAP = "  "


@dataclass(frozen=True, slots=True)
class Dot:
    """One step of a guide.

    Args:
        prompt_id: of its prompt.
        state: "answered", "skipped" or "open".
        is_here: whether one stands at it.
        stage: of its prompt; between action and reflection lies the quiet.
        question: its tooltip.
    """

    prompt_id: str
    state: str
    is_here: bool
    stage: str
    question: str = ""


class ProgressDots(Widget, can_focus=True):
    """One dot a step, with a gap where the quiet is; where they don't fit, "3 / 9"."""

    DEFAULT_CSS = """
    ProgressDots { height: 1; width: 1fr; color: $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "move(1)", "Next dot", id="dots.right", show=False),
        Binding("left,h", "move(-1)", "Dot before", id="dots.left", show=False),
        Binding("enter,space", "choose", "Go to it", id="dots.choose", show=False),
    ]

    class Chosen(Message):
        """A step was chosen.

        Args:
            prompt_id: of its prompt.
        """

        def __init__(self, prompt_id: str) -> None:
            super().__init__()
            self.prompt_id = prompt_id

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._dots: tuple[Dot, ...] = ()
        self._cursor = 0

    def set(self, steps: Sequence[Dot]) -> None:
        """Show these steps."""
        self._dots = tuple(steps)
        self._cursor = self._here
        self.refresh()

    @property
    def _here(self) -> int:
        """The index of the dot one stands at; that after the last where there is none."""
        return next((n for n, dot in enumerate(self._dots) if dot.is_here), len(self._dots))

    @property
    def _places(self) -> list[int]:
        """The column of each dot."""
        places, column = [], 0
        for number, dot in enumerate(self._dots):
            if number:
                before = self._dots[number - 1].stage
                column += 2
                if before == "action" and dot.stage == "reflection":
                    column += len(GAP)
            places.append(column)
        return places

    @property
    def reduced(self) -> bool:
        """Whether there is no room for the dots."""
        return bool(self._dots) and self._places[-1] + 1 > self.content_size.width

    def render(self) -> Content:
        """Show the dots, or how far one is."""
        if self.reduced:
            return plain(f"{min(self._here + 1, len(self._dots))} / {len(self._dots)}")
        pieces, column = [], 0
        for number, (dot, place) in enumerate(zip(self._dots, self._places, strict=True)):
            mark = HERE if dot.is_here else MARKS[dot.state]
            style = "bold $primary" if dot.is_here else ""
            if self.has_focus and number == self._cursor:
                style = "reverse"
            pieces += [plain(" " * (place - column)), plain(mark, style)]
            column = place + 1
        if self.has_focus and self._cursor < len(self._dots):
            pieces.append(line(f"   {self._dots[self._cursor].question}"))
        return Content.assemble(*pieces)

    def action_move(self, step: int) -> None:
        """Look at another dot."""
        self._cursor = min(max(self._cursor + step, 0), max(len(self._dots) - 1, 0))
        self.refresh()

    def action_choose(self) -> None:
        """Choose the dot one looks at."""
        if self._cursor < len(self._dots):
            self.post_message(self.Chosen(self._dots[self._cursor].prompt_id))

    def on_click(self, event: events.Click) -> None:
        """Choose the dot that was clicked."""
        dot = self._dot_at(event)
        if dot is not None:
            self.post_message(self.Chosen(dot.prompt_id))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let the tooltip tell the question of the dot below the mouse."""
        dot = self._dot_at(event)
        self.tooltip = line(dot.question) if dot is not None and dot.question else None

    def _dot_at(self, event: events.MouseEvent) -> Dot | None:
        place = event.get_content_offset(self)
        if place is None or self.reduced:
            return None
        near = [
            dot for dot, at in zip(self._dots, self._places, strict=True) if at - place.x in (0, -1)
        ]
        return near[0] if near else None
