"""Renders one line of the user's text as harmless Markdown.

Only code, emphasis, and links to web or mail addresses are kept. Link targets are written out so
that the reader sees where they lead.
"""

import re

from reflect.text.clean import one_line

_ACTIVE = re.compile(
    r"[\\`*\[\]~]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # not inside a word
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?[A-Za-z0-9]{1,32};)"
    r"|\$(?![0-9])"  # math on code hosts
    r"|(?<=\S)@(?=\S)"
    r"|:(?=//)"
    r"|(?<=[wW]{3})\."
)
# Some renderers treat :word in a heading as a shortcode and drop it from the anchor.
_ACTIVE_IN_HEADING = re.compile(rf"{_ACTIVE.pattern}|:(?=\S)")
# Marks at the start of a line: headings, quotes, rules, lists and tables, and near misses.
_LEADING = re.compile(r"#|>|:(?=:)|[-+](?=\s|$)|[-=:|](?=[-=:| ]*$)")
_ENDINGS = ".,;:!?'*_~"
_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")

_WEB = r"(?i:https?://|mailto:)[^\s()<>`\x00-\x20\x7f]+"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_WORDS = r"[^\W_](?:[^*_`<>\[\]\\\n]*[^\W_])?[.!?…]?"
_SPAN = re.compile(
    r"(?<![`\\])`(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)"
    rf"|!?\[(?P<label>[^\[\]\n]*)\]\((?P<link>{_WEB})\)"
    rf"|<(?P<bracketed>{_WEB})>"
    r"|(?P<bare>(?i:https?)://[^\s<>`\"\x00-\x20\x7f]+)"
    rf"|(?<![\w.+-])(?P<mail>[a-zA-Z0-9][a-zA-Z0-9._+-]*@{_LABEL}(?:\.{_LABEL})+)(?![\w@-])"
    rf"|(?<![\w*\\])\*\*(?P<strong>{_WORDS})\*\*(?![\w*])"
    rf"|(?<![\w*\\])\*(?P<stressed>{_WORDS})\*(?![\w*])"
    rf"|(?<![\w_\\])_(?P<underlined>{_WORDS})_(?![\w_])"
)


def escape_line(text: str) -> str:
    """Return text as one line with all Markdown escaped."""
    return _ACTIVE.sub(lambda match: f"\\{match[0]}", one_line(text.replace("\ufeff", "")))


def escape_heading(text: str) -> str:
    """Return text escaped for a heading, where a final # would be read as a closing mark."""
    line = one_line(text.replace("\ufeff", ""))
    line = _ACTIVE_IN_HEADING.sub(lambda match: f"\\{match[0]}", line)
    bare = line.rstrip("#")
    return bare + "\\#" * (len(line) - len(bare))


def render_inline(text: str) -> str:
    """Return text as one line, keeping its code, emphasis and links."""
    line = one_line(text.replace("\ufeff", ""))
    whole = _SPAN.fullmatch(line)
    if whole and (text_only := whole["strong"] or whole["stressed"] or whole["underlined"]):
        return escape_line(text_only)  # a fully emphasised line looks like a heading
    parts: list[str] = []
    end = 0
    for match in _SPAN.finditer(line):
        parts += [_escaped(line, end, match.start()), _span(match)]
        end = match.end()
    return "".join([*parts, _escaped(line, end, len(line))])


def escape_line_start(line: str) -> str:
    """Escape the start of a rendered line so that it doesn't begin a heading, list or quote."""
    if number := _NUMBER.match(line):
        return f"{number[1]}\\{line[number.end(1) :]}"
    return f"\\{line}" if _LEADING.match(line) else line


def bold_line(text: str) -> str:
    """Return a question in bold, ending in punctuation so that it doesn't look like a heading."""
    line = escape_line(text)
    return f"**{line}**" if line.endswith((".", ",", ";", ":", "!", "?")) else f"**{line}:**"


def _escaped(line: str, start: int, end: int) -> str:
    """Return the text between two spans, escaped."""
    parts = []
    for match in _ACTIVE.finditer(line, start, end):
        parts += [line[start : match.start()], "\\", match[0]]
        start = match.end()
    return "".join([*parts, line[start:end]])


def _span(match: re.Match[str]) -> str:
    if match["code"]:
        return f"`{match['code']}`"
    if match["strong"]:
        return f"**{escape_line(match['strong'])}**"
    if stressed := match["stressed"] or match["underlined"]:
        return f"*{escape_line(stressed)}*"
    if match["mail"] or match["bracketed"]:
        return f"<{match['mail'] or match['bracketed']}>"
    if match["bare"]:
        return _bare(match["bare"])
    label = match["label"].strip()
    return f"{escape_line(label)} (<{match['link']}>)" if label else f"<{match['link']}>"


def _bare(url: str) -> str:
    """Return a bare URL as a link, without the punctuation that ends the sentence."""
    address = url.rstrip(_ENDINGS)
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while surplus > 0 and end and address[end - 1] in _ENDINGS + ")":
        surplus -= address[end - 1] == ")"
        end -= 1
    address = address[:end].rstrip(_ENDINGS)
    if address.endswith("/") and address.count("/") == 2:
        return escape_line(url)
    return f"<{address}>{escape_line(url[len(address) :])}"
