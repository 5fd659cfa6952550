r"""Escapes text so that it is not parsed as structure; the escaping is exactly reversible.

A mark that would begin a heading, a fence, HTML, an image, or a link to anything but the web or a
mailbox gets a backslash in front, as in Markdown. Backslashes that already precede such a mark are
doubled first: n of them become 2n + 1. An odd number before a mark therefore always means text, so
`unescape` reverses `escape` for every text.
"""

import re

# Each matches a run of backslashes only from its start, so that long runs stay linear.
_INLINE = (
    # HTML and comments, but not <https://…>.
    r"(?<!\\)\\*+(?=<(?!(?i:https?://|mailto:))[A-Za-z/!?])"
    r"|(?<=!)\\*+(?=\[)"
    r"|(?<!\\)\\*+(?=\][(:](?![ \t]*<?(?i:https?://|mailto:)))"
)
# Headings, the underlines of headings, and fences.
_BLOCK = r"^ {0,3}\\*+(?=#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$|`{3,}[^`\n]*$|~{3,})"
_IN_TEXT = re.compile(f"{_BLOCK}|{_INLINE}", re.MULTILINE)
_IN_HEADING = re.compile(_INLINE)
_LEADING = re.compile(r"^\\*+(?=[ \t])")
_CLOSING = re.compile(r"(?:(?<=[ \t])|^)\\*+(?=#+$)")
_CLOSED = re.compile(r"(?:(?<![ \t])[ \t]+|^)#+$")


def escape(text: str) -> str:
    """Escape a text for the body of a section."""
    return _IN_TEXT.sub(_add_backslashes, text)


def unescape(text: str) -> str:
    """Reverse `escape`; other backslashes stay."""
    return _IN_TEXT.sub(_remove_backslashes, text)


def escape_heading(line: str) -> str:
    """Escape a line for a heading."""
    line = _IN_HEADING.sub(_add_backslashes, line.replace("\n", " "))
    return _CLOSING.sub(_add_backslashes, _LEADING.sub(_add_backslashes, line))


def unescape_heading(line: str) -> str:
    """Return the text of a heading, without any closing `#`."""
    line = _CLOSED.sub("", line.strip(" \t"))
    line = _LEADING.sub(_remove_backslashes, _CLOSING.sub(_remove_backslashes, line))
    return _IN_HEADING.sub(_remove_backslashes, line)


def _add_backslashes(match: re.Match[str]) -> str:
    return match[0] + "\\" * (_count(match) + 1)


def _remove_backslashes(match: re.Match[str]) -> str:
    count = _count(match)
    return match[0][: -(count + 1) // 2] if count % 2 else match[0]


def _count(match: re.Match[str]) -> int:
    return len(match[0]) - len(match[0].rstrip("\\"))
