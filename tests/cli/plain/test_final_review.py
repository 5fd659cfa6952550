"""The look at the language before saving, line by line: shown, taken up, passed over, off."""

from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer
from tests.cli.conftest import Cli
from tests.cli.talking import (
    CTRL_C,
    CTRL_D,
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

LOOK = "Worth another look?"
PASS_IT = "Enter leaves it as it is"


def to_the_end(told: Talk, happened: str, part: str = "", action: str = "") -> None:
    """Answer some questions and pass the others."""
    told.answer(HAPPENED, happened)
    for question in (EXPECTED, WHY, SITUATION):
        told.line(question)
    told.answer(MY_PART, part)
    told.line(KIND)
    told.line(LESSON)
    told.sees("When: ")
    told.type("\r")
    told.sees("I will: ")
    told.type(f"{action}\r")
    if action:
        told.sees("Look back: ")
        told.type("\r")
        told.sees("Forecast: ")
        told.type("\r")
    told.line(TITLE, "The launch")


def configured(home: Path, *lines: str) -> None:
    """Write the config."""
    path = home / "config" / "reflect" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(['new = "plain"', *lines, ""]))


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_words_and_a_question_are_shown_with_the_card_and_enter_saves(
    term: str, journal: Journal
) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        to_the_end(told, "They never listen.", "I am useless.", "be more careful")
        told.asked(PASS_IT)
        text = told.screen.text
        for part in (
            "1  “I am useless” Would you say this to someone you lead?",
            "2  “They never listen” What was my own part in it?",
            "3  “be more careful” What exactly would somebody see me do, and when?",
        ):
            assert part in text
        assert text.index("I will be more careful.") < text.index(LOOK)
        told.type("\r")
        told.sees("Saved ")
        told.ends()
    assert only(journal).answers[0].text == "They never listen."


def test_a_number_asks_that_question_again(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        to_the_end(told, "They never listen.", "I am useless.")
        told.asked(PASS_IT)
        told.type("7\r")
        told.asked("a number up to 2, or enter")
        told.type("1\r")
        told.sees(MY_PART)
        told.asked("takes its place")
        told.type("I did not ask.\r\r")
        told.asked(PASS_IT)
        told.type("\r")
        told.sees("Saved ")
        told.ends()
    assert [answer.text for answer in only(journal).answers] == [
        "They never listen.",
        "I did not ask.",
    ]


def test_a_vague_action_can_be_said_anew(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        to_the_end(told, "We launched alone.", action="communicate better")
        told.asked(PASS_IT)
        told.type("1\r")
        for label, text in (
            ("When: ", ""),
            ("I will: ", "call support first"),
            ("Look back: ", ""),
        ):
            told.sees(label)
            told.type(f"{text}\r")
        told.sees("Forecast: ")
        told.type("\r")
        told.sees("Saved ")
        told.ends()
    (commitment,) = only(journal).commitments
    assert commitment.action == "call support first"
    assert told.screen.text.count(LOOK) == 1


def test_a_required_answer_taken_away_is_asked_for_again(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        to_the_end(told, "They never listen.")
        told.asked(PASS_IT)
        told.type("1\r")
        told.asked("takes its place")
        told.type(":clear\r")
        told.asked("Taken away.")
        told.type("\r")
        told.asked("This question needs an answer.")
        told.type("I spoke first.\r\r")
        told.sees("Saved ")
        told.ends()
    assert only(journal).answers[0].text == "I spoke first."


def test_words_that_are_fine_are_saved_without_a_question(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        to_the_end(told, "“They never listen,” she said.", "I never asked.", "call support first")
        told.sees("Saved ")
        told.ends()
    assert LOOK not in told.screen.text


def test_enough_for_tonight_is_not_looked_at(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.answer(HAPPENED, "They never listen.")
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert LOOK not in told.screen.text
    assert only(journal).state == "unfinished"


def test_stopping_at_the_look_keeps_the_draft_and_ctrl_d_saves(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        to_the_end(told, "They never listen.")
        told.asked(PASS_IT)
        told.type(CTRL_C)
        told.sees("The draft is kept")
        told.ends(130)
    assert [draft.answers[0].text for draft in journal.drafts.all()] == ["They never listen."]
    with talk("resume") as told:
        told.asked(PASS_IT)
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert only(journal).state == "entry"


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["hints = false"], []),
        (["[hints]", "blame = false"], ["I am useless"]),
        (["hints.blame = true"], ["I am useless", "They never listen"]),
    ],
    ids=["all off", "one off", "one on"],
)
def test_hints_are_turned_off_in_the_config(
    lines: list[str], shown: list[str], journal: Journal, home: Path
) -> None:
    configured(home, *lines)
    with talk("new", "--pause", "0") as told:
        to_the_end(told, "They never listen.", "I am useless.")
        if shown:
            told.asked(PASS_IT)
            told.type("\r")
        told.sees("Saved ")
        told.ends()
    assert [words for words in shown if f"“{words}”" in told.screen.text] == shown
    assert (LOOK in told.screen.text) == bool(shown)
    assert "“They never listen”" in told.screen.text or "They never listen" not in shown


def test_a_misspelt_pattern_is_refused_with_the_nearest_name(cli: Cli, home: Path) -> None:
    err = cli("config", "set", "hints.blam", "false", code=2).err
    assert "there is no hint 'blam'" in err
    assert "Did you mean 'blame'?" in err
    configured(home, "[hints]", "pasive = false")
    err = cli("list", code=2).err
    assert "Did you mean 'passive'?" in err
    assert "config.toml" in err


def test_a_resumed_entry_is_looked_at_as_a_whole(journal: Journal) -> None:
    session = journal.drafts.begin("drucker")
    session.answer("They never listen.")
    kept = journal.drafts.finish(session, unfinished=True)
    with talk("resume", kept.id, "--pause", "0") as told:
        for question in (EXPECTED, WHY, SITUATION, MY_PART, KIND, LESSON):
            told.line(question)
        for label in ("When: ", "I will: "):
            told.sees(label)
            told.type("\r")
        told.line(TITLE)
        told.asked(PASS_IT)
        told.type("\r")
        told.ends()
    assert only(journal).state == "entry"


def test_only_answers_whose_question_is_asked_have_a_number(journal: Journal) -> None:
    session = journal.drafts.begin("drucker")
    session.answer("They never listen.")
    session.extras = (Answer("gone", "What else?", "I am useless."),)
    kept = journal.drafts.finish(session, unfinished=True)
    with talk("resume", kept.id, "--pause", "0") as told:
        for question in (EXPECTED, WHY, SITUATION, MY_PART, KIND, LESSON):
            told.line(question)
        for label in ("When: ", "I will: "):
            told.sees(label)
            told.type("\r")
        told.line(TITLE)
        told.asked(PASS_IT)
        told.type("2\r")
        told.asked("a number up to 1, or enter")
        told.type("1\r")
        told.asked(HAPPENED)
        told.type("I spoke first.\r\r")
        told.asked("Enter leaves it as it is.")
        told.type("\r")
        told.ends()
    assert "1  “They never listen”" in told.screen.text
