"""The walk through a guide: what is asked, what stands, and what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import FileError, UsageError
from reflect.model.entry import Answer, Rating
from reflect.model.guide import Choice, Condition, Guide, Prompt, Scale
from reflect.practice.session import Session
from tests.factories import NOW, TODAY, make_commitment, make_entry


def ask(id_: str, answer: str = "text", stage: str = "action", **rest: object) -> Prompt:
    return Prompt(id_, stage, answer, f"{id_.capitalize()}?", "Help.", **rest)  # type: ignore[arg-type]


GUIDE = Guide(
    name="test",
    title="A test of it",
    about="testing",
    need="more",
    sources=("ours",),
    prompts=(
        ask("happened", optional=False),
        ask("expected", "line"),
        ask("why", stage="reflection"),
        ask("why_again", stage="reflection", when=Condition("why")),
        ask("kind", "choice", "reflection", feeds="kind"),
        ask("signals", "list", "reflection", when=Condition("kind", ("complex",))),
        ask("mood", "choice", "reflection", choices=(Choice("low"), Choice("high", "Good"))),
        ask("sure", "scale", "reflection", scale=Scale(1, 7, reversed=True)),
        ask("lesson", "line", "reflection", feeds="lesson"),
        ask("commitment", "commitment", "next action", feeds="commitment"),
        ask("when", "date", "next action", feeds="occurred_on"),
        ask("labels", "line", "next action", feeds="tags"),
        ask("title", "line", "next action", feeds="title"),
    ),
)


def begin(**rest: object) -> Session:
    values = {"id": "0123456789", "now": NOW, "occurred_on": TODAY} | rest
    return Session.begin(GUIDE, **values)  # type: ignore[arg-type]


def at(session: Session, prompt_id: str) -> Session:
    session.jump(prompt_id)
    return session


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
    assert session.offer(title) == "We launched on Friday."
    assert session.finish(NOW).title == "We launched on Friday."
    named = begin(title=" The\nlaunch ")
    named.answer("We launched.")
    assert named.offer(title) == "The launch"
    assert named.finish(NOW).title == "The launch"


def test_enough_is_unfinished_until_every_step_was_answered_or_skipped() -> None:
    session = begin()
    with pytest.raises(UsageError):
        session.enough(NOW)
    session.answer("We launched.")
    assert session.enough(NOW).state == "unfinished"
    session.next()
    while session.prompt:
        session.skip()
    assert session.enough(NOW).state == "entry"


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


def test_typing_goes_once_its_prompt_is_answered() -> None:
    session = begin()
    session.typing = ("happened", "We lau")
    assert not session.is_empty
    session.answer("We launched.")
    assert session.typing == ("", "")


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
        session.enough(NOW), repeats=("aaaaaaaaaa",), commitments=(make_commitment(),)
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
    texts = [answer.text for answer in again.enough(NOW).answers]
    assert texts[:3] == ["We launched.", "No time.", "3"]
    assert "no launch without support" in texts[3]
    assert texts[4] == "and no"


@pytest.mark.parametrize("damage", ["answers", "begun_at", "typing"])
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
    assert session.enough(NOW).state in ("entry", "unfinished")
