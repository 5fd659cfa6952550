"""An answer of several things, one a line."""

from rich.segment import Segment
from textual.strip import Strip

from reflect.tui.widgets.answers.text import TextField
from reflect.tui.widgets.text_area import Writing

BULLET = "• "


class Listing(Writing):
    """A text of which each line is a thing of its own, shown with a bullet before it."""

    DEFAULT_CSS = ""

    @property
    def gutter_width(self) -> int:
        """The cells that the bullet takes."""
        return len(BULLET)

    def _render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        places = self.wrapped_document._offset_to_line_info
        begins = row < len(places) and places[row][1] == 0
        bullet = Segment(BULLET if begins else " " * len(BULLET), self.rich_style)
        return Strip.join([Strip([bullet], len(BULLET)), super()._render_line(y)])


class ListField(TextField):
    """One thing a line."""

    def area(self, text: str, example: str) -> Writing:
        """Make an editor with bullets."""
        bulleted = "\n".join(f"{BULLET}{line}" for line in example.split("\n")) if example else ""
        return Listing(text, example=bulleted)
