"""Output to stdout or stderr: styled on a terminal, plain in a pipe."""

import os
import shutil
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from reflect.text.display import safe_display

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

# Text, optionally with a Rich style.
Span = str | tuple[str, str]
NARROW = 60


def is_interactive() -> bool:
    """Return whether the user can see and answer questions."""
    return sys.stdin.isatty() and sys.stderr.isatty()


class Output:
    """Writes lines to a stream.

    Args:
        stream: Stdout or stderr.
        no_color: Whether to disable colours, as the variable NO_COLOR does.
    """

    def __init__(self, stream: TextIO, *, no_color: bool = False) -> None:
        self.stream = stream
        self.no_color = no_color
        self.is_terminal = stream.isatty()
        self.is_styled = self.is_terminal and os.environ.get("TERM", "dumb") != "dumb"
        self._console: Console | None = None

    @property
    def width(self) -> int:
        """The terminal width in columns, or 80 if there is no terminal."""
        return shutil.get_terminal_size((80, 24)).columns

    @property
    def is_narrow(self) -> bool:
        """Whether the stream is a narrow terminal."""
        return self.is_terminal and self.width < NARROW

    def line(self, *spans: Span, indent: int = 0, hang: int = 0, cut: bool = False) -> None:
        """Write one line.

        Args:
            spans: The text, in parts with optional styles.
            indent: The indentation of the first row.
            hang: The indentation of the following rows if the line is wrapped.
            cut: Whether to truncate the line at the terminal width instead of wrapping it.
        """
        if not self.is_terminal:
            self.stream.write(" " * indent + _plain(spans) + "\n")
        elif not self.is_styled:
            for row in _wrap(safe_display(_plain(spans)), self.width, indent, hang, cut):
                self.stream.write(row + "\n")
        else:
            self._styled(spans, indent, hang, cut)

    def prose(self, text: str, *, style: str = "", indent: int = 0) -> None:
        """Write text, wrapping each of its lines separately."""
        for part in text.split("\n"):
            self.line((part, style), indent=indent if part else 0, hang=indent)

    def raw(self, text: str) -> None:
        """Write text unchanged to a pipe or file; escape control characters on a terminal."""
        self.stream.write(safe_display(text) if self.is_terminal else text)

    def json(self, pieces: Iterable[str]) -> None:
        """Write JSON as UTF-8 regardless of the stream's encoding (RFC 8259, section 8.1)."""
        if isinstance(self.stream, TextIOWrapper):
            self.stream.reconfigure(encoding="utf-8")
        self.stream.writelines(pieces)

    def _styled(self, spans: tuple[Span, ...], indent: int, hang: int, cut: bool) -> None:
        from rich.text import Text

        text = Text.assemble(
            *((safe_display(s), "") if isinstance(s, str) else (safe_display(s[0]), s[1])
              for s in spans)
        )  # fmt: skip
        text.expand_tabs(4)
        if cut:
            text.truncate(max(self.width - indent, 1), overflow="ellipsis")
            self._print(Text(" " * indent) + text)
            return
        if not text:
            self._print(text)
            return
        first = text.wrap(self.console, max(self.width - indent, 10))[0]
        self._print(Text(" " * indent) + _stripped(first))
        rest = text[len(first) :]
        if rest.plain.strip():
            while rest.plain.startswith(" "):
                rest = rest[1:]
            for row in rest.wrap(self.console, max(self.width - hang, 10)):
                self._print(Text(" " * hang) + _stripped(row))

    def _print(self, text: "Text") -> None:
        self.console.print(text, soft_wrap=True)

    @property
    def console(self) -> "Console":
        """The Rich console that writes to this stream."""
        if self._console is None:
            from rich.console import Console

            self._console = Console(
                file=self.stream,
                highlight=False,
                markup=False,
                emoji=False,
                no_color=self.no_color or None,
                width=self.width,
            )
        return self._console


def _plain(spans: tuple[Span, ...]) -> str:
    return "".join(span if isinstance(span, str) else span[0] for span in spans)


def _stripped(text: "Text") -> "Text":
    text.rstrip()
    return text


def _wrap(text: str, width: int, indent: int, hang: int, cut: bool) -> list[str]:
    if cut:
        row = " " * indent + text
        return [row if len(row) <= width else row[: width - 1] + "…"]
    import textwrap

    return textwrap.wrap(
        text, width, initial_indent=" " * indent, subsequent_indent=" " * hang
    ) or [""]
