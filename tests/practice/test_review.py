from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.model.ids import from_int
from reflect.model.review import (
    NOT_UP,
    REST,
    REVIEW_ANSWERS,
    SLIPPED,
    USED,
    WAKE,
    Occasion,
    Review,
)
from reflect.practice.review import (
    AT_ONCE,
    LADDER,
    LadderPosition,
    LessonStart,
    ReviewHistory,
    asks_for_rest,
    due_after,
    due_lessons,
    next_due,
)
from tests.strategies import instants

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
WRITTEN = datetime(2026, 1, 1, 12, tzinfo=UTC)
ID = "k3f9xw2a7b"
WRONG_CLOCKS = [datetime(2099, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)]


def reviews(*answers: tuple[str, datetime], about: str = ID) -> list[Review]:
    return [
        Review(from_int(number), about, answer, at) for number, (answer, at) in enumerate(answers)
    ]


def position(*answers: tuple[str, datetime], now: datetime = NOW) -> LadderPosition:
    history = ReviewHistory(reviews(*answers), (), now)
    return history.position(LessonStart(ID, WRITTEN))


def days_to_next(*answers: str) -> int:
    """Return the days from the last of several answers, one a day, to the day it comes back."""
    dated = [(answer, WRITTEN + timedelta(days=n)) for n, answer in enumerate(answers)]
    return (position(*dated).due - dated[-1][1].date()).days


def test_a_new_lesson_comes_back_after_a_week() -> None:
    assert position().due == date(2026, 1, 8)


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ([USED], 21),
        ([USED, USED], 63),
        ([USED, USED, USED], 91),
        ([USED, USED, USED, USED, USED], 91),
        ([NOT_UP], 7),
        ([USED, NOT_UP], 21),
        ([USED, USED, NOT_UP, NOT_UP], 63),
        ([USED, USED, SLIPPED], 7),
        ([USED, SLIPPED, USED], 21),
        ([USED, USED, REST, WAKE], 7),
    ],
)
def test_the_ladder(answers: list[str], days: int) -> None:
    assert days_to_next(*answers) == days


def test_a_lesson_at_rest_does_not_come_back_until_it_is_woken() -> None:
    at_rest = position((REST, WRITTEN))
    assert at_rest.is_resting
    assert not at_rest.is_due(date(9999, 12, 31))
    assert not position((REST, WRITTEN), (WAKE, WRITTEN + timedelta(days=1))).is_resting


def test_three_slips_running_ask_once_about_rest() -> None:
    days = [WRITTEN + timedelta(days=n) for n in range(5)]
    asked = [
        asks_for_rest(position(*((SLIPPED, day) for day in days[:count]))) for count in range(1, 6)
    ]
    assert asked == [False, False, True, False, False]
    mixed = position((SLIPPED, days[0]), (USED, days[1]), (SLIPPED, days[2]), (SLIPPED, days[3]))
    assert not asks_for_rest(mixed)


def lessons(count: int, began_at: datetime = WRITTEN) -> list[LessonStart]:
    return [LessonStart(from_int(number * 7919), began_at) for number in range(count)]


def test_at_most_three_are_asked_about_slips_first_then_the_longest_overdue() -> None:
    own = [
        LessonStart(from_int(number), WRITTEN + timedelta(days=number)) for number in range(1, 6)
    ]
    slip = Occasion(from_int(99), own[4].id, SLIPPED, NOW.date(), NOW)
    history = ReviewHistory((), [slip], NOW)
    due = due_lessons(own, history)
    assert [each.about for each in due] == [own[4].id, own[0].id, own[1].id]
    assert due[0].has_slipped
    assert len(due_lessons(own, history, limit=9)) == len(own)


def test_a_slip_counts_only_until_the_next_review() -> None:
    slip = Occasion(from_int(99), ID, SLIPPED, date(2026, 2, 1), WRITTEN + timedelta(days=31))
    before = ReviewHistory((), [slip], NOW).position(LessonStart(ID, WRITTEN))
    assert before.has_slipped
    answered = reviews((NOT_UP, WRITTEN + timedelta(days=32)))
    after = ReviewHistory(answered, [slip], NOW).position(LessonStart(ID, WRITTEN))
    assert not after.has_slipped


def test_the_slip_that_an_answer_noted_is_not_one_since_that_answer() -> None:
    at = WRITTEN + timedelta(days=7)
    slip = Occasion(from_int(99), ID, SLIPPED, at.date(), at + timedelta(milliseconds=1))
    answer = Review(from_int(1), ID, SLIPPED, at, slip.id)
    assert not ReviewHistory([answer], [slip], NOW).position(LessonStart(ID, WRITTEN)).has_slipped


def test_lessons_that_waited_before_the_first_review_are_spread_over_weeks() -> None:
    old = lessons(200)
    first = due_lessons(old, ReviewHistory((), (), NOW))
    assert len(first) == AT_ONCE
    answered: list[Review] = []
    for each in first:
        # Broken off after any answer, the others are still asked about that day.
        waiting = due_lessons(old, ReviewHistory(answered, (), NOW))
        assert each.about in [other.about for other in waiting]
        answered += reviews((NOT_UP, NOW), about=each.about)
    assert not due_lessons(old, ReviewHistory(answered, (), NOW))
    later = [
        len(due_lessons(old, ReviewHistory(answered, (), NOW + timedelta(weeks=n)), limit=200))
        for n in range(1, 10)
    ]
    assert later == sorted(later)
    assert 0 < later[1] < 80
    assert later[-1] == 200


def test_imported_lessons_are_spread_from_the_day_they_arrive() -> None:
    imported = [LessonStart(each.id, NOW, is_imported=True) for each in lessons(200)]
    assert not due_lessons(imported, ReviewHistory((), (), NOW + timedelta(days=6)))
    assert (
        len(due_lessons(imported, ReviewHistory((), (), NOW + timedelta(weeks=9)), limit=200))
        == 200
    )


def test_the_next_day_is_named_when_nothing_is_due() -> None:
    new = [LessonStart(ID, NOW)]
    history = ReviewHistory((), (), NOW)
    assert not due_lessons(new, history)
    assert next_due(new, history) == NOW.date() + LADDER[0]
    assert next_due((), history) is None


@pytest.mark.parametrize("wrong", WRONG_CLOCKS)
@pytest.mark.parametrize("answer", [USED, SLIPPED, NOT_UP])
def test_an_answer_from_a_wrong_clock_delays_nothing(wrong: datetime, answer: str) -> None:
    assert position((answer, wrong)).is_due(NOW.date())
    right = position((USED, NOW), (answer, wrong))
    assert right.due - NOW.date() in LADDER


@pytest.mark.parametrize("wrong", WRONG_CLOCKS)
def test_a_lesson_from_a_wrong_clock_comes_back(wrong: datetime) -> None:
    history = ReviewHistory((), (), NOW)
    assert history.position(LessonStart(ID, wrong)).is_due(NOW.date())


MOMENTS = instants() | st.datetimes(
    datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)
)
ANSWERS = st.lists(st.tuples(st.sampled_from(REVIEW_ANSWERS), MOMENTS), max_size=8)


@given(ANSWERS, MOMENTS, MOMENTS)
def test_nothing_is_ever_due_in_years(
    answers: list[tuple[str, datetime]], began_at: datetime, now: datetime
) -> None:
    history = ReviewHistory(reviews(*answers), (), now)
    found = history.position(LessonStart(ID, began_at, occurred_on=began_at.date()))
    # A day for clocks that differ, and one for time zones.
    assert found.due <= now.date() + LADDER[-1] + timedelta(days=2)
    assert 0 <= found.step < len(LADDER)


@given(st.lists(st.sampled_from([USED, SLIPPED, NOT_UP]), min_size=1, max_size=9))
def test_the_announced_day_is_the_day_it_comes_back(answers: list[str]) -> None:
    dated = [(answer, WRITTEN + timedelta(days=n)) for n, answer in enumerate(answers)]
    before = position(*dated[:-1])
    assert due_after(before, answers[-1], dated[-1][1].date()) == position(*dated).due


@given(st.timedeltas(timedelta(hours=-14), timedelta(hours=14)), st.integers(0, 24 * 60))
def test_days_are_those_of_the_place_where_it_was_answered(offset: timedelta, minute: int) -> None:
    zone = timezone(timedelta(minutes=offset // timedelta(minutes=1)))
    at = datetime(2026, 3, 28, tzinfo=zone) + timedelta(minutes=minute)
    assert position((USED, at)).due == at.date() + LADDER[1]
