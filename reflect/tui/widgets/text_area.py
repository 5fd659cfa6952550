"""An editor for a few lines or many pages of text."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.binding import BindingType
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea

from reflect.tui.safe_text import Content, safe_content
from reflect.tui.widgets.inputs import SCREEN_KEYS, OrderedKeys, mask, without

MIN_ROWS = 3


class TextEditor(OrderedKeys, TextArea, inherit_bindings=False):
    """A text area that grows with its text, up to the available height.

    Args:
        text: the initial text; the cursor starts at its end.
        example: the text shown while the area is empty.
        bullet: the bullet before each line.
        grow: a callback for changes in the required height; it receives the number of rows,
            including the border. None to let the widget limit its own height.
    """

    BINDINGS: ClassVar[list[BindingType]] = without(TextArea.BINDINGS, SCREEN_KEYS)
    DEFAULT_CSS = """
    TextEditor {
        height: 1fr;
        min-height: 5;
        background: $surface;
        border: tall $border-blurred;
        padding: 0 1;
        &:focus { border: tall $border; }
        & .text-area--placeholder { color: $quiet; text-style: italic; }
    }
    """

    def __init__(
        self,
        text: str = "",
        *,
        example: str = "",
        bullet: str = "",
        grow: Callable[[int], None] | None = None,
        id: str | None = None,
    ) -> None:
        self._bullet = bullet
        self._grow = grow or self._limit
        self._rows = 0
        lines = example.split("\n") if example else []
        super().__init__(
            text,
            id=id,
            highlight_cursor_line=False,
            placeholder=safe_content("\n".join(f"{bullet}{line}" for line in lines)),
        )
        self.match_cursor_bracket = False
        self.move_cursor(self.document.end)

    def on_mount(self) -> None:
        self.cursor_blink = self.app.animation_level != "none"
        self.watch(self, "virtual_size", self._update_rows, init=False)

    def on_resize(self) -> None:
        self._update_rows()

    @property
    def gutter_width(self) -> int:
        """The width of the bullet in cells."""
        return len(self._bullet)

    def get_line(self, line_index: int) -> Text:
        """Return a line with terminal control characters and bidi controls masked."""
        return Text(mask(self.document.get_line(line_index)), end="", no_wrap=True)

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        row = y + self.scroll_offset.y
        if not self._bullet or not self.text or row >= self.wrapped_document.height:
            return strip
        is_first = self.wrapped_document.offset_to_location(Offset(0, row))[1] == 0
        bullet = self._bullet if is_first else " " * len(self._bullet)
        gutter = Strip([Segment(bullet, self.rich_style)], len(bullet))
        return Strip.join([gutter, strip])

    def action_cut(self) -> None:
        """Cut the selection; unlike Textual's action, do nothing without one."""
        if self.selected_text:
            super().action_cut()

    def _update_rows(self) -> None:
        rows = self.wrapped_document.height
        if not self.text and isinstance(self.placeholder, Content) and self.wrap_width:
            rows = len(self.placeholder.wrap(self.content_size.width))
        rows = max(rows, MIN_ROWS) + self.gutter.height
        if rows != self._rows:
            self._rows = rows
            self._grow(rows)

    def _limit(self, rows: int) -> None:
        self.styles.max_height = rows
