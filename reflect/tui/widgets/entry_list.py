"""A virtual list of entries that reads and paints only the visible lines.

Textual's own lists paint every line before showing the first one.
"""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from reflect.tui.safe_text import FOUND, safe_line
from reflect.tui.widgets.entry_list_model import Find, Heading, Lines, ListRow, ListRows, NoRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style as RichStyle

    from reflect.tui.widgets.entry_list_renderer import EntryListRenderer

PARTS = ("row", "cursor", "cursor-blurred", "day", "mark", "sign", "selected", "tags", "heading")

_CACHED = 2_000  # rendered lines
_TALL = 14  # lines; a list with fewer shows each row in one line


class EntryList(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrollable list of entries with a cursor."""

    class Moved(Message):
        """Posted when the cursor moves to another entry."""

        def __init__(self, entry_id: str) -> None:
            super().__init__()
            self.entry_id = entry_id

    class Opened(Message):
        """Posted when an entry is opened with enter or a double click."""

        def __init__(self, entry_id: str) -> None:
            super().__init__()
            self.entry_id = entry_id

    class Picked(Message):
        """Posted when clicks select entries, or toggle their selection if `toggle` is true."""

        def __init__(self, ids: tuple[str, ...], toggle: bool) -> None:
            super().__init__()
            self.ids = ids
            self.toggle = toggle

    ALLOW_SELECT = False
    # Don't trigger a layout: the scrollbar is always visible, so the length affects no widget.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"entry-list--{part}" for part in PARTS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next", show=False, id="list.next"),
        Binding("up,k", "move(-1)", "Previous", show=False, id="list.previous"),
        Binding("pagedown", "page(1)", "A page on", show=False, id="list.page-on"),
        Binding("pageup", "page(-1)", "A page back", show=False, id="list.page-back"),
        Binding("ctrl+d", "page(0.5)", "Half a page on", show=False, id="list.half-on"),
        Binding("ctrl+u", "page(-0.5)", "Half a page back", show=False, id="list.half-back"),
        Binding("home,g", "end(False)", "First", show=False, id="list.first"),
        Binding("end,G", "end(True)", "Last", show=False, id="list.last"),
        Binding("enter", "open", "Open", show=False, id="list.open"),
    ]
    DEFAULT_CSS = """
    EntryList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        &>.entry-list--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        &>.entry-list--cursor-blurred { background: $panel; }
        &>.entry-list--day, &>.entry-list--tags { color: $quiet; }
        &>.entry-list--mark { color: $secondary; }
        &>.entry-list--sign { color: $accent; }
        &>.entry-list--selected { color: $accent; text-style: bold; }
        &>.entry-list--heading { color: $primary; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: ListRows = NoRows()
        self.cursor = 0
        self._lines = Lines(self.rows)
        self._selected: frozenset[str] = frozenset()
        self._find: Find = _find_nothing
        self._today: date | None = None
        self._styles: Mapping[str, RichStyle] = {}
        self._renderer: EntryListRenderer | None = None
        self._strips: dict[tuple[int, str, bool], Strip] = {}

    @property
    def current(self) -> str:
        """The id of the entry at the cursor, or "" if the list is empty."""
        return self.rows.id(self.cursor) if self.cursor < len(self.rows) else ""

    def show(
        self, rows: ListRows, today: date, *, find: Find | None = None, cursor: str | None = None
    ) -> None:
        """Replace the rows, keeping the cursor on its entry at the same position on the screen.

        No message is posted.

        Args:
            rows: the rows to list.
            today: the current day.
            find: a function that finds search matches in a text.
            cursor: the id of the entry to move the cursor to, or "" for the first one.
        """
        wanted = self.current if cursor is None else cursor
        offset = self._lines.of(self.cursor) - self.scroll_offset.y
        number = rows.find(wanted) if wanted else None
        if number is None:
            number = min(self.cursor, max(0, len(rows) - 1)) if cursor is None else 0
        self.rows, self._lines, self.cursor = rows, self._new_lines(rows), number
        self._find, self._today = find or _find_nothing, today if rows.is_ranked else None
        self._repaint()
        top = self._lines.of(number) - offset
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.vertical_scrollbar.window_virtual_size = len(self._lines)
        self.scroll_to(y=top, animate=False)
        self._scroll_to_cursor()

    def _new_lines(self, rows: ListRows) -> Lines:
        return Lines(rows, rows.height if self.size.height >= _TALL else 1)

    def select(self, ids: frozenset[str]) -> None:
        """Mark entries as selected."""
        self._selected = ids
        self.refresh()

    def move_to(self, number: int) -> None:
        """Move the cursor to an entry and scroll to it."""
        number = max(0, min(number, len(self.rows) - 1))
        if number != self.cursor and number >= 0:
            was, self.cursor = self.cursor, number
            for moved in (was, number):
                for part in range(self._lines.height):
                    self.refresh_line(self._lines.of(moved) + part)
            self.post_message(self.Moved(self.current))
        self._scroll_to_cursor()

    def render_line(self, y: int) -> Strip:
        place, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        item = self._lines.at(place)
        is_cursor = item == self.cursor and isinstance(item, int)
        cursor = ("cursor" if self.has_focus else "cursor-blurred") if is_cursor else ""
        is_selected = isinstance(item, int) and self.rows.id(item) in self._selected
        key = (place, cursor, is_selected)
        if key not in self._strips:
            if len(self._strips) > _CACHED:
                self._strips.clear()
            self._strips[key] = self._render_item(place, width, cursor, is_selected)
        return self._strips[key]

    def _render_item(self, place: int, width: int, cursor: str, is_selected: bool) -> Strip:
        item = self._lines.at(place)
        if item is None:
            return Strip.blank(width, self.rich_style)
        renderer = self._renderer = self._renderer or self._make_renderer()
        if isinstance(item, Heading):
            return renderer.heading(item.text, width)
        row: ListRow = self.rows.row(item)
        line = (self._lines.part(place), self._lines.height)
        return renderer.row(row, width, cursor=cursor, is_selected=is_selected, line=line)

    def _make_renderer(self) -> "EntryListRenderer":
        # Imported here to speed up startup: nothing is painted before the first frame.
        from reflect.tui.widgets.entry_list_renderer import EntryListRenderer

        self._styles = self._styles or {
            **{
                part: self.get_component_rich_style(f"entry-list--{part}", partial=True)
                for part in PARTS
            },
            "row": self.rich_style,
            "found": Style.parse(FOUND, self.app.theme_variables).rich_style,
        }
        return EntryListRenderer(self._styles, self._find, self._today)

    def _repaint(self) -> None:
        self._renderer = None
        self._strips.clear()
        self._update_title()
        self.refresh()

    def _update_title(self) -> None:
        """Show the heading for the topmost line in the border."""
        self.border_title = safe_line(self._lines.title_at(self.scroll_offset.y))

    def _scroll_to_cursor(self) -> None:
        """Scroll just far enough to show the cursor and any heading directly above it."""
        place, height = self._lines.of(self.cursor), self.scrollable_content_region.height
        top = place - isinstance(self._lines.at(place - 1), Heading)
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif height and place + self._lines.height > self.scroll_offset.y + height:
            self.scroll_to(y=place + self._lines.height - height, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._update_title()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles = {}
        self._repaint()

    def on_resize(self) -> None:
        self._lines = self._new_lines(self.rows)
        self.virtual_size = Size(self.size.width, len(self._lines))
        self._repaint()
        self._scroll_to_cursor()

    def action_move(self, by: int) -> None:
        self.move_to(self.cursor + by)

    def action_page(self, pages: float) -> None:
        lines = round(self.scrollable_content_region.height * pages)
        self.move_to(self._lines.entry_at(self._lines.of(self.cursor) + lines))

    def action_end(self, is_last: bool) -> None:
        self.move_to(len(self.rows) - 1 if is_last else 0)

    def action_open(self) -> None:
        if self.current:
            self.post_message(self.Opened(self.current))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        item = self._lines.at(offset.y + self.scroll_offset.y) if offset else None
        if offset is None or not isinstance(item, int):
            return
        from reflect.tui.widgets.entry_list_renderer import is_select_click

        before = self.cursor
        self.move_to(item)
        if event.shift:
            first, last = sorted((before, item))
            ids = tuple(map(self.rows.id, range(first, last + 1)))
            self.post_message(self.Picked(ids, toggle=False))
        elif event.ctrl or is_select_click(offset.x, is_ranked=self.rows.is_ranked):
            self.post_message(self.Picked((self.current,), toggle=True))
        elif event.chain == 2:
            self.post_message(self.Opened(self.current))


def _find_nothing(text: str) -> tuple[tuple[int, int], ...]:
    return ()
