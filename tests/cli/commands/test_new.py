"""Tests for the plain `new` command on a terminal."""

import re

import pytest

from reflect.journal import Journal
from tests.cli.helpers_talk import (
    COMMITMENT,
    CTRL_D,
    CTRL_U,
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
    all_the_way,
    only,
    talk,
)
from tests.store.helpers_journals import data_of

# These start many processes, and encryption doesn't change their output;
# test_encrypted_terminal.py covers encrypted journals.


def test_entry_contains_every_answer(journal: Journal) -> None:
    with talk("new", "--plain", "--pause", "0", "--tag", "launch") as told:
        all_the_way(told)
        told.sees("Launched alone")
        told.sees("Several things came together")
        told.sees("call support first.")
        told.sees("Look back on Sun 13 Dec 2026; the forecast stays sealed")
        told.sees("Saved ")
        told.sees("only on this machine")
        told.ends()
    entry = only(journal)
    assert entry.id in told.screen.text
    assert entry.title == "Launched alone"
    assert (entry.kind, entry.reason) == ("complex", "uncertainty")
    assert entry.lesson == "Ask who is on call."
    assert [answer.text for answer in entry.answers] == [
        "We launched on Friday.",
        "A quiet launch.",
        "Two launches had gone well.",
        "A date on the phone\nNo list",
        "I did not ask.",
        "I owe Ada an apology.",
        "Ask who is on call.",
    ]
    (commitment,) = entry.commitments
    assert commitment.sentence() == "When somebody asks for a date, I will call support first"
    assert (commitment.due.isoformat(), commitment.percent) == ("2026-12-13", 70)
    assert entry.tags == ("launch",)
    assert not journal.drafts.all()
    assert entry.id in data_of(journal.folder).decode()


def test_only_the_first_save_names_the_folder(journal: Journal) -> None:
    for number in (1, 2):
        with talk("new", "Again", "--pause", "0") as told:
            told.answer(HAPPENED, "Something.")
            told.asked(EXPECTED)
            told.type(CTRL_D)
            told.sees("Saved ")
            told.ends()
        assert ("only on this machine" in told.screen.text) == (number == 1)


def test_enter_skips_every_question_but_the_first(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        told.type("\r")
        told.asked("This question needs an answer.")
        told.type("One.\r\r")
        for question in (EXPECTED, WHY, SITUATION, MY_PART, OWED, KIND, LESSON):
            told.line(question)
        for label in ("When: ", "I will: "):
            told.sees(label)
            told.type("\r")
        told.line(TITLE)
        told.sees("Saved ")
        told.ends()
    entry = only(journal)
    assert (entry.state, entry.title, entry.commitments) == ("entry", "One.", ())


def test_back_shows_the_current_answer_and_enter_keeps_it(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.answer(HAPPENED, "We launched on Friday.")
        told.asked(EXPECTED)
        told.command(":back")
        told.sees(HAPPENED)
        told.sees("Your answer so far:")
        told.sees("We launched on Friday.")
        told.sees("> ")
        told.type("\r")
        told.asked(EXPECTED)
        told.command(":back")
        told.asked(HAPPENED)
        told.type(f"{UP} Alone.\r\r")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.sees("unfinished")
        told.ends()
    assert only(journal).answers[0].text == "We launched on Friday. Alone."


def test_back_keeps_every_kind_of_answer(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        all_the_way_but_the_title = (
            (HAPPENED, "One.\r\r"),
            (EXPECTED, ":skip\r"),
            (WHY, ":skip\r"),
            (SITUATION, "a\r\r"),
            (MY_PART, ":skip\r"),
            (OWED, ":skip\r"),
            (KIND, "1\r"),
            ("And what comes closest?", ":back\r"),
            (KIND, "3\r"),
            ("And what comes closest?", "\r"),
            (LESSON, "First.\r"),
        )
        for question, keys in all_the_way_but_the_title:
            told.asked(question)
            told.type(keys)
        told.sees("When: ")
        told.type("they ask\r")
        told.sees("I will: ")
        told.type(":back\r")
        told.sees("they ask")
        told.sees("When: ")
        told.type("\r")
        told.sees("I will: ")
        told.type("call\r")
        told.sees("Look back: ")
        told.command(":back")
        told.sees("I will: ")
        told.type("\r")
        told.sees("Look back: ")
        told.type("\r")
        told.sees("Sun 6 Dec 2026")
        told.sees("f: a forecast")
        told.type("\r")
        told.asked(TITLE)
        told.command(":back")
        told.sees(COMMITMENT)
        told.sees("Enter takes: ")
        told.sees("they ask")
        told.sees("When: ")
        told.command(":back")
        told.asked(LESSON)
        told.type("Second.\r")
        told.sees("When: ")
        told.command(":skip")
        told.line(TITLE)
        told.sees("Saved ")
        told.ends()
    entry = only(journal)
    assert (entry.kind, entry.reason) == ("intelligent", "")
    assert entry.lesson == "Second."
    assert entry.commitments[0].sentence() == "When they ask, I will call"
    assert entry.title == "One."


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_no_line_exceeds_the_terminal_width(columns: int, term: str, journal: Journal) -> None:
    long = (
        "A line that is longer than forty columns, and longer than eighty columns as well. 日本語"
    )
    with talk("new", "--pause", "0", columns=columns, environ={"TERM": term}) as told:
        told.asked(HAPPENED)
        # A dumb terminal wraps typed text itself.
        told.type(f"{long if term != 'dumb' else 'Short.'}\r\r")
        told.asked(EXPECTED)
        told.command(":help")
        told.sees("Ctrl-C")
        told.type(":enuf\r")
        told.sees("No such command")
        told.type(f"{CTRL_U}:enough\r")
        told.sees("Saved ")
        told.ends()
    told.screen.overflown = [row for row in told.screen.overflown if "A new journal" not in row]
    assert not told.screen.overflown
    assert only(journal).state == "unfinished"


def test_dumb_terminal_gets_no_escape_sequences(journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": "dumb"}) as told:
        told.child.logfile_read = log = Log()
        all_the_way(told)
        told.sees("Saved ")
        told.ends()
    assert "\x1b" not in log.text
    assert only(journal).title == "Launched alone"


@pytest.mark.parametrize(("arguments", "environ"), [(("--no-color",), {}), ((), {"NO_COLOR": "1"})])
def test_colours_can_be_disabled(
    arguments: tuple[str, ...], environ: dict[str, str], journal: Journal
) -> None:
    with talk(*arguments, "new", "--pause", "0", environ=environ) as told:
        told.answer(HAPPENED, "One.")
        told.answer(EXPECTED)
        told.asked(WHY)
        told.command(":enough")
        told.ends()
    assert not told.screen.coloured


def test_keys_pressed_during_the_pause_do_not_reach_the_next_answer(journal: Journal) -> None:
    with talk("new", "--pause", "2") as told:
        told.answer(HAPPENED, "One.")
        told.asked(EXPECTED)
        told.type("\r")
        told.sees("attributed to Peter Drucker")
        told.type("\rtyped too soon")
        told.sees(WHY)
        told.asked("")
        told.type("Because.\r\r")
        told.asked(SITUATION)
        told.command(":quit")
        told.ends(130)
    (draft,) = journal.drafts.all()
    assert draft.answers[-1].text == "Because."
    shown = told.screen.text[told.screen.text.index("Quiet") : told.screen.text.index(WHY)]
    assert re.search("━{40}", shown)
    assert not re.search(r"\d", shown.replace("3 of 10", ""))
