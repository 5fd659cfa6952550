"""Writing: an editor for a few lines or many pages, that lets no control code through."""

from typing import ClassVar

from textual.binding import BindingType
from textual.document._document_navigator import DocumentNavigator
from textual.document._wrapped_document import WrappedDocument
from textual.widgets import TextArea

from reflect.tui.content import Content, plain
from reflect.tui.widgets.document import MarkedDocument
from reflect.tui.widgets.marks import encodable, without

LEAST_ROWS = 3


class Writing(TextArea, inherit_bindings=False):
    """A text being written: it wraps softly, and grows from a few rows to the room there is.

    Tab and the keys of the screen are not taken. Ctrl+C copies where something is selected, and
    otherwise is the screen's.

    Args:
        text: to begin with; the cursor stands at its end.
        example: shown while there is no text; anything, as it goes through `plain`.
    """

    BINDINGS: ClassVar[list[BindingType]] = without(TextArea.BINDINGS)
    DEFAULT_CSS = """
    Writing {
        height: 1fr;
        min-height: 5;
        background: $surface;
        border: tall $border-blurred;
        padding: 0 1;
        &:focus { border: tall $border; }
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $quiet; text-style: italic; }
    }
    """

    def __init__(self, text: str = "", *, example: str = "", id: str | None = None) -> None:
        super().__init__(
            text,
            id=id,
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=plain(example) if example else Content(""),
        )
        self.match_cursor_bracket = False
        self.move_cursor(self.document.end)

    def _set_document(self, text: str, language: str | None) -> None:
        self._highlight_query = None
        self.document = MarkedDocument(text)
        self.wrapped_document = WrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _refresh_size(self) -> None:
        super()._refresh_size()
        # A row for each of the text's, and those of the border.
        self.styles.max_height = max(self.wrapped_document.height, LEAST_ROWS) + self.gutter.height

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
