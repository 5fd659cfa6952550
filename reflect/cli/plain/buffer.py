"""A text being typed, and the cursor in it."""

from collections.abc import Callable

from reflect.cli.plain.layout import columns

JOINER = "\u200d"


class Buffer:
    """A text and the place of the cursor in it.

    Args:
        text: to begin with; the cursor stands at its end.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.at = len(text)

    @property
    def line(self) -> str:
        """The line the cursor is on."""
        return self.text[_line_start(self.text, self.at) : _line_end(self.text, self.at)]

    @property
    def is_at_end(self) -> bool:
        """Whether the cursor is at the end of the text."""
        return self.at == len(self.text)

    @property
    def last_line(self) -> str:
        """The last line of the text."""
        return self.text[self.text.rfind("\n") + 1 :]

    @property
    def is_on_last_line(self) -> bool:
        """Whether the cursor is on the last line."""
        return "\n" not in self.text[self.at :]

    def insert(self, text: str) -> None:
        """Put a text in where the cursor is."""
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def put_last_line(self, line: str) -> None:
        """Put another line in the place of the last one, which the cursor is on."""
        start, from_end = _line_start(self.text, self.at), len(self.text) - self.at
        self.text = self.text[:start] + line
        self.at = max(len(self.text) - from_end, start)

    def backspace(self) -> None:
        """Take away the character before the cursor, with its accents."""
        self._cut(_before(self.text, self.at), self.at)

    def delete(self) -> None:
        """Take away the character at the cursor."""
        self._cut(self.at, _after(self.text, self.at))

    def left(self) -> None:
        """Go one character to the left."""
        self.at = _before(self.text, self.at)

    def right(self) -> None:
        """Go one character to the right."""
        self.at = _after(self.text, self.at)

    def word_left(self) -> None:
        """Go to the beginning of the word."""
        self.at = _word_start(self.text, self.at)

    def word_right(self) -> None:
        """Go to the end of the word."""
        at = self.at
        while at < len(self.text) and not self.text[at].isalnum():
            at += 1
        while at < len(self.text) and self.text[at].isalnum():
            at += 1
        self.at = at

    def home(self) -> None:
        """Go to the beginning of the line."""
        self.at = _line_start(self.text, self.at)

    def end(self) -> None:
        """Go to the end of the line."""
        self.at = _line_end(self.text, self.at)

    def cut_to_end(self) -> None:
        """Take away the rest of the line."""
        self._cut(self.at, _line_end(self.text, self.at))

    def cut_to_start(self) -> None:
        """Take away the line up to the cursor."""
        self._cut(_line_start(self.text, self.at), self.at)

    def cut_word(self) -> None:
        """Take away the word before the cursor."""
        self._cut(_word_start(self.text, self.at), self.at)

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.at = start


EDITS: dict[str, Callable[[Buffer], None]] = {
    "backspace": Buffer.backspace,
    "delete": Buffer.delete,
    "left": Buffer.left,
    "right": Buffer.right,
    "word_left": Buffer.word_left,
    "word_right": Buffer.word_right,
    "home": Buffer.home,
    "end": Buffer.end,
    "cut_to_end": Buffer.cut_to_end,
    "cut_to_start": Buffer.cut_to_start,
    "cut_word": Buffer.cut_word,
}


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _before(text: str, at: int) -> int:
    at -= 1
    while at > 0 and _belongs(text, at):
        at -= 1
    return max(at, 0)


def _after(text: str, at: int) -> int:
    at += 1
    while at < len(text) and _belongs(text, at):
        at += 1
    return min(at, len(text))


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isalnum():
        at -= 1
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at


def _belongs(text: str, at: int) -> bool:
    """Whether a character is part of the one before it: an accent, or joined to it."""
    if text[at] == "\n" or text[at - 1] == "\n":
        return False
    return not columns(text[at]) or text[at - 1] == JOINER
