r"""Escapes text so that it is not parsed as Markdown structure. The escaping is reversible.

A backslash goes before every mark that would begin a heading, a fence, HTML, an image, or a link
to anything other than a web or mail address. If n backslashes already precede such a mark, they
become 2n + 1. An odd number of backslashes therefore always means literal text, and `unescape`
exactly reverses `escape`.
"""

import re

# Each pattern matches a run of backslashes only from its start, so long runs take linear time.
_INLINE = (
    # HTML tags and comments, but not autolinks such as <https://…>.
    r"(?<!\\)\\*+(?=<(?!(?i:https?://|mailto:))[A-Za-z/!?])"
    r"|(?<=!)\\*+(?=\[)"
    r"|(?<!\\)\\*+(?=\][(:](?![ \t]*<?(?i:https?://|mailto:)))"
)
# Headings, heading underlines and code fences.
_BLOCK = r"^ {0,3}\\*+(?=#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$|`{3,}[^`\n]*$|~{3,})"
_IN_TEXT = re.compile(f"{_BLOCK}|{_INLINE}", re.MULTILINE)
_IN_HEADING = re.compile(_INLINE)
_LEADING = re.compile(r"^\\*+(?=[ \t])")
_CLOSING = re.compile(r"(?:(?<=[ \t])|^)\\*+(?=#+$)")
_CLOSED = re.compile(r"(?:(?<![ \t])[ \t]+|^)#+$")


def escape(text: str) -> str:
    """Escape the text of a section body."""
    return _IN_TEXT.sub(_add_backslashes, text)


def unescape(text: str) -> str:
    """Reverse `escape`, leaving other backslashes alone."""
    return _IN_TEXT.sub(_remove_backslashes, text)


def escape_heading(line: str) -> str:
    """Escape text for use in a heading; line breaks become spaces."""
    line = _IN_HEADING.sub(_add_backslashes, line.replace("\n", " "))
    return _CLOSING.sub(_add_backslashes, _LEADING.sub(_add_backslashes, line))


def unescape_heading(line: str) -> str:
    """Return the text of a heading, without closing `#` marks."""
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
