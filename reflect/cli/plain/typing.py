"""One answer being typed: what each key does to it, and how it is shown."""

from collections.abc import Callable

from reflect.cli.plain.buffer import EDITS, Buffer
from reflect.cli.plain.keyboard import InputRequest, InputResult, is_command, plain_line
from reflect.cli.plain.keys import Key
from reflect.cli.plain.layout import display, offset_at, place, rows_of, text_columns
from reflect.cli.plain.paint import Painter
from reflect.text.clean import one_line

LEAST_COLUMNS = 8


class Typing:
    """The state of one answer on a terminal that can move its cursor.

    Args:
        field: what is asked for.
        write: takes what goes to the terminal.
        size: gives the columns and the rows of the terminal.
    """

    def __init__(
        self, field: InputRequest, write: Callable[[str], None], size: Callable[[], tuple[int, int]]
    ) -> None:
        self._field = field
        self._write = write
        self._size = size
        self._columns = size()[0]
        self._buffer = Buffer(field.begun + field.refused)
        # Whether the last line was typed here, key by key: only then may it be a command.
        self._by_hand = bool(field.refused) or not self._buffer.last_line
        self._painter = Painter(write)
        self._top = 0
        self.show()

    @property
    def text(self) -> str:
        """The text so far, as it is meant."""
        text, line = self._buffer.text, self._buffer.last_line
        return text[: len(text) - len(line)] + plain_line(line) if self._by_hand else text

    def press(self, key: Key, *, more: bool) -> InputResult | None:
        """Do what a key does; return what was typed once it is complete.

        Args:
            more: whether more keys wait already, as within a paste that is not marked as one.
        """
        before, was_on_last = self._buffer.text, self._buffer.is_on_last_line
        if key.name == "enter":
            done = self._enter(more)
        elif key.name == "end_of_text":
            done = self._end_of_text()
        else:
            self._edit(key)
            done = None
        if done is None:
            if self._buffer.text != before and (was_on_last or self._buffer.is_on_last_line):
                self._changed(key, before)
            self.show()
        else:
            self._leave()
        return done

    def show(self) -> None:
        """Bring the terminal to what the text is now."""
        columns, height = self._size()
        if columns != self._columns:
            # The terminal moved our rows about: begin again below them.
            self._columns = columns
            self._painter.leave()
        rows, row, column = self._rows()
        visible = max(height - 1, 1)
        self._top = max(min(self._top, row), row - visible + 1)
        self._painter.paint(rows[self._top : self._top + visible], row - self._top, column)

    def step_aside(self) -> None:
        """Put the cursor below, for something else to be written; `show` begins anew there."""
        self._painter.leave()

    def _edit(self, key: Key) -> None:
        buffer = self._buffer
        if key.name in ("text", "paste"):
            if key.name == "paste":
                self._unescape()
            text = key.text.replace("\r\n", "\n").replace("\r", "\n")
            buffer.insert(text if self._field.lines else one_line_of(text))
        elif key.name == "newline" and self._field.lines:
            self._unescape()
            buffer.insert("\n")
        elif key.name == "up" and not buffer.text:
            buffer.insert(self._field.standing)
        elif key.name in ("up", "down"):
            self._move(-1 if key.name == "up" else 1)
        elif key.name in EDITS:
            EDITS[key.name](buffer)
        elif key.name == "redraw":
            self._painter.leave()

    def _enter(self, more: bool) -> InputResult | None:
        buffer = self._buffer
        if self._field.standing and not buffer.text.strip() and not more:
            return InputResult(self._field.standing, is_new=False)
        if not self._field.lines:
            return self._done()
        if buffer.is_at_end and not more and (self._is_command or not buffer.line.strip()):
            return self._done()
        self._unescape()
        buffer.insert("\n")
        return None

    def _end_of_text(self) -> InputResult:
        self._buffer.at = len(self._buffer.text)
        return self._done() if self._buffer.text.strip() else InputResult("", is_end=True)

    def _done(self) -> InputResult:
        buffer = self._buffer
        buffer.at = len(buffer.text)
        line = buffer.line
        if self._is_command:
            return InputResult(buffer.text[: -len(line)], command=line.strip())
        self._unescape()
        return InputResult(buffer.text)

    @property
    def _is_command(self) -> bool:
        """Whether the last line is a command: words that were kept or pasted never are one."""
        return self._by_hand and is_command(self._buffer.last_line)

    def _changed(self, key: Key, before: str) -> None:
        """Note whether the last line, changed by this key, is still one typed by hand."""
        text = self._buffer.text
        is_typing = key.name not in ("paste", "up") and text.count("\n") == before.count("\n")
        self._by_hand = not self._buffer.last_line or (self._by_hand and is_typing)

    def _unescape(self) -> None:
        """Make the typed line what it is meant to be, before it ends or a paste joins it."""
        buffer = self._buffer
        if self._by_hand and buffer.is_on_last_line:
            buffer.put_last_line(plain_line(buffer.line))

    def _leave(self) -> None:
        text = self._buffer.text.rstrip("\n")
        self._buffer = Buffer(text)
        rows, row, column = self._rows()
        if len(rows) >= self._size()[1]:
            # Part of it was out of sight: leave the whole in the scroll-back.
            self._painter.clear()
            self._write("\n".join(rows) + "\n")
            return
        self._painter.paint(rows, row, column)
        self._painter.leave()

    def _move(self, step: int) -> None:
        text, width = self._buffer.text, self._width
        rows = rows_of(text, width)
        row, column = place(text, rows, self._buffer.at, width)
        to = row + step
        if 0 <= to < len(rows):
            last = to + 1 == len(rows) or rows[to + 1][0] > rows[to][1]
            self._buffer.at = offset_at(text, rows[to], column, is_last_of_line=last)

    @property
    def _width(self) -> int:
        return max(self._columns - len(self._field.prefix) - 1, LEAST_COLUMNS)

    def _rows(self) -> tuple[list[str], int, int]:
        text, width = self._buffer.text, self._width
        places = rows_of(text, width)
        row, column = place(text, places, self._buffer.at, width)
        indent = " " * len(self._field.prefix)
        rows = [
            (indent if number else self._field.prefix) + _fitting(text[start:end], width)
            for number, (start, end) in enumerate(places)
        ]
        return rows, row, column + len(indent)


def one_line_of(text: str) -> str:
    """Bring a pasted text onto one line, but let the blank stay that somebody types."""
    return one_line(text) if "\n" in text else text


def _fitting(text: str, width: int) -> str:
    """Leave out the blanks that hang over the end of a row."""
    row = display(text)
    return row if text_columns(text) <= width else row.rstrip(" ")
