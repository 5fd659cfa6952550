"""The choice of a keyboard that suits the terminal."""

import io

import pytest

from reflect.cli.output import Output
from reflect.cli.plain.line_keyboard import LineKeyboard
from reflect.cli.plain.open_keyboard import can_edit, open_keyboard
from reflect.cli.plain.signals import Signals
from reflect.journal import Journal
from tests.cli.helpers_talk import CTRL_D, EXPECTED, HAPPENED, Log, only, talk


class TerminalStream(io.StringIO):
    """The stream of a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("term", "screen_reader", "editable"),
    [("xterm", "", True), ("xterm", "0", True), ("xterm", "1", False), ("dumb", "", False)],
)
def test_editing_is_off_on_dumb_terminals_and_for_screen_readers(
    term: str, screen_reader: str, editable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("REFLECT_SCREEN_READER", screen_reader)
    out = Output(TerminalStream())
    assert can_edit(out) == editable
    if not editable:
        assert isinstance(open_keyboard(out, Signals()), LineKeyboard)


def test_screen_reader_output_is_never_redrawn(journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"REFLECT_SCREEN_READER": "1"}) as told:
        told.child.logfile_read = log = Log()
        told.answer(HAPPENED, "One.")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert only(journal).answers[0].text == "One."
    assert all(move not in log.text for move in ("\x1b[J", "\x1b[?", "\x1b[1A"))
