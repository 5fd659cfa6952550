"""The terminal as prompt_toolkit's source of keys, in which every paste is recognised."""

import os
from select import select
from typing import TextIO

from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from reflect.text.terminal_input import (
    BETWEEN_PARTS,
    LONG_BURST,
    Input,
    InputSplitter,
    PastedText,
    is_burst,
    split_burst,
    split_tabs,
)

LATENCY = 0.1
"""The seconds within which keys are read while an answer is being typed."""

CHUNK = 1 << 16


class TerminalInput(Vt100Input):
    """The input of a terminal, which is closed when the terminal hangs up.

    Args:
        stdin: the terminal.
    """

    def __init__(self, stdin: TextIO) -> None:
        super().__init__(stdin)
        self._keys: list[KeyPress] = []
        self.vt100_parser = Vt100Parser(self._keys.append)
        self._splitter = InputSplitter(stdin.encoding)
        self._joins_lines = False
        self._is_typed_ahead = False
        self._is_closed = False

    @property
    def closed(self) -> bool:
        return self._is_closed

    def begin(self, *, multiline: bool) -> None:
        """Prepare for an answer of one or several lines."""
        self._joins_lines = not multiline
        # Keys that are waiting already were typed while nothing was read, over an unknown time.
        self._is_typed_ahead = self._has_more(0)

    def read_keys(self) -> list[KeyPress]:
        items = self._splitter.feed(self._read())
        if not self._is_typed_ahead:
            items = [part for item in items for part in self._parts(item)]
        self._is_typed_ahead = False
        return self._parsed(items)

    def flush_keys(self) -> list[KeyPress]:
        self._keys += self._parsed(self._splitter.flush())
        self.vt100_parser.flush()
        return self._parsed([])

    def _read(self) -> bytes:
        if self._is_closed or not self._has_more(0):
            return b""
        data = part = self._bytes()
        while part and len(data) >= LONG_BURST and self._has_more(BETWEEN_PARTS):
            part = self._bytes()
            data += part
        self._is_closed = not part
        return data

    def _bytes(self) -> bytes:
        try:
            return os.read(self.fileno(), CHUNK)
        except OSError:
            return b""

    def _has_more(self, seconds: float) -> bool:
        return bool(select([self.fileno()], [], [], seconds)[0])

    def _parts(self, item: Input) -> list[Input]:
        """Find pasted text among keys.

        Enter does not end an answer with several lines as long as more keys are pending.
        """
        if isinstance(item, PastedText) or not is_burst(item, LATENCY):
            return [item]
        return split_burst(item) if self._joins_lines else split_tabs(item)

    def _parsed(self, items: list[Input]) -> list[KeyPress]:
        """Return the key presses so far."""
        for item in items:
            if isinstance(item, PastedText):
                self._keys.append(KeyPress(Keys.BracketedPaste, item.text))
            else:
                self.vt100_parser.feed(item)
        keys = self._keys.copy()
        self._keys.clear()
        return keys
