"""Interrupts, signals and lost terminals: no answer is lost."""

import signal
import termios
import time
from typing import Any

import pexpect
import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.practice.entry_builder import finish
from reflect.practice.session_codec import from_dict, to_dict
from reflect.store.drafts import Drafts
from tests.cli.helpers_talk import CTRL_C, CTRL_D, CTRL_U, EXPECTED, HAPPENED, WHY, only, talk
from tests.cli.plain.helpers_guide import ScriptedGuide
from tests.factories import NOW
from tests.sealed import on_both

TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
CUE, ACTION = "When: ", "I will: "
# The answers to the default guide, each with the part typed before an interrupt.
STEPS = (
    ("One.", "On"),
    ("Two.", "Tw"),
    ("Three.", "Thr"),
    ("a\nb", "a\nb"),
    ("Mine.", "Mi"),
    ("Owed.", "Ow"),
    ("2", ""),
    ("1", ""),
    ("Ask.", "As"),
    ("they ask", "they"),
    ("call", "ca"),
    ("tomorrow", "tomo"),
    ("calm", "ca"),
    ("80", "8"),
    ("Named", "Nam"),
)
REASON, FIRST_PART, LAST_PART = 7, 9, 13


@pytest.mark.parametrize("stop_at", range(len(STEPS)))
def test_interrupt_at_any_question_loses_nothing(stop_at: int, journal: Journal) -> None:
    lines = [line for line, _ in STEPS]
    session = journal.drafts.begin("drucker")
    unfinished = STEPS[stop_at][1]
    ScriptedGuide(session, *lines[:stop_at], unfinished=unfinished).run()
    resumed = from_dict(to_dict(session), session.guide)
    # Enter keeps the earlier answers to the parts of the same question.
    kept = stop_at - FIRST_PART if FIRST_PART <= stop_at <= LAST_PART else int(stop_at == REASON)
    guide = ScriptedGuide(resumed, *[""] * kept, *lines[stop_at:])
    guide.run()
    assert guide.keyboard.requests[kept].draft == unfinished
    check(finish(resumed, NOW))


def check(entry: Entry) -> None:
    """Check that the entry contains the answers from STEPS."""
    texts = {answer.prompt: answer.text for answer in entry.answers}
    assert texts == {
        "happened": "One.",
        "expected": "Two.",
        "why_then": "Three.",
        "situation": "a\nb",
        "my_part": "Mine.",
        "owed": "Owed.",
        "lesson": "Ask.",
    }
    assert (entry.title, entry.kind, entry.reason) == ("Named", "complex", "process complexity")
    (commitment,) = entry.commitments
    assert (commitment.cue, commitment.action) == ("they ask", "call")
    assert (commitment.due.isoformat(), commitment.forecast) == ("2026-11-23", "calm")
    assert commitment.percent == 80


@TERMS
@pytest.mark.parametrize("stop", [signal.SIGHUP, signal.SIGTERM, CTRL_C])
def test_interrupt_keeps_the_unfinished_line(
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
def test_closed_terminal_keeps_the_draft(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        told.type("A whole line.\r")
        # Input that the terminal has not delivered yet is lost when it closes.
        until_saved(journal, "A whole line.")
        child: Any = told.child
        child.ptyproc.fileobj.close()
        child.closed = child.ptyproc.closed = True
        assert child.wait() == 130
    (draft,) = journal.drafts.all()
    assert draft.state == "draft"


@TERMS
def test_kill_loses_at_most_the_last_few_seconds(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        told.answer(HAPPENED, "One.")
        told.asked(EXPECTED)
        told.type("A whole line.\rhalf")
        told.sees("half")
        until_saved(journal, "A whole line.")
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


@on_both
def test_older_terminal_does_not_overwrite_a_resumed_draft(journal: Journal) -> None:
    with talk("new", "--pause", "0") as first:
        first.answer(HAPPENED, "One.")
        first.asked(EXPECTED)
        with talk("resume", "--pause", "0") as second:
            second.answer(EXPECTED, "Two, from the second terminal.")
            second.asked(WHY)
            second.type(CTRL_C)
            second.ends(130)
        (draft_id,) = journal.drafts.ids()
        first.type("Two, from the first terminal.")
        first.sees("first terminal.")
        first.type(CTRL_C)
        first.ends(130)
    drafts = {draft_id: journal.drafts.resume(draft_id) for draft_id in journal.drafts.ids()}
    assert drafts.pop(draft_id).answers == {
        "happened": "One.",
        "expected": "Two, from the second terminal.",
    }
    ((own_id, own),) = drafts.items()
    assert own.typing == ("expected", "Two, from the first terminal.")
    assert f"resume {own_id}" in first.screen.text


def until_saved(journal: Journal, text: str) -> None:
    """Wait until the draft contains the given text."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if any(
            text in data["typing"][1]
            for _, data in Drafts(journal.folder, keys=journal.encryption.keys).all()
        ):
            return
    raise AssertionError("the draft was not saved")


def test_ctrl_c_during_the_pause_keeps_the_draft(journal: Journal) -> None:
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


def test_quitting_an_empty_session_leaves_no_draft(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.command(":quit")
        told.sees("nothing is kept")
        told.ends(130)
    assert not journal.drafts.all()


def test_enough_keeps_an_incomplete_commitment(journal: Journal) -> None:
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
def test_terminal_modes_are_restored(end: str, term: str, journal: Journal) -> None:
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


def test_ctrl_z_suspends_and_sigcont_resumes(journal: Journal) -> None:
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
