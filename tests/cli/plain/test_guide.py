"""The plain guide on a real terminal: pastes, commands, the editor, and invalid answers."""

import os
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.cli.helpers_talk import (
    COMMITMENT,
    CTRL_D,
    CTRL_U,
    EXPECTED,
    HAPPENED,
    KIND,
    MY_PART,
    OWED,
    SITUATION,
    WHY,
    only,
    talk,
)
from tests.sealed import text_of

TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
PASTED = "First paragraph.\r\r:back is no command in here\r\r\rLast line."


def enough(journal: Journal) -> str:
    """Return the first answer of the only entry, which is unfinished."""
    entry = only(journal)
    assert entry.state == "unfinished"
    return entry.answers[0].text


def editor(home: Path, text: str, code: int = 0) -> str:
    """Return the path of an editor that appends the given text."""
    script = home / "editor.sh"
    script.write_text(f'#!/bin/sh\nprintf "{text}" >> "$1"\nexit {code}\n')
    script.chmod(0o700)
    return str(script)


def test_paste_with_blank_lines_is_one_answer(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.type(f"\x1b[200~{PASTED}\x1b[201~")
        told.sees("Last line.")
        told.type(" And this.\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert enough(journal) == PASTED.replace("\r", "\n") + " And this."


@TERMS
def test_unbracketed_paste_is_one_answer(term: str, journal: Journal) -> None:
    pasted = "First paragraph.\r\rSecond.\r\r\rLast line.\r"
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type(pasted)
        told.sees("Last line.")
        told.sees("\n")
        told.type(CTRL_D)
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert enough(journal) == "First paragraph.\n\nSecond.\n\n\nLast line."


@TERMS
def test_unbracketed_paste_keeps_tabs_and_stray_bytes(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.send(b"Name\tRole\r\tAda\tlead\xff\r\r")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert enough(journal) == "Name\tRole\n\tAda\tlead\ufffd"


@TERMS
def test_unbracketed_paste_into_a_single_line_is_joined(term: str, journal: Journal) -> None:
    with talk("new", "--guide", "mentor", "--pause", "0", environ={"TERM": term}) as told:
        told.asked("1 of")
        told.type("One\rtwo\tand\r\rthree\r")
        told.sees("three")
        if term != "dumb":
            # There, the pasted text can still be edited.
            told.type("\r")
        told.asked("2 of")
        told.command(":enough")
        told.ends()
    assert enough(journal) == "One two and three"


def test_paste_into_a_single_line_is_joined(journal: Journal) -> None:
    with talk("new", "--guide", "mentor", "--pause", "0") as told:
        told.asked("1 of")
        told.type("\x1b[200~One\rtwo\r\rthree\r\x1b[201~")
        told.sees("One two three")
        told.type("\r")
        told.asked("2 of")
        told.command(":enough")
        told.ends()
    assert enough(journal) == "One two three"


@TERMS
def test_unknown_command_is_rejected_and_two_colons_become_one(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("One.\r:bakc\r")
        told.sees("No such command: :bakc.")
        told.sees("Did you mean :back?")
        told.asked("")
        told.type(f"{CTRL_U}::colon\r:) a smile\r\r")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert enough(journal) == "One.\n:colon\n:) a smile"


@TERMS
def test_help_lists_commands_and_keeps_typed_text(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("One.\r:help\r")
        for word in (":back", ":skip", ":edit", ":enough", ":quit", "For example"):
            told.sees(word)
        told.asked("")
        told.type("Two.\r\r")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert enough(journal) == "One.\nTwo."


def test_skip_and_back_keep_typed_text(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.command(":skip")
        told.asked("This question needs an answer.")
        told.command(":back")
        told.asked("This is the first question.")
        told.type("One.\r:skip\r")
        told.sees("kept")
        told.asked(EXPECTED)
        told.type("Two.\r:back\r")
        told.asked(HAPPENED)
        told.command(":skip")
        told.sees("Two.")
        told.asked("takes its place")
        told.command(":clear")
        told.asked("Taken away.")
        told.command(":quit")
        told.ends(130)
    (draft,) = journal.drafts.all()
    assert [answer.text for answer in draft.answers] == ["One."]


@TERMS
def test_edit_opens_the_answer_in_the_editor(term: str, home: Path, journal: Journal) -> None:
    environ = {"EDITOR": editor(home, "And more.\\n\\n:back\\n"), "TERM": term}
    with talk("new", "--pause", "0", environ=environ) as told:
        told.asked(HAPPENED)
        told.type("One.\r:edit\r")
        told.sees("And more.")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert enough(journal) == "One.\nAnd more.\n\n:back"


def test_failing_editor_keeps_the_answer(home: Path, journal: Journal) -> None:
    environ = {"EDITOR": editor(home, "Lost?", code=1)}
    with talk("new", "--pause", "0", environ=environ) as told:
        told.asked(HAPPENED)
        told.type("One.\r:edit\r")
        told.sees("exited with 1")
        told.asked("")
        told.sees("One.")
        told.type("\r\r")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert enough(journal) == "One."
    (kept,) = (home / "state" / "reflect" / "recovery").iterdir()
    assert text_of(kept) == "One.\nLost?"
    assert os.fspath(kept) in told.screen.text.replace("\n  ", "")


def test_invalid_answers_are_explained_and_asked_again(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.answer(HAPPENED, "One.")
        for question in (EXPECTED, WHY, SITUATION, MY_PART, OWED):
            told.answer(question)
        told.line(KIND, "9")
        told.asked("a number from 1 to 4")
        told.type("not sure\r")
        told.line("What is the lesson", "x" * 501)
        told.sees("up to 500 characters")
        told.asked("")
        told.sees("xxx")
        told.type(f"{CTRL_U}Short.\r")
        told.sees(COMMITMENT)
        told.sees("When: ")
        told.type("\r")
        told.sees("I will: ")
        told.type("call\r")
        told.sees("Look back: ")
        for words, what in (("03/04/2027", "2027-04-03 or 2027-03-04"), ("soon", "in 2 weeks")):
            told.type(f"{words}\r")
            told.sees(what)
            told.sees("Look back: ")
        told.type("yesterday\r")
        told.sees("already past")
        told.sees("Look back: ")
        told.type("tomorrow\r")
        told.sees("Mon 23 Nov 2026")
        told.sees("f: a forecast")
        told.type("It will be calm\r")
        told.sees("How sure, %: ")
        told.type("120\r")
        told.sees("from 0 to 100")
        told.sees("How sure, %: ")
        told.type("80%\r")
        told.line("What do I call this")
        told.sees("Saved ")
        told.ends()
    entry = only(journal)
    assert (entry.kind, entry.lesson) == ("", "Short.")
    (commitment,) = entry.commitments
    assert (commitment.forecast, commitment.percent) == ("It will be calm", 80)


def test_f_is_a_forecast_if_the_guide_asks_for_one(journal: Journal) -> None:
    with talk("new", "--guide", "decision", "--pause", "0") as told:
        told.answer("What is the decision?", "Open in May.")
        told.answer("What are the alternatives?")
        told.sees("What do I expect of it")
        told.sees("I expect: ")
        told.type("f\r")
        told.sees("How sure, %: ")
        told.type("60\r")
        told.sees("in nine months, Sun 22 Aug 2027")
        told.type("\r")
        told.line("What would change my mind?")
        told.sees("Saved ")
        told.ends()
    (commitment,) = only(journal).commitments
    assert (commitment.forecast, commitment.percent) == ("f", 60)


def test_seven_statements_are_rated(journal: Journal) -> None:
    with talk("new", "--guide", "safety") as told:
        told.asked("1 of 8")
        told.type("8\r")
        told.sees("from 1 to 7.")
        told.asked("")
        told.type("\r")
        told.asked("This question needs an answer.")
        for number in range(1, 8):
            told.type(f"{number}\r")
            if number < 7:
                told.asked(f"{number + 1} of 8")
        told.sees("Lowest: “People bring me bad news early, without being asked.” 1 of 7")
        told.sees("When: ")
        told.type("\r")
        told.sees("I will: ")
        told.type("\r")
        told.sees("Score 4.6 of 7: safe for some")
        told.ends()
    assert [rating.value for rating in only(journal).ratings] == [1, 2, 3, 4, 5, 6, 7]


def test_prompt_can_offer_earlier_lessons(journal: Journal) -> None:
    from tests.factories import make_entry

    journal.entries.add(make_entry())
    with talk("new", "--guide", "premortem", "--pause", "0") as told:
        told.line("1 of", "The move")
        told.answer("2 of", "The lift")
        told.sees("From your journal:")
        told.sees("Ask who is on call before any date.")
        told.sees("yesterday")
        told.asked("")
        told.command(":quit")
        told.ends(130)


def test_answer_taller_than_the_terminal_is_shown_in_full_afterwards(journal: Journal) -> None:
    lines = [f"line {number}" for number in range(60)]
    with talk("new", "--pause", "0", columns=40) as told:
        told.asked(HAPPENED)
        told.type("\x1b[200~" + "\r".join(lines) + "\x1b[201~")
        told.sees("line 59")
        told.type("\r\r")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert enough(journal).split("\n") == lines
    shown = [row.strip(" >") for row in told.screen.text.split("\n")]
    # The first line also appears as the title on the card.
    assert [shown.count(line) for line in lines] == [2] + [1] * 59
