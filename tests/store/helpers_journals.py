"""Helpers that create journals, and read their contents for comparison."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reflect.doctor.finding import Finding
from reflect.doctor.journal_files import check_journal_files
from reflect.errors import DamagedError
from reflect.model.alias import Alias
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from reflect.model.pattern import Pattern
from reflect.model.review import SLIPPED, USED, Occasion, Review
from reflect.store import layout, paths
from reflect.store.backups.archive import Archive
from reflect.store.backups.catalog import stamp
from reflect.store.changes import ChangeSet
from reflect.store.drafts import Drafts
from reflect.store.entry_codec import Trashed
from reflect.store.record_codec import (
    ALIAS_TABLE,
    OCCASION_TABLE,
    PATTERN_TABLE,
    REVIEW_TABLE,
    Record,
)
from reflect.store.storage import render
from reflect.store.store import Store
from tests.factories import NOW, make_entry
from tests.sealed import keys_in, opened, put

DRAFT = from_int(900)


def numbered(number: int, **overrides: Any) -> Entry:
    """Return an entry with a unique id, creation time and title."""
    values = {"title": f"Entry {number}", "created_at": NOW + timedelta(minutes=number)}
    return make_entry(number, **values | overrides)


def small(number: int) -> Entry:
    """Return an entry that takes up only a few bytes."""
    return numbered(number, answers=(Answer("note", "?", "so"),), commitments=(), tags=())


def store_in(folder: Path, wait: float = 5.0, at: datetime | None = None) -> Store:
    """Return the store of a folder. It makes backups if a time is given."""
    clock = None if at is None else lambda: at
    return Store(folder, wait=wait, clock=clock, keys=keys_in(folder))


def save_at(folder: Path, at: datetime, number: int = 9) -> Store:
    """Save a small entry to the journal at the given time; return the store."""
    store = store_in(folder, at=at)
    with store.changing() as changes:
        changes.upsert(small(number))
    return store


def backup_names(folder: Path) -> list[str]:
    """Return the names in the backup folder, oldest first."""
    return sorted(os.listdir(folder / "backups"))


def archive_in(folder: Path, at: datetime = NOW, wait: float = 5.0) -> Archive:
    """Return the archive of a folder at the given time."""
    return Archive(folder, lambda: at, wait=wait, keys=keys_in(folder))


def drafts_in(folder: Path, wait: float = 5.0) -> Drafts:
    """Return the drafts of a folder."""
    return Drafts(folder, wait, keys_in(folder))


def save_draft(folder: Path, data: dict[str, Any], draft_id: str = DRAFT) -> None:
    """Save a draft, based on its current version."""
    drafts = drafts_in(folder)
    drafts.save(draft_id, data, drafts.version(draft_id))


def doctor_findings(folder: Path, limit: int = 0) -> list[Finding]:
    """Return the doctor's findings, without the one that the keys are in order."""
    found = check_journal_files(folder, limit, keys_in(folder))
    return [one for one in found if one.level != "ok" or not one.path.endswith(paths.IDENTITY)]


def journal_in(folder: Path) -> Path:
    """Return the path of a folder's journal file."""
    return Path(keys_in(folder).journal)


def data_of(folder: Path) -> bytes:
    """Return the decrypted contents of a folder's journal file."""
    return opened(journal_in(folder))


def put_journal(folder: Path, data: bytes) -> None:
    """Write the journal of a folder, encrypted if the folder is."""
    put(journal_in(folder), data)


def draft_path(folder: Path, draft_id: str) -> Path:
    """Return the path of a draft."""
    return folder / "drafts" / f"{draft_id}{keys_in(folder).suffix}"


def backup_path(folder: Path, name: str) -> Path:
    """Return the path of a backup with the given id."""
    return folder / "backups" / f"{name}{keys_in(folder).suffix}"


def add_backup(folder: Path, at: datetime, generation: int, data: bytes) -> Path:
    """Add an automatic backup to a folder, encrypted if the folder is."""
    path = backup_path(folder, f"{stamp(at)}-g{generation}")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    put(path, data)
    path.chmod(0o600)
    return path


def damage_line(folder: Path, number: int) -> None:
    """Change one byte in a line of the inbox. The header is line 0."""
    path = folder / "journal.inbox"
    lines = path.read_bytes().splitlines(keepends=True)
    middle = len(lines[number]) // 2
    changed = bytearray(lines[number])
    changed[middle] ^= 1
    path.write_bytes(b"".join([*lines[:number], bytes(changed), *lines[number + 1 :]]))


def files_in(folder: Path) -> list[str]:
    """Return the names in a folder other than the keys; an empty list if it does not exist."""
    return sorted(set(os.listdir(folder)) - {*paths.KEYS}) if folder.exists() else []


OCCASIONS = (
    Occasion(from_int(701), from_int(2), USED, NOW.date(), NOW, "on the phone"),
    Occasion(from_int(700), from_int(4), SLIPPED, NOW.date(), NOW + timedelta(hours=1)),
)
REVIEW = Review(from_int(702), from_int(2), USED, NOW, OCCASIONS[0].id)
PATTERN = Pattern(from_int(703), "promising for others", NOW)
ALIAS = Alias(from_int(704), "Maya", "a colleague", NOW)


def add_records(changes: ChangeSet) -> None:
    """Add two occasions, one of them about the entry in the trash, and three other records."""
    for occasion in OCCASIONS:
        changes.put_record(OCCASION_TABLE, occasion)
    changes.put_record(REVIEW_TABLE, REVIEW)
    changes.put_record(PATTERN_TABLE, PATTERN)
    changes.put_record(ALIAS_TABLE, ALIAS)


def records_of(folder: Path) -> dict[str, dict[str, Record]]:
    """Return the records of a journal by table and id, also those about deleted entries."""
    stored = store_in(folder).read().records
    found: dict[str, list[Record]] = {
        "occasions": [*stored.read(OCCASION_TABLE)],
        "reviews": [*stored.read(REVIEW_TABLE)],
        "patterns": [*stored.read(PATTERN_TABLE)],
        "aliases": [*stored.read(ALIAS_TABLE)],
    }
    return {name: {one.id: one for one in records} for name, records in found.items()}


def make_format_1(folder: Path) -> None:
    """Rewrite the journal as version 0.1 wrote it: without records and new keys."""
    document = json.loads(data_of(folder))
    new = ("near_miss", "patterns", "source", "extra")
    new_of_commitments = ("obstacle", "remembered_percent", "good_call", "renewals")
    deleted = [trashed["entry"] for trashed in document["trash"].values()]
    for entry in [*document["entries"].values(), *deleted]:
        for key in new:
            del entry[key]
        for made in entry["commitments"]:
            for key in new_of_commitments:
                del made[key]
    tables = {name: table for name, table in document.items() if name in ("entries", "trash")}
    head = replace(layout.read_head(data_of(folder))[0], format=1)
    put_journal(folder, b"".join(render(head, tables)))


def fill(folder: Path) -> None:
    """Create a journal with three entries, one in the trash, two in the inbox, and a draft.

    It also has records of each kind; see `add_records`.
    """
    store = store_in(folder)
    for number in range(1, 5):
        store.add(numbered(number))
    with store.changing() as changes:
        changes.trash([from_int(4)], NOW + timedelta(days=1))
        add_records(changes)
    store.add(numbered(5))
    store.add(numbered(6))
    save_draft(folder, {"id": DRAFT, "guide": "drucker", "typed": "It went"})


def content_of(folder: Path) -> dict[str, Any]:
    """Return a journal's entries, trash, drafts and records, for comparison."""
    store = store_in(folder)
    rows = store.rows()
    assert len({row.id for row in rows}) == len(rows), "an entry is there twice"
    return {
        "entries": {row.id: row.entry() for row in rows},
        "trash": {kept.entry.id: kept for kept in store.trashed()},
        "drafts": dict(drafts_in(folder).all()),
        "records": records_of(folder),
    }


def state_of(folder: Path) -> dict[str, Any]:
    """Return the contents of a journal, or the error message if it is damaged."""
    try:
        return content_of(folder)
    except DamagedError as error:
        return {"damaged": error.message.replace(str(folder), "")}


def with_entry(state: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """Return the state with an entry added or replaced."""
    return state | {"entries": state["entries"] | {entry.id: entry}}


def with_trashed(state: dict[str, Any], trashed: Trashed) -> dict[str, Any]:
    """Return the state with an entry moved to the trash."""
    left = {key: kept for key, kept in state["entries"].items() if key != trashed.entry.id}
    return state | {"entries": left, "trash": state["trash"] | {trashed.entry.id: trashed}}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Path]:
    """Create a temporary copy of a folder."""
    shutil.copytree(source, target, symlinks=True)
    try:
        yield target
    finally:
        shutil.rmtree(target)
