"""The quiet: how long it is, what ends it, what it shows; on a clock that is turned by hand."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import pytest

from reflect.cli.output import Output
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.cli.plain.output import PlainPage
from reflect.cli.plain.pause import quiet
from tests.cli.screen import Screen


class Hands:
    """A keyboard and its clock: enter is pressed at given seconds.

    Args:
        presses: seconds from the beginning.
        stops: when Ctrl-C is pressed.
    """

    def __init__(self, *presses: float, stops: float = 1e9) -> None:
        self.now = 0.0
        self.presses = list(presses)
        self.stops = stops
        self.discarded = False

    def clock(self) -> float:
        """Say which second it is."""
        return self.now

    def wait(self, seconds: float) -> bool:
        """Turn the clock on to the next key, or to the end of the wait."""
        end = self.now + seconds
        if self.stops <= end:
            raise KeyboardInterrupt
        if self.presses and self.presses[0] <= end:
            self.now = self.presses.pop(0)
            return True
        self.now = end
        return False

    def discard(self) -> None:
        """Remember that what waited was dropped."""
        self.discarded = True

    def read(self, field: InputRequest) -> InputResult:
        """Nothing is read in the quiet."""
        raise AssertionError(field)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Nobody borrows it."""
        yield

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


class Stream(io.StringIO):
    """A terminal to write to."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def shown(
    hands: Hands, seconds: float, monkeypatch: pytest.MonkeyPatch, *, still: bool = False,
    term: str = "xterm-256color",
) -> tuple[str, str]:  # fmt: skip
    """Be quiet, and give what was written and what stands on the screen."""
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", "40")
    stream = Stream()
    page = PlainPage(Output(stream))
    quiet(seconds, page, hands, still=still, clock=hands.clock)
    written = stream.getvalue()
    return written, Screen(40).feed(written.replace("\n", "\r\n")).text


def test_it_lasts_as_long_as_it_shall_and_fills_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands()
    _, screen = shown(hands, 60, monkeypatch)
    assert hands.now == pytest.approx(60)
    assert "━" * 39 in screen
    assert "─" not in screen
    assert "attributed to Peter Drucker" in screen
    assert not any(char.isdigit() for char in screen)


def test_enter_goes_on_but_not_in_the_first_second(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(0.2, 0.9, 20)
    _, screen = shown(hands, 60, monkeypatch)
    assert hands.now == 20
    assert "━" in screen
    assert "─" in screen
    assert hands.discarded


def test_none_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(Hands(), 0, monkeypatch) == ("", "")


@pytest.mark.parametrize(("still", "term"), [(True, "xterm-256color"), (False, "dumb")])
def test_a_still_line_never_moves(still: bool, term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands()
    written, screen = shown(hands, 60, monkeypatch, still=still, term=term)
    assert hands.now == pytest.approx(60)
    assert "─" * 39 in screen
    assert "\x1b[7A" not in written
    assert "━" not in written


def test_the_cursor_comes_back_when_it_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Stream()
    hands = Hands(stops=5)
    with pytest.raises(KeyboardInterrupt):
        quiet(60, PlainPage(Output(stream)), hands, still=False, clock=hands.clock)
    assert stream.getvalue().endswith("\x1b[?25h")


def test_a_terminal_without_utf_8_gets_a_line_that_it_can_show(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Stream()
    stream.encoding = "ascii"
    hands = Hands(2)
    quiet(60, PlainPage(Output(stream)), hands, still=False, clock=hands.clock)
    assert "===" not in stream.getvalue()
    assert "---" in stream.getvalue()
