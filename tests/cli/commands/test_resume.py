"""Tests for `resume` with drafts, captures and unfinished entries."""

import re
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.journal.recovery import write_recovery_file
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import (
    CTRL_C,
    CTRL_D,
    EXPECTED,
    HAPPENED,
    KIND,
    LESSON,
    MY_PART,
    OWED,
    SITUATION,
    TITLE,
    UP,
    WHY,
    Log,
    only,
    talk,
)
from tests.cli.helpers_terminal import HOSTILE
from tests.factories import make_entry
from tests.hostile import ACTING

# Intended sequences: styles, cursor movements and terminal modes.
OUR_MOVES = re.compile(r"\x1b\[(\?\d+)?[0-9;]*[mABCDJKhl]|\x08")
CUE, ACTION = "When: ", "I will: "


def test_resume_of_a_capture_fills_in_the_first_answer_and_keeps_the_id(journal: Journal) -> None:
    note = journal.entries.capture("Snapped at Ada.\nIn front of all.", tags=["team"])
    with talk("resume", "--pause", "0") as told:
        told.sees("Snapped at Ada. In front of all.")
        told.asked(EXPECTED)
        told.command(":back")
        told.asked(HAPPENED)
        told.sees("")
        told.command(":skip")
        told.asked(EXPECTED)
        told.command(":enough")
        told.sees("Saved ")
        told.ends()
    entry = only(journal)
    assert (entry.id, entry.state, entry.tags) == (note.id, "unfinished", ("team",))
    assert entry.answers[0].text == "Snapped at Ada.\nIn front of all."


def test_resume_of_an_unfinished_entry_asks_only_the_remaining_questions(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.answer(HAPPENED, "One.")
        told.answer(EXPECTED)
        told.answer(WHY, "Three.")
        told.asked(SITUATION)
        told.type(CTRL_D)
        told.ends()
    with talk("resume", "--pause", "0") as told:
        told.asked(SITUATION)
        assert EXPECTED not in told.screen.text
        for question in (SITUATION, MY_PART, OWED, KIND, LESSON):
            if question != SITUATION:
                told.asked(question)
            told.type("\r")
        told.sees(CUE)
        told.type("\r")
        told.sees(ACTION)
        told.type("\r")
        told.line(TITLE)
        told.sees("Saved ")
        told.ends()
    assert only(journal).state == "entry"


def test_resume_opens_the_newest_and_names_the_others_and_unsaved_answers(
    journal: Journal, home: Path
) -> None:
    recovery = home / "state" / "reflect" / "recovery"
    answer = write_recovery_file(recovery, "Typed.", "happened", journal.encryption)
    other = journal.entries.capture("First")
    newest = journal.entries.capture("Second")
    ids = {other.id, newest.id}
    with talk("resume", "--pause", "0", columns=300) as told:
        told.sees("Also waiting: capture ")
        told.sees(f"`reflect new --from {answer}`")
        told.asked(EXPECTED)
        told.command(":quit")
        told.ends(130)
    (draft,) = journal.drafts.all()
    (named,) = ids - {draft.id}
    assert named in told.screen.text


def test_resume_of_a_capture_accepts_another_guide(journal: Journal) -> None:
    note = journal.entries.capture("It went well.")
    with talk("resume", note.id, "--guide", "win", "--pause", "0") as told:
        told.asked("2 of")
        told.type(CTRL_C)
        told.ends(130)
    with talk("resume", note.id, "--guide", "aar") as told:
        told.sees("its guide is win")
        told.ends(2)


def test_new_mentions_a_waiting_capture(journal: Journal) -> None:
    note = journal.entries.capture("First")
    with talk("new", "--pause", "0") as told:
        told.sees(f"There waits a capture, {note.id}: `reflect resume`.")
        told.asked(HAPPENED)
        told.command(":quit")
        told.ends(130)


def test_discard_removes_only_the_draft(journal: Journal, cli: Cli) -> None:
    note = journal.entries.capture("First")
    with talk("resume", "--pause", "0") as told:
        told.asked(EXPECTED)
        told.type(CTRL_C)
        told.ends(130)
    assert "id" in cli("resume", "--discard", code=2).err
    assert note.id in cli("resume", note.id, "--discard").err
    assert not journal.drafts.all()
    assert only(journal) == note
    assert "no draft" in cli("resume", note.id, "--discard", code=3).err


@pytest.mark.parametrize("arguments", [("resume",), ("new",), ("new", "--plain")])
def test_no_question_is_asked_without_a_terminal(arguments: tuple[str, ...], cli: Cli) -> None:
    result = cli(*arguments, code=2)
    assert "terminal" in result.err
    if "new" in arguments:
        assert all(way in result.err for way in ("--from", "--edit", "--form"))


def test_hostile_text_does_not_act_on_the_terminal(
    journal: Journal,
) -> None:
    text = " ".join(HOSTILE)
    journal.entries.capture(f"{text}\n{text}", tags=["x"])
    with talk("resume", "--pause", "0") as told:
        told.child.logfile_read = log = Log()
        told.asked(EXPECTED)
        told.command(":back")
        told.sees("Your answer so far:")
        told.asked("takes its place.")
        told.type(f"{UP} more\r\r")
        told.asked(EXPECTED)
        told.command(":back")
        told.asked("takes its place.")
        told.command(":enough")
        told.sees("Saved ")
        told.ends()
    shown = OUR_MOVES.sub("", log.text).replace("\r", "")
    assert not ACTING.search(shown)


def test_finished_entry_opens_in_its_guide_again(journal: Journal) -> None:
    entry = journal.entries.add(make_entry())
    for answer in ("", "Peace."):
        with talk("resume", entry.id, "--pause", "0") as told:
            told.asked(EXPECTED)
            if answer:
                told.type(f"{answer}\r\r")
                told.asked(WHY)
                told.command(":enough")
                told.sees("Saved ")
                told.ends()
            else:
                told.type(CTRL_C)
                told.ends(130)
        assert journal.drafts.all() == []
    after = only(journal)
    assert (after.id, after.state) == (entry.id, "entry")
    assert [answer.text for answer in after.answers][1] == "Peace."
    assert after.commitments == entry.commitments
