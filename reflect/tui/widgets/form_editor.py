"""The editor for a Markdown form, with its structure set off from the text."""

import re
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from reflect.formats.markdown.body_parser import FENCE
from reflect.tui.widgets.text_area import TextEditor

if TYPE_CHECKING:
    from rich.style import Style

_HEADING = re.compile(r" {0,3}##?(?:[ \t].*)?$")
_KEY = re.compile(r"\s*(?:- )?[\w ]+:")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2})(?=\S)[^*\n]+(?<=\S)\1(?![\w*])")


class FormEditor(TextEditor):
    """A text area that highlights the headings, comments and data of a form.

    Textual highlights Markdown by tree-sitter, which the dependencies do not include; see
    docs/decisions.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"form--heading", "form--quiet", "form--strong"}
    DEFAULT_CSS = """
    FormEditor {
        & .form--heading { color: $primary; text-style: bold; }
        & .form--quiet { color: $quiet; }
        & .form--strong { text-style: bold; }
    }
    """

    def get_line(self, line_index: int) -> Text:
        """Return a line with its highlights."""
        line = super().get_line(line_index)
        plain = line.plain
        if _HEADING.match(plain):
            line.stylize(self._style("heading"))
        elif plain.lstrip().startswith("<!--") or plain == FENCE:
            line.stylize(self._style("quiet"))
        elif line_index > self._data_row:
            key = _KEY.match(plain)
            is_comment = plain.lstrip().startswith("#")
            end = len(plain) if is_comment else key.end() if key else 0
            line.stylize(self._style("quiet"), 0, end)
        else:
            for match in _EMPHASIS.finditer(plain):
                line.stylize(self._style("strong"), *match.span())
        return line

    @property
    def _data_row(self) -> int:
        """The row of the fence above the block of data, or the number of rows."""
        lines = self.document.lines
        fences = [row for row in range(max(0, len(lines) - 200), len(lines)) if lines[row] == FENCE]
        return fences[-2] if len(fences) > 1 else len(lines)

    def _style(self, name: str) -> "Style":
        return self.get_component_rich_style(f"form--{name}", partial=True)
