"""What is drawn without colours: the terminal's own, and bold, underlined, reversed."""

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

MARKED = 0.12
"""How much lighter or darker than the page a background is that marks something, of 1."""


class Colourless(LineFilter):
    """Leaves out all colours; what stood on a background of its own is reversed.

    Textual's own filter for NO_COLOR writes greys, which turn a light terminal dark.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Draw a line anew.

        Args:
            segments: of the line.
            background: of the page.
        """
        return [
            Segment(text, None if style is None else plain_style(style, background), None)
            for text, style, _ in segments
        ]


@lru_cache(2048)
def plain_style(style: Style, page: Color) -> Style:
    """Give a style without its colours."""
    behind = page if style.bgcolor is None else Color.from_rich_color(style.bgcolor)
    is_marked = abs(behind.brightness - page.brightness) > MARKED
    return Style(
        bold=style.bold,
        dim=style.dim,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
        reverse=is_marked != bool(style.reverse),
    )
