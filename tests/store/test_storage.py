"""Tests for the exact bytes of the journal file, and for TinyDB on top of it."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB
from tinydb.table import Document

from reflect.errors import DamagedError
from reflect.model.ids import from_int
from reflect.store.entry_codec import dump, to_document
from reflect.store.storage import JournalStorage
from tests.factories import NOW
from tests.store.helpers_journals import numbered, small, store_in


def line_of(number: int) -> str:
    """Return the JSON of a small entry, written out in full."""
    return (
        f'{{"id":"000000000{number}","occurred_on":"2026-11-21",'
        f'"created_at":"2026-11-22T20:3{number}:00+00:00","state":"entry",'
        f'"title":"Entry {number}","guide":"drucker",'
        '"updated_at":"2026-11-22T20:30:00+00:00","kind":"complex","reason":"uncertainty",'
        '"tags":[],"repeats":[],"near_miss":false,"patterns":[],"source":"","extra":{},'
        '"ratings":[],"commitments":[],'
        '"answers":[{"prompt":"note","question":"?","text":"so"}]}'
    )


def opened(path: Path) -> tuple[JournalStorage, TinyDB]:
    """Open a journal with TinyDB, using our storage."""
    storage = JournalStorage(str(path), path.read_bytes())
    return storage, TinyDB(storage, storage=lambda storage: storage)


@pytest.fixture
def path(folder: Path) -> Path:
    """Create a journal with two small entries, and one in the trash."""
    store = store_in(folder)
    with store.changing() as changes:
        for number in (3, 1, 2):
            changes.upsert(small(number))
    with store.changing() as changes:
        changes.trash([from_int(3)], NOW)
    return folder / "journal.json"


def test_file_matches_the_documented_format(path: Path) -> None:
    data = path.read_bytes()
    token = (path.parent / "journal.inbox").read_text().split(" ")[2]
    zeros = (
        f'{{"meta":{{"1":{{"sha256":"{"0" * 64}","format":2,"generation":2,'
        f'"inbox":["{token}",43]}}}},\n'
        '"entries":{\n'
        f'"1":{line_of(1)},\n'
        f'"2":{line_of(2)}\n'
        "},\n"
        '"trash":{\n'
        f'"3":{{"deleted_at":"2026-11-22T20:30:00+00:00","entry":{line_of(3)}}}\n'
        "}}\n"
    )
    digest = hashlib.sha256(zeros.encode()).hexdigest()
    assert data == zeros.replace("0" * 64, digest, 1).encode()


def test_empty_journal_has_an_entry_table(folder: Path) -> None:
    store = store_in(folder)
    store.add(small(1))
    with store.changing() as changes:
        changes.trash([from_int(1)], NOW)
    with store.changing() as changes:
        changes.forget([from_int(1)])
    head, rest = (folder / "journal.json").read_bytes().split(b"\n", 1)
    assert rest == b'"entries":{\n}}\n'
    assert store.rows() == []
    assert json.loads(head + rest)["entries"] == {}


def test_stock_tinydb_reads_the_journal(path: Path) -> None:
    with TinyDB(path, encoding="utf-8") as stock:
        entries = stock.table("entries")
        assert [doc["title"] for doc in entries.all()] == ["Entry 1", "Entry 2"]
        found = entries.get(doc_id=2)
        assert found == dict(to_document(small(2)))
        assert stock.tables() == {"meta", "entries", "trash"}
        assert stock.table("trash").get(doc_id=3) == {
            "deleted_at": NOW.isoformat(),
            "entry": dict(to_document(small(3))),
        }


def test_storage_returns_the_same_documents_as_stock_tinydb(path: Path) -> None:
    _, ours = opened(path)
    with TinyDB(path, encoding="utf-8") as stock:
        for name in ("entries", "trash"):
            assert ours.table(name).all() == stock.table(name).all()


def test_nothing_is_written_before_flush(path: Path) -> None:
    before = path.read_bytes()
    storage, database = opened(path)
    database.table("entries").update({"title": "New"}, Query().title == "Entry 1")
    database.close()
    assert path.read_bytes() == before
    assert storage.head.generation == 2


def test_many_tinydb_operations_cause_a_single_write(path: Path) -> None:
    storage, database = opened(path)
    entries = database.table("entries")
    entries.update({"title": "New"}, Query().title == "Entry 1")
    entries.remove(doc_ids=[2])
    entries.insert(Document(dict(to_document(small(7))), 7))
    storage.flush("", 0)
    rows = store_in(path.parent).rows()
    assert [row.entry().title for row in rows] == ["New", "Entry 7"]
    assert b'"generation":3' in path.read_bytes()


def test_unchanged_documents_keep_their_bytes(path: Path) -> None:
    odd = path.read_bytes().replace(b'"title":"Entry 2"', b'"title" :  "Entry 2"')
    sealed(path, odd)
    with store_in(path.parent).changing() as changes:
        assert [entry.title for entry in changes.entries()] == ["Entry 1", "Entry 2"]
        changes.upsert(small(1))
    assert b'"title" :  "Entry 2"' in path.read_bytes()


def test_entries_are_stored_in_order_of_creation(folder: Path) -> None:
    store = store_in(folder)
    for numbers in ((5, 1), (3,), (4, 2)):
        with store.changing() as changes:
            for number in numbers:
                changes.upsert(small(number))
    assert [row.id for row in store.rows()] == [from_int(number) for number in range(1, 6)]


def test_entries_with_different_utc_offsets_are_in_order(folder: Path) -> None:
    from datetime import timedelta, timezone

    store = store_in(folder)
    with store.changing() as changes:
        changes.upsert(small(1))
        east = (NOW + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=9)))
        changes.upsert(small(2))
        changes.upsert(numbered(3, created_at=east))
    assert [row.id for row in store.rows()] == [from_int(number) for number in (3, 1, 2)]


def test_same_entries_produce_the_same_file(tmp_path: Path) -> None:
    lines = []
    for numbers in ((1, 2, 3), (3, 2, 1)):
        store = store_in(tmp_path / str(numbers[0]))
        for number in numbers:
            with store.changing() as changes:
                changes.upsert(numbered(number, created_at=NOW))
        lines.append(Path(store.path).read_bytes().split(b"\n", 1)[1])
    assert lines[0] == lines[1]


def test_unknown_tables_are_preserved(path: Path) -> None:
    data = path.read_bytes().replace(b'},\n"trash"', b'},\n"reviews":{\n"4":{"n":1}\n},\n"trash"')
    sealed(path, data)
    store = store_in(path.parent)
    with store.changing() as changes:
        changes.upsert(small(8))
    with TinyDB(path, encoding="utf-8") as stock:
        assert stock.table("reviews").get(doc_id=4) == {"n": 1}
    assert len(store.rows()) == 3


def test_table_with_an_unusual_name_is_preserved(path: Path) -> None:
    data = path.read_bytes().replace(
        b'},\n"trash"', b'},\n"a \\"b\\" \xc3\xa9":{\n"4":{"n":1}\n},\n"trash"'
    )
    sealed(path, data)
    store = store_in(path.parent)
    with store.changing() as changes:
        changes.upsert(small(8))
    assert len(store.rows()) == 3
    assert json.loads(path.read_bytes())['a "b" é'] == {"4": {"n": 1}}
    assert store.warnings == []


def test_file_with_a_wrong_checksum_is_not_opened_for_writing(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Entry 1", b"Entry 9"))
    with pytest.raises(DamagedError, match="checksum"):
        opened(path)
    storage = JournalStorage(str(path), path.read_bytes(), accept=True)
    titles = [document["title"] for document in storage.read()["entries"].values()]
    assert titles == ["Entry 9", "Entry 2"]


def sealed(path: Path, data: bytes) -> None:
    """Write a journal after correcting its checksum."""
    start = len('{"meta":{"1":{"sha256":"')
    zeros = data[:start] + b"0" * 64 + data[start + 64 :]
    digest = hashlib.sha256(zeros).hexdigest().encode()
    path.write_bytes(data[:start] + digest + data[start + 64 :])


def test_valid_file_in_another_layout_is_rewritten_in_ours(path: Path) -> None:
    found: dict[str, Any] = json.loads(path.read_bytes())
    sealed(path, dump(found))
    store = store_in(path.parent)
    assert [row.entry().title for row in store.rows()] == ["Entry 1", "Entry 2"]
    assert store.warnings == []
    with store.changing() as changes:
        changes.upsert(small(8))
    assert path.read_bytes().count(b"\n") == 9
    assert [row.entry().title for row in store.rows()] == ["Entry 1", "Entry 2", "Entry 8"]
