"""What one reading of the journal makes of files that are not as they should be."""

import os
import shutil
from pathlib import Path

import pytest

from reflect.errors import DamagedError
from reflect.journal import Journal
from reflect.journal.snapshot import SnapshotCache
from reflect.model.ids import from_int
from reflect.search.parser import parse_query
from reflect.store import paths
from tests.factories import NOW, TODAY, make_entry
from tests.journal.test_snapshot import found, ids, opened
from tests.sealed import open_encryption_in, put
from tests.sealed import opened as unsealed
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import data_of, draft_path, put_journal


@pytest.fixture
def said() -> list[str]:
    """What the journal told its user."""
    return []


@pytest.fixture
def journal(folder: Path, said: list[str]) -> Journal:
    """An empty journal."""
    return Journal(
        folder,
        clock=lambda: NOW,
        warn=lambda line: said.append(str(line)),
        encryption=open_encryption_in(folder),
    )


@pytest.fixture
def shelf(journal: Journal) -> SnapshotCache:
    """Its shelf."""
    return SnapshotCache(journal)


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
def test_an_entry_that_cannot_be_read_stands_among_the_others(
    journal: Journal, shelf: SnapshotCache, old: bytes, new: bytes
) -> None:
    journal.entries.add(make_entry(1))
    journal.entries.fold()
    put_journal(journal.folder, sealed(data_of(journal.folder).replace(old, new)))
    journal.entries.add(make_entry(2))
    reading = opened(shelf)
    place = reading.ids.index(from_int(1))
    assert reading.item(place).title == "(this entry can't be read)"
    assert reading.item(place).state == "damaged"
    assert found(reading, "launch") == ids(2)
    assert sorted(found(reading, "")) == sorted(found(reading, "-is:capture")) == ids(1, 2)
    assert reading.counts(TODAY).entries == 2
    assert [item.id for item in reading.lessons()] == ids(2)
    with pytest.raises(DamagedError):
        reading.entry(from_int(1))


def test_an_entry_without_its_optional_keys_is_no_damage(
    journal: Journal, shelf: SnapshotCache
) -> None:
    journal.entries.add(make_entry(1))
    journal.entries.fold()
    put_journal(journal.folder, sealed(data_of(journal.folder).replace(b'"repeats":[],', b"")))
    assert found(opened(shelf), "launch") == ids(1)


def test_what_the_journal_warns_of_is_said(
    journal: Journal, shelf: SnapshotCache, said: list[str]
) -> None:
    journal.drafts.save(session := journal.drafts.begin("drucker"))
    put(draft_path(journal.folder, session.id), b"no draft")
    assert len(shelf.read()) == 0
    assert [line for line in said if session.id in line]


def test_of_a_draft_that_was_copied_by_hand_one_is_there(
    journal: Journal, shelf: SnapshotCache
) -> None:
    journal.drafts.save(session := journal.drafts.begin("drucker", title="The only draft"))
    shutil.copy(draft_path(journal.folder, session.id), draft_path(journal.folder, from_int(7)))
    reading = opened(shelf)
    assert reading.ids == found(reading, "draft") == [session.id]


def test_a_draft_whose_id_was_changed_is_searched_all_the_same(
    journal: Journal, shelf: SnapshotCache
) -> None:
    journal.drafts.save(session := journal.drafts.begin("drucker", title="The only draft"))
    path = draft_path(journal.folder, session.id)
    put(path, unsealed(path).replace(session.id.encode(), b"no id"))
    reading = opened(shelf)
    assert found(reading, "draft") == ["no id"]
    assert reading.spellings(parse_query("drafts", TODAY)) == []


def test_a_reading_that_fails_leaves_the_one_before(journal: Journal, shelf: SnapshotCache) -> None:
    journal.entries.add(make_entry(1))
    before = opened(shelf)
    inbox = journal.folder / paths.INBOX
    kept = inbox.read_bytes()
    inbox.write_bytes(b"no inbox\n" + kept)
    for _ in range(2):
        assert shelf.has_changed()
        with pytest.raises(DamagedError):
            shelf.read()
        assert shelf.latest is before
    assert found(before, "launch") == ids(1)
    os.replace(inbox, inbox.with_suffix(".bad"))
    inbox.write_bytes(kept)
    assert found(opened(shelf), "launch") == ids(1)
