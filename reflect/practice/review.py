"""The review of lessons: when each comes back, and which are asked about today.

A lesson comes back after one, three and nine weeks, then each quarter. Nothing about this is stored
but the answers: the days are computed from them. Days that come from a wrong clock do not count.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from reflect.model.ids import FUTURE
from reflect.model.review import NOT_UP, REST, SLIPPED, USED, WAKE, Occasion, Review

LADDER = (timedelta(weeks=1), timedelta(weeks=3), timedelta(weeks=9), timedelta(weeks=13))
AT_ONCE = 3
SLIPS_RUNNING = 3
"""After so many slips in a row, the app asks once whether to reword the lesson or let it rest."""
_SPREAD_DAYS = 56
_LAST_DAY = date(9999, 12, 31)


class LadderPosition(NamedTuple):
    """Where a lesson is on the ladder.

    Args:
        about: the id of the entry that holds the lesson.
        due: the day it comes back.
        step: the index of its current interval in `LADDER`.
        is_resting: whether it was put to rest, and does not come back.
        slips: how many times running it slipped in a review.
        has_slipped: whether a slip was noted since the last review.
    """

    about: str
    due: date
    step: int = 0
    is_resting: bool = False
    slips: int = 0
    has_slipped: bool = False

    def is_due(self, today: date) -> bool:
        """Return whether it is asked about today."""
        return not self.is_resting and self.due <= today


class LessonStart(NamedTuple):
    """When a lesson came into the journal.

    Args:
        id: the id of the entry that holds it.
        began_at: when it was written or imported, with its UTC offset.
        is_imported: whether it came from elsewhere, probably together with many others.
        occurred_on: the day of the event, which counts if the clock was wrong; None if unknown.
    """

    id: str
    began_at: datetime
    is_imported: bool = False
    occurred_on: date | None = None


class ReviewHistory:
    """The answers of all reviews, from which the days of the next ones are computed.

    Args:
        reviews: the answers, in the order in which they were saved.
        occasions: the occasions, in any order.
        now: the current time with its UTC offset.
    """

    def __init__(
        self, reviews: Iterable[Review], occasions: Iterable[Occasion], now: datetime
    ) -> None:
        self.now = now
        self.today = now.date()
        self._latest = now + FUTURE
        self._reviews: defaultdict[str, list[Review]] = defaultdict(list)
        first: datetime | None = None
        for review in reviews:
            self._reviews[review.about].append(review)
            if review.at <= self._latest and (first is None or review.at < first):
                first = review.at
        self._slips: defaultdict[str, list[Occasion]] = defaultdict(list)
        for occasion in occasions:
            if occasion.outcome == SLIPPED and occasion.at <= self._latest:
                self._slips[occasion.about].append(occasion)
        # The day of the first review in this journal: the lessons that wait since then are spread.
        self._begun = first.date() if first is not None else None
        self._first_day = sum(
            review.at.date() == self._begun and review.answer not in (REST, WAKE)
            for each in self._reviews.values()
            for review in each
        )

    def position(self, lesson: LessonStart) -> LadderPosition:
        """Return where a lesson is on the ladder."""
        began = self._began(lesson)
        reviews = self._reviews.get(lesson.id)
        if not reviews:
            slipped = lesson.id in self._slips
            return LadderPosition(lesson.id, self._first_due(lesson, began), has_slipped=slipped)
        return self._after(lesson.id, reviews, began)

    def _began(self, lesson: LessonStart) -> datetime | date:
        """Return when the ladder begins, which a clock in the future does not delay."""
        if lesson.began_at <= self._latest:
            return lesson.began_at
        if lesson.occurred_on is not None and lesson.occurred_on <= self.today:
            return lesson.occurred_on
        return self.today - LADDER[0] if self.today > date.min + LADDER[0] else date.min

    def _first_due(self, lesson: LessonStart, began: datetime | date) -> date:
        """Return the day on which a lesson comes back for the first time.

        The lessons that were in a journal before its first review come back over several weeks, in
        an order that depends only on their ids. So do imported lessons.
        """
        start = _day(began)
        if lesson.is_imported:
            return _later(start, LADDER[0] + _spread(lesson.id))
        due = _later(start, LADDER[0])
        begun = self._begun
        if begun is None or due >= begun:
            return due
        if begun == self.today and self._first_day < AT_ONCE:
            # An interrupted first review goes on.
            return due
        return _later(begun, LADDER[0] + _spread(lesson.id))

    def _after(
        self, about: str, reviews: Sequence[Review], began: datetime | date
    ) -> LadderPosition:
        """Return the position after the answers, replayed in order.

        An answer from a wrong clock counts as one of the day on which the lesson began.
        """
        start = _day(began)

        def moment(review: Review) -> float:
            is_plausible = start <= review.at.date() and review.at <= self._latest
            return review.at.timestamp() if is_plausible else float("-inf")

        step, slips, is_resting, due = 0, 0, False, start
        last: Review | None = None
        for review in sorted(reviews, key=moment):
            day = start if moment(review) == float("-inf") else review.at.date()
            is_resting = review.answer == REST or (is_resting and review.answer != WAKE)
            if review.answer == USED:
                step, slips = min(step + 1, len(LADDER) - 1), 0
            elif review.answer == SLIPPED:
                step, slips = 0, slips + 1
            elif review.answer == WAKE:
                step, slips = 0, 0
            elif review.answer == REST:
                continue
            due, last = _later(day, LADDER[step]), review
        own = {review.occasion for review in reviews}
        since = moment(last) if last is not None else float("-inf")
        has_slipped = any(
            occasion.id not in own and occasion.at.timestamp() > since
            for occasion in self._slips.get(about, ())
        )
        return LadderPosition(about, due, step, is_resting, slips, has_slipped)


def due_lessons(
    lessons: Iterable[LessonStart], history: ReviewHistory, *, limit: int = AT_ONCE
) -> list[LadderPosition]:
    """Return the lessons to ask about today: those that slipped first, then the longest overdue.

    Args:
        lessons: the lessons of the journal, in any order.
        history: the answers so far.
        limit: the maximum number of lessons.
    """
    positions = (history.position(lesson) for lesson in lessons)
    due = (each for each in positions if each.is_due(history.today))
    return heapq.nsmallest(
        limit, due, key=lambda each: (not each.has_slipped, each.due, each.about)
    )


def next_due(lessons: Iterable[LessonStart], history: ReviewHistory) -> date | None:
    """Return the first day after today on which a lesson comes back; None if there is none."""
    days = (
        each.due
        for each in map(history.position, lessons)
        if not each.is_resting and each.due > history.today
    )
    return min(days, default=None)


def due_after(position: LadderPosition, answer: str, today: date) -> date | None:
    """Return the day on which a lesson comes back after an answer; None if it rests."""
    if answer == REST:
        return None
    step = {USED: min(position.step + 1, len(LADDER) - 1), NOT_UP: position.step}.get(answer, 0)
    return _later(today, LADDER[step])


def asks_for_rest(position: LadderPosition) -> bool:
    """Return whether to ask, once, if a lesson that keeps slipping should be reworded or rest.

    Args:
        position: the position after an answer "slipped".
    """
    return position.slips == SLIPS_RUNNING


def _spread(lesson_id: str) -> timedelta:
    """Return a number of days that depends only on an id."""
    # `hash` differs from run to run.
    return timedelta(days=sum(ord(char) * 31**n for n, char in enumerate(lesson_id)) % _SPREAD_DAYS)


def _later(day: date, by: timedelta) -> date:
    return day + by if _LAST_DAY - day >= by else _LAST_DAY


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
