"""Writing: an editor for a few lines or many pages, that lets no control code through."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.binding import BindingType
from textual.document._document_navigator import DocumentNavigator
from textual.expand_tabs import expand_text_tabs_from_widths
from textual.strip import Strip
from textual.widgets import TextArea

from reflect.text.clean import encodable
from reflect.tui.safe_text import Content, plain
from reflect.tui.widgets.document import MarkedDocument
from reflect.tui.widgets.marks import without
from reflect.tui.widgets.own_keys import OwnKeys
from reflect.tui.widgets.wrapping import Row, Wrapping

LEAST_ROWS = 3


class TextEditor(OwnKeys, TextArea, inherit_bindings=False):
    """A text being written: it wraps softly, and grows from a few rows to the room there is.

    Tab and the keys of the screen are not taken. Ctrl+C copies where something is selected, and
    otherwise is the screen's.

    Args:
        text: to begin with; the cursor stands at its end.
        example: shown while there is no text; anything, as it goes through `plain`.
        bullet: stands before each line.
        grow: told how many rows it wants, its border included, each time that changes; without
            it, the widget limits itself to them.
    """

    BINDINGS: ClassVar[list[BindingType]] = without(TextArea.BINDINGS)
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
            placeholder=plain("\n".join(f"{bullet}{line}" for line in lines)),
        )
        self.match_cursor_bracket = False
        self.move_cursor(self.document.end)

    def on_mount(self) -> None:
        """Let the cursor stand still where nothing may move."""
        self.cursor_blink = self.app.animation_level != "none"

    @property
    def gutter_width(self) -> int:
        """The cells that the bullet takes."""
        return len(self._bullet)

    def action_copy(self) -> None:
        """Copy what is selected; without a selection the key is the screen's."""
        text = self.selected_text
        if not text:
            super().action_copy()
        self.app.copy_to_clipboard(encodable(text))

    def action_cut(self) -> None:
        """Take out what is selected, and copy it."""
        start, end = self.selection
        if start == end or self.read_only:
            return
        result = self._delete_via_keyboard(start, end)
        if result is not None:
            self.app.copy_to_clipboard(encodable(result.replaced_text))

    def _set_document(self, text: str, language: str | None) -> None:
        self._highlight_query = None
        self.document = MarkedDocument(text)
        self.wrapped_document = Wrapping(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _refresh_size(self) -> None:
        super()._refresh_size()
        rows = self.wrapped_document.height
        if not self.document.text and isinstance(self.placeholder, Content) and self.wrap_width:
            rows = len(self.placeholder.wrap(self.content_size.width))
        rows = max(rows, LEAST_ROWS) + self.gutter.height
        if rows != self._rows:
            self._rows = rows
            self._grow(rows)

    def _limit(self, rows: int) -> None:
        self.styles.max_height = rows

    def _render_line(self, y: int) -> Strip:
        """Draw a row; everything comes from the document with its marks."""
        wrapped, y = self.wrapped_document, y + self.scroll_offset.y
        base = self.rich_style
        if not isinstance(wrapped, Wrapping) or y >= wrapped.height:
            return Strip.blank(self.size.width, base)
        row = wrapped.row(y)
        text = Text(row.text + " " * row.is_last, end="", no_wrap=True)
        self._style(text, row)
        if row.tabs:
            text = expand_text_tabs_from_widths(text, row.tabs)
        strip = Strip(text.render(self.app.console), text.cell_len)
        if self._bullet:
            bullet = " " * len(self._bullet) if row.start else self._bullet
            strip = Strip.join([Strip([Segment(bullet)], len(bullet)), strip])
        width = self.scrollable_content_region.width
        return strip.extend_cell_length(width).crop(0, width).apply_style(base)

    def _style(self, text: Text, row: Row) -> None:
        """Set off what is selected, and the cursor."""
        theme, (start, end) = self._theme, sorted(self.selection)
        here = (row.line, row.start)
        after = (row.line, row.start + len(text))
        if start != end and theme.selection_style and start < after and end > here:
            first = start[1] - row.start if start > here else 0
            last = end[1] - row.start if end < after else len(text)
            text.stylize(theme.selection_style, first, last)
        at = self.cursor_location
        if self._draw_cursor and theme.cursor_style and here <= at < after:
            column = at[1] - row.start
            text.stylize(theme.cursor_style, column, column + 1)
