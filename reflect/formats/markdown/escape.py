r"""Keeps what was written from being read as structure, and takes it back exactly.

A mark that would begin a heading, a fence, HTML, an image or a link that leads anywhere but to the
web or to a mailbox gets a backslash in front, as Markdown has it. Backslashes that stand before
such a mark already are doubled first: n of them become 2n + 1. An odd number before a mark
therefore always means text, so `unescape` undoes `escape` for every text.
"""

import re

# Each looks at a run of backslashes only from its beginning, so that a long one costs no more.
_INLINE = (
    # HTML and comments, but not <https://…>.
    r"(?<!\\)\\*+(?=<(?!(?i:https?://|mailto:))[A-Za-z/!?])"
    r"|(?<=!)\\*+(?=\[)"
    r"|(?<!\\)\\*+(?=\][(:](?![ \t]*<?(?i:https?://|mailto:)))"
)
# Headings, the lines that turn the text above them into one, and fences.
_BLOCK = r"^ {0,3}\\*+(?=#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$|`{3,}[^`\n]*$|~{3,})"
_IN_TEXT = re.compile(f"{_BLOCK}|{_INLINE}", re.MULTILINE)
_IN_HEADING = re.compile(_INLINE)
_LEADING = re.compile(r"^\\*+(?=[ \t])")
_CLOSING = re.compile(r"(?:(?<=[ \t])|^)\\*+(?=#+$)")
_CLOSED = re.compile(r"(?:(?<![ \t])[ \t]+|^)#+$")


def escape(text: str) -> str:
    """Make a text safe to stand below a heading of the form."""
    return _IN_TEXT.sub(_more, text)


def unescape(text: str) -> str:
    """Take back what `escape` did; other backslashes stay."""
    return _IN_TEXT.sub(_fewer, text)


def escape_heading(line: str) -> str:
    """Make one line safe to stand behind the `#` of a heading."""
    line = _IN_HEADING.sub(_more, line.replace("\n", " "))
    return _CLOSING.sub(_more, _LEADING.sub(_more, line))


def unescape_heading(line: str) -> str:
    """Read what stands behind the `#` of a heading, with or without a closing `#`."""
    line = _CLOSED.sub("", line.strip(" \t"))
    line = _LEADING.sub(_fewer, _CLOSING.sub(_fewer, line))
    return _IN_HEADING.sub(_fewer, line)


def _more(found: re.Match[str]) -> str:
    return found[0] + "\\" * (_count(found) + 1)


def _fewer(found: re.Match[str]) -> str:
    count = _count(found)
    return found[0][: -(count + 1) // 2] if count % 2 else found[0]


def _count(found: re.Match[str]) -> int:
    return len(found[0]) - len(found[0].rstrip("\\"))
