"""A session that is broken off, and gone on with another day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import FileError, UsageError
from reflect.model.entry import Answer
from reflect.practice.session import Session
from tests.factories import NOW, make_commitment, make_entry
from tests.practice.walking import GUIDE, ask, at, begin


def test_a_capture_fills_the_first_prompt_and_the_date() -> None:
    capture = make_entry(
        state="capture",
        guide="",
        title="Snapped at Ada.",
        kind="",
        reason="",
        answers=(Answer("note", "What happened?", "Snapped at Ada.\nIn front of all."),),
        commitments=(),
    )
    session = Session.resume(capture, GUIDE, NOW + timedelta(days=2))
    assert session.answer_to("happened") == "Snapped at Ada.\nIn front of all."
    assert session.prompt and session.prompt.id == "expected"
    assert session.answer_to("when") == "2026-11-21"
    entry = session.finish(NOW + timedelta(days=2))
    assert (entry.id, entry.created_at) == (capture.id, capture.created_at)
    assert entry.tags == capture.tags
    assert [answer.question for answer in entry.answers] == ["Happened?"]
    assert entry.title == "Snapped at Ada."


def test_an_unfinished_entry_goes_on_after_its_last_answer() -> None:
    session = begin()
    session.answer("We launched.")
    at(session, "why").answer("No time.")
    unfinished = replace(
        session.finish_early(NOW), repeats=("aaaaaaaaaa",), commitments=(make_commitment(),)
    )
    again = Session.resume(unfinished, GUIDE, NOW + timedelta(days=1))
    assert "expected" in again.skipped
    at(again, "commitment").back()
    entry = again.finish(NOW + timedelta(days=1))
    assert entry.repeats == ("aaaaaaaaaa",)
    assert entry.commitments == (make_commitment(),)
    assert entry.updated_at > entry.created_at
    assert [answer.text for answer in entry.answers] == ["We launched.", "No time."]


def test_a_sealed_forecast_stays_and_the_rest_of_the_commitment_may_change() -> None:
    later = NOW + timedelta(days=2)
    unfinished = make_entry(state="unfinished", guide="test")
    session = at(Session.resume(unfinished, GUIDE, later), "commitment")
    with pytest.raises(UsageError, match="sealed"):
        session.answer(make_commitment(percent=10), later)
    session.answer(make_commitment(action="ask on Monday"), later)
    assert session.finish(later).commitments == (make_commitment(action="ask on Monday"),)


def test_a_commitment_looked_back_on_stays_even_if_a_draft_says_otherwise() -> None:
    session = Session.resume(make_entry(state="unfinished", guide="test"), GUIDE, NOW)
    closed = make_commitment(outcome="kept", looked_back_at=NOW)
    origin = make_entry(state="unfinished", guide="test", commitments=(closed,))
    again = Session.from_dict(session.to_dict(), GUIDE, origin)
    assert again.finish(NOW).commitments == (closed,)


def test_a_draft_whose_guide_changed_keeps_every_answer() -> None:
    session = begin()
    session.answer("We launched.")
    at(session, "why").answer("No time.")
    at(session, "sure").answer(3)
    at(session, "commitment").answer(make_commitment())
    session.typing = ("why", "and no")
    other = replace(GUIDE, prompts=(GUIDE.prompts[0], ask("sure"), GUIDE.prompts[-1]))
    again = Session.from_dict(session.to_dict(), other)
    assert again.prompt is not None
    texts = [answer.text for answer in again.finish_early(NOW).answers]
    assert texts[:3] == ["We launched.", "No time.", "3"]
    assert "no launch without support" in texts[3]
    assert texts[4] == "and no"


@pytest.mark.parametrize("damage", ["answers", "begun_at", "typing", "repeats"])
def test_a_draft_that_is_none_is_refused(damage: str) -> None:
    with pytest.raises(FileError):
        Session.from_dict(begin().to_dict() | {damage: 7}, GUIDE)


VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", "complex/uncertainty", "preventable", "low", "3", "yesterday", "a, b"]),
    st.integers(0, 8),
    st.builds(
        make_commitment,
        cue=st.text(max_size=9),
        action=st.text(max_size=9),
        forecast=st.text(max_size=9),
        percent=st.none() | st.integers(-1, 101),
    ),
)
MOVES = st.lists(
    st.one_of(
        st.sampled_from(["next", "back", "skip", "quiet_had", "go_to_open"]).map(lambda m: (m, "")),
        st.tuples(st.just("answer"), VALUES),
        st.tuples(
            st.sampled_from(["jump", "clear", "type"]),
            st.sampled_from([prompt.id for prompt in GUIDE.prompts]),
        ),
    ),
    max_size=40,
)


def walk(session: Session, moves: list[tuple[str, object]]) -> None:
    for move, value in moves:
        try:
            if move == "type":
                session.typing = (str(value), "half a")
            elif move in ("answer", "jump", "clear"):
                getattr(session, move)(value)
            else:
                getattr(session, move)()
        except UsageError:
            continue


@given(MOVES, st.booleans())
def test_a_draft_is_the_same_session_after_any_walk(
    moves: list[tuple[str, object]], resumed: bool
) -> None:
    origin = make_entry(state="unfinished", guide="test") if resumed else None
    session = Session.resume(origin, GUIDE, NOW) if origin else begin(title="T", tags=("a",))
    walk(session, moves)
    assert Session.from_dict(session.to_dict(), GUIDE, origin) == session


@given(MOVES)
def test_any_walk_can_be_saved_once_the_first_prompt_is_answered(
    moves: list[tuple[str, object]],
) -> None:
    session = begin()
    walk(session, moves)
    at(session, "happened").answer("We launched.")
    entry = session.finish(NOW)
    assert entry.answers[0].text == "We launched."
    assert entry.title
    assert session.finish_early(NOW).state in ("entry", "unfinished")


def test_confirmed_recurrences_are_kept_in_the_draft_and_in_the_entry() -> None:
    session = begin()
    session.answer("We launched.")
    session.confirm_recurrence("aaaaaaaaaa")
    session.confirm_recurrence("bbbbbbbbbb")
    session.confirm_recurrence("aaaaaaaaaa")
    session.confirm_recurrence(session.id)
    again = Session.from_dict(session.to_dict(), GUIDE)
    assert again.repeats == ("aaaaaaaaaa", "bbbbbbbbbb")
    again.take_back_recurrence("aaaaaaaaaa")
    again.take_back_recurrence("cccccccccc")
    assert again.finish_early(NOW).repeats == ("bbbbbbbbbb",)


def test_a_draft_of_the_first_version_keeps_the_recurrences_of_its_entry() -> None:
    unfinished = make_entry(state="unfinished", guide="test", repeats=("aaaaaaaaaa",))
    old = Session.resume(unfinished, GUIDE, NOW).to_dict()
    del old["repeats"]
    assert Session.from_dict(old, GUIDE, unfinished).repeats == ("aaaaaaaaaa",)
    assert Session.from_dict(old, GUIDE).repeats == ()


def test_a_recurrence_taken_back_stays_so() -> None:
    unfinished = make_entry(state="unfinished", guide="test", repeats=("aaaaaaaaaa",))
    session = Session.resume(unfinished, GUIDE, NOW)
    session.take_back_recurrence("aaaaaaaaaa")
    again = Session.from_dict(session.to_dict(), GUIDE, unfinished)
    assert again.entry(NOW, "entry").repeats == ()
