"""Stored text on its way into a widget: never markup, never control codes.

A plain `str` given to a widget is markup to Textual: `[@click=…]` in a title would run an action.
Everything that was written by somebody goes through here.
"""

from collections.abc import Iterable

from textual.content import Content, Span

from reflect.text.clean import one_line
from reflect.text.display import safe_display

FOUND = "$found"
"""The style of words that were searched for; each theme gives it."""


def plain(text: str, style: str = "") -> Content:
    """Make content of a text as it stands, its control codes visible marks.

    Args:
        text: anything; newlines and tabs stay.
        style: a style of Textual, such as "bold $primary"; "" for none.
    """
    safe = safe_display(text).expandtabs(4)
    return Content.styled(safe, style) if style else Content(safe)


def line(text: str, style: str = "") -> Content:
    """Make content of one line: runs of white space become one blank."""
    return plain(one_line(text), style)


def marked(text: str, spans: Iterable[tuple[int, int]], style: str = "") -> Content:
    """Make content of a text with the places of found words set off.

    Args:
        text: as it was searched; a control code in it may shift the marks by a few cells.
        spans: places in the text, in order, none overlapping.
        style: of the rest.
    """
    pieces, last = [], 0
    for start, end in spans:
        pieces += [plain(text[last:start], style), plain(text[start:end], FOUND)]
        last = end
    return Content.assemble(*pieces, plain(text[last:], style))


__all__ = ["FOUND", "Content", "Span", "line", "marked", "plain"]
