"""The terminal as prompt_toolkit's source of keys, with every paste marked."""

import os
import re
from select import POLLERR, POLLHUP, POLLIN, poll, select
from typing import TextIO

from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyPress

from reflect.text.terminal_input import (
    BETWEEN_PARTS,
    LONG_BURST,
    Input,
    InputSplitter,
    PastedText,
    is_burst,
    split_burst,
)

LATENCY = 0.1
"""The seconds within which keys are read while an answer is being typed."""

CHUNK = 1 << 16
_PASTE_END = "\x1b[201~"


class TerminalReader(PosixStdinReader):
    """Reads from a terminal, and marks pasted text where the terminal does not.

    Args:
        stdin: the terminal.
    """

    def __init__(self, stdin: TextIO) -> None:
        super().__init__(stdin.fileno(), encoding=stdin.encoding)
        self._splitter = InputSplitter(stdin.encoding)
        self._joins_lines = False
        self._is_typed_ahead = False

    def begin(self, *, multiline: bool) -> None:
        """Prepare for an answer of one or several lines."""
        self._joins_lines = not multiline
        # Keys that are waiting already were typed while nothing was read, over an unknown time.
        self._is_typed_ahead = self._has_more(0)

    def read(self, count: int = CHUNK) -> str:
        if self.closed:
            return ""
        data = part = self._bytes(count)
        while part and len(data) >= LONG_BURST and self._has_more(BETWEEN_PARTS):
            part = self._bytes(count)
            data += part
        self.closed = not part
        items = self._splitter.feed(data)
        if not self._is_typed_ahead:
            items = [part for item in items for part in self._parts(item)]
        self._is_typed_ahead = False
        return _marked(items)

    def flush(self) -> str:
        """Return what was held back, such as a single escape."""
        return _marked(self._splitter.flush())

    def _bytes(self, count: int) -> bytes:
        try:
            return os.read(self.stdin_fd, count)
        except OSError:
            return b""

    def _has_more(self, seconds: float) -> bool:
        return bool(select([self.stdin_fd], [], [], seconds)[0])

    def _parts(self, item: Input) -> list[Input]:
        """Find pasted text among keys.

        In an answer with several lines, only tabs need to be marked: enter does not end it as long
        as more keys are pending.
        """
        if isinstance(item, PastedText) or not is_burst(item, LATENCY):
            return [item]
        if self._joins_lines:
            return split_burst(item)
        parts = re.split(r"(\t+)", item)
        return [PastedText(part) if part.startswith("\t") else part for part in parts]


def _marked(items: list[Input]) -> str:
    """Return keys and pasted text as sent by a terminal that marks pastes."""
    return "".join(
        f"\x1b[200~{item.text.replace(_PASTE_END, '')}{_PASTE_END}"
        if isinstance(item, PastedText)
        else item
        for item in items
    )


class TerminalInput(Vt100Input):
    """The input of a terminal, which is closed when the terminal hangs up."""

    def __init__(self, stdin: TextIO) -> None:
        super().__init__(stdin)
        self.stdin_reader: TerminalReader = TerminalReader(stdin)

    def flush_keys(self) -> list[KeyPress]:
        self.vt100_parser.feed(self.stdin_reader.flush())
        return super().flush_keys()

    def read_keys(self) -> list[KeyPress]:
        keys = super().read_keys()
        if not keys and self._has_hung_up():
            self.stdin_reader.closed = True
        return keys

    def _has_hung_up(self) -> bool:
        poller = poll()
        poller.register(self.fileno(), POLLIN)
        return any(event & (POLLHUP | POLLERR) for _, event in poller.poll(0))
