"""Words that look like a command, when they come back to be changed."""

import pytest

from reflect.journal import Journal
from tests.cli.talking import CTRL_C, CTRL_D, EXPECTED, HAPPENED, UP, only, talk

TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])


def first_answer(journal: Journal) -> str:
    """Give the first answer of the only entry."""
    return only(journal).answers[0].text


def test_an_answer_brought_back_is_no_command(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.answer(HAPPENED, "::skip")
        told.asked(EXPECTED)
        told.command(":back")
        told.asked("takes its place")
        told.type(UP)
        told.sees(":skip")
        told.type("\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert first_answer(journal) == ":skip"


@TERMS
def test_an_answer_that_was_broken_off_is_no_command(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("::enough")
        told.sees("::enough")
        told.type(CTRL_C)
        told.sees("reflect resume")
        told.ends(130)
    with talk("resume", "--pause", "0", environ={"TERM": term}) as told:
        told.sees(":enough")
        told.type("\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert first_answer(journal) == ":enough"


def test_a_paste_that_ends_like_a_command_is_text(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.type("\x1b[200~To empty the list:\r:clear\x1b[201~")
        told.sees(":clear")
        told.type("\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert first_answer(journal) == "To empty the list:\n:clear"


@TERMS
def test_a_line_within_a_paste_that_is_not_marked_is_text(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("One.\r:clear\rLast line.\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert first_answer(journal) == "One.\n:clear\nLast line."


def test_a_refused_command_comes_back_to_be_put_right(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.type("One.\r:enoug\r")
        told.sees("Did you mean :enough?")
        told.asked("")
        told.sees(":enoug")
        told.type("h\r")
        told.ends()
    assert first_answer(journal) == "One."
