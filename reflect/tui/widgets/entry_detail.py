"""The pane that shows an entry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

MAX_LINE = 96
_BORDER_CELLS = 7  # cells in the top border that the title can't use


class EntryDetail(VerticalScroll, can_focus=True, inherit_bindings=False):
    """A scrollable pane with its title in the border."""

    class Left(Message):
        """Posted when the pane loses focus."""

    class Resized(Message):
        """Posted when the line width changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "Down", show=False, id="detail.down"),
        Binding("up,k", "scroll_up", "Up", show=False, id="detail.up"),
        Binding("pagedown", "page_down", "A page on", show=False, id="detail.page-on"),
        Binding("pageup", "page_up", "A page back", show=False, id="detail.page-back"),
        Binding("ctrl+d", "half(1)", "Half a page on", show=False, id="detail.half-on"),
        Binding("ctrl+u", "half(-1)", "Half a page back", show=False, id="detail.half-back"),
        Binding("home,g", "scroll_home", "Top", show=False, id="detail.top"),
        Binding("end,G", "scroll_end", "End", show=False, id="detail.end"),
    ]
    DEFAULT_CSS = """
    EntryDetail {
        padding: 0 1;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        &>Static { width: 1fr; max-width: 96; }
    }
    """

    _shown_width = 0

    def compose(self) -> ComposeResult:
        yield Static(Content(""))

    @property
    def text_width(self) -> int:
        """The line width in cells, limited because long lines are hard to read."""
        return max(8, min(self.scrollable_content_region.width, MAX_LINE))

    def show(self, title: Content, body: Content, *, from_top: bool = True) -> None:
        """Replace the content.

        Args:
            title: the title, repeated above the body if it is too long for the border.
            body: the text below the border.
            from_top: whether to scroll to the top.
        """
        self._shown_width = self.text_width
        self.border_title = title
        if title.cell_length > self.outer_size.width - _BORDER_CELLS:
            body = Content("\n").join([title.stylize_before("bold"), body])
        self.query_one(Static).update(body)
        if from_top:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        if self.text_width != self._shown_width:
            self.post_message(self.Resized())

    def on_blur(self) -> None:
        self.post_message(self.Left())

    def action_half(self, direction: int) -> None:
        self.scroll_relative(y=direction * self.scrollable_content_region.height // 2)
