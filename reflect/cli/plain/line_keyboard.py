"""The keyboard for screen readers and terminals without cursor control: it reads whole lines."""

import codecs
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from reflect.cli.plain.keyboard import InputRequest, InputResult, is_command, unescape
from reflect.cli.plain.signals import Signals, TerminalGone
from reflect.text.clean import one_line

if TYPE_CHECKING:
    from reflect.cli.output import Output

CHUNK = 1 << 16
# Seconds; a line that arrives sooner after the previous one was pasted, not typed.
PASTE_GAP = 0.05
# Linux silently truncates longer lines.
LONGEST_LINE = 4095


class LineKeyboard:
    """Reads whole lines and leaves editing to the terminal.

    Args:
        out: the output that shows the prompts.
        signals: the signals to handle while waiting for input.
        fd: the file descriptor of the terminal's input.
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
        # Don't let Ctrl-C discard the unfinished line.
        mode[3] |= termios.NOFLSH
        termios.tcsetattr(self._fd, termios.TCSADRAIN, mode)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._before is not None:
            self._set(termios.TCSAFLUSH, self._before)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Release the terminal to another program; see `Keyboard.suspended`."""
        try:
            yield
        finally:
            self._signals.forget_interrupt()

    def read(self, request: InputRequest) -> InputResult:
        """Read a single line, or lines up to an empty one; see `Keyboard.read`."""
        lines: list[str] = request.draft.split("\n") if request.draft else []
        if lines and not lines[-1]:
            lines.pop()
        try:
            # Lines that are waiting were typed early, and belong to this and the next answers.
            is_typed_ahead = bool(self._rest) or self._signals.wait(self._fd, 0)
            while True:
                self._write(request.prefix)
                line, ended = self._line()
                if is_command(line) and not self._has_more():
                    return InputResult("\n".join(lines), command=line.strip())
                if not (request.multiline or ended or is_typed_ahead):
                    line = self._pasted(line)
                done = self._done(request, lines, line, ended)
                if done is not None:
                    return done
                lines.append(unescape(line))
                request.autosave("\n".join(lines))
        except (KeyboardInterrupt, TerminalGone):
            rest = self._unread()
            request.autosave("\n".join([*lines, rest] if rest else lines))
            self._write("\n")
            raise

    def wait(self, seconds: float) -> bool:
        """Wait for enter, and discard what was typed before it; see `Keyboard.wait`."""
        if not self._signals.wait(self._fd, seconds):
            return False
        data = self._bytes()
        while self._has_more():
            data += self._bytes()
        # Enter within a text was pasted, not pressed.
        return b"\n" not in data.strip()

    def discard(self) -> None:
        """Discard pending key presses."""
        self._rest = b""
        termios.tcflush(self._fd, termios.TCIFLUSH)

    def _done(
        self, request: InputRequest, lines: list[str], line: str, ended: bool
    ) -> InputResult | None:
        """Return the answer if this line completes it."""
        if not request.multiline:
            text = unescape(line) or "\n".join(lines)
            if not text and request.current:
                return InputResult(request.current, is_new=False)
            return InputResult(text, is_end=ended and not text)
        if ended:
            text = "\n".join([*lines, unescape(line)]) if line else "\n".join(lines)
            return InputResult(text, is_end=not text.strip())
        if line.strip() or self._has_more():
            return None
        if not lines and request.current:
            return InputResult(request.current, is_new=False)
        return InputResult("\n".join(lines))

    def _line(self) -> tuple[str, bool]:
        """Return the next line and whether Ctrl-D ended it."""
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

    def _pasted(self, line: str) -> str:
        """Return a line joined with any lines that were pasted after it."""
        lines = [line]
        while self._has_more():
            lines.append(self._line()[0])
        return one_line("\n".join(lines)) if len(lines) > 1 else line

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
        """Return the input not read yet, including an unfinished line."""
        try:
            line_mode = termios.tcgetattr(self._fd)
            key_mode = termios.tcgetattr(self._fd)
        except termios.error:
            return unescape(self._decoded(self._rest))
        # In canonical mode, the terminal holds back an unfinished line.
        key_mode[3] &= ~termios.ICANON
        key_mode[6][termios.VMIN], key_mode[6][termios.VTIME] = 0, 0
        self._set(termios.TCSANOW, key_mode)
        try:
            data = os.read(self._fd, CHUNK)
        except OSError:
            data = b""
        self._set(termios.TCSANOW, line_mode)
        rest = self._decoded(self._rest + data).removesuffix("\n")
        return "\n".join(unescape(line) for line in rest.split("\n"))

    def _set(self, when: int, mode: list[Any]) -> None:
        try:
            termios.tcsetattr(self._fd, when, mode)
        except termios.error:
            # The terminal was closed, so there are no modes to set.
            return

    def _write(self, text: str) -> None:
        try:
            self._out.stream.write(text)
            self._out.stream.flush()
        except OSError as error:
            raise TerminalGone from error
