"""A reflection that is broken off, in every way there is, loses nothing."""

import signal
import termios
import time
from typing import Any

import pexpect
import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.store.drafts import Drafts
from tests.cli.talking import (
    CTRL_C,
    CTRL_D,
    CTRL_U,
    EXPECTED,
    HAPPENED,
    KIND,
    LESSON,
    MY_PART,
    SITUATION,
    TITLE,
    WHY,
    Talk,
    only,
    talk,
)

# Many processes on a terminal, and what they show is the same: test_encrypted_terminal.py
# has some of it on an encrypted journal in each run.

TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
REASON, CUE, ACTION, DUE = "And what comes closest?", "When: ", "I will: ", "Look back: "
FORECAST, SURE = "Forecast: ", "How sure, %: "
# Each question of the default guide, the keys that answer it, and those that only begin to.
STEPS = (
    (HAPPENED, "One.\r\r", "On"),
    (EXPECTED, "Two.\r\r", "Tw"),
    (WHY, "Three.\r\r", "Thr"),
    (SITUATION, "a\rb\r\r", "a\rb"),
    (MY_PART, "Mine.\r\r", "Mi"),
    (KIND, "2\r", ""),
    (REASON, "1\r", ""),
    (LESSON, "Ask.\r", "As"),
    (CUE, "they ask\r", "they"),
    (ACTION, "call\r", "ca"),
    (DUE, "tomorrow\r", "tomo"),
    (FORECAST, "calm\r", "ca"),
    (SURE, "80\r", "8"),
    (TITLE, "Named\r", "Nam"),
)


def wait_for(told: Talk, question: str) -> None:
    """Wait until a question can be answered; the parts of a commitment are questions, too."""
    told.sees(question)
    if not question.endswith(": "):
        told.sees("> ")


@pytest.mark.parametrize("stop_at", range(len(STEPS)), ids=[step[0] for step in STEPS])
def test_ctrl_c_at_each_question_loses_nothing(stop_at: int, journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        for question, keys, _ in STEPS[:stop_at]:
            wait_for(told, question)
            told.type(keys)
        question, keys, begun = STEPS[stop_at]
        wait_for(told, question)
        told.type(begun + CTRL_C)
        if stop_at == 0 and not begun:
            told.sees("nothing is kept")
        else:
            told.sees("reflect resume")
        told.ends(130)
    with talk("resume", "--pause", "0") as told:
        rest = STEPS[stop_at:]
        if question in (ACTION, DUE, FORECAST, SURE):
            # The parts that were there stand, and enter keeps them.
            for part in (CUE, ACTION, DUE, FORECAST, SURE):
                if part == question:
                    break
                told.sees(part)
                told.type("\r")
        if question == REASON:
            wait_for(told, KIND)
            told.type("\r")
        for number, (question, keys, begun) in enumerate(rest):
            wait_for(told, question)
            if number == 0 and begun:
                told.sees(begun.rpartition("\r")[2])
                told.type(keys.replace("\r", "", begun.count("\r"))[len(begun.replace("\r", "")) :])
            else:
                told.type(keys)
        told.sees("Saved ")
        told.ends()
    check(only(journal))
    assert not journal.drafts.all()


def check(entry: Entry) -> None:
    """Make sure that the answers of STEPS became this entry."""
    texts = {answer.prompt: answer.text for answer in entry.answers}
    assert texts == {
        "happened": "One.",
        "expected": "Two.",
        "why_then": "Three.",
        "situation": "a\nb",
        "my_part": "Mine.",
        "lesson": "Ask.",
    }
    assert (entry.title, entry.kind, entry.reason) == ("Named", "complex", "process complexity")
    (commitment,) = entry.commitments
    assert (commitment.cue, commitment.action) == ("they ask", "call")
    assert (commitment.due.isoformat(), commitment.forecast) == ("2026-11-23", "calm")
    assert commitment.percent == 80


@TERMS
@pytest.mark.parametrize("stop", [signal.SIGHUP, signal.SIGTERM, CTRL_C])
def test_whatever_stops_it_the_line_that_was_begun_is_kept(
    stop: signal.Signals | str, term: str, journal: Journal
) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("A whole line.\rhalf a line")
        told.sees("half a line")
        if isinstance(stop, str):
            told.type(stop)
        else:
            told.child.kill(stop)
        told.ends(130)
    with talk("resume", "--pause", "0", environ={"TERM": term}) as told:
        told.sees("half a line")
        told.type("\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.ends()
    assert only(journal).answers[0].text == "A whole line.\nhalf a line"


@TERMS
def test_the_terminal_vanishes(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("A whole line.\r")
        # What still lies in the terminal vanishes with it.
        until_kept(journal, "A whole line.")
        child: Any = told.child
        child.ptyproc.fileobj.close()
        child.closed = child.ptyproc.closed = True
        assert child.wait() == 130
    (draft,) = journal.drafts.all()
    assert draft.state == "draft"


@TERMS
def test_a_kill_costs_at_most_the_last_seconds(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.answer(HAPPENED, "One.")
        told.asked(EXPECTED)
        told.type("A whole line.\rhalf")
        told.sees("half")
        until_kept(journal, "A whole line.")
        told.child.kill(signal.SIGKILL)
        told.child.wait()
    with talk("resume", "--pause", "0", environ={"TERM": term}) as told:
        told.sees(EXPECTED)
        told.sees("A whole line.")
        told.command(f"{CTRL_U}\r:enough" if term == "dumb" else f"{CTRL_U}:enough")
        told.sees("Saved ")
        told.ends()
    answers = [answer.text for answer in only(journal).answers]
    assert answers[0] == "One."
    assert answers[1].startswith("A whole line.")


def until_kept(journal: Journal, text: str) -> None:
    """Wait until the draft has a text; fails after as long as a terminal test may take."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if any(
            text in data["typing"][1]
            for _, data in Drafts(journal.folder, keys=journal.encryption.keys).all()
        ):
            return
    raise AssertionError("the draft was not kept")


def test_ctrl_c_in_the_quiet(journal: Journal) -> None:
    with talk("new", "--pause", "60") as told:
        told.answer(HAPPENED, "One.")
        told.asked(EXPECTED)
        told.type("\r")
        told.sees("Enter goes on.")
        told.type(CTRL_C)
        told.sees("reflect resume")
        told.ends(130)
    (draft,) = journal.drafts.all()
    assert draft.answers[0].text == "One."


def test_quit_before_anything_was_written_keeps_nothing(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.command(":quit")
        told.sees("Nothing was written, so nothing is kept.")
        told.ends(130)
    assert not journal.drafts.all()


def test_enough_with_half_a_commitment_keeps_it(journal: Journal) -> None:
    with talk("new", "--guide", "mentor", "--pause", "0") as told:
        told.line("1 of", "Say less.")
        for number in (2, 3):
            told.answer(f"{number} of")
        told.sees(CUE)
        told.type("somebody asks\r")
        told.sees(ACTION)
        told.command(":enough")
        told.sees("Saved ")
        told.ends()
    entry = only(journal)
    assert not entry.commitments
    assert "somebody asks" in [answer.text for answer in entry.answers]


@TERMS
@pytest.mark.parametrize("end", [":enough\r", ":quit\r", CTRL_C, ""])
def test_the_terminal_is_given_back_as_it_was(end: str, term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        before = termios.tcgetattr(told.child.fileno())
        told.answer(HAPPENED, "One.")
        told.asked(EXPECTED)
        assert termios.tcgetattr(told.child.fileno()) != before
        if end:
            told.type(end)
        else:
            told.child.kill(signal.SIGTERM)
        told.sees("Saved" if "enough" in end else "Stopped.")
        told.child.expect_exact(pexpect.EOF)
        assert termios.tcgetattr(told.child.fileno()) == before


def test_it_can_be_suspended_and_brought_back(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.type("Half a ")
        told.sees("Half a ")
        told.type("\x1a")
        told.sees("\x1b[?2004l")
        told.child.kill(signal.SIGCONT)
        told.sees("\x1b[?2004h")
        told.sees("Half a ")
        told.type("line.\r\r")
        told.asked(EXPECTED)
        told.command(":enough")
        told.ends()
    assert only(journal).answers[0].text == "Half a line."
