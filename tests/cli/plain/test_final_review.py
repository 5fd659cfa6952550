"""The review before an entry is saved: wording hints and the answers they change."""

from pathlib import Path

import pytest

from reflect.cli.plain.guide import FINISHED, QUIT
from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.practice.entry_builder import finish
from reflect.practice.session import Session
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import CTRL_C, CTRL_D, Talk, only, pass_questions, talk
from tests.cli.plain.helpers_guide import ScriptedGuide
from tests.factories import NOW

LOOK = "Worth another look?"
LEAVE = "Enter leaves it as it is"


def answers(happened: str, part: str = "", action: str = "") -> list[str]:
    """Return the lines to type in reply to the default guide."""
    look_back = ["", ""] if action else []
    return [happened, "", "", "", part, "", "", "", "", action, *look_back, "The launch"]


def review(
    journal: Journal, script: list[str], *more: str, off: tuple[str, ...] | None = ()
) -> tuple[str, Session, str | None]:
    """Run the default guide and its review; return the page, the session and the ending."""
    guide = ScriptedGuide(journal.drafts.begin("drucker"), *script, *more, hints_off=off)
    page = guide.run(with_review=True)
    return page, guide.session, guide.ending


def saved(session: Session) -> Entry:
    """Return the entry of a session."""
    return finish(session, NOW)


def test_hints_are_shown_below_the_card(journal: Journal) -> None:
    script = answers("They never listen.", "I am useless.", "be more careful")
    page, session, ending = review(journal, script, "")
    for part in ("1  “I am useless”", "2  “They never listen”", "3  “be more careful”"):
        assert part in page
    assert page.index("I will be more careful.") < page.index(LOOK)
    assert ending == FINISHED
    assert saved(session).answers[0].text == "They never listen."


def test_number_of_a_hint_asks_its_question_again(journal: Journal) -> None:
    script = answers("They never listen.", "I am useless.")
    page, session, _ = review(journal, script, "7", "1", "I did not ask.", "")
    assert "a number up to 2" in page
    texts = [answer.text for answer in saved(session).answers]
    assert texts == ["They never listen.", "I did not ask."]


def test_vague_action_can_be_changed(journal: Journal) -> None:
    script = answers("We launched alone.", action="communicate better")
    page, session, ending = review(journal, script, "1", "", "call support first", "", "")
    (commitment,) = saved(session).commitments
    assert commitment.action == "call support first"
    assert page.count(LOOK) == 1
    assert ending == FINISHED


def test_cleared_required_answer_is_asked_again(journal: Journal) -> None:
    script = answers("They never listen.")
    page, session, ending = review(journal, script, "1", ":clear", "", "I spoke first.")
    assert "needs an answer" in page
    assert ending == FINISHED
    assert saved(session).answers[0].text == "I spoke first."


def test_plain_wording_gets_no_hints(journal: Journal) -> None:
    script = answers("“They never listen,” she said.", "I never asked.", "call support first")
    page, _, ending = review(journal, script)
    assert LOOK not in page
    assert ending == FINISHED


def test_quit_ends_the_review(journal: Journal) -> None:
    page, _, ending = review(journal, answers("They never listen."), ":back", ":quit")
    assert ":quit stops here" in page
    assert ending == QUIT


@pytest.mark.parametrize(
    ("off", "shown"),
    [(None, []), (("blame",), ["I am useless"]), ((), ["I am useless", "They never listen"])],
    ids=["all off", "one off", "all on"],
)
def test_hints_can_be_turned_off(
    off: tuple[str, ...] | None, shown: list[str], journal: Journal
) -> None:
    page, _, _ = review(journal, answers("They never listen.", "I am useless."), "", off=off)
    hints = ("I am useless", "They never listen")
    assert [words for words in hints if f"“{words}”" in page] == shown
    assert (LOOK in page) == bool(shown)


def test_only_hints_about_prompts_of_the_guide_are_numbered(journal: Journal) -> None:
    session = journal.drafts.begin("drucker")
    session.answer("They never listen.")
    session.extras = (Answer("gone", "What else?", "I am useless."),)
    script = ["2", "1", "I spoke first.", ""]
    guide = ScriptedGuide(session, *answers("")[:-1], "The launch", *script)
    page = guide.run(with_review=True)
    assert "1  “They never listen”" in page
    assert "a number up to 1" in page
    assert saved(session).answers[0].text == "I spoke first."


def test_unknown_hint_in_the_config_is_rejected(cli: Cli, home: Path) -> None:
    err = cli("config", "set", "hints.blam", "false", code=2).err
    assert "Did you mean 'blame'?" in err


def to_the_review(told: Talk) -> None:
    """Answer the first question and skip the others."""
    pass_questions(told, "They never listen.")


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_interrupted_review_can_be_resumed_and_saved(term: str, journal: Journal) -> None:
    with talk("new", "--pause", "0", environ={"TERM": term}) as told:
        to_the_review(told)
        told.asked(LEAVE)
        told.type(CTRL_C)
        told.sees("The draft is kept")
        told.ends(130)
    assert [draft.answers[0].text for draft in journal.drafts.all()] == ["They never listen."]
    with talk("resume", environ={"TERM": term}) as told:
        told.asked(LEAVE)
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert only(journal).state == "entry"


def test_unfinished_entry_is_saved_without_hints(journal: Journal) -> None:
    with talk("new", "--pause", "0") as told:
        told.answer("What happened?", "They never listen.")
        told.asked("What did I expect")
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert LOOK not in told.screen.text
    assert only(journal).state == "unfinished"
