"""Text as content of a widget: never markup, with marks for bidi controls.

Textual takes a plain `str` for markup: `[@click=…]` in a title would run an action. So every text
that a person wrote goes through here.
"""

from collections.abc import Iterable

from textual.content import Content, Span

from reflect.text.clean import one_line
from reflect.text.display import safe_display

FOUND = "$found"
"""The style for the words of a search; each theme defines it."""


def safe_content(text: str, style: str = "", *, spans: Iterable[tuple[int, int]] = ()) -> Content:
    """Return a text as content.

    Args:
        text: any text; newlines stay, tabs are expanded.
        style: a style of Textual, such as "bold $primary"; "" for none.
        spans: places in the text to highlight as found, in order, without overlaps.
    """
    pieces, last = [], 0
    for start, end in spans:
        pieces += [_piece(text[last:start], style), _piece(text[start:end], FOUND)]
        last = end
    rest = _piece(text[last:], style)
    return Content.assemble(*pieces, rest) if pieces else rest


def _piece(text: str, style: str) -> Content:
    safe = safe_display(text).expandtabs(4)
    return Content.styled(safe, style) if style else Content(safe)


def safe_line(text: str, style: str = "") -> Content:
    """Return a text as content of one line, with one blank for each run of white space."""
    return safe_content(one_line(text), style)


__all__ = ["FOUND", "Content", "Span", "safe_content", "safe_line"]
