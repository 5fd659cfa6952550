"""Tests for what is due for review and what waits today, as read from a journal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reflect.errors import ConflictError, NotFoundError, UsageError
from reflect.journal import Journal
from reflect.journal.review import (
    due_look_backs_in,
    find_commitment,
    move_due,
    review_queue,
    save_commitment,
)
from reflect.journal.today import read_today
from reflect.model.ids import from_int
from reflect.model.review import NOT_UP, REST, SLIPPED, WAKE
from reflect.practice.look_back import NEXT_DAY
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.sealed import on_both, open_encryption_in, seal_folder

OLD = NOW - timedelta(weeks=10)
DUE = make_commitment(due=TODAY, made_at=OLD)
LATER = make_commitment(due=TODAY + timedelta(days=3), made_at=OLD)
CLOSED = make_commitment(due=TODAY, made_at=OLD, outcome="kept", looked_back_at=NOW)


@pytest.fixture
def journal(folder: Path) -> Journal:
    """Return an empty journal."""
    return Journal(folder, clock=lambda: NOW, encryption=open_encryption_in(folder))


def add(journal: Journal, number: int, **fields: object) -> str:
    """Add an entry that was written ten weeks ago; return its id."""
    entry = make_entry(number, **{"created_at": OLD, "updated_at": OLD, **fields})
    return journal.entries.add(entry).id


@on_both
def test_the_queue_holds_due_look_backs_and_at_most_three_lessons(journal: Journal) -> None:
    for number in range(1, 6):
        created_at = OLD + timedelta(days=number)
        add(journal, number, created_at=created_at, commitments=(LATER, CLOSED))
    add(journal, 6, commitments=(LATER, DUE), answers=())
    queue = review_queue(journal)
    assert [each.name for each in queue.look_backs] == [f"{from_int(6)}/2"]
    assert [each.entry.id for each in queue.lessons] == [from_int(number) for number in (1, 2, 3)]
    assert queue.next_look_back == LATER.due
    journal.records.add_review(from_int(2), REST)
    journal.records.note_occasion(from_int(5), SLIPPED)
    shown = [each.entry.id for each in review_queue(journal).lessons]
    assert shown == [from_int(number) for number in (5, 1, 3)]
    journal.records.add_review(from_int(2), WAKE)
    assert review_queue(journal).next_lesson == TODAY + timedelta(weeks=1)


@on_both
def test_a_look_back_is_saved_answer_by_answer(journal: Journal) -> None:
    add(journal, 1, commitments=(DUE,))
    found = find_commitment(journal, from_int(1))
    asked = found.begin().answer("kept", NOW).skip(NOW)
    saved = save_commitment(journal, found, asked.commitment)
    assert find_commitment(journal, saved.name).begin().question is not None
    again = find_commitment(journal, saved.name)
    assert (again.commitment.outcome, again.commitment.is_open) == ("kept", True)
    with pytest.raises(ConflictError):
        # The other front end still shows the first question.
        save_commitment(journal, found, found.begin().answer("dropped", NOW).commitment)
    assert find_commitment(journal, saved.name) == again


def test_an_entry_deleted_meanwhile_is_a_conflict(journal: Journal) -> None:
    add(journal, 1, commitments=(DUE,))
    found = find_commitment(journal, from_int(1))
    journal.entries.delete([from_int(1)])
    with pytest.raises(ConflictError):
        save_commitment(journal, found, found.begin().answer("kept", NOW).commitment)


def test_commitments_are_named_by_number(journal: Journal) -> None:
    several = add(journal, 1, commitments=(DUE, LATER, CLOSED))
    one_open = add(journal, 2, commitments=(CLOSED, DUE))
    one_closed = add(journal, 3, commitments=(CLOSED,))
    none = add(journal, 4, commitments=())
    with pytest.raises(UsageError) as ambiguous:
        find_commitment(journal, several)
    assert f"{several}/1" in ambiguous.value.hint
    assert f"{several}/2" in ambiguous.value.hint
    assert f"{several}/3" not in ambiguous.value.hint
    assert find_commitment(journal, one_open).n == 2
    assert find_commitment(journal, one_closed).n == 1
    for missing in (none, f"{one_closed}/2", f"{one_closed}/0", "zzzz/1"):
        with pytest.raises(NotFoundError):
            find_commitment(journal, missing)
    for unreadable in (f"{one_closed}/x", f"{one_closed}/", f"{one_closed}/-1"):
        with pytest.raises(UsageError):
            find_commitment(journal, unreadable)


def test_moving_a_day_leaves_no_trace_of_a_look_back(journal: Journal) -> None:
    add(journal, 1, commitments=(DUE, CLOSED))
    moved = move_due(journal, find_commitment(journal, f"{from_int(1)}/1"), "in 3 weeks")
    assert moved.commitment.due == TODAY + timedelta(weeks=3)
    assert not moved.commitment.renewals
    with pytest.raises(UsageError) as closed:
        move_due(journal, find_commitment(journal, f"{from_int(1)}/2"), "in 3 weeks")
    assert closed.value.command == ("look-back", f"{from_int(1)}/2", "--again")


def test_a_renewal_is_not_mistaken_for_a_due_day(journal: Journal) -> None:
    add(journal, 1, commitments=(DUE,))
    found = find_commitment(journal, from_int(1))
    asked = found.begin().answer("partly", NOW).skip(NOW)
    assert asked.question is NEXT_DAY
    save_commitment(journal, found, asked.answer("tomorrow", NOW).commitment)
    assert not due_look_backs_in(journal.entries.rows(), TODAY)
    assert len(due_look_backs_in(journal.entries.rows(), TODAY + timedelta(days=1))) == 1


@on_both
def test_today_shows_what_waits_but_nothing_private(journal: Journal) -> None:
    assert read_today(journal).is_empty
    last_year = TODAY.replace(year=TODAY.year - 1)
    add(journal, 1, commitments=(DUE,), answers=())
    add(journal, 2, commitments=(DUE,), answers=(), tags=("private",))
    add(journal, 3, tags=("private",), commitments=())
    add(journal, 4, state="capture", answers=(), commitments=())
    add(journal, 5, occurred_on=last_year, answers=(), commitments=())
    add(journal, 6, occurred_on=last_year, answers=(), commitments=(), tags=("private",))
    today = read_today(journal)
    assert [each.name for each in today.look_backs] == [f"{from_int(1)}/1"]
    assert not today.has_lessons
    assert [entry.id for entry in today.captures] == [from_int(4)]
    assert [entry.id for entry in today.earlier] == [from_int(5)]
    assert today.private == 2
    add(journal, 7, commitments=())
    assert read_today(journal).has_lessons
    journal.records.add_review(from_int(7), NOT_UP)
    assert not read_today(journal).has_lessons


def test_today_counts_in_a_locked_journal_without_opening_it(tmp_path: Path) -> None:
    folder = seal_folder(tmp_path / "journal")
    unlocked = Journal(folder, clock=lambda: NOW, encryption=open_encryption_in(folder))
    unlocked.entries.capture("first")
    unlocked.entries.fold()
    locked = Journal(folder, clock=lambda: NOW)
    assert read_today(locked).is_empty
    locked.entries.capture("second")
    locked.entries.capture("third")
    today = read_today(locked)
    assert (today.is_locked, today.notes, today.counts) == (
        True,
        2,
        ["2 notes since the last unlocking"],
    )


def test_an_imported_lesson_begins_the_day_it_arrives(journal: Journal) -> None:
    begun = datetime(2019, 1, 1, tzinfo=UTC)
    add(journal, 1, created_at=begun, updated_at=NOW, source="old/1", commitments=())
    queue = review_queue(journal)
    assert not queue.lessons
    assert queue.next_lesson is not None
    assert timedelta(weeks=1) <= queue.next_lesson - TODAY < timedelta(weeks=9)


def test_rows_in_another_order_of_keys_are_counted_too(journal: Journal) -> None:
    from reflect.journal.waiting import due_days, is_private, may_be_due
    from reflect.store.entry_codec import dump, to_document
    from reflect.store.entry_row import EntryRow

    entry = make_entry(commitments=(DUE, CLOSED, LATER, DUE), tags=("private",))
    document = dict(reversed(to_document(entry).items()))
    line = dump(document)
    row = EntryRow(entry.id, "2026-11-21", "2026-11-22T20:30:00+00:00", "entry", line, 0, len(line))
    assert may_be_due(row, TODAY)
    assert due_days(row, TODAY) == [TODAY.isoformat()] * 2
    assert is_private(row)
