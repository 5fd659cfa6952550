"""Commands of the plain guide, and text that looks like a command, on a real terminal."""

import pytest

from reflect.cli.plain.commands import command_named
from reflect.errors import UsageError
from reflect.journal import Journal
from tests.cli.helpers_talk import CTRL_C, CTRL_D, EXPECTED, HAPPENED, UP, only, talk

TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])


def first_answer(journal: Journal) -> str:
    """Return the first answer of the only entry."""
    return only(journal).answers[0].text


@pytest.mark.parametrize("line", [":back", ":BACK", ": back", ":back  "])
def test_command_name_ignores_case_and_spaces(line: str) -> None:
    assert command_named(line) == "back"


@pytest.mark.parametrize(
    ("line", "hint"), [(":bak", "Did you mean :back?"), (":x", ":help"), (":back now", "::")]
)
def test_invalid_command_is_rejected_with_a_hint(line: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        command_named(line)
    assert hint in caught.value.hint


def test_edited_answer_is_not_a_command(journal: Journal) -> None:
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
def test_resumed_draft_is_not_a_command(term: str, journal: Journal) -> None:
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


@TERMS
def test_unbracketed_paste_contains_no_command(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("One.\r:clear\rLast line.\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert first_answer(journal) == "One.\n:clear\nLast line."


def test_invalid_command_can_be_corrected(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.type("One.\r:enoug\r")
        told.sees("Did you mean :enough?")
        told.asked("")
        told.sees(":enoug")
        told.type("h\r")
        told.ends()
    assert first_answer(journal) == "One."
