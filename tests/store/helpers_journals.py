"""Journals as the tests of the store need them, and what one holds, to compare."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from reflect.doctor.finding import Finding
from reflect.doctor.journal_files import check_journal_files
from reflect.errors import DamagedError
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from reflect.store import paths
from reflect.store.backups.archive import Archive
from reflect.store.backups.catalog import stamp
from reflect.store.drafts import Drafts
from reflect.store.entry_codec import Trashed
from reflect.store.store import Store
from tests.factories import NOW, make_entry
from tests.sealed import keys_in, opened, put

DRAFT = from_int(900)


def numbered(number: int, **overrides: Any) -> Entry:
    """An entry that differs from every other in id, instant and title."""
    values = {"title": f"Entry {number}", "created_at": NOW + timedelta(minutes=number)}
    return make_entry(number, **values | overrides)


def small(number: int) -> Entry:
    """An entry of few bytes."""
    return numbered(number, answers=(Answer("note", "?", "so"),), commitments=(), tags=())


def store_in(folder: Path, wait: float = 5.0, at: datetime | None = None) -> Store:
    """The store of a folder; with an instant it makes backups."""
    clock = None if at is None else lambda: at
    return Store(folder, wait=wait, clock=clock, keys=keys_in(folder))


def save_at(folder: Path, at: datetime, number: int = 9) -> Store:
    """Put a small entry into the journal at an instant; give the store, with its warnings."""
    store = store_in(folder, at=at)
    with store.changing() as changes:
        changes.upsert(small(number))
    return store


def backup_names(folder: Path) -> list[str]:
    """The names in the folder of the backups, oldest first."""
    return sorted(os.listdir(folder / "backups"))


def archive_in(folder: Path, at: datetime = NOW, wait: float = 5.0) -> Archive:
    """The backups of a folder, at an instant."""
    return Archive(folder, lambda: at, wait=wait, keys=keys_in(folder))


def drafts_in(folder: Path, wait: float = 5.0) -> Drafts:
    """The drafts of a folder."""
    return Drafts(folder, wait, keys_in(folder))


def doctor_findings(folder: Path, limit: int = 0) -> list[Finding]:
    """What the doctor finds in a folder, but that its keys are in order."""
    found = check_journal_files(folder, limit, keys_in(folder))
    return [one for one in found if one.level != "ok" or not one.path.endswith(paths.IDENTITY)]


def journal_in(folder: Path) -> Path:
    """The journal file of a folder."""
    return Path(keys_in(folder).journal)


def data_of(folder: Path) -> bytes:
    """What the journal file of a folder holds, opened."""
    return opened(journal_in(folder))


def put_journal(folder: Path, data: bytes) -> None:
    """Put a journal of another's making into a folder, sealed where the folder is."""
    put(journal_in(folder), data)


def draft_path(folder: Path, draft_id: str) -> Path:
    """The file of a draft."""
    return folder / "drafts" / f"{draft_id}{keys_in(folder).suffix}"


def backup_path(folder: Path, name: str) -> Path:
    """The file of a backup, by its id."""
    return folder / "backups" / f"{name}{keys_in(folder).suffix}"


def add_backup(folder: Path, at: datetime, generation: int, data: bytes) -> Path:
    """Put a file among the backups, named as one of ours, and sealed where the folder is."""
    path = backup_path(folder, f"{stamp(at)}-g{generation}")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    put(path, data)
    path.chmod(0o600)
    return path


def damage_line(folder: Path, number: int) -> None:
    """Change a byte within a line of the inbox; the header is line 0."""
    path = folder / "journal.inbox"
    lines = path.read_bytes().splitlines(keepends=True)
    middle = len(lines[number]) // 2
    changed = bytearray(lines[number])
    changed[middle] ^= 1
    path.write_bytes(b"".join([*lines[:number], bytes(changed), *lines[number + 1 :]]))


def files_in(folder: Path) -> list[str]:
    """The names in a folder but those of its keys; none where there is no folder."""
    return sorted(set(os.listdir(folder)) - {*paths.KEYS}) if folder.exists() else []


def fill(folder: Path) -> None:
    """Make a journal of three entries, one in the trash, two in the inbox, and a draft."""
    store = store_in(folder)
    for number in range(1, 5):
        store.add(numbered(number))
    with store.changing() as changes:
        changes.trash([from_int(4)], NOW + timedelta(days=1))
    store.add(numbered(5))
    store.add(numbered(6))
    drafts_in(folder).save(DRAFT, {"id": DRAFT, "guide": "drucker", "typed": "It went"})


def content_of(folder: Path) -> dict[str, Any]:
    """All that a journal folder holds, to compare: entries, trash, drafts."""
    store = store_in(folder)
    rows = store.rows()
    assert len({row.id for row in rows}) == len(rows), "an entry is there twice"
    return {
        "entries": {row.id: row.entry() for row in rows},
        "trash": {kept.entry.id: kept for kept in store.trashed()},
        "drafts": dict(drafts_in(folder).all()),
    }


def state_of(folder: Path) -> dict[str, Any]:
    """All that a journal folder holds, or that nobody can read it."""
    try:
        return content_of(folder)
    except DamagedError as error:
        return {"damaged": error.message.replace(str(folder), "")}


def with_entry(state: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """The state with one entry more, or another in its place."""
    return state | {"entries": state["entries"] | {entry.id: entry}}


def with_trashed(state: dict[str, Any], trashed: Trashed) -> dict[str, Any]:
    """The state with one entry moved to the trash."""
    left = {key: kept for key, kept in state["entries"].items() if key != trashed.entry.id}
    return state | {"entries": left, "trash": state["trash"] | {trashed.entry.id: trashed}}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file in a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def copied(source: Path, target: Path) -> Iterator[Path]:
    """A copy of a folder that goes at the end."""
    shutil.copytree(source, target, symlinks=True)
    try:
        yield target
    finally:
        shutil.rmtree(target)
