"""One reading of the journal: what it shows, when it is out of date, and what stands in its way."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, repeat
from pathlib import Path

import pytest

from reflect.errors import NotFoundError
from reflect.journal import Journal
from reflect.journal.snapshot import Counts, Snapshot, SnapshotCache, signature
from reflect.model.commitment import Commitment
from reflect.model.ids import from_int
from reflect.search.parser import parse_query
from reflect.store import paths
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.sealed import open_encryption_in
from tests.store.helpers_journals import journal_in


@pytest.fixture
def said() -> list[str]:
    """What the journal told its user."""
    return []


@pytest.fixture
def journal(folder: Path, said: list[str]) -> Journal:
    """An empty journal."""
    seconds = map(timedelta, repeat(0), count())
    return Journal(
        folder,
        clock=lambda: NOW + next(seconds),
        warn=lambda line: said.append(str(line)),
        encryption=open_encryption_in(folder),
    )


@pytest.fixture
def shelf(journal: Journal) -> SnapshotCache:
    """Its shelf."""
    return SnapshotCache(journal)


def opened(shelf: SnapshotCache) -> Snapshot:
    """Read the journal anew and open all of it."""
    reading = shelf.read()
    while reading.prepare(2):
        pass
    return reading


def found(reading: Snapshot, text: str) -> list[str]:
    """Search a reading; name what was found."""
    return [item.id for item in reading.search(parse_query(text, TODAY), TODAY)]


def ids(*numbers: int) -> list[str]:
    """Give the ids of entries by the numbers they were made with."""
    return list(map(from_int, numbers))


def test_before_it_is_read_a_journal_holds_nothing(shelf: SnapshotCache) -> None:
    reading = shelf.latest
    assert (len(reading), reading.ids, reading.is_ready) == (0, [], True)
    assert found(reading, "launch") == []
    assert reading.counts(TODAY) == Counts()


def test_the_newest_comes_first_and_drafts_stand_among_the_entries(
    journal: Journal, shelf: SnapshotCache
) -> None:
    for number, day, hour in ((1, 5, 9), (2, 9, 9), (3, 5, 8), (4, 5, 10)):
        made = NOW.replace(hour=hour)
        journal.entries.add(make_entry(number, occurred_on=date(2026, 11, day), created_at=made))
    session = journal.drafts.begin("drucker", occurred_on=date(2026, 11, 7))
    journal.drafts.save(session)
    reading = shelf.read()
    assert reading.ids == [from_int(2), session.id, *ids(4, 1, 3)]
    days = " ".join(reading.day(place)[-2:] for place in range(len(reading)))
    assert days == "09 07 05 05 05"
    assert reading.index_of(session.id) == 1
    assert reading.index_of("0000000000") is None
    assert reading.item(1).state == reading.entry(session.id).state == "draft"


def test_an_entry_is_opened_whole_by_its_id(journal: Journal, shelf: SnapshotCache) -> None:
    entry = journal.entries.add(make_entry(1))
    reading = shelf.read()
    assert reading.entry(entry.id) == entry
    with pytest.raises(NotFoundError):
        reading.entry(from_int(2))
    with pytest.raises(IndexError):
        reading.item(-1)
    with pytest.raises(IndexError):
        reading.item(1)


def test_a_draft_hides_the_entry_it_goes_on_with(journal: Journal, shelf: SnapshotCache) -> None:
    entry = journal.entries.add(make_entry(1, state="unfinished", title="Half a story"))
    session = journal.drafts.resume(entry.id)
    session.title = "The whole story"
    journal.drafts.save(session)
    reading = opened(shelf)
    assert [item.title for item in map(reading.item, range(len(reading)))] == ["The whole story"]
    assert found(reading, "half") == []
    assert found(reading, "is:draft whole") == [entry.id]
    assert reading.counts(TODAY) == Counts(drafts=1)


def test_a_search_finds_what_is_open_so_far(journal: Journal, shelf: SnapshotCache) -> None:
    for number in range(1, 6):
        journal.entries.add(make_entry(number, occurred_on=date(2026, 11, number)))
    reading = shelf.read()
    assert found(reading, "launch") == []
    reading.item(4)
    assert reading.prepare(2)
    assert found(reading, "launch") == ids(5, 4)
    assert not reading.is_ready
    assert not reading.prepare(9)
    assert reading.is_ready
    assert found(reading, "launch") == found(reading, "") == ids(5, 4, 3, 2, 1)
    assert reading.spellings(parse_query("lanuch", TODAY)) == ["launch"]


def test_entries_are_counted_by_what_they_wait_for(journal: Journal, shelf: SnapshotCache) -> None:
    late, closed = make_commitment(due=TODAY), make_commitment(due=TODAY, looked_back_at=NOW)

    def add(number: int, *made: Commitment, state: str = "entry", tags: tuple[str, ...]) -> None:
        journal.entries.add(make_entry(number, commitments=made, state=state, tags=tags))

    add(1, late, late, tags=("ops", "launch"))
    add(2, closed, make_commitment(due=TODAY + timedelta(days=1)), tags=("launch",))
    add(3, late, state="unfinished", tags=())
    journal.entries.capture("a note", tags=["ops"])
    journal.entries.capture("another")
    reading = opened(shelf)
    assert reading.counts(TODAY) == Counts(entries=2, captures=2, unfinished=1, due=3)
    assert list(reading.tags().items()) == [("launch", 2), ("ops", 2)]
    assert len(reading.lessons()) == 3


def test_what_did_not_change_needs_no_opening_again(journal: Journal, shelf: SnapshotCache) -> None:
    for number in range(1, 4):
        journal.entries.add(make_entry(number, title=f"Story {number}"))
    journal.drafts.save(session := journal.drafts.begin("drucker", title="Draft story"))
    before = opened(shelf)
    old = {entry_id: before.item(place) for place, entry_id in enumerate(before.ids)}
    entry = journal.entries.get(from_int(2))
    journal.entries.replace(replace(entry, title="Changed story"), entry)
    journal.entries.delete([from_int(3)])
    journal.entries.capture("A newer story")
    after = shelf.read()
    assert after.prepare(1)
    assert not after.prepare(1)
    now = {entry_id: after.item(place) for place, entry_id in enumerate(after.ids)}
    assert {one for one in now if now[one] is old.get(one)} == {from_int(1), session.id}
    assert now[from_int(2)].title == "Changed story"
    assert sorted(found(after, "story")) == sorted(now)
    assert found(after, "changed") == ids(2)
    # The reading before is as it was.
    assert sorted(found(before, "story")) == sorted(old)
    assert found(before, "changed") == []


def test_after_many_changes_nothing_old_is_found(
    journal: Journal, shelf: SnapshotCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.journal.snapshot._MAX_REMOVED", 0)
    entry = journal.entries.add(make_entry(1))
    journal.entries.add(make_entry(2))
    for number in range(9):
        entry = journal.entries.replace(replace(entry, title=f"Version{number}"), entry)
        reading = opened(shelf)
        assert found(reading, "version") == [entry.id]
        assert found(reading, f"version{number}") == [entry.id]
        assert len(found(reading, "launch")) == 2


def test_changes_on_disk_are_noticed(journal: Journal, shelf: SnapshotCache) -> None:
    entry, session = make_entry(1), journal.drafts.begin("drucker")
    assert shelf.has_changed(), "it was never read"
    for step in (
        lambda: journal.entries.add(entry),
        journal.entries.fold,
        lambda: journal.entries.capture("a note"),
        lambda: journal.entries.replace(replace(entry, title="New"), entry),
        lambda: journal.tags.rename("launch", "lounge"),
        lambda: journal.tags.rename("lounge", "launch"),
        lambda: journal.drafts.save(session),
        lambda: journal.drafts.save(replace(session, title="New")),
        lambda: journal.drafts.discard(session.id),
        lambda: journal_in(journal.folder).unlink(),
    ):
        shelf.read()
        (journal.folder / paths.DRAFTS).mkdir(parents=True, exist_ok=True)
        (journal.folder / paths.DRAFTS / paths.DRAFT_LOCK).touch()
        assert not shelf.has_changed()
        step()
        assert shelf.has_changed()


def test_what_is_written_while_it_is_read_counts_as_a_change(
    journal: Journal, shelf: SnapshotCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = journal.entries.store.rows

    def late() -> object:
        rows = read()
        journal.entries.add(make_entry(1))
        return rows

    monkeypatch.setattr(journal.entries.store, "rows", late)
    assert len(shelf.read()) == 0
    monkeypatch.undo()
    assert shelf.has_changed()
    assert len(shelf.read()) == 1


def test_it_may_be_used_while_another_thread_prepares_it(
    journal: Journal, shelf: SnapshotCache
) -> None:
    for number in range(1, 150):
        journal.entries.add(make_entry(number))
    reading = shelf.read()
    workers = [
        threading.Thread(target=lambda: [None for _ in iter(lambda: reading.prepare(3), False)])
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    seen = 0
    while not reading.is_ready:
        now = len(found(reading, "launch"))
        assert now >= seen
        seen = now
        assert reading.item(seen % 149).title == "Launched without support"
        assert reading.counts(TODAY).entries == 149
        assert reading.tags().get("launch", 0) <= 149
    for worker in workers:
        worker.join()
    assert sorted(found(reading, "launch")) == sorted(reading.ids)


def test_a_draft_changes_the_files_only_for_those_who_look_at_drafts(journal: Journal) -> None:
    journal.entries.add(make_entry())
    entries, everything = (
        signature(journal.folder, with_drafts=drafts) for drafts in (False, True)
    )
    (journal.folder / paths.DRAFTS).mkdir(exist_ok=True)
    (journal.folder / paths.DRAFTS / "x.json").write_text("{}")
    assert signature(journal.folder) == entries
    assert signature(journal.folder, with_drafts=True) != everything
    journal.entries.add(make_entry(2))
    assert signature(journal.folder) != entries
