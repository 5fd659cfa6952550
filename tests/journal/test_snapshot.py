"""Tests for journal snapshots, including searches, changes on disk and damaged files."""

import os
import shutil
import threading
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, repeat
from pathlib import Path

import pytest

from reflect.errors import DamagedError, NotFoundError
from reflect.journal import Journal
from reflect.journal.snapshot import Counts, Snapshot, SnapshotCache, signature
from reflect.model.commitment import Commitment
from reflect.model.ids import from_int
from reflect.search.parser import parse_query
from reflect.store import paths
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.sealed import open_encryption_in, put
from tests.sealed import opened as plain_text
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import data_of, draft_path, journal_in, put_journal


@pytest.fixture
def warnings() -> list[str]:
    """Return the warnings that the journal has issued."""
    return []


@pytest.fixture
def journal(folder: Path, warnings: list[str]) -> Journal:
    """Return an empty journal with an advancing clock."""
    seconds = map(timedelta, repeat(0), count())
    return Journal(
        folder,
        clock=lambda: NOW + next(seconds),
        warn=lambda line: warnings.append(str(line)),
        encryption=open_encryption_in(folder),
    )


@pytest.fixture
def snapshots(journal: Journal) -> SnapshotCache:
    """Return the snapshot cache of the journal."""
    return journal.snapshots


def read_all(snapshots: SnapshotCache) -> Snapshot:
    """Read the journal and prepare all entries."""
    snapshot = snapshots.read()
    while snapshot.prepare(2):
        pass
    return snapshot


def search(snapshot: Snapshot, text: str) -> list[str]:
    """Return the ids of the entries that match a query."""
    return [item.id for item in snapshot.search(parse_query(text, TODAY), TODAY)]


def ids(*numbers: int) -> list[str]:
    """Return the entry ids for the given numbers."""
    return list(map(from_int, numbers))


def test_first_snapshot_is_empty(snapshots: SnapshotCache) -> None:
    snapshot = snapshots.latest
    assert (len(snapshot), snapshot.ids, snapshot.is_ready) == (0, [], True)
    assert search(snapshot, "launch") == []
    assert snapshot.counts(TODAY) == Counts()


def test_entries_and_drafts_are_sorted_newest_first(
    journal: Journal, snapshots: SnapshotCache
) -> None:
    for number, day, hour in ((1, 5, 9), (2, 9, 9), (3, 5, 8), (4, 5, 10)):
        made = NOW.replace(hour=hour)
        journal.entries.add(make_entry(number, occurred_on=date(2026, 11, day), created_at=made))
    session = journal.drafts.begin("drucker", occurred_on=date(2026, 11, 7))
    journal.drafts.save(session)
    snapshot = snapshots.read()
    assert snapshot.ids == [from_int(2), session.id, *ids(4, 1, 3)]
    days = " ".join(snapshot.day(position)[-2:] for position in range(len(snapshot)))
    assert days == "09 07 05 05 05"
    assert snapshot.index_of(session.id) == 1
    assert snapshot.index_of("0000000000") is None
    assert snapshot.item(1).state == snapshot.entry(session.id).state == "draft"


def test_entry_is_returned_by_id(journal: Journal, snapshots: SnapshotCache) -> None:
    entry = journal.entries.add(make_entry(1))
    snapshot = snapshots.read()
    assert snapshot.entry(entry.id) == entry
    with pytest.raises(NotFoundError):
        snapshot.entry(from_int(2))
    with pytest.raises(IndexError):
        snapshot.item(-1)
    with pytest.raises(IndexError):
        snapshot.item(1)


def test_draft_hides_its_entry(journal: Journal, snapshots: SnapshotCache) -> None:
    entry = journal.entries.add(make_entry(1, state="unfinished", title="Half a story"))
    session = journal.drafts.resume(entry.id)
    session.title = "The whole story"
    journal.drafts.save(session)
    snapshot = read_all(snapshots)
    assert [item.title for item in map(snapshot.item, range(len(snapshot)))] == ["The whole story"]
    assert search(snapshot, "half") == []
    assert search(snapshot, "is:draft whole") == [entry.id]
    assert snapshot.counts(TODAY) == Counts(drafts=1)


def test_search_includes_only_prepared_entries(journal: Journal, snapshots: SnapshotCache) -> None:
    for number in range(1, 6):
        journal.entries.add(make_entry(number, occurred_on=date(2026, 11, number)))
    snapshot = snapshots.read()
    assert search(snapshot, "launch") == []
    snapshot.item(4)
    assert snapshot.prepare(2)
    assert search(snapshot, "launch") == ids(5, 4)
    assert not snapshot.is_ready
    assert not snapshot.prepare(9)
    assert snapshot.is_ready
    assert search(snapshot, "launch") == search(snapshot, "") == ids(5, 4, 3, 2, 1)
    assert snapshot.spellings(parse_query("lanuch", TODAY)) == ["launch"]


def test_entries_are_counted_by_state(journal: Journal, snapshots: SnapshotCache) -> None:
    late, closed = make_commitment(due=TODAY), make_commitment(due=TODAY, looked_back_at=NOW)

    def add(number: int, *made: Commitment, state: str = "entry", tags: tuple[str, ...]) -> None:
        journal.entries.add(make_entry(number, commitments=made, state=state, tags=tags))

    add(1, late, late, tags=("ops", "launch"))
    add(2, closed, make_commitment(due=TODAY + timedelta(days=1)), tags=("launch",))
    add(3, late, state="unfinished", tags=())
    journal.entries.capture("a note", tags=["ops"])
    journal.entries.capture("another")
    snapshot = read_all(snapshots)
    assert snapshot.counts(TODAY) == Counts(entries=2, captures=2, unfinished=1, due=3)
    assert list(snapshot.tags().items()) == [("launch", 2), ("ops", 2)]
    assert len(snapshot.lessons()) == 3


def test_read_reuses_unchanged_entries(journal: Journal, snapshots: SnapshotCache) -> None:
    for number in range(1, 4):
        journal.entries.add(make_entry(number, title=f"Story {number}"))
    journal.drafts.save(session := journal.drafts.begin("drucker", title="Draft story"))
    before = read_all(snapshots)
    old = {entry_id: before.item(position) for position, entry_id in enumerate(before.ids)}
    entry = journal.entries.get(from_int(2))
    journal.entries.replace(replace(entry, title="Changed story"), entry)
    journal.entries.delete([from_int(3)])
    journal.entries.capture("A newer story")
    after = snapshots.read()
    assert after.prepare(1)
    assert not after.prepare(1)
    now = {entry_id: after.item(position) for position, entry_id in enumerate(after.ids)}
    assert {each for each in now if now[each] is old.get(each)} == {from_int(1), session.id}
    assert now[from_int(2)].title == "Changed story"
    assert sorted(search(after, "story")) == sorted(now)
    assert search(after, "changed") == ids(2)
    # The previous snapshot is unchanged.
    assert sorted(search(before, "story")) == sorted(old)
    assert search(before, "changed") == []


def test_search_does_not_find_replaced_versions(
    journal: Journal, snapshots: SnapshotCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.journal.snapshot._MAX_REMOVED", 0)
    entry = journal.entries.add(make_entry(1))
    journal.entries.add(make_entry(2))
    for number in range(9):
        entry = journal.entries.replace(replace(entry, title=f"Version{number}"), entry)
        snapshot = read_all(snapshots)
        assert search(snapshot, "version") == [entry.id]
        assert search(snapshot, f"version{number}") == [entry.id]
        assert len(search(snapshot, "launch")) == 2


def test_has_changed_returns_true_after_each_write(
    journal: Journal, snapshots: SnapshotCache
) -> None:
    entry, session = make_entry(1), journal.drafts.begin("drucker")
    assert snapshots.has_changed(), "never read"
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
        snapshots.read()
        (journal.folder / paths.DRAFTS).mkdir(parents=True, exist_ok=True)
        (journal.folder / paths.DRAFTS / paths.DRAFT_LOCK).touch()
        assert not snapshots.has_changed()
        step()
        assert snapshots.has_changed()


def test_write_during_a_read_counts_as_a_change(
    journal: Journal, snapshots: SnapshotCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = journal.entries.store.read

    def late() -> object:
        content = read()
        journal.entries.add(make_entry(1))
        return content

    monkeypatch.setattr(journal.entries.store, "read", late)
    assert len(snapshots.read()) == 0
    monkeypatch.undo()
    assert snapshots.has_changed()
    assert len(snapshots.read()) == 1


def test_snapshot_can_be_used_while_threads_prepare_it(
    journal: Journal, snapshots: SnapshotCache
) -> None:
    for number in range(1, 150):
        journal.entries.add(make_entry(number))
    snapshot = snapshots.read()
    workers = [
        threading.Thread(target=lambda: [None for _ in iter(lambda: snapshot.prepare(3), False)])
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    seen = 0
    while not snapshot.is_ready:
        now = len(search(snapshot, "launch"))
        assert now >= seen
        seen = now
        assert snapshot.item(seen % 149).title == "Launched without support"
        assert snapshot.counts(TODAY).entries == 149
        assert snapshot.tags().get("launch", 0) <= 149
    for worker in workers:
        worker.join()
    assert sorted(search(snapshot, "launch")) == sorted(snapshot.ids)


def test_signature_includes_drafts_on_request(journal: Journal) -> None:
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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"guide":"drucker"', b'"guide":1'),
        (b'"tags":[', b'"tags":[['),
        (b'"due":"2026', b'"due":"soon'),
        (b'"title":', b'"tilte":'),
        (b'"occurred_on":"2026-11-21"', b'"occurred_on":"yesterday"'),
        (b'"answers":[', b'"answers":' + b"[" * 100_000),
    ],
)
def test_damaged_entry_has_a_placeholder(
    journal: Journal, snapshots: SnapshotCache, old: bytes, new: bytes
) -> None:
    journal.entries.add(make_entry(1))
    journal.entries.fold()
    put_journal(journal.folder, sealed(data_of(journal.folder).replace(old, new)))
    journal.entries.add(make_entry(2))
    snapshot = read_all(snapshots)
    position = snapshot.ids.index(from_int(1))
    assert snapshot.item(position).title == "(this entry can't be read)"
    assert snapshot.item(position).state == "damaged"
    assert search(snapshot, "launch") == ids(2)
    assert sorted(search(snapshot, "")) == sorted(search(snapshot, "-is:capture")) == ids(1, 2)
    assert snapshot.counts(TODAY).entries == 2
    assert [item.id for item in snapshot.lessons()] == ids(2)
    with pytest.raises(DamagedError):
        snapshot.entry(from_int(1))


def test_entry_without_optional_keys_is_valid(journal: Journal, snapshots: SnapshotCache) -> None:
    journal.entries.add(make_entry(1))
    journal.entries.fold()
    put_journal(journal.folder, sealed(data_of(journal.folder).replace(b'"repeats":[],', b"")))
    assert search(read_all(snapshots), "launch") == ids(1)


def test_read_warns_about_a_damaged_draft(
    journal: Journal, snapshots: SnapshotCache, warnings: list[str]
) -> None:
    journal.drafts.save(session := journal.drafts.begin("drucker"))
    put(draft_path(journal.folder, session.id), b"no draft")
    assert len(snapshots.read()) == 0
    assert [line for line in warnings if session.id in line]


def test_copied_draft_appears_once(journal: Journal, snapshots: SnapshotCache) -> None:
    journal.drafts.save(session := journal.drafts.begin("drucker", title="The only draft"))
    shutil.copy(draft_path(journal.folder, session.id), draft_path(journal.folder, from_int(7)))
    snapshot = read_all(snapshots)
    assert snapshot.ids == search(snapshot, "draft") == [session.id]


def test_draft_with_an_edited_id_can_be_searched(
    journal: Journal, snapshots: SnapshotCache
) -> None:
    journal.drafts.save(session := journal.drafts.begin("drucker", title="The only draft"))
    path = draft_path(journal.folder, session.id)
    put(path, plain_text(path).replace(session.id.encode(), b"no id"))
    snapshot = read_all(snapshots)
    assert search(snapshot, "draft") == ["no id"]
    assert snapshot.spellings(parse_query("drafts", TODAY)) == []


def test_failed_read_keeps_the_previous_snapshot(
    journal: Journal, snapshots: SnapshotCache
) -> None:
    journal.entries.add(make_entry(1))
    before = read_all(snapshots)
    inbox = journal.folder / paths.INBOX
    data = inbox.read_bytes()
    inbox.write_bytes(b"reflect-inbox 2 token 1\n" + data)
    for _ in range(2):
        assert snapshots.has_changed()
        with pytest.raises(DamagedError):
            snapshots.read()
        assert snapshots.latest is before
    assert search(before, "launch") == ids(1)
    os.replace(inbox, inbox.with_suffix(".bad"))
    inbox.write_bytes(data)
    assert search(read_all(snapshots), "launch") == ids(1)
