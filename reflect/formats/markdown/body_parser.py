"""Parses the body of a form: the title, headings with their answers, and the block of data."""

import re
from dataclasses import dataclass, field

from reflect.formats.markdown.comments import parse_prompt_comment
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.escape import unescape, unescape_heading
from reflect.text.clean import normalise

_HEADING = re.compile(r" {0,3}(##?)(?:[ \t]+(.*))?$")
_OURS = re.compile(r" {0,3}<!--\s*reflect:")
_BLOCK = re.compile(r" {0,3}(?:(`{3,})[^`]*$|(~{3,})|<!--)")
_COMMENT_END = "-->"
FENCE = "---"
DATA_KEYS = ("guide", "day", "tags", "kind", "reason", "near miss", "ratings", "commitments")
"""The keys of the block of data below the answers."""
_KEY = re.compile(r"([A-Za-z][A-Za-z_ ]{0,30}):(?:\s|$)")


@dataclass
class FormSection:
    """A heading and the answer below it.

    Args:
        line: the line number of the heading.
        question: the text of the heading.
        prompt: the prompt id, EXTRA for a heading added by the user, or None if unknown.
        text: the answer.
    """

    line: int
    question: str
    prompt: str | None = None
    text: str = ""


@dataclass
class FormBody:
    """The parts of a form's body.

    Args:
        title: the title, or None if there is no title heading.
        sections: the sections in order.
        data: the lines of the block of data; empty if there is none.
        data_line: the line number of the first of them.
    """

    title: str | None = None
    sections: list[FormSection] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    data_line: int = 0


def parse_body(lines: list[str], first: int, *, has_data: bool) -> FormBody:
    """Parse the lines of a form that are not front matter.

    Args:
        lines: the lines, without line endings.
        first: the number of the first line within the form.
        has_data: whether a block of data may follow the answers, as in the edit layout.

    Raises:
        FormError: there is text above the first heading, a second or misplaced title, or an
            unclosed comment or fence.
    """
    return _Reader(lines, first, has_data).read()


class _Reader:
    def __init__(self, lines: list[str], first: int, has_data: bool) -> None:
        self.lines = lines
        self.first = first
        self.has_data = has_data
        self.at = 0
        self.body = FormBody()
        self.answer: list[str] = []

    def read(self) -> FormBody:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if heading := _HEADING.match(line):
                self._heading(heading)
            elif _OURS.match(line):
                self._comment()
            elif block := _BLOCK.match(line):
                self._block(block)
            elif line.rstrip() == FENCE and (size := self._data_size()):
                self._data(size)
            else:
                self._keep(unescape(line))
            self.at += 1
        self._close()
        return self.body

    @property
    def number(self) -> int:
        return self.first + self.at

    def _heading(self, heading: re.Match[str]) -> None:
        text = normalise(unescape_heading(heading[2] or ""))
        if heading[1] == "##":
            self._close()
            self.body.sections.append(FormSection(self.number, text))
            return
        if self.body.title is not None:
            raise FormError(
                self.number,
                "a second title",
                hint=r"One # heading is the title; begin the line with \# if it is text.",
            )
        if self.body.sections:
            raise FormError(
                self.number,
                "the title comes after an answer",
                hint=r"Put the # heading above the first ## one, or begin the line with \# "
                "if it is text.",
            )
        self.body.title = text

    def _keep(self, line: str) -> None:
        """Add a line to the current answer; only blank lines may precede the first heading."""
        if self.body.sections:
            self.answer.append(line)
        elif line.strip():
            raise FormError(
                self.number,
                "there is text above the first ## heading",
                hint="Move it below a heading such as: ## What happened?",
            )

    def _comment(self) -> None:
        """Drop a reflect comment. The first one below a heading may name its prompt."""
        opened = self.at
        while _COMMENT_END not in self.lines[self.at]:
            self.at += 1
            if self.at == len(self.lines):
                raise FormError(
                    self.first + opened, "this comment has no end", hint="End it with -->."
                )
        comment, _, rest = "\n".join(self.lines[opened : self.at + 1]).partition(_COMMENT_END)
        sections = self.body.sections
        if sections and sections[-1].prompt is None and not any(map(str.strip, self.answer)):
            sections[-1].prompt = parse_prompt_comment(comment)
        if rest.strip():
            self._keep(unescape(rest))

    def _block(self, block: re.Match[str]) -> None:
        """Keep the lines of a code fence or an ordinary comment unchanged."""
        opened = self.at
        fence = block[1] or block[2]
        end = re.compile(rf" {{0,3}}{fence}{fence[0]}*\s*$") if fence else None
        self._keep(self.lines[self.at])
        line = self.lines[self.at][block.end() :] if fence is None else ""
        while not (end.match(line) if end else _COMMENT_END in line):
            self.at += 1
            if self.at == len(self.lines):
                self._left_open(opened, fence)
            line = self.lines[self.at]
            self._keep(line)

    def _data_size(self) -> int:
        """Return the number of lines of the data below this line; 0 if there are none here.

        A block of data begins with a key, and has a known one, so that a rule between two
        paragraphs stays text, and one mistyped key does not turn the data into text.
        """
        if not self.has_data:
            return 0
        below = self.lines[self.at + 1 :]
        size = next((n for n, line in enumerate(below) if line.rstrip() == FENCE), len(below))
        found = [line for line in below[:size] if line.strip() and line.lstrip()[0] != "#"]
        keys = [match[1] for match in map(_KEY.match, found) if match]
        is_data = bool(found and _KEY.match(found[0])) and any(key in DATA_KEYS for key in keys)
        return size if is_data else 0

    def _data(self, size: int) -> None:
        if self.body.data:
            raise FormError(
                self.number,
                "a second block of data",
                hint="Keep one of the two, or begin the line with a backslash if it is text.",
            )
        self.body.data = self.lines[self.at + 1 : self.at + 1 + size]
        self.body.data_line = self.number + 1
        self.at += size + 1

    def _left_open(self, opened: int, fence: str | None) -> None:
        raise FormError(
            self.first + opened,
            "this code block has no end" if fence else "this comment has no end",
            hint=f"End it with {fence or _COMMENT_END} on a line of its own, or begin the line "
            "with a backslash if it is text.",
        )

    def _close(self) -> None:
        if self.body.sections:
            self.body.sections[-1].text = normalise("\n".join(self.answer))
        self.answer = []
