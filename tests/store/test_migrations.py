"""Tests for migrating older journals and rejecting newer ones."""

import json
from pathlib import Path

import pytest

from reflect.errors import DamagedError, FileError, next_steps
from reflect.store import files, layout, migrations
from reflect.store.migrations import Tables
from tests.sealed import keys_in, on_both, opened, put
from tests.store.helpers_journals import (
    content_of,
    contents,
    data_of,
    doctor_findings,
    numbered,
    store_in,
    with_entry,
)

pytestmark = on_both


def louder(tables: Tables) -> Tables:
    """Migrate to a format that stores titles in capitals."""
    for document in tables["entries"].values():
        document["title"] = document["title"].upper()
    return tables


def broken(tables: Tables) -> Tables:
    """Fail with a KeyError."""
    tables["entries"]["1"]["title"] = tables["nowhere"]["0"]["title"]
    return tables


def losing(tables: Tables) -> Tables:
    """Produce an invalid journal."""
    for document in tables["entries"].values():
        del document["title"]
    return tables


def old_copy(folder: Path, number: str = "") -> Path:
    """Return the path of the copy of the journal in format 2."""
    return folder / f"journal.format-2{number}{keys_in(folder).suffix}"


@pytest.fixture
def format_3(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Set up a journal in format 2 with an empty inbox, while the current format is 3."""
    store_in(filled).fold()
    monkeypatch.setattr(layout, "FORMAT", 3)
    monkeypatch.setattr(layout, "SCANNED", (3,))
    monkeypatch.setattr(migrations, "MIGRATIONS", {2: louder})
    return filled


def test_older_journal_is_migrated_in_memory_and_unchanged(format_3: Path) -> None:
    before = contents(format_3)
    store = store_in(format_3)
    assert [row.entry().title for row in store.rows()][:2] == ["ENTRY 1", "ENTRY 2"]
    assert store.warnings == []
    assert not any(finding.level == "problem" for finding in doctor_findings(format_3))
    assert contents(format_3) == before


def test_first_write_keeps_a_copy_of_the_old_file(format_3: Path) -> None:
    old = data_of(format_3)
    state = content_of(format_3)
    with store_in(format_3).changing() as changes:
        changes.upsert(numbered(8))
    copy = old_copy(format_3)
    assert opened(copy) == old
    assert copy.stat().st_mode & 0o777 == 0o600
    data = data_of(format_3)
    assert json.loads(data)["meta"]["1"]["format"] == 3
    assert layout.checksum_holds(data)
    assert content_of(format_3) == with_entry(state, numbered(8))


def test_copy_of_another_journal_is_not_overwritten(format_3: Path) -> None:
    put(old_copy(format_3), b"another")
    old = data_of(format_3)
    with store_in(format_3).changing():
        pass
    assert opened(old_copy(format_3)) == b"another"
    assert opened(old_copy(format_3, ".1")) == old


def test_empty_change_migrates_the_file(format_3: Path) -> None:
    with store_in(format_3).changing():
        pass
    assert b'"format":3' in data_of(format_3)


@pytest.mark.parametrize(("step", "said"), [(broken, "could not be brought"), (losing, "`title`")])
def test_failed_migration_changes_nothing(
    format_3: Path, monkeypatch: pytest.MonkeyPatch, step: object, said: str
) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", {2: step})
    before = contents(format_3)
    with pytest.raises(DamagedError, match=said):
        store_in(format_3).rows()
    with pytest.raises(DamagedError, match=said), store_in(format_3).changing():
        pytest.fail("it was opened for writing")
    assert contents(format_3) == before


def test_unsupported_old_format_is_refused(format_3: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", {})
    with pytest.raises(DamagedError, match="no longer reads"):
        store_in(format_3).rows()


def test_migrations_run_in_sequence(format_3: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shorter(tables: Tables) -> Tables:
        for document in tables["entries"].values():
            document["title"] = document["title"][:1]
        return tables

    monkeypatch.setattr(layout, "FORMAT", 4)
    monkeypatch.setattr(layout, "SCANNED", (4,))
    monkeypatch.setattr(migrations, "MIGRATIONS", {2: louder, 3: shorter})
    assert {row.entry().title for row in store_in(format_3).rows()} == {"E"}


def test_newer_journal_is_refused_by_an_older_version(
    format_3: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store_in(format_3).changing():
        pass
    monkeypatch.setattr(layout, "FORMAT", 2)
    monkeypatch.setattr(layout, "SCANNED", (1, 2))
    before = contents(format_3)
    with pytest.raises(DamagedError, match="newer reflect") as caught:
        store_in(format_3).rows()
    assert "Update" in next_steps(caught.value)
    with pytest.raises(DamagedError, match="newer reflect"), store_in(format_3).changing():
        pytest.fail("it was opened for writing")
    assert contents(format_3) == before


def test_existing_copy_is_reused(format_3: Path) -> None:
    old = data_of(format_3)
    put(old_copy(format_3), old)
    with store_in(format_3).changing():
        pass
    assert list(format_3.glob("journal.format*")) == [old_copy(format_3)]


def test_unverifiable_copy_stops_the_migration(
    format_3: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.read_file

    def lossy(path: str) -> bytes | None:
        data = real(path)
        return data and data[: len(data) - path.endswith(files.TEMP)]

    old = data_of(format_3)
    monkeypatch.setattr(files, "read_file", lossy)
    with pytest.raises(FileError, match="does not read back"), store_in(format_3).changing():
        pass
    assert data_of(format_3) == old


def test_number_of_copies_is_limited(format_3: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_MOST_COPIES", 1)
    put(old_copy(format_3), b"another")
    with pytest.raises(FileError, match="too many"), store_in(format_3).changing():
        pass
