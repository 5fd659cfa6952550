"""From the bytes of a terminal to keys: text, pastes, and what the special keys mean."""

import codecs
import re
from dataclasses import dataclass

PASTE_BEGINS = "\x1b[200~"
PASTE_ENDS = "\x1b[201~"

_CONTROL = {
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x01": "home",
    "\x02": "left",
    "\x03": "stop",
    "\x04": "end_of_text",
    "\x05": "end",
    "\x06": "right",
    "\x0b": "cut_to_end",
    "\x0c": "redraw",
    "\x0e": "down",
    "\x10": "up",
    "\x15": "cut_to_start",
    "\x17": "cut_word",
    "\x1a": "suspend",
}
_FINAL = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_NUMBERED = {"1": "home", "7": "home", "4": "end", "8": "end", "3": "delete"}
_ALT = {
    "b": "word_left",
    "f": "word_right",
    "\x7f": "cut_word",
    "\x08": "cut_word",
    "\r": "newline",
    "\n": "newline",
}
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[@-~]|[^\[O\x1b])")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)?")
_TEXT = re.compile(r"[^\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, and the text it brings ("text" and "paste" alone have any)."""

    name: str
    text: str = ""


class Keys:
    """Makes keys of bytes as they come, however they are cut.

    Args:
        encoding: of the terminal.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._rest = ""
        self.in_paste = False

    @property
    def is_waiting(self) -> bool:
        """Whether a sequence or a paste has begun and not ended."""
        return bool(self._rest) or self.in_paste

    def feed(self, data: bytes) -> list[Key]:
        """Give the keys that are complete with these bytes."""
        self._rest += self._decoder.decode(data)
        found: list[Key] = []
        while self._rest:
            key = self._take()
            if key is None:
                break
            if key.name:
                found.append(key)
        return found

    def give_up(self) -> list[Key]:
        """Give what waits for an end that does not come: a lone escape, or a cut-off paste."""
        rest, self._rest = self._rest, ""
        if not self.in_paste:
            return []
        self.in_paste = False
        return [Key("paste", rest)]

    def _take(self) -> Key | None:
        """Take one key off the rest; a nameless one says nothing, None waits for more."""
        if self.in_paste:
            return self._take_paste()
        if self._rest[0] == "\x1b":
            return self._take_sequence()
        text = _TEXT.match(self._rest)
        if text:
            self._rest = self._rest[text.end() :]
            return Key("text", text[0])
        char, self._rest = self._rest[0], self._rest[1:]
        return Key(_CONTROL.get(char, ""))

    def _take_paste(self) -> Key | None:
        text, end, rest = self._rest.partition(PASTE_ENDS)
        if not end:
            return None
        self.in_paste, self._rest = False, rest
        return Key("paste", text)

    def _take_sequence(self) -> Key | None:
        found = _SEQUENCE.match(self._rest)
        if found is None:
            if _UNFINISHED.fullmatch(self._rest):
                return None
            self._rest = self._rest[1:]
            return Key("")
        self._rest = self._rest[found.end() :]
        if found[0] == PASTE_BEGINS:
            self.in_paste = True
            return Key("")
        return Key(_named(found[0]))


def _named(sequence: str) -> str:
    if sequence[1] not in "[O":
        return _ALT.get(sequence[1:], "")
    final = sequence[-1]
    first, _, modifier = sequence[2:-1].partition(";")
    if final == "~":
        return _NUMBERED.get(first, "")
    name = _FINAL.get(final, "")
    return f"word_{name}" if modifier and name in ("left", "right") else name
