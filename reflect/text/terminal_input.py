"""Separates pasted text from key presses in what a terminal sends.

Most terminals mark the beginning and the end of a paste. Others, such as GNU Screen, send the text
like typed keys; then it is recognised by arriving faster than a hand can type.
"""

import codecs
import math
import re
from dataclasses import dataclass
from itertools import groupby

_START, _END = b"\x1b[200~", b"\x1b[201~"
# Keys that are not characters: escape sequences, and control characters but tab and enter.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_KEY = rf"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO?.|[{_CONTROL}]"
_KEY_OR_TEXT = re.compile(rf"(?:{_KEY})|([^{_CONTROL}]+)", re.DOTALL)
_KEY_OR_TAB = re.compile(rf"((?:\t|{_KEY})+)", re.DOTALL)
# A mouse report of terminals that know no other: three bytes follow, which need not be text.
_X10_MOUSE = re.compile(rb"\x1b\[M.{3}", re.DOTALL)
_UNFINISHED_X10_MOUSE = re.compile(rb"\x1b\[M.{0,2}\Z", re.DOTALL)
# What a hand can type: a few keys at once, and this many in a second.
_KEYS_AT_ONCE = 2
_KEYS_PER_SECOND = 20.0
# More text than this usually arrives in several parts.
LONG_BURST = 256
# A shorter burst of characters alone may be typed by a program, which may mean them as keys.
_LONG_LINE = 32
_IDLE = 0.1
BETWEEN_PARTS = 0.02
_LONGEST_PASTE_GAP = 1.0


@dataclass(frozen=True, slots=True)
class PastedText:
    """Text that was pasted, as the terminal sent it."""

    text: str


Input = str | PastedText
"""Key presses, as characters and escape sequences, or pasted text."""


class InputSplitter:
    """Decodes a terminal's input, removes X10 mouse reports, and separates marked pastes.

    A byte that is not text becomes U+FFFD.

    Args:
        encoding: the terminal's encoding.
    """

    def __init__(self, encoding: str | None = "utf-8") -> None:
        self._encoding = encoding or "utf-8"
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        self._data = bytearray()
        self._searched = 0
        self._is_pasting = False

    @property
    def timeout(self) -> float:
        """The seconds after which `flush` must be called if nothing has arrived."""
        if self._is_pasting:
            return _LONGEST_PASTE_GAP
        return BETWEEN_PARTS if self._data else _IDLE

    def feed(self, data: bytes) -> list[Input]:
        """Return the complete inputs in what arrived, in order."""
        self._data += data
        items: list[Input] = []
        while True:
            start = -1 if self._is_pasting else self._data.find(_START)
            end = self._data.find(_END, self._searched)
            if 0 <= start < end or end < 0 <= start:
                items += self._keys(self._take(start))
                self._take(len(_START))
                self._is_pasting = True
            elif end >= 0:
                # Even if its beginning is unknown, text that ends like this is not typed.
                items += self._paste(self._take(end))
                self._take(len(_END))
                self._is_pasting = False
            else:
                break
        if self._is_pasting:
            self._searched = max(0, len(self._data) - len(_END) + 1)
            return items
        keys = self._take(len(self._data) - _held(self._data))
        return items + self._keys(keys)

    def flush(self) -> list[Input]:
        """Return what was held back: nothing that completes it has arrived."""
        data = self._take(len(self._data))
        if self._is_pasting:
            # The end mark was lost; without this, all keys would be taken for pasted text.
            self._is_pasting = False
            return self._paste(data)
        return [] if data.startswith(b"\x1b[M") else self._keys(data)

    def _take(self, count: int) -> bytes:
        taken = bytes(self._data[:count])
        del self._data[:count]
        self._searched = 0
        return taken

    def _keys(self, data: bytes) -> list[Input]:
        text = self._decoder.decode(_X10_MOUSE.sub(b"", data))
        return [text] if text else []

    def _paste(self, data: bytes) -> list[Input]:
        text = data.decode(self._encoding, "replace")
        return [PastedText(text)] if text else []


def _held(data: bytearray) -> int:
    """Return the length of an unfinished mark or mouse report at the end."""
    reports = [report.end() for report in _X10_MOUSE.finditer(data)]
    if mouse := _UNFINISHED_X10_MOUSE.search(data, reports[-1] if reports else 0):
        return len(mouse[0])
    lengths = range(len(_START) - 1, 0, -1)
    return next((n for n in lengths if data.endswith((_START[:n], _END[:n]))), 0)


class BurstDetector:
    """Turns keys that arrive faster than a hand can type into pasted text."""

    def __init__(self) -> None:
        self._burst: list[str] = []

    @property
    def timeout(self) -> float:
        """The seconds after which `flush` must be called if nothing has arrived."""
        return BETWEEN_PARTS if self._burst else math.inf

    def feed(self, items: list[Input], seconds: float) -> list[Input]:
        """Return the inputs with bursts replaced; the last one may be held back for its rest.

        Args:
            items: what arrived.
            seconds: the time in which it arrived.
        """
        result: list[Input] = []
        for item in items:
            if isinstance(item, PastedText):
                result += [*self.flush(), item]
            elif self._burst:
                self._burst.append(item)
            elif not is_burst(item, seconds):
                result.append(item)
            elif len(item) >= LONG_BURST:
                self._burst.append(item)
            else:
                result += split_burst(item)
        return result

    def flush(self) -> list[Input]:
        """Return the burst that was held back."""
        burst, self._burst = "".join(self._burst), []
        return split_burst(burst)


def is_burst(text: str, seconds: float) -> bool:
    """Return whether a text arrived faster than a hand can type.

    A key held down counts once.

    Args:
        text: characters and escape sequences.
        seconds: the time in which they arrived.
    """
    typed = "".join(_KEY_OR_TEXT.findall(text))
    return sum(1 for _ in groupby(typed)) > _KEYS_AT_ONCE + _KEYS_PER_SECOND * seconds


def split_burst(text: str) -> list[Input]:
    """Return a burst as pasted text, and the keys before and after it.

    A line that contains no tab is followed by a key even if that is tab or enter: programs type
    like this, and a slow machine reads it at once.
    """
    before, body, after = _trimmed(text)
    if body[:-1].isprintable() and body.endswith(("\t", "\r", "\n")):
        body, after = body[:-1], body[-1] + after
    if body.isprintable() and len(body) < _LONG_LINE:
        return [text] if text else []
    items: list[Input] = [before, PastedText(body), after]
    return [item for item in items if item]


def split_tabs(text: str) -> list[Input]:
    """Return a burst in which only tabs, and keys between characters, are pasted text."""
    before, body, after = _trimmed(text)
    items: list[Input] = [before]
    for part in _KEY_OR_TAB.split(body):
        items.append(PastedText(part) if _KEY_OR_TAB.match(part) else part)
    return [item for item in [*items, after] if item]


def _trimmed(text: str) -> tuple[str, str, str]:
    """Return the keys before the first character, the text, and the keys after the last one."""
    runs = [run.span() for run in _KEY_OR_TEXT.finditer(text) if run[1]]
    if not runs:
        return text, "", ""
    start, end = runs[0][0], runs[-1][1]
    return text[:start], text[start:end], text[end:]
