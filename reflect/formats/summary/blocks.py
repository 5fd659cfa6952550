"""Renders an answer as Markdown blocks: paragraphs, lists, quotes and code in a uniform style."""

import re
from collections.abc import Iterator

from reflect.formats.summary.inline import bold_line, escape_line_start, render_inline

_FENCE = re.compile(r" {0,3}(?:(`{3,})([^`]*)|(~{3,})(.*))$")
_INDENTED = re.compile(r"(?: {4}|\t)")
_BULLET = re.compile(r"([ \t]*)[-*+•][ \t]+(?=\S)")
_NUMBERED = re.compile(r" {0,3}([0-9]{1,9})[.)][ \t]+(?=\S)")
_QUOTE = re.compile(r"[ \t]*>[> \t]*")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_CLOSED = re.compile(r"(?:(?<=[ \t])|^)#+$")
_LANGUAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#.-]*")
_BLOCKS = (_FENCE, _BULLET, _NUMBERED, _QUOTE, _HEADING)
BREAK = "\\\n"


def render_blocks(text: str, *, is_list: bool = False) -> str:
    """Return an answer as Markdown blocks.

    Args:
        text: the answer.
        is_list: whether the prompt asks for one item per line.
    """
    lines = text.replace("\ufeff", "").expandtabs(4).split("\n")
    if is_list and not any(map(begins_block, lines)):
        lines = [f"- {line.strip()}" for line in lines if line.strip()]
    return "\n\n".join(_Blocks(lines).read())


def begins_block(line: str) -> bool:
    """Return whether a line begins a list, a quote, a heading or a code block."""
    return any(begins.match(line) for begins in _BLOCKS)


class _Blocks:
    """Parses the lines of an answer into blocks."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0

    def read(self) -> Iterator[str]:
        """Yield the blocks, without surrounding blank lines."""
        while self.at < len(self.lines):
            if not self.lines[self.at].strip():
                self.at += 1
            elif block := self._block():
                yield block

    @property
    def line(self) -> str:
        """The current line, or "" past the end."""
        return self.lines[self.at] if self.at < len(self.lines) else ""

    def _block(self) -> str:
        if fence := _FENCE.match(self.line):
            return self._fenced(fence)
        if heading := _HEADING.match(self.line):
            text = _CLOSED.sub("", self.line[heading.end() :].strip()).strip()
            self.at += 1
            return bold_line(text) if text else ""
        if _INDENTED.match(self.line) and not _BULLET.match(self.line):
            return self._indented()
        if _BULLET.match(self.line):
            return self._bullets()
        if _NUMBERED.match(self.line) and (items := self._numbers()):
            return items
        return self._quote() if _QUOTE.match(self.line) else self._paragraph()

    def _fenced(self, fence: re.Match[str]) -> str:
        """Read to the closing fence, or to the end of the answer if there is none."""
        mark = fence[1] or fence[3]
        end = re.compile(rf" {{0,3}}{mark}{mark[0]}*[ \t]*$")
        language = _LANGUAGE.match((fence[2] or fence[4] or "").strip())
        code = []
        self.at += 1
        while self.at < len(self.lines) and not end.match(self.line):
            code.append(self.line)
            self.at += 1
        self.at += 1
        return _code(code, language[0] if language else "text")

    def _indented(self) -> str:
        code = []
        while self.at < len(self.lines):
            if self.line.strip() and not _INDENTED.match(self.line):
                break
            code.append(self.line[4:])
            self.at += 1
        return _code(code, "text")

    def _bullets(self) -> str:
        """Read list items; an indented item belongs to the one above it."""
        margins: list[int] = []
        items: list[str] = []
        while bullet := _BULLET.match(self.line):
            while margins and margins[-1] > len(bullet[1]):
                margins.pop()
            if not margins or margins[-1] < len(bullet[1]):
                margins.append(len(bullet[1]))
            indent = "  " * (len(margins) - 1)
            items.append(f"{indent}- {self._item(bullet.end(), f'{indent}  ')}")
            self._skip_blank(_BULLET)
        return "\n".join(items)

    def _numbers(self) -> str:
        """Read items numbered 1, 2, 3 or all 1. Other numbers are meaningful and stay as text."""
        items: list[str] = []
        while number := _NUMBERED.match(self.line):
            if int(number[1]) not in (1, len(items) + 1):
                break
            lead = f"{len(items) + 1}. "
            items.append(lead + self._item(number.end(), " " * len(lead)))
            self._skip_blank(_NUMBERED)
        return "\n".join(items)

    def _item(self, begins: int, indent: str) -> str:
        """Read an item and its indented continuation lines."""
        texts = [self.line[begins:]]
        self.at += 1
        while self.line.startswith("  ") and self.line.strip() and not begins_block(self.line):
            texts.append(self.line)
            self.at += 1
        rendered = (escape_line_start(render_inline(text)) for text in texts)
        return f"{BREAK}{indent}".join(line for line in rendered if line)

    def _skip_blank(self, begins: re.Pattern[str]) -> None:
        """Skip blank lines if the list continues after them."""
        ahead = self.at
        while ahead < len(self.lines) and not self.lines[ahead].strip():
            ahead += 1
        if ahead < len(self.lines) and begins.match(self.lines[ahead]):
            self.at = ahead

    def _quote(self) -> str:
        paragraphs: list[list[str]] = [[]]
        while quote := _QUOTE.match(self.line):
            text = self.line[quote.end() :].strip()
            if text:
                paragraphs[-1].append(text)
            elif paragraphs[-1]:
                paragraphs.append([])
            self.at += 1
            before = self.at
            self._skip_blank(_QUOTE)
            if self.at > before and paragraphs[-1]:
                paragraphs.append([])
        return block_quote([_broken(texts) for texts in paragraphs if texts])

    def _paragraph(self) -> str:
        texts = [self.line]
        self.at += 1
        while self.line.strip() and not begins_block(self.line):
            texts.append(self.line)
            self.at += 1
        return _broken(texts)


def block_quote(paragraphs: list[str]) -> str:
    """Return Markdown paragraphs as one block quote, or "" if there are none."""
    lines = "\n\n".join(paragraphs).split("\n") if paragraphs else []
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _broken(texts: list[str]) -> str:
    """Return lines as one paragraph with hard line breaks."""
    rendered = (escape_line_start(render_inline(text)) for text in texts)
    return BREAK.join(line for line in rendered if line)


def _code(lines: list[str], language: str) -> str:
    """Return lines as a code block whose fence is longer than any backtick run inside it."""
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines:
        return ""
    if all(line.lstrip().startswith("$ ") or not line.strip() for line in lines):
        lines = [line.lstrip().removeprefix("$ ") for line in lines]  # only commands, no output
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([f"{fence}{language}", *(line.rstrip() for line in lines), fence])
