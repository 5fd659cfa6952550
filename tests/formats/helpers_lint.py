"""The markdownlint rules that a summary could break.

Source: https://github.com/DavidAnson/markdownlint/blob/main/doc/Rules.md. Each finding begins with
the name of the rule.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reflect.formats.summary.headings import AnchorRegistry

_ITEM = re.compile(r" *(?:- |\d+\. )")
# A URL that is not in angle brackets, escaped or in code.
_BARE = re.compile(r"^(?:[^`<]|<(?!https?:)|`[^`]*`|<[^>]*>)*?(?<![<`])https?://\S")
_PUNCTUATION = ".,;:!。，；：！"


def lint(text: str) -> list[str]:
    """Return the rules that a document breaks; empty if it is clean."""
    tokens = MarkdownIt("commonmark").parse(text)
    inside = [child for token in tokens for child in token.children or ()]
    return [
        *_lines(text),
        *_headings(tokens),
        *_neighbours(text),
        *_inside(tokens, inside),
        *_fragments(tokens, inside),
    ]


def _lines(text: str) -> Iterator[str]:
    lines = text.split("\n")
    if lines[-1] or (len(lines) > 1 and not lines[-2]):
        yield "MD047 one line end at the end"
    if not text.startswith("# "):
        yield "MD041 begins with a title"
    code = ""
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f"MD009 {number} blanks at the end"
        if "\t" in line:
            yield f"MD010 {number} tab"
        if code:
            code = "" if line == code else code
        elif fence := re.match("`{3,}", line):
            code = fence[0]
        if not code and not line and lines[number : number + 1] == [""] and number + 1 < len(lines):
            yield f"MD012 {number} two empty lines"
        if not code and re.match(r"#+(?:[^# ]|  )", line):
            yield f"MD018/MD019 {number} one blank behind #"
        if not code and re.match(r"#{1,6} .*(?<!\\)#$", line):
            yield f"MD003/MD020 {number} closed"


def _headings(tokens: list[Token]) -> Iterator[str]:
    found = [
        (int(token.tag[1]), token.markup, _shown(after))
        for token, after in pairwise(tokens)
        if token.type == "heading_open"
    ]
    last = 0
    for level, markup, shown in found:
        if level > last + 1:
            yield f"MD001 from {last} to {level}"
        last = level
        if not markup.startswith("#"):
            yield "MD003 a heading of another style"
        if shown.endswith(tuple(_PUNCTUATION)):
            yield f"MD026 {shown!r}"
    if len({shown for *_, shown in found}) < len(found):
        yield "MD024 the same heading twice"
    if [level for level, *_ in found].count(1) != 1:
        yield "MD025 one title"


def _neighbours(text: str) -> Iterator[str]:
    """Check that headings, fences and lists are surrounded by blank lines."""
    lines = ["", *text.split("\n"), ""]
    code = ""
    for number in range(1, len(lines) - 1):
        before, line, after = lines[number - 1 : number + 2]
        if code:
            if line == code:
                code = ""
                if after:
                    yield f"MD031 {number} fence"
        elif fence := re.match(r"(`{3,})(.*)", line):
            code = fence[1]
            if before:
                yield f"MD031 {number} fence"
            if not fence[2]:
                yield f"MD040 {number} code without its language"
        elif re.match(r"#{1,6} ", line):
            if before or after:
                yield f"MD022 {number} heading"
        elif line and before and (_is_list(line) != _is_list(before)):
            yield f"MD032 {number} list"


def _is_list(line: str) -> bool:
    return bool(_ITEM.match(line)) or line.startswith("  ")


def _inside(tokens: list[Token], inside: list[Token]) -> Iterator[str]:
    for token in (*tokens, *inside):
        if "html" in token.type:
            yield f"MD033 HTML {token.content!r}"
        if token.type == "image":
            yield "MD045 a picture"
        if token.type == "inline" and _BARE.search(token.content):
            yield f"MD034 {token.content!r}"
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0 and _is_stress(token):
            yield f"MD036 {token.content!r}"


def _is_stress(token: Token) -> bool:
    children = [child for child in token.children or () if child.content or "_" in child.type]
    whole = len(children) == 3 and children[0].type in ("strong_open", "em_open")
    return whole and not _shown(token).endswith(tuple(".,;:!?。，；：！？"))


def _fragments(tokens: list[Token], inside: list[Token]) -> Iterator[str]:
    anchors = AnchorRegistry()
    known = {
        anchors.anchor(_shown(after))
        for token, after in pairwise(tokens)
        if token.type == "heading_open"
    }
    for token in inside:
        target = unquote(str(token.attrs.get("href", "")))
        if token.type == "link_open" and target.startswith("#") and target[1:] not in known:
            yield f"MD051 {target}"


def _shown(token: Token) -> str:
    """Return the text of a line as a reader sees it."""
    return "".join(child.content for child in token.children or ())
