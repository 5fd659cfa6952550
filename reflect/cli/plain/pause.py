"""The pause between action and reflection, shown as a line that slowly fills."""

import textwrap
import time
from collections.abc import Callable

from reflect.cli.plain.keyboard import Keyboard
from reflect.cli.plain.page import PlainPage
from reflect.practice.pause import BY, CALL, GOES_ON, SAYING, WIDEST, accepts_enter


def show_pause(
    seconds: float,
    page: PlainPage,
    keyboard: Keyboard,
    *,
    reduce_motion: bool,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Pause until the time is up or the user presses enter; discard all other keys.

    Args:
        seconds: the length of the pause; 0 to skip it.
        page: the page on which the line is drawn.
        keyboard: the keyboard that waits for enter.
        reduce_motion: whether to show a line that does not fill.
        clock: a function that returns the time in seconds.
    """
    if seconds <= 0:
        return
    line = _PauseLine(page, is_still=reduce_motion or not page.can_edit)
    start = clock()
    try:
        for done in range(1, line.columns + 1):
            until = start + seconds * done / line.columns
            if _enter_before(until, start, keyboard, clock):
                break
            line.fill()
    finally:
        line.leave()
        keyboard.discard()


def _enter_before(
    until: float, start: float, keyboard: Keyboard, clock: Callable[[], float]
) -> bool:
    """Wait until a given time; return whether enter was pressed, ignoring it at the very start."""
    while (left := until - clock()) > 0:
        if keyboard.wait(left) and accepts_enter(clock() - start):
            return True
    return False


class _PauseLine:
    """The line and the quote below it; the cursor stays on the line while it fills."""

    def __init__(self, page: PlainPage, *, is_still: bool) -> None:
        out = page.out
        self._stream = out.stream
        self._is_still = is_still
        width = max(min(out.width - 2 * page.margin - 1, WIDEST), 10)
        plain = "utf" not in (getattr(out.stream, "encoding", None) or "").lower()
        empty, self._full = ("-", "=") if plain else ("─", "━")
        self.columns = 1 if is_still else width
        rows = [*textwrap.wrap(SAYING, width), BY, "", GOES_ON]
        page.gap()
        page.line((CALL, "bold"))
        page.gap()
        page.line((empty * width, "dim"))
        page.gap()
        for row in rows:
            page.line((row, "dim"))
        self._up = len(rows) + 2
        if not is_still:
            page.out.stream.flush()
            self._write(f"\x1b[?25l\x1b[{self._up}A\r" + f"\x1b[{page.margin}C" * (page.margin > 0))

    def fill(self) -> None:
        """Fill one more column."""
        if not self._is_still:
            self._write(self._full)

    def leave(self) -> None:
        """Move the cursor below the quote."""
        if not self._is_still:
            self._write(f"\x1b[{self._up}B\r\x1b[?25h")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
