"""The reviews in the sample journal show each step of the ladder."""

from reflect.demo.loader import sample_entries, sample_records
from reflect.model import ids
from reflect.model.review import SLIPPED, USED, Occasion, Review
from reflect.practice.review import LADDER, LessonStart, ReviewHistory, due_lessons
from tests.demo.helpers_moments import MOMENTS
from tests.factories import NOW

ENTRIES = sample_entries(NOW)
LESSONS = [LessonStart(entry.id, entry.created_at) for entry in ENTRIES if entry.lesson]
RECORDS = sample_records(NOW)
HISTORY = ReviewHistory(RECORDS.reviews, RECORDS.occasions, NOW)


def test_lessons_stand_on_each_step_and_one_rests() -> None:
    about = {review.about for review in RECORDS.reviews}
    positions = [HISTORY.position(lesson) for lesson in LESSONS if lesson.id in about]
    assert {position.step for position in positions} == set(range(len(LADDER)))
    assert [position.is_resting for position in positions].count(True) == 1


def test_lesson_that_slipped_is_due_first() -> None:
    due = due_lessons(LESSONS, HISTORY)
    assert len(due) == 3
    assert due[0].has_slipped


def test_records_have_ids_of_their_own_and_belong_to_entries() -> None:
    records: list[Occasion | Review] = [*RECORDS.occasions, *RECORDS.reviews]
    assert len({record.id for record in records}) == len(records)
    assert all(map(ids.is_id, (record.id for record in records)))
    known = {lesson.id for lesson in LESSONS}
    assert {record.about for record in records} <= known
    noted = {occasion.id: occasion for occasion in RECORDS.occasions}
    for review in RECORDS.reviews:
        assert (review.answer in (USED, SLIPPED)) == (review.occasion in noted)


def test_records_are_never_in_the_future_nor_older_than_their_entry() -> None:
    for now in MOMENTS.values():
        created = {entry.id: entry.created_at for entry in sample_entries(now)}
        records = sample_records(now)
        both: list[Occasion | Review] = [*records.occasions, *records.reviews]
        for record in both:
            assert created[record.about] < record.at <= now
        days = [(occasion.about, occasion.on) for occasion in records.occasions]
        assert len(set(days)) == len(days), "at most one a day"
