"""The keyboard of a terminal that can do nothing but lines: its own editing, ours not needed."""

import codecs
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from reflect.cli.plain.keyboard import (
    InputRequest,
    InputResult,
    Signals,
    TerminalGone,
    is_command,
    plain_line,
)

if TYPE_CHECKING:
    from reflect.cli.output import Output

CHUNK = 1 << 16
# Nobody types a line within this many seconds: what comes so soon belongs to a paste.
PASTE_GAP = 0.05
# Linux cuts a line here, and says nothing.
LONGEST_LINE = 4095


class PlainKeyboard:
    """Reads whole lines, as the terminal hands them over.

    Args:
        out: where prompts are shown.
        signals: turned into exceptions while waiting.
        fd: of the terminal's input.
    """

    def __init__(self, out: "Output", signals: Signals, fd: int = 0) -> None:
        self._out = out
        self._signals = signals
        self._fd = fd
        self._encoding = getattr(sys.stdin, "encoding", None) or "utf-8"
        self._rest = b""
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._fd)
        mode = termios.tcgetattr(self._fd)
        # Ctrl-C must not throw away the line that was begun.
        mode[3] |= termios.NOFLSH
        termios.tcsetattr(self._fd, termios.TCSADRAIN, mode)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._before is not None:
            self._set(termios.TCSAFLUSH, self._before)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give the terminal to another program for a while."""
        try:
            yield
        finally:
            self._signals.forget_interrupt()

    def read(self, field: InputRequest) -> InputResult:
        """Read lines until one is empty, or one line where there is only one."""
        lines: list[str] = field.begun.split("\n") if field.begun else []
        if lines and not lines[-1]:
            lines.pop()
        try:
            while True:
                self._write(field.prefix)
                line, ended = self._line()
                if is_command(line) and not self._has_more():
                    return InputResult("\n".join(lines), command=line.strip())
                done = self._done(field, lines, line, ended)
                if done is not None:
                    return done
                lines.append(plain_line(line))
                field.typed("\n".join(lines))
        except (KeyboardInterrupt, TerminalGone):
            begun = self._unread()
            field.typed("\n".join([*lines, begun] if begun else lines))
            self._write("\n")
            raise

    def wait(self, seconds: float) -> bool:
        """Wait for enter, for at most that long; a line typed before it is dropped."""
        if not self._signals.wait(self._fd, seconds):
            return False
        self._bytes()
        return True

    def discard(self) -> None:
        """Drop the keys that wait."""
        self._rest = b""
        termios.tcflush(self._fd, termios.TCIFLUSH)

    def _done(
        self, field: InputRequest, lines: list[str], line: str, ended: bool
    ) -> InputResult | None:
        """Say what was typed, if this line ends it."""
        if not field.lines:
            text = plain_line(line) or "\n".join(lines)
            if not text and field.standing:
                return InputResult(field.standing, is_new=False)
            return InputResult(text, is_end=ended and not text)
        if ended:
            text = "\n".join([*lines, plain_line(line)]) if line else "\n".join(lines)
            return InputResult(text, is_end=not text.strip())
        if line.strip() or self._has_more():
            return None
        if not lines and field.standing:
            return InputResult(field.standing, is_new=False)
        return InputResult("\n".join(lines))

    def _line(self) -> tuple[str, bool]:
        """Read one line; say whether Ctrl-D ended it."""
        while b"\n" not in self._rest:
            self._signals.wait(self._fd, None)
            data = self._bytes()
            self._rest += data
            if not data.endswith(b"\n"):
                line, self._rest = self._rest, b""
                return self._decoded(line), True
        line, _, self._rest = self._rest.partition(b"\n")
        if len(line) >= LONGEST_LINE:
            self._out.line("This terminal takes no longer line; its end may be lost. Try :edit.")
        return self._decoded(line), False

    def _decoded(self, line: bytes) -> str:
        return codecs.decode(line, self._encoding, "replace").removesuffix("\r")

    def _bytes(self) -> bytes:
        try:
            return os.read(self._fd, CHUNK)
        except OSError as error:
            raise TerminalGone from error

    def _has_more(self) -> bool:
        return bool(self._rest) or self._signals.wait(self._fd, PASTE_GAP)

    def _unread(self) -> str:
        """Get what was typed and not read yet; a line begun is only given to who reads by keys."""
        try:
            line_mode = termios.tcgetattr(self._fd)
            key_mode = termios.tcgetattr(self._fd)
        except termios.error:
            return plain_line(self._decoded(self._rest))
        key_mode[3] &= ~termios.ICANON
        key_mode[6][termios.VMIN], key_mode[6][termios.VTIME] = 0, 0
        self._set(termios.TCSANOW, key_mode)
        try:
            data = os.read(self._fd, CHUNK)
        except OSError:
            data = b""
        self._set(termios.TCSANOW, line_mode)
        begun = self._decoded(self._rest + data).removesuffix("\n")
        return "\n".join(plain_line(line) for line in begun.split("\n"))

    def _set(self, when: int, mode: list[Any]) -> None:
        try:
            termios.tcsetattr(self._fd, when, mode)
        except termios.error:
            # The terminal is gone, and its modes with it.
            return

    def _write(self, text: str) -> None:
        try:
            self._out.stream.write(text)
            self._out.stream.flush()
        except OSError as error:
            raise TerminalGone from error
