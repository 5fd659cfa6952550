"""Converting sessions to entries and back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from reflect.errors import UsageError
from reflect.model.entry import Answer, Entry, Rating
from reflect.model.guide import Guide
from reflect.practice.entry_builder import finish, finish_early, resume
from reflect.practice.session import Session
from tests.factories import NOW, make_commitment, make_entry
from tests.practice.helpers_session import GUIDE, at, begin


def test_finish_fills_the_entry_fields() -> None:
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
    entry = finish(session, NOW)
    assert entry.state == "entry"
    assert entry.title == "Launched alone"
    assert entry.occurred_on == date(2026, 11, 21)
    assert (entry.kind, entry.reason) == ("complex", "uncertainty")
    assert entry.lesson == "Ask who is on call."
    assert entry.tags == ("launch", "delegation")
    assert entry.commitments == (make_commitment(),)
    assert entry.ratings == (Rating("sure", "Sure?", 2, 1, 7, True),)
    assert [answer.prompt for answer in entry.answers] == ["happened", "lesson"]


def test_finish_names_the_unanswered_question() -> None:
    with pytest.raises(UsageError, match=r"Happened\?"):
        finish(begin(), NOW)


def test_finish_early_leaves_the_entry_unfinished_while_steps_are_open() -> None:
    session = begin()
    with pytest.raises(UsageError):
        finish_early(session, NOW)
    session.answer("We launched.")
    assert finish_early(session, NOW).state == "unfinished"
    session.next()
    while session.prompt:
        session.skip()
    assert finish_early(session, NOW).state == "entry"


@pytest.mark.parametrize("save", [finish, finish_early])
def test_saving_includes_the_unfinished_answer(
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


def test_resumed_capture_fills_the_first_prompt_and_the_date() -> None:
    capture = make_entry(
        state="capture",
        guide="",
        title="Snapped at Ada.",
        kind="",
        reason="",
        answers=(Answer("note", "What happened?", "Snapped at Ada.\nIn front of all."),),
        commitments=(),
    )
    session = resume(capture, GUIDE, NOW + timedelta(days=2))
    assert session.answer_to("happened") == "Snapped at Ada.\nIn front of all."
    assert session.prompt and session.prompt.id == "expected"
    assert session.answer_to("when") == "2026-11-21"
    entry = finish(session, NOW + timedelta(days=2))
    assert (entry.id, entry.created_at) == (capture.id, capture.created_at)
    assert entry.tags == capture.tags
    assert [answer.question for answer in entry.answers] == ["Happened?"]
    assert entry.title == "Snapped at Ada."


def test_resumed_unfinished_entry_continues_after_its_last_answer() -> None:
    session = begin()
    session.answer("We launched.")
    at(session, "why").answer("No time.")
    unfinished = replace(
        finish_early(session, NOW), repeats=("aaaaaaaaaa",), commitments=(make_commitment(),)
    )
    again = resume(unfinished, GUIDE, NOW + timedelta(days=1))
    assert "expected" in again.skipped
    at(again, "commitment").back()
    entry = finish(again, NOW + timedelta(days=1))
    assert entry.repeats == ("aaaaaaaaaa",)
    assert entry.commitments == (make_commitment(),)
    assert entry.updated_at > entry.created_at
    assert [answer.text for answer in entry.answers] == ["We launched.", "No time."]


def test_sealed_commitment_can_change_except_for_its_forecast() -> None:
    later = NOW + timedelta(days=2)
    unfinished = make_entry(state="unfinished", guide="test")
    session = at(resume(unfinished, GUIDE, later), "commitment")
    with pytest.raises(UsageError, match="sealed"):
        session.answer(make_commitment(percent=10), later)
    session.answer(make_commitment(action="ask on Monday"), later)
    assert finish(session, later).commitments == (make_commitment(action="ask on Monday"),)


def test_resumed_entry_keeps_what_no_prompt_asks_for() -> None:
    entry = make_entry(
        guide=GUIDE.name,
        state="unfinished",
        near_miss=True,
        patterns=("000000000a",),
        source="old-7",
        extra={"mood": 3},
    )
    saved = finish_early(resume(entry, GUIDE, NOW), NOW)
    assert (saved.near_miss, saved.patterns) == (True, entry.patterns)
    assert (saved.source, saved.extra) == ("old-7", {"mood": 3})


def finished(**overrides: Any) -> Entry:
    """Return a finished entry of the test guide with its kind, its title and a commitment."""
    values: dict[str, Any] = {
        "guide": GUIDE.name,
        "answers": (
            Answer("happened", "What was it, in the old words?", "We launched."),
            Answer("lesson", "The lesson?", "Ask."),
        ),
        "near_miss": True,
    }
    return make_entry(**values | overrides)


def test_reopened_entry_has_every_answer_in_place_and_asks_the_skipped_ones() -> None:
    entry = finished()
    session = resume(entry, GUIDE, NOW)
    assert session.answers["happened"] == "We launched."
    assert session.value_for("title") == entry.title
    assert session.value_for("commitment") == entry.commitments[0]
    assert session.prompt is not None
    assert session.prompt.id not in session.answers
    assert not session.pause_due
    later = NOW + timedelta(days=3)
    assert finish(session, later) == replace(entry, updated_at=later)
    assert finish_early(resume(entry, GUIDE, NOW), later).state == "entry"


def test_reopened_entry_without_open_questions_begins_with_the_first() -> None:
    session = resume(finished(), GUIDE, NOW)
    session.skipped = {step.id for step in session.steps}
    full = finish(session, NOW)
    again = resume(full, Guide("g", "G", "", "more", (), GUIDE.prompts[:1]), NOW)
    assert again.at == GUIDE.prompts[0].id


def test_reopened_entry_keeps_its_id_a_sealed_forecast_and_closed_commitments() -> None:
    sealed = make_commitment(made_at=NOW - timedelta(days=2))
    closed = make_commitment(outcome="kept", looked_back_at=NOW, note="I did.")
    later = NOW + timedelta(hours=1)
    for made in (sealed, closed):
        entry = finished(commitments=(made, closed))
        session = at(resume(entry, GUIDE, later), "commitment")
        with pytest.raises(UsageError):
            session.answer(replace(made, forecast="It went well."), later)
        session.jump("happened")
        session.answer("We launched on Friday.", later)
        saved = finish(session, later)
        assert (saved.id, saved.commitments) == (entry.id, entry.commitments)
        assert saved.answers[0].text == "We launched on Friday."
