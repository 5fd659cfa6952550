"""Saving sessions as drafts and restoring them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import FileError, UsageError
from reflect.practice.entry_builder import build_entry, finish, finish_early, resume
from reflect.practice.session import Session
from reflect.practice.session_codec import from_dict, to_dict
from tests.factories import NOW, make_commitment, make_entry
from tests.practice.helpers_session import GUIDE, ask, at, begin


def test_draft_does_not_change_a_closed_commitment() -> None:
    session = resume(make_entry(state="unfinished", guide="test"), GUIDE, NOW)
    closed = make_commitment(outcome="kept", looked_back_at=NOW)
    origin = make_entry(state="unfinished", guide="test", commitments=(closed,))
    again = from_dict(to_dict(session), GUIDE, origin)
    assert finish(again, NOW).commitments == (closed,)


def test_draft_keeps_every_answer_when_its_guide_changes() -> None:
    session = begin()
    session.answer("We launched.")
    at(session, "why").answer("No time.")
    at(session, "sure").answer(3)
    at(session, "commitment").answer(make_commitment())
    session.typing = ("why", "and no")
    other = replace(GUIDE, prompts=(GUIDE.prompts[0], ask("sure"), GUIDE.prompts[-1]))
    again = from_dict(to_dict(session), other)
    assert again.prompt is not None
    texts = [answer.text for answer in finish_early(again, NOW).answers]
    assert texts[:3] == ["We launched.", "No time.", "3"]
    assert "no launch without support" in texts[3]
    assert texts[4] == "and no"


@pytest.mark.parametrize("damage", ["answers", "begun_at", "typing", "repeats"])
def test_invalid_draft_is_rejected(damage: str) -> None:
    with pytest.raises(FileError):
        from_dict(to_dict(begin()) | {damage: 7}, GUIDE)


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
        st.sampled_from(["next", "back", "skip", "mark_paused", "go_to_open"]).map(
            lambda m: (m, "")
        ),
        st.tuples(st.just("answer"), VALUES),
        st.tuples(
            st.sampled_from(["jump", "clear", "type"]),
            st.sampled_from([prompt.id for prompt in GUIDE.prompts]),
        ),
    ),
    max_size=40,
)


def apply(session: Session, moves: list[tuple[str, object]]) -> None:
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
def test_draft_restores_any_session(moves: list[tuple[str, object]], resumed: bool) -> None:
    origin = make_entry(state="unfinished", guide="test") if resumed else None
    session = resume(origin, GUIDE, NOW) if origin else begin(title="T", tags=("a",))
    apply(session, moves)
    assert from_dict(to_dict(session), GUIDE, origin) == session


@given(MOVES)
def test_any_session_can_be_saved_once_the_first_prompt_is_answered(
    moves: list[tuple[str, object]],
) -> None:
    session = begin()
    apply(session, moves)
    at(session, "happened").answer("We launched.")
    entry = finish(session, NOW)
    assert entry.answers[0].text == "We launched."
    assert entry.title
    assert finish_early(session, NOW).state in ("entry", "unfinished")


def test_recurrences_are_saved_in_the_draft_and_the_entry() -> None:
    session = begin()
    session.answer("We launched.")
    session.confirm_recurrence("aaaaaaaaaa")
    session.confirm_recurrence("bbbbbbbbbb")
    session.confirm_recurrence("aaaaaaaaaa")
    session.confirm_recurrence(session.id)
    again = from_dict(to_dict(session), GUIDE)
    assert again.repeats == ("aaaaaaaaaa", "bbbbbbbbbb")
    again.take_back_recurrence("aaaaaaaaaa")
    again.take_back_recurrence("cccccccccc")
    assert finish_early(again, NOW).repeats == ("bbbbbbbbbb",)


def test_first_version_draft_keeps_the_recurrences_of_its_entry() -> None:
    unfinished = make_entry(state="unfinished", guide="test", repeats=("aaaaaaaaaa",))
    old = to_dict(resume(unfinished, GUIDE, NOW))
    del old["repeats"]
    assert from_dict(old, GUIDE, unfinished).repeats == ("aaaaaaaaaa",)
    assert from_dict(old, GUIDE).repeats == ()


def test_draft_remembers_a_withdrawn_recurrence() -> None:
    unfinished = make_entry(state="unfinished", guide="test", repeats=("aaaaaaaaaa",))
    session = resume(unfinished, GUIDE, NOW)
    session.take_back_recurrence("aaaaaaaaaa")
    again = from_dict(to_dict(session), GUIDE, unfinished)
    assert build_entry(again, NOW, "entry").repeats == ()
