"""Converts text to widget content that contains no markup and shows bidi controls as marks.

Textual parses a plain `str` as markup, so `[@click=…]` in a title could run an action. All
user-written text must therefore go through this module.
"""

from collections.abc import Iterable

from textual.content import Content, Span

from reflect.text.clean import one_line
from reflect.text.display import safe_display

FOUND = "$found"
"""The style variable for search matches; each theme defines it."""


def safe_content(text: str, style: str = "", *, spans: Iterable[tuple[int, int]] = ()) -> Content:
    """Return a text as safe content.

    Args:
        text: any text; newlines are kept and tabs expanded.
        style: a Textual style such as "bold $primary", or "".
        spans: the search matches to highlight, sorted and not overlapping.
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
    """Return a text as a single line of safe content, with runs of whitespace collapsed."""
    return safe_content(one_line(text), style)


__all__ = ["FOUND", "Content", "Span", "safe_content", "safe_line"]
