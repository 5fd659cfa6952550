"""The pause: its length, what ends it and what it shows, on a fake clock."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import pytest

from reflect.cli.output import Output
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.cli.plain.page import PlainPage
from reflect.cli.plain.pause import show_pause
from tests.cli.helpers_screen import Screen


class FakeKeyboard:
    """A keyboard with a clock, on which enter is pressed at the given times.

    Args:
        presses: the times in seconds at which enter is pressed.
        interrupt: the time in seconds at which Ctrl-C is pressed.
    """

    def __init__(self, *presses: float, interrupt: float = 1e9) -> None:
        self.now = 0.0
        self.presses = list(presses)
        self.interrupt = interrupt
        self.discarded = False

    def clock(self) -> float:
        """Return the time in seconds."""
        return self.now

    def wait(self, seconds: float) -> bool:
        """Advance the clock to the next key, or to the end of the wait."""
        end = self.now + seconds
        if self.interrupt <= end:
            raise KeyboardInterrupt
        if self.presses and self.presses[0] <= end:
            self.now = self.presses.pop(0)
            return True
        self.now = end
        return False

    def discard(self) -> None:
        self.discarded = True

    def read(self, request: InputRequest) -> InputResult:
        raise AssertionError(request)

    @contextmanager
    def suspended(self) -> Iterator[None]:
        yield

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        return None


class Stream(io.StringIO):
    """The stream of a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def shown(
    keyboard: FakeKeyboard,
    seconds: float,
    monkeypatch: pytest.MonkeyPatch,
    *,
    reduce_motion: bool = False,
    term: str = "xterm-256color",
) -> tuple[str, str]:
    """Show the pause; return the raw output and the final screen."""
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", "40")
    stream = Stream()
    output = Output(stream)
    page = PlainPage(output, can_edit=output.is_styled)
    show_pause(seconds, page, keyboard, reduce_motion=reduce_motion, clock=keyboard.clock)
    written = stream.getvalue()
    return written, Screen(40).feed(written.replace("\n", "\r\n")).text


def test_line_fills_until_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard = FakeKeyboard()
    _, screen = shown(keyboard, 60, monkeypatch)
    assert keyboard.now == pytest.approx(60)
    assert "━" * 39 in screen
    assert "─" not in screen
    assert "attributed to Peter Drucker" in screen
    assert not any(char.isdigit() for char in screen)


def test_enter_ends_the_pause_after_the_first_second(monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard = FakeKeyboard(0.2, 0.9, 20)
    _, screen = shown(keyboard, 60, monkeypatch)
    assert keyboard.now == 20
    assert "━" in screen
    assert "─" in screen
    assert keyboard.discarded


def test_pause_of_zero_seconds_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(FakeKeyboard(), 0, monkeypatch) == ("", "")


@pytest.mark.parametrize(("reduce_motion", "term"), [(True, "xterm-256color"), (False, "dumb")])
def test_line_stays_empty_without_animation(
    reduce_motion: bool, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard = FakeKeyboard()
    written, screen = shown(keyboard, 60, monkeypatch, reduce_motion=reduce_motion, term=term)
    assert keyboard.now == pytest.approx(60)
    assert "─" * 39 in screen
    assert "\x1b[7A" not in written
    assert "━" not in written


def test_interrupt_restores_the_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Stream()
    keyboard = FakeKeyboard(interrupt=5)
    page = PlainPage(Output(stream), can_edit=True)
    with pytest.raises(KeyboardInterrupt):
        show_pause(60, page, keyboard, reduce_motion=False, clock=keyboard.clock)
    assert stream.getvalue().endswith("\x1b[?25h")


def test_terminal_without_utf_8_gets_an_ascii_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Stream()
    stream.encoding = "ascii"
    keyboard = FakeKeyboard(2)
    page = PlainPage(Output(stream), can_edit=True)
    show_pause(60, page, keyboard, reduce_motion=False, clock=keyboard.clock)
    assert "===" not in stream.getvalue()
    assert "---" in stream.getvalue()
