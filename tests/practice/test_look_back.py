from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.commitment import CAME_TRUE, GOOD_CALL, OUTCOMES, SEALED_AFTER, Commitment
from reflect.practice.look_back import (
    CALL,
    DROPPED,
    NEXT_DAY,
    NOTE,
    OUTCOME,
    REMEMBERED,
    SEAL,
    TRUE,
    LookBack,
    commitments_of,
    due_look_backs,
    may_come_true,
    moved,
    renew,
    reopened,
)
from tests.factories import make_entry
from tests.strategies import instants

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=timezone(timedelta(hours=1)))
MADE_AT = NOW - timedelta(days=14)
PLAN = Commitment("somebody asks for a date", "call support", NOW.date(), MADE_AT)
FORECAST = replace(PLAN, forecast="no launch without support", percent=70)


def walk(look_back: LookBack, *answers: str) -> LookBack:
    for answer in answers:
        look_back = look_back.answer(answer, NOW)
    return look_back


def begin(commitment: Commitment, *, is_decision: bool = False) -> LookBack:
    return LookBack.begin(commitment, is_decision=is_decision)


def test_a_plan_without_a_forecast_asks_three_questions_and_is_closed() -> None:
    asked = begin(PLAN)
    assert asked.steps == (OUTCOME, NOTE, NEXT_DAY)
    done = walk(asked, "1", "I called them.", "")
    assert done.question is None
    assert done.commitment == replace(
        PLAN, outcome="kept", note="I called them.", looked_back_at=NOW
    )


def test_a_forecast_opens_only_after_the_answer_from_memory() -> None:
    asked = walk(begin(FORECAST), "partly", "", "done")
    assert asked.question is REMEMBERED
    assert asked.commitment.is_sealed(NOW)
    shown = walk(asked, "90 %")
    assert shown.question is SEAL
    assert not shown.commitment.is_sealed(NOW)
    assert shown.commitment.remembered_percent == 90
    done = walk(shown.skip(NOW), "y")
    assert done.question is None
    assert done.commitment.came_true == "yes"


def test_only_a_decision_asks_whether_it_was_a_good_call() -> None:
    assert CALL not in begin(FORECAST).steps
    asked = walk(begin(FORECAST, is_decision=True), "1", "", "", "")
    assert asked.question is CALL
    assert asked.commitment.is_sealed(NOW)
    assert walk(asked, "unsure").commitment.good_call == "unsure"


def test_a_dropped_commitment_shows_its_forecast_and_is_not_scored() -> None:
    shown = walk(begin(FORECAST, is_decision=True), "dropped", "No time.", "")
    assert shown.question is SEAL
    assert shown.skip(NOW).question is None
    assert shown.commitment.remembered_percent is None
    assert not may_come_true(shown.commitment)


def test_a_new_day_ends_it_and_keeps_the_seal() -> None:
    renewed = walk(begin(FORECAST), "partly", "Twice of three times.", "in 2 weeks")
    made = renewed.commitment
    assert renewed.is_renewed
    assert renewed.question is None
    assert (made.due, made.outcome, made.note) == (date(2026, 12, 6), "", "")
    assert made.is_open
    assert made.is_sealed(NOW)
    (past,) = made.renewals
    assert (past.due, past.outcome, past.note) == (PLAN.due, "partly", "Twice of three times.")
    assert (made.forecast, made.percent, made.made_at) == ("no launch without support", 70, MADE_AT)


@pytest.mark.parametrize("text", ["2026-11-22", "yesterday", "2020-01-01", "31 feb", "soon"])
def test_a_new_day_must_lie_ahead(text: str) -> None:
    asked = walk(begin(PLAN), "1", "")
    with pytest.raises(UsageError):
        asked.answer(text, NOW)


@pytest.mark.parametrize("text", ["101", "-1", "many", "70.5"])
def test_a_percentage_from_memory_is_checked(text: str) -> None:
    with pytest.raises(UsageError):
        walk(begin(FORECAST), "1", "", "").answer(text, NOW)


@pytest.mark.parametrize("percent", [0, 100])
def test_certain_forecasts_are_asked_about_too(percent: int) -> None:
    made = replace(FORECAST, percent=percent)
    done = walk(begin(made), "1", "", "", str(percent), "", "no")
    assert done.commitment.remembered_percent == percent
    assert done.commitment.came_true == "no"


def test_a_forecast_without_a_figure_asks_for_none() -> None:
    assert REMEMBERED not in begin(replace(FORECAST, percent=None)).steps


def test_the_first_question_needs_an_answer() -> None:
    with pytest.raises(UsageError):
        begin(PLAN).skip(NOW)
    for wrong in ("4", "maybe", "kept it"):
        with pytest.raises(UsageError):
            begin(PLAN).answer(wrong, NOW)


def test_going_back_keeps_and_changes_answers() -> None:
    asked = walk(begin(FORECAST), "kept", "As planned.").back()
    assert (asked.question, asked.answer_so_far) == (NOTE, "As planned.")
    first = asked.back()
    assert first.question is OUTCOME
    assert not first.can_go_back
    changed = first.answer("dropped", NOW)
    assert (changed.commitment.outcome, changed.commitment.note) == ("dropped", "As planned.")


def test_dropping_it_after_all_removes_what_would_be_scored() -> None:
    asked = walk(begin(FORECAST, is_decision=True), "kept", "", "", "90")
    for _ in range(4):
        asked = asked.back()
    dropped = walk(asked, "dropped").commitment
    assert (dropped.outcome, dropped.remembered_percent) == ("dropped", None)


def test_nothing_before_the_seal_changes_once_it_is_open() -> None:
    shown = walk(begin(FORECAST), "kept", "", "", "60")
    assert not shown.can_go_back
    with pytest.raises(UsageError):
        shown.back()


def test_reopening_removes_the_answers_but_what_was_said_from_memory() -> None:
    done = walk(begin(FORECAST, is_decision=True), "kept", "", "", "60", "yes", "", "no")
    again = LookBack.begin(done.commitment, is_decision=True, again=True)
    assert again.question is OUTCOME
    assert again.commitment.is_open
    assert again.commitment.remembered_percent == 60
    assert again.steps == (OUTCOME, NOTE, NEXT_DAY, SEAL, TRUE)
    assert reopened(done.commitment) == again.commitment


def test_moving_a_day_is_no_look_back() -> None:
    later = moved(FORECAST, "in 3 weeks", NOW.date())
    assert later == replace(FORECAST, due=date(2026, 12, 13))
    with pytest.raises(UsageError):
        moved(FORECAST, "yesterday", NOW.date())
    with pytest.raises(UsageError):
        moved(replace(PLAN, looked_back_at=NOW), "tomorrow", NOW.date())


def test_due_look_backs_come_longest_overdue_first() -> None:
    late = replace(PLAN, due=date(2026, 11, 1))
    entries = [
        make_entry(id="0000000001", commitments=(PLAN, late)),
        make_entry(id="0000000002", commitments=(replace(PLAN, due=date(2026, 12, 1)),)),
        make_entry(id="0000000003", commitments=(replace(PLAN, looked_back_at=NOW),)),
        make_entry(id="0000000004", state="draft", commitments=(late,)),
    ]
    assert [each.name for each in due_look_backs(entries, NOW.date())] == [
        "0000000001/2",
        "0000000001/1",
    ]
    assert len(commitments_of(entries)) == 4


PLANS = st.builds(
    Commitment,
    cue=st.just("a cue"),
    action=st.just("act"),
    due=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    made_at=st.just(MADE_AT),
    forecast=st.sampled_from(["", "it holds"]),
    percent=st.none() | st.integers(0, 100),
)
REPLIES = {
    OUTCOME: st.sampled_from(OUTCOMES),
    NOTE: st.sampled_from(["", "a note", "振り返り"]),
    NEXT_DAY: st.sampled_from(["", "done", "tomorrow", "in 3 weeks"]),
    REMEMBERED: st.sampled_from(["", "0", "55 %", "100"]),
    CALL: st.sampled_from(["", *GOOD_CALL]),
    SEAL: st.just(""),
    TRUE: st.sampled_from(["", *CAME_TRUE]),
}


@given(PLANS, st.booleans(), st.data())
def test_a_look_back_ends_closed_or_renewed_and_keeps_each_answer_when_interrupted(
    made: Commitment, is_decision: bool, data: st.DataObject
) -> None:
    look_back = LookBack.begin(made, is_decision=is_decision)
    given: list[tuple[str, str]] = []
    for _ in range(len(REPLIES)):
        if look_back.question is None:
            break
        question = look_back.question
        assert (question.name, "") not in given
        reply = data.draw(REPLIES[question])
        look_back = look_back.answer(reply, NOW)
        given.append((question.name, reply))
        # Interrupted here: no question with an answer is asked again.
        resumed = LookBack.begin(look_back.commitment, is_decision=is_decision)
        if resumed.question is not None and not look_back.is_renewed:
            assert not resumed.answer_so_far
            assert resumed.steps.index(resumed.question) <= len(resumed.steps)
    assert look_back.question is None
    result = look_back.commitment
    assert (result.made_at, result.forecast, result.percent) == (
        made.made_at,
        made.forecast,
        made.percent,
    )
    assert result.is_open == look_back.is_renewed
    assert len(result.renewals) == look_back.is_renewed
    if result.is_open:
        assert result.due > NOW.date()
        assert not result.outcome
    elif result.outcome == DROPPED:
        assert not result.came_true


@given(PLANS, st.dates(), instants())
def test_a_renewal_is_refused_or_lies_ahead(made: Commitment, day: date, now: datetime) -> None:
    try:
        renewed = renew(replace(made, outcome="kept"), day, now)
    except UsageError:
        assert day <= now.date()
        return
    assert renewed.due == day > now.date()
    assert renewed.renewals[-1].due == made.due


@given(instants(), instants())
def test_a_forecast_is_sealed_from_24_hours_after_writing_until_the_look_back(
    made_at: datetime, now: datetime
) -> None:
    made = replace(FORECAST, made_at=made_at)
    assert made.is_sealed(now) == (now.astimezone(UTC) - made_at.astimezone(UTC) >= SEALED_AFTER)
    assert not replace(made, looked_back_at=now).is_sealed(now)
    if made_at > now:
        # Written by a clock that was ahead: neither sealed nor kept from being changed.
        assert not made.is_sealed(now)
