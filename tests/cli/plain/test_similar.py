"""Similar entries in the plain guide: the note, `:before`, and the final question."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reflect.cli.plain.guide import FINISHED
from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.practice.session import Session
from reflect.practice.similarity import SimilarEntry
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
    WHY,
    pass_questions,
    talk,
)
from tests.cli.plain.helpers_guide import ScriptedGuide
from tests.factories import NOW, make_commitment, make_entry

AGAIN = "Promised March to the steering committee. Lena had not said so, the migration is hers."
REMARK = "You may have been here before: :before shows it."
QUESTION = "You have been here before?"
NEW = ("new", "--pause", "0", "--tag", "promises")
Keep = Callable[..., Entry]


@pytest.fixture
def earlier(journal: Journal) -> Entry:
    """An entry about the same subject, made three weeks earlier."""
    return journal.entries.add(promised())


def promised(number: int = 1, title: str = "I promised for Lena") -> Entry:
    """Return an entry about a promise made on behalf of someone else."""
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


def review(journal: Journal, *script: str, count: int = 1) -> tuple[str, Session, str | None]:
    """Run the default guide with similar entries, and reply to the review with the script."""
    similar = [
        SimilarEntry(promised(number), 22, ("promises", "migration"), "dropped", 1.0)
        for number in range(1, count + 1)
    ]
    session = journal.drafts.begin("drucker")
    guide = ScriptedGuide(session, AGAIN, *[""] * 10, *script, earlier=similar)
    return guide.run(with_review=True), session, guide.ending


def newest(journal: Journal) -> Entry:
    """Return the entry that was just written."""
    return journal.entries.get("@")


def test_similar_entry_is_mentioned_once_and_confirmed_before_saving(journal: Journal) -> None:
    page, session, ending = review(journal, "y")
    assert page.count(REMARK) == page.count(QUESTION) == 1
    for part in (
        "I promised for Lena · 22 days ago · 0000000001",
        "❝ The owner of the migration makes the promise.",
        "The commitment was dropped. In common: promises, migration.",
    ):
        assert part in page
    assert session.repeats == ("0000000001",)
    assert ending == FINISHED


def test_enter_alone_means_no(journal: Journal) -> None:
    _, session, ending = review(journal, "")
    assert session.repeats == ()
    assert ending == FINISHED


def test_numbers_confirm_some_of_several_entries(journal: Journal) -> None:
    page, session, _ = review(journal, "9", "3, 1", count=3)
    assert "numbers from 1 to 3" in page
    assert session.repeats == ("0000000003", "0000000001")


def test_before_shows_similar_entries_and_asks_again(journal: Journal) -> None:
    session = journal.drafts.begin("drucker")
    similar = [SimilarEntry(promised(), 22, ("promises",), "dropped", 1.0)]
    page = ScriptedGuide(session, AGAIN, "", ":before", "It was late.", earlier=similar).run()
    assert page.count("makes the promise.") == 1
    assert session.answer_to("why_then") == "It was late."


def test_before_command_reports_when_nothing_is_similar(journal: Journal) -> None:
    page = ScriptedGuide(journal.drafts.begin("drucker"), AGAIN, ":before").run()
    assert "Nothing like it" in page
    assert REMARK not in page


def test_resuming_an_unfinished_entry_asks_about_similar_entries(
    journal: Journal, earlier: Entry
) -> None:
    with talk(*NEW) as told:
        told.answer(HAPPENED, AGAIN)
        told.asked(EXPECTED)
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert QUESTION not in told.screen.text
    with talk("resume", "--pause", "0") as told:
        for question in (EXPECTED, WHY, SITUATION, MY_PART, OWED, KIND, LESSON):
            told.line(question)
        for label in ("When: ", "I will: "):
            told.sees(label)
            told.type("\r")
        told.line(TITLE)
        told.asked(QUESTION)
        told.type("y\r")
        told.ends()
    assert newest(journal).repeats == (earlier.id,)


def test_resume_repeats_an_interrupted_question(journal: Journal, earlier: Entry) -> None:
    with talk(*NEW) as told:
        pass_questions(told, AGAIN)
        told.asked(QUESTION)
        told.type(CTRL_C)
        told.sees("The draft is kept")
        told.ends(130)
    with talk("resume", environ={"TERM": "dumb"}) as told:
        told.asked(QUESTION)
        told.type("y\r")
        told.sees("Saved ")
        told.ends()
    assert not journal.drafts.all()
    assert newest(journal).repeats == (earlier.id,)


def test_hangup_at_the_question_keeps_the_draft(journal: Journal, earlier: Entry) -> None:
    with talk(*NEW) as told:
        pass_questions(told, AGAIN)
        told.asked(QUESTION)
        told.child.close()
    (draft,) = journal.drafts.all()
    assert draft.answers[0].text == AGAIN


def test_question_does_not_depend_on_wording_hints(
    journal: Journal, earlier: Entry, home: Path
) -> None:
    config = home / "config" / "reflect" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('new = "plain"\nhints = false\n')
    with talk(*NEW) as told:
        pass_questions(told, f"{AGAIN} They never listen.")
        told.asked(QUESTION)
        told.type("y\r")
        told.sees("Saved ")
        told.ends()
    assert "Worth another look?" not in told.screen.text
    assert newest(journal).repeats == (earlier.id,)
