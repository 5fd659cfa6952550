"""Keys and pastes read from a pseudo-terminal."""

import io
import os
import termios
import tty
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import DummyOutput

from reflect.cli.output import Output
from reflect.cli.plain.line_keyboard import LineKeyboard
from reflect.cli.plain.prompt_input import TerminalInput
from reflect.cli.plain.prompt_keyboard import PromptKeyboard
from reflect.cli.plain.signals import Signals

if TYPE_CHECKING:
    from reflect.cli.plain.keyboard import Keyboard

PASTE, PASTE_END = b"\x1b[200~", b"\x1b[201~"


class Terminal:
    """A pseudo-terminal in raw mode, and the input that reads from it."""

    def __init__(self) -> None:
        self.ours, self.theirs = os.openpty()
        tty.setraw(self.theirs)
        self.stdin = os.fdopen(self.theirs, encoding="utf-8")
        self.input = TerminalInput(self.stdin)

    def keys(self, data: bytes) -> list[str]:
        """Send bytes; return the keys, with pasted text in angle brackets."""
        os.write(self.ours, data)
        return self.read()

    def read(self) -> list[str]:
        """Return the keys that are waiting."""
        read = [*self.input.read_keys(), *self.input.flush_keys()]
        return [
            f"<{press.data}>" if press.key is Keys.BracketedPaste else str(press.data)
            for press in read
        ]

    def close(self) -> None:
        """Close the terminal."""
        self.stdin.close()
        os.close(self.ours)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """A terminal on which an answer of several lines is being typed."""
    opened = Terminal()
    opened.input.begin(multiline=True)
    yield opened
    opened.close()


def test_keys_are_passed_on(terminal: Terminal) -> None:
    assert terminal.keys(b"a") == ["a"]
    assert terminal.keys(b"\t") == ["\t"]
    assert terminal.keys("One.\r:help\r日本\x15".encode()) == [*"One.\r:help\r日本\x15"]
    assert terminal.keys(b"\x1b") == ["\x1b"]
    assert terminal.keys(b"\x1b[Ax\x1b[200") == ["\x1b[A", "x", *"\x1b[200"]


def test_tabs_in_an_unmarked_paste_are_text(terminal: Terminal) -> None:
    assert terminal.keys(b"Name\tRole\r\tAda\r") == [*"Name", "<\t>", *"Role\r", "<\t>", *"Ada\r"]


def test_keys_in_an_unmarked_paste_are_text(terminal: Terminal) -> None:
    keys = terminal.keys(b"\x15one\x1b[A\x7f two\x04\rthree\x1b[B")
    assert keys == ["\x15", *"one", "<\x1b[A\x7f>", *" two", "<\x04>", *"\rthree", "\x1b[B"]


def test_unmarked_paste_into_a_single_line_is_one_text(terminal: Terminal) -> None:
    terminal.input.begin(multiline=False)
    assert terminal.keys(b"One\ttwo\r\rthree\r") == ["<One\ttwo\r\rthree\r>"]
    assert terminal.keys(b"4\r") == ["4", "\r"]
    assert terminal.keys(b"One line.\r") == [*"One line.\r"]


def test_keys_typed_ahead_are_not_a_paste(terminal: Terminal) -> None:
    os.write(terminal.ours, b"One line\ranother\r")
    terminal.input.begin(multiline=False)
    assert terminal.read() == [*"One line\ranother\r"]
    assert terminal.keys(b"One line\ranother\r") == ["<One line\ranother\r>"]


def test_marked_paste_is_one_text_whatever_it_contains(terminal: Terminal) -> None:
    pasted = b"one\x1b[31m\ttwo\x1b[M!!!\r:skip\r\x03\x1b[200~"
    keys = terminal.keys(b"a" + PASTE + pasted + PASTE_END + b"b")
    assert keys == ["a", f"<{pasted.decode()}>", "b"]
    keys = terminal.keys(PASTE + b"one\rt" + PASTE_END + b"wo\r" + PASTE_END)
    assert keys == ["<one\rt>", "<wo\r>"]


def test_long_paste_is_read_to_its_end(terminal: Terminal) -> None:
    lines = b"A line.\t\r\r" * 350
    assert "".join(terminal.keys(lines)) == lines.decode().replace("\t", "<\t>")


def test_bytes_that_are_not_text_become_marks(terminal: Terminal) -> None:
    assert terminal.keys(b"caf\xe9!") == [*"caf\ufffd!"]
    assert terminal.keys(b"a\x1b[M \xc3\xa9b\x1b[M#\xff\xfe") == ["a", "b"]
    assert terminal.keys(b"\xc3") == []
    assert terminal.keys(b"\xa9") == ["é"]


@pytest.mark.parametrize("kind", ["prompt", "line"])
def test_pasted_lines_do_not_end_the_pause(terminal: Terminal, kind: str) -> None:
    out = Output(io.StringIO())
    keyboard: Keyboard
    if kind == "prompt":
        keyboard = PromptKeyboard(out, Signals(), input=terminal.input, output=DummyOutput())
    else:
        mode = termios.tcgetattr(terminal.theirs)
        mode[3] |= termios.ICANON
        mode[0] |= termios.ICRNL
        termios.tcsetattr(terminal.theirs, termios.TCSANOW, mode)
        keyboard = LineKeyboard(out, Signals(), terminal.theirs)
    with keyboard:
        os.write(terminal.ours, b"Pasted\rtoo late.\r")
        assert not keyboard.wait(0.01)
        os.write(terminal.ours, b"\r")
        assert keyboard.wait(10)
