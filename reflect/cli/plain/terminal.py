"""The keyboard of a terminal that can move its cursor: own line editing, pastes kept whole."""

import os
import sys
import termios
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from reflect.cli.plain.keyboard import InputRequest, InputResult, Signals, TerminalGone
from reflect.cli.plain.keys import Key, Keys
from reflect.cli.plain.typing import Typing

if TYPE_CHECKING:
    from reflect.cli.output import Output

CHUNK = 1 << 16
# Seconds: for the rest of an escape sequence, for the rest of a paste, and until a text is kept.
SEQUENCE_WAIT = 0.1
PASTE_WAIT = 1.0
IDLE = 1.0
LONGEST_UNKEPT = 5.0
PASTE_ON, PASTE_OFF = "\x1b[?2004h", "\x1b[?2004l"


class Terminal:
    """Reads keys one by one, in a mode of its own that ends with the `with` block.

    Args:
        out: where the typed text is shown.
        signals: turned into exceptions while waiting.
        fd: of the terminal's input.
    """

    def __init__(self, out: "Output", signals: Signals, fd: int = 0) -> None:
        self._out = out
        self._signals = signals
        self._fd = fd
        self._keys = Keys(getattr(sys.stdin, "encoding", None) or "utf-8")
        self._pending: deque[Key] = deque()
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        self._take_over()
        return self

    def __exit__(self, *exc: object) -> None:
        # What still waits was meant for us: a shell must not run it.
        self._give_back(termios.TCSAFLUSH)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give the terminal to another program for a while."""
        self._give_back(termios.TCSADRAIN)
        try:
            yield
        finally:
            self._signals.forget_interrupt()
            self._take_over()

    def read(self, field: InputRequest) -> InputResult:
        """Read one answer, with the keys that people expect of a prompt."""
        typing = Typing(field, self._write, self._size)
        kept, kept_at = typing.text, time.monotonic()
        try:
            while True:
                key = self._next_key(IDLE if typing.text != kept else None)
                if key is not None and key.name == "stop":
                    raise KeyboardInterrupt
                if key is not None and key.name == "suspend":
                    typing.step_aside()
                    self._suspend()
                    typing.show()
                elif key is not None:
                    done = typing.press(key, more=key.name == "enter" and self._has_more())
                    if done is not None:
                        return done
                if typing.text == kept:
                    continue
                if key is None or time.monotonic() - kept_at > LONGEST_UNKEPT:
                    kept, kept_at = typing.text, time.monotonic()
                    field.typed(kept)
        except (KeyboardInterrupt, TerminalGone):
            field.typed(typing.text)
            self._write("\n")
            raise

    def wait(self, seconds: float) -> bool:
        """Wait for enter, for at most that long; other keys are dropped."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            key = self._next_key(left)
            if key is not None and key.name == "stop":
                raise KeyboardInterrupt
            if key is not None and key.name == "suspend":
                self._suspend()
            if key is not None and key.name == "enter":
                return True
        return False

    def discard(self) -> None:
        """Drop the keys that wait."""
        self._pending.clear()
        self._keys.give_up()
        termios.tcflush(self._fd, termios.TCIFLUSH)

    def _next_key(self, seconds: float | None) -> Key | None:
        """Wait for a key; None once the time is over."""
        while not self._pending:
            patience = seconds
            if self._keys.is_waiting:
                patience = PASTE_WAIT if self._keys.in_paste else SEQUENCE_WAIT
            if not self._signals.wait(self._fd, patience):
                if not self._keys.is_waiting:
                    return None
                self._pending.extend(self._keys.give_up())
                continue
            self._pending.extend(self._keys.feed(self._bytes()))
        return self._pending.popleft()

    def _bytes(self) -> bytes:
        try:
            data = os.read(self._fd, CHUNK)
        except OSError as error:
            raise TerminalGone from error
        if not data:
            raise TerminalGone
        return data

    def _has_more(self) -> bool:
        return bool(self._pending) or self._signals.wait(self._fd, 0)

    def _size(self) -> tuple[int, int]:
        try:
            height = os.get_terminal_size(self._fd).lines
        except OSError:
            height = 0
        return self._out.width, height or 24

    def _write(self, text: str) -> None:
        try:
            self._out.stream.write(text)
            self._out.stream.flush()
        except OSError as error:
            raise TerminalGone from error

    def _take_over(self) -> None:
        self._before = termios.tcgetattr(self._fd)
        mode = termios.tcgetattr(self._fd)
        mode[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN)
        mode[0] = (mode[0] | termios.ICRNL) & ~(termios.IXON | termios.INLCR | termios.IGNCR)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._fd, termios.TCSADRAIN, mode)
        self._write(PASTE_ON)

    def _give_back(self, when: int) -> None:
        if self._before is None:
            return
        try:
            self._write(PASTE_OFF)
            termios.tcsetattr(self._fd, when, self._before)
        except (TerminalGone, termios.error):
            # The terminal is gone, and its modes with it.
            return

    def _suspend(self) -> None:
        """Stop as Ctrl-Z does, and take the terminal over again when told to go on."""
        import signal

        self._give_back(termios.TCSADRAIN)
        os.kill(0, signal.SIGTSTP)
        self._take_over()
