"""Tests for occasions and answers in reviews, which follow their entries."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from reflect.errors import NotFoundError, UsageError
from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.model.ids import new_id, to_int
from reflect.model.review import NOT_UP, REST, SLIPPED, USED
from tests.factories import NOW, make_entry
from tests.sealed import on_both, open_encryption_in, opened

DAY = timedelta(days=1)


class Clock:
    """A clock that a test sets by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(folder: Path, clock: Clock) -> Journal:
    """Return a journal with two entries, one of them in the inbox."""
    journal = Journal(folder, clock=clock, encryption=open_encryption_in(folder))
    journal.entries.add_all([make_entry(1)])
    journal.entries.add(make_entry(2))
    return journal


@pytest.fixture
def entry() -> Entry:
    return make_entry(2)


def tables(folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    """Return the tables of a journal in plain text, as any JSON tool reads them."""
    parsed: dict[str, dict[str, dict[str, object]]] = json.loads(
        (folder / "journal.json").read_bytes()
    )
    return parsed


@on_both
def test_occasion_is_noted_and_undone(journal: Journal, clock: Clock, entry: Entry) -> None:
    used = journal.records.note_occasion(entry.id, USED, note="on the phone")
    clock.now += timedelta(hours=1)
    slipped = journal.records.note_occasion(make_entry(1).id, SLIPPED, on=NOW.date() - DAY)
    assert journal.records.occasions() == [used, slipped]
    assert (used.on, used.at, used.note) == (NOW.date(), NOW, "on the phone")
    assert journal.records.undo_occasion() == slipped
    assert journal.records.undo_occasion() == used
    assert journal.records.undo_occasion() is None
    assert journal.records.occasions() == []


def test_second_occasion_of_a_day_replaces_the_first_until_undone(
    journal: Journal, entry: Entry
) -> None:
    # The clock does not move, as in a script that notes both at once.
    first = journal.records.note_occasion(entry.id, USED)
    other = journal.records.note_occasion(make_entry(1).id, USED)
    second = journal.records.note_occasion(entry.id, SLIPPED, note="after all")
    assert journal.records.occasions() == [other, second]
    assert journal.records.undo_occasion() == second
    assert journal.records.occasions() == [first, other]


def test_review_notes_an_occasion_and_undo_removes_both(journal: Journal, entry: Entry) -> None:
    rest = journal.records.add_review(make_entry(1).id, REST)
    slipped = journal.records.add_review(entry.id, SLIPPED)
    records = journal.records.read()
    assert records.reviews == (rest, slipped)
    assert [(one.id, one.outcome, one.on) for one in records.occasions] == [
        (slipped.occasion, SLIPPED, NOW.date())
    ]
    assert journal.records.undo_review() == slipped
    assert journal.records.read().occasions == ()
    assert journal.records.reviews() == [rest]
    not_up = journal.records.add_review(entry.id, NOT_UP)
    assert not_up.occasion == ""
    assert journal.records.occasions() == []


def test_undone_occasion_of_a_review_takes_the_answer_along(journal: Journal, entry: Entry) -> None:
    journal.records.add_review(entry.id, USED)
    later = journal.records.add_review(make_entry(1).id, NOT_UP)
    assert journal.records.undo_occasion() is not None
    assert journal.records.reviews() == [later]


@on_both
def test_records_are_gone_and_back_with_their_entry(journal: Journal, entry: Entry) -> None:
    other = journal.records.note_occasion(make_entry(1).id, USED)
    kept = journal.records.note_occasion(entry.id, SLIPPED)
    review = journal.records.add_review(entry.id, REST)
    journal.entries.delete([entry.id])
    assert (journal.records.occasions(), journal.records.reviews()) == ([other], [])
    assert journal.records.undo_review() is None
    assert journal.records.undo_occasion() == other
    journal.entries.restore([entry.id])
    assert (journal.records.occasions(), journal.records.reviews()) == ([kept], [review])


@on_both
def test_records_of_an_entry_deleted_for_good_are_removed(
    journal: Journal, folder: Path, entry: Entry
) -> None:
    other = journal.records.note_occasion(make_entry(1).id, USED)
    journal.records.add_review(entry.id, SLIPPED)
    journal.entries.delete([entry.id])
    journal.entries.forget([entry.id])
    data = opened(Path(journal.encryption.keys.journal))
    assert entry.id.encode() not in data
    assert journal.records.occasions() == [other]


def test_records_go_when_the_trash_is_emptied(journal: Journal, folder: Path, clock: Clock) -> None:
    gone = make_entry(2)
    journal.records.note_occasion(gone.id, USED)
    journal.entries.delete([gone.id])
    for _ in range(7):
        clock.now += timedelta(days=7)
        journal.tags.change([make_entry(1).id], add=[f"day{clock.now.day}"])
    assert "occasions" not in tables(folder)


def test_records_stay_while_a_version_of_the_entry_is_left(
    journal: Journal, entry: Entry, clock: Clock
) -> None:
    kept = journal.records.note_occasion(entry.id, USED)
    # A newer version that another program put into the inbox moves the older one to the trash.
    journal.entries.add(make_entry(2, updated_at=NOW + DAY, title="Edited elsewhere"))
    journal.entries.fold()
    journal.entries.forget([entry.id])
    assert journal.records.occasions() == [kept]


def test_what_does_not_exist_is_refused(journal: Journal, folder: Path, entry: Entry) -> None:
    journal.entries.delete([entry.id])
    before = (folder / "journal.json").read_bytes()
    for about in (entry.id, new_id(), "no id"):
        with pytest.raises(NotFoundError):
            journal.records.note_occasion(about, USED)
        with pytest.raises(NotFoundError):
            journal.records.add_review(about, REST)
    known = make_entry(1).id
    with pytest.raises(UsageError):
        journal.records.note_occasion(known, "forgot")
    with pytest.raises(UsageError):
        journal.records.add_review(known, "forgot")
    with pytest.raises(UsageError):
        journal.records.note_occasion(known, USED, on=NOW.date() + DAY)
    assert (folder / "journal.json").read_bytes() == before


def test_clock_that_goes_back_keeps_the_order(journal: Journal, clock: Clock, entry: Entry) -> None:
    clock.now = NOW + timedelta(hours=2)
    first = journal.records.note_occasion(entry.id, USED)
    clock.now = NOW
    second = journal.records.note_occasion(entry.id, SLIPPED)
    assert journal.records.occasions() == [second]
    assert journal.records.undo_occasion() == second
    assert journal.records.occasions() == [first]


def test_record_from_a_wrong_clock_is_not_the_last_for_ever(
    journal: Journal, clock: Clock, entry: Entry
) -> None:
    clock.now = NOW + timedelta(days=3000)
    wrong = journal.records.note_occasion(entry.id, USED)
    clock.now = NOW
    right = journal.records.note_occasion(entry.id, SLIPPED)
    assert right.at == NOW
    assert journal.records.undo_occasion() == right
    assert journal.records.undo_occasion() == wrong


def test_records_lie_in_tables_of_their_own_sorted_by_time(
    journal: Journal, folder: Path, clock: Clock, entry: Entry
) -> None:
    noted = []
    for number in range(4):
        clock.now = NOW + number * DAY
        noted.append(journal.records.note_occasion(entry.id, USED, on=date(2026, 11, 1 + number)))
    documents = tables(folder)["occasions"]
    assert list(documents) == [str(to_int(one.id)) for one in noted]
    assert documents[str(to_int(noted[0].id))] == {
        "id": noted[0].id,
        "at": NOW.isoformat(),
        "about": entry.id,
        "outcome": "used",
        "on": "2026-11-01",
        "note": "",
    }
    with TinyDB(folder / "journal.json", access_mode="r") as database:
        assert len(database.table("occasions")) == 4


def test_loaded_records_are_those_of_the_last_read(journal: Journal, entry: Entry) -> None:
    assert journal.records.loaded().occasions == ()
    journal.entries.rows()
    noted = journal.records.note_occasion(entry.id, USED)
    assert journal.records.loaded().occasions == ()
    journal.entries.rows()
    assert journal.records.loaded().occasions == (noted,)
