"""The walk through a guide: what is asked, what stands, and what becomes of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from reflect.errors import UsageError
from reflect.model.entry import Entry, Rating
from reflect.practice.session import Session
from tests.factories import NOW, TODAY, make_commitment
from tests.practice.walking import GUIDE, at, begin


def test_walks_the_prompts_in_order_and_past_the_last() -> None:
    session = begin()
    seen = []
    session.answer("We launched.")
    while session.prompt:
        seen.append(session.prompt.id)
        session.next()
    assert seen == [prompt.id for prompt in GUIDE.prompts if not prompt.when]
    assert session.position == len(session.steps)
    session.back()
    assert session.prompt and session.prompt.id == "title"


def test_a_required_prompt_is_neither_passed_nor_skipped() -> None:
    session = begin()
    for go in (session.next, session.skip):
        with pytest.raises(UsageError):
            go()
    assert session.position == 0
    assert [prompt.id for prompt in session.missing] == ["happened"]
    session.answer("  \n ")
    assert session.answer_to("happened") is None


def test_a_condition_opens_and_closes_its_prompt() -> None:
    session = at(begin(), "why")
    assert "why_again" not in [prompt.id for prompt in session.steps]
    session.answer("Nobody asked.")
    session.next()
    assert session.prompt and session.prompt.id == "why_again"
    session.clear("why")
    assert session.prompt.id == "kind"


def test_a_kind_with_its_reason_meets_a_condition_on_the_kind() -> None:
    session = at(begin(), "kind")
    session.answer("Complex / Uncertainty")
    assert session.answer_to("kind") == "complex/uncertainty"
    session.next()
    assert session.prompt and session.prompt.id == "signals"
    assert session.kind == "complex"


def test_not_sure_yet_is_an_answer() -> None:
    session = at(begin(), "kind")
    session.answer("")
    assert session.answer_to("kind") == ""
    assert session.kind == ""


@pytest.mark.parametrize(
    ("prompt_id", "value"),
    [
        ("expected", "x" * 501),
        ("kind", "stupid"),
        ("kind", "complex/inattention"),
        ("mood", "middling"),
        ("sure", "8"),
        ("sure", "many"),
        ("commitment", "call them"),
        ("commitment", make_commitment(action="")),
        ("commitment", make_commitment(percent=101)),
        ("commitment", make_commitment(due=TODAY - timedelta(days=1))),
        ("when", "someday"),
        ("when", "tomorrow"),
        ("happened", make_commitment()),
    ],
)
def test_what_is_no_answer_is_refused_and_leaves_what_stood(prompt_id: str, value: object) -> None:
    session = at(begin(), prompt_id)
    with pytest.raises(UsageError):
        session.answer(value)  # type: ignore[arg-type]
    assert session.answer_to(prompt_id) is None


@pytest.mark.parametrize(
    ("prompt_id", "value", "kept"),
    [
        ("happened", "One  \r\n\r\ntwo\n\n", "One\n\ntwo"),
        ("expected", " one\n two ", "one two"),
        ("signals", "a\n\n  b \n", "a\nb"),
        ("mood", "HIGH", "high"),
        ("sure", " 3 ", 3),
        ("when", "yesterday", "2026-11-21"),
    ],
)
def test_values_are_tidied_on_the_way_in(prompt_id: str, value: str, kept: object) -> None:
    session = begin()
    at(session, "kind").answer("complex")
    at(session, prompt_id).answer(value)
    assert session.answer_to(prompt_id) == kept


def test_a_commitment_needs_no_words_that_its_sentence_brings() -> None:
    session = at(begin(), "commitment")
    session.answer(make_commitment(cue="When they ask,", action="I will  ask first"))
    assert session.answer_to("commitment") == make_commitment(cue="they ask", action="ask first")


def test_the_pause_is_due_once_before_the_first_reflection_prompt() -> None:
    session = begin()
    assert not session.quiet_due
    assert at(session, "why").quiet_due
    session.quiet_had()
    assert not session.quiet_due
    again = at(begin(), "kind")
    assert not again.quiet_due


def test_finish_puts_each_answer_in_its_place() -> None:
    session = begin(tags=("launch",))
    for id_, value in (
        ("happened", "We launched on Friday.\n\nNobody was on call."),
        ("kind", "complex/uncertainty"),
        ("sure", 2),
        ("lesson", "Ask who is on call."),
        ("commitment", make_commitment()),
        ("when", "yesterday"),
        ("labels", "#Launch, delegation"),
        ("title", "Launched alone"),
    ):
        at(session, id_).answer(value)
    entry = session.finish(NOW)
    assert entry.state == "entry"
    assert entry.title == "Launched alone"
    assert entry.occurred_on == date(2026, 11, 21)
    assert (entry.kind, entry.reason) == ("complex", "uncertainty")
    assert entry.lesson == "Ask who is on call."
    assert entry.tags == ("launch", "delegation")
    assert entry.commitments == (make_commitment(),)
    assert entry.ratings == (Rating("sure", "Sure?", 2, 1, 7, True),)
    assert [answer.prompt for answer in entry.answers] == ["happened", "lesson"]


def test_finish_names_the_question_that_is_missing() -> None:
    with pytest.raises(UsageError, match=r"Happened\?"):
        begin().finish(NOW)


def test_a_title_is_offered_from_the_first_line_and_stands_if_it_was_given() -> None:
    session = begin()
    session.answer("We launched on Friday.\nAlone.")
    title = GUIDE.prompts[-1]
    assert session.suggestion(title) == "We launched on Friday."
    assert session.finish(NOW).title == "We launched on Friday."
    named = begin(title=" The\nlaunch ")
    named.answer("We launched.")
    assert named.suggestion(title) == "The launch"
    assert named.finish(NOW).title == "The launch"


def test_enough_is_unfinished_until_every_step_was_answered_or_skipped() -> None:
    session = begin()
    with pytest.raises(UsageError):
        session.finish_early(NOW)
    session.answer("We launched.")
    assert session.finish_early(NOW).state == "unfinished"
    session.next()
    while session.prompt:
        session.skip()
    assert session.finish_early(NOW).state == "entry"


def test_skip_lets_an_answer_stand() -> None:
    session = begin()
    session.answer("We launched.")
    session.skip()
    assert session.answer_to("happened") == "We launched."


def test_the_first_prompt_has_nothing_before_it() -> None:
    with pytest.raises(UsageError):
        begin().back()


def test_a_prompt_that_is_not_asked_can_not_be_jumped_to() -> None:
    with pytest.raises(UsageError):
        begin().jump("why_again")


@pytest.mark.parametrize("save", [Session.finish, Session.finish_early])
def test_saving_takes_what_was_typed_and_not_finished(
    save: Callable[[Session, datetime], Entry],
) -> None:
    session = begin()
    session.answer("We launched.")
    session.typing = ("why", "No time.")
    assert [answer.text for answer in save(session, NOW).answers] == ["We launched.", "No time."]
    session.typing = ("commitment", "they ask\ncall")
    assert save(session, NOW).answers[-1].text == "they ask\ncall"
    session.typing = ("sure", "4")
    assert save(session, NOW).ratings == ()


def test_typing_goes_once_its_prompt_is_answered() -> None:
    session = begin()
    session.typing = ("happened", "We lau")
    assert not session.is_empty
    session.answer("We launched.")
    assert session.typing == ("", "")
