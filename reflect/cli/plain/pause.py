"""The quiet between action and reflection: a slow line, no counting digits."""

import textwrap
import time
from collections.abc import Callable

from reflect.cli.plain.keyboard import Keyboard
from reflect.cli.plain.output import PlainPage
from reflect.practice.pause import BY, CALL, GOES_ON, SAYING, WIDEST, accepts_enter


def quiet(
    seconds: float,
    page: PlainPage,
    keyboard: Keyboard,
    *,
    still: bool,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Be quiet for a while; enter goes on, and no key reaches the next answer.

    Args:
        seconds: how long; 0 for not at all.
        page: where the line is drawn.
        keyboard: waits for enter.
        still: draw the line at once instead of letting it fill.
        clock: gives seconds.
    """
    if seconds <= 0:
        return
    line = _Line(page, still=still or not page.out.is_styled)
    begun = clock()
    try:
        for done in range(1, line.columns + 1):
            until = begun + seconds * done / line.columns
            if _enter_before(until, begun, keyboard, clock):
                break
            line.fill()
    finally:
        line.leave()
        keyboard.discard()


def _enter_before(
    until: float, begun: float, keyboard: Keyboard, clock: Callable[[], float]
) -> bool:
    """Wait up to an instant; say whether enter was pressed, and not too soon."""
    while (left := until - clock()) > 0:
        if keyboard.wait(left) and accepts_enter(clock() - begun):
            return True
    return False


class _Line:
    """The line and the saying below it, the cursor on the line while it fills."""

    def __init__(self, page: PlainPage, *, still: bool) -> None:
        out = page.out
        self._stream = out.stream
        self._still = still
        width = max(min(out.width - 2 * page.margin - 1, WIDEST), 10)
        plain = "utf" not in (getattr(out.stream, "encoding", None) or "").lower()
        empty, self._full = ("-", "=") if plain else ("─", "━")
        self.columns = 1 if still else width
        rows = [*textwrap.wrap(SAYING, width), BY, "", GOES_ON]
        page.gap()
        page.line((CALL, "bold"))
        page.gap()
        page.line((empty * width, "dim"))
        page.gap()
        for row in rows:
            page.line((row, "dim"))
        self._up = len(rows) + 2
        if not still:
            page.out.stream.flush()
            self._write(f"\x1b[?25l\x1b[{self._up}A\r" + f"\x1b[{page.margin}C" * (page.margin > 0))

    def fill(self) -> None:
        """Let it grow by one column."""
        if not self._still:
            self._write(self._full)

    def leave(self) -> None:
        """Put the cursor below the saying."""
        if not self._still:
            self._write(f"\x1b[{self._up}B\r\x1b[?25h")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
