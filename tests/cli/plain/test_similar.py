"""You have been here before, line by line: a remark, :before, and the offer at the end."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
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
    talk,
)
from tests.factories import NOW, make_commitment, make_entry

AGAIN = "Promised March to the steering committee. Lena had not said so, the migration is hers."
REMARK = "You may have been here before: :before shows it."
OFFER = "You have been here before?"
TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
Keep = Callable[..., Entry]


@pytest.fixture
def earlier(journal: Journal) -> Entry:
    """An entry of three weeks ago, about the same."""
    return journal.entries.add(promised())


def promised(number: int = 1, title: str = "I promised for Lena") -> Entry:
    """An entry about a promise that was another's."""
    return make_entry(
        number,
        title=title,
        tags=("promises",),
        occurred_on=date(2026, 10, 31),
        answers=(
            Answer("happened", "?", "In the steering committee I promised March. Lena was silent."),
            Answer("lesson", "?", "The owner of the migration makes the promise."),
        ),
        commitments=(make_commitment(outcome="dropped", looked_back_at=NOW),),
    )


def to_the_end(told: Talk, first: str = AGAIN) -> None:
    """Answer the first question and pass the others."""
    told.answer(HAPPENED, first)
    for question in (EXPECTED, WHY, SITUATION, MY_PART, KIND, LESSON):
        told.line(question)
    for label in ("When: ", "I will: "):
        told.sees(label)
        told.type("\r")
    told.line(TITLE)


def newest(journal: Journal) -> Entry:
    """The entry that was written now, not the ones from before."""
    return journal.entries.get("@")


@TERMS
def test_it_is_offered_once_before_saving_and_confirmed(
    term: str, journal: Journal, earlier: Entry
) -> None:
    with talk("new", "--pause", "0", "--tag", "promises", environ={"TERM": term}) as told:
        to_the_end(told)
        told.asked("y and enter says yes")
        for part in (
            "I promised for Lena · 22 days ago · 0000000001",
            "❝ The owner of the migration makes the promise.",
            "The commitment was dropped. In common: promises, ",
        ):
            assert part in told.screen.text
        told.type("y\r")
        told.sees("Saved ")
        told.ends()
    assert told.screen.text.count(OFFER) == 1
    assert newest(journal).repeats == (earlier.id,)


def test_enter_alone_says_no(journal: Journal, earlier: Entry) -> None:
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        to_the_end(told)
        told.asked(OFFER)
        told.type("\r")
        told.ends()
    assert newest(journal).id != earlier.id
    assert newest(journal).repeats == ()


def test_of_several_those_are_confirmed_that_are_named(journal: Journal) -> None:
    for number in (1, 2, 3):
        journal.entries.add(promised(number, f"Promised {number}"))
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        to_the_end(told)
        told.asked("Type its number, or several")
        told.type("9\r")
        told.asked("numbers from 1 to 3")
        told.type("3, 1\r")
        told.ends()
    assert len(newest(journal).repeats) == 2


def test_nothing_is_said_where_nothing_is_alike(journal: Journal, keep: Keep) -> None:
    keep(1)
    with talk("new", "--pause", "0") as told:
        told.answer(HAPPENED, "The lift was stuck, and I laughed at the caretaker.")
        told.asked(EXPECTED)
        told.type(":before\r")
        told.sees("Nothing like it is in your journal.")
        told.type("\r")
        for question in (WHY, SITUATION, MY_PART, KIND, LESSON):
            told.line(question)
        for label in ("When: ", "I will: "):
            told.sees(label)
            told.type("\r")
        told.line(TITLE)
        told.ends()
    assert REMARK not in told.screen.text
    assert OFFER not in told.screen.text


def test_the_reflection_says_so_once_and_shows_it_when_asked(
    journal: Journal, earlier: Entry
) -> None:
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        told.answer(HAPPENED, AGAIN)
        told.answer(EXPECTED)
        told.sees(WHY)
        told.sees(REMARK)
        told.asked("")
        told.type("It was late.\r:before\r")
        told.asked("The owner of the migration makes the promise.")
        told.type("\r\r")
        told.asked(SITUATION)
        told.type(CTRL_D)
        told.ends()
    assert told.screen.text.count(REMARK) == 1
    assert [answer.text for answer in newest(journal).answers] == [AGAIN, "It was late."]


def test_enough_for_tonight_asks_nothing_more_and_resume_asks_it(
    journal: Journal, earlier: Entry
) -> None:
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        told.answer(HAPPENED, AGAIN)
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert OFFER not in told.screen.text
    with talk("resume", "--pause", "0") as told:
        for question in (EXPECTED, WHY, SITUATION, MY_PART, KIND, LESSON):
            told.line(question)
        for label in ("When: ", "I will: "):
            told.sees(label)
            told.type("\r")
        told.line(TITLE)
        told.asked(OFFER)
        told.type("y\r")
        told.ends()
    assert newest(journal).repeats == (earlier.id,)


@TERMS
def test_stopping_at_the_offer_keeps_the_draft_and_resume_offers_it_again(
    term: str, journal: Journal, earlier: Entry
) -> None:
    with talk("new", "--pause", "0", "--tag", "promises", environ={"TERM": term}) as told:
        to_the_end(told)
        told.asked(OFFER)
        told.type(CTRL_C)
        told.sees("The draft is kept")
        told.ends(130)
    assert len(journal.drafts.all()) == 1
    with talk("resume", environ={"TERM": term}) as told:
        told.asked(OFFER)
        told.type("y\r")
        told.sees("Saved ")
        told.ends()
    assert not journal.drafts.all()
    assert newest(journal).repeats == (earlier.id,)


def test_a_hang_up_at_the_offer_keeps_the_draft(journal: Journal, earlier: Entry) -> None:
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        to_the_end(told)
        told.asked(OFFER)
        told.child.close()
    (draft,) = journal.drafts.all()
    assert draft.answers[0].text == AGAIN


def test_quit_at_the_offer_keeps_the_draft(journal: Journal, earlier: Entry) -> None:
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        to_the_end(told)
        told.asked(OFFER)
        told.type(":back\r")
        told.sees(":quit stops here")
        told.type(":quit\r")
        told.ends(130)
    assert len(journal.drafts.all()) == 1


def test_where_hints_are_off_it_is_offered_all_the_same(
    journal: Journal, earlier: Entry, home: Path
) -> None:
    config = home / "config" / "reflect" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('new = "plain"\nhints = false\n')
    with talk("new", "--pause", "0", "--tag", "promises") as told:
        to_the_end(told)
        told.asked(OFFER)
        told.type("y\r")
        told.sees("Saved ")
        told.ends()
    assert told.screen.text.count(REMARK) == 1
    assert newest(journal).repeats == (earlier.id,)
