"""Tests for migrating older journals and rejecting newer ones."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import DamagedError, FileError, next_steps
from reflect.journal import Journal
from reflect.model.commitment import Commitment
from reflect.store import files, layout, migrations, strict_parser
from reflect.store.migrations import Tables
from tests.factories import NOW
from tests.sealed import ENCRYPTED, keys_in, on_both, open_encryption_in, opened, put
from tests.store.helpers_faults import CALLS, Fault, injected
from tests.store.helpers_journals import (
    REVIEW,
    add_records,
    archive_in,
    content_of,
    contents,
    copied,
    data_of,
    doctor_findings,
    make_format_1,
    numbered,
    records_of,
    store_in,
    with_entry,
)

# A journal, its inbox, a draft and a backup as version 0.1 wrote them.
FORMAT_1 = Path(__file__).parent / "format_1"
DRAFT_1 = "7jh3czfxab"
# The system calls between which the files differ.
CHANGES = ("open", "write", "fsync", "ftruncate", "replace", "link", "unlink", "mkdir")

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


@pytest.fixture
def format_1(folder: Path) -> Path:
    """Set up a journal of version 0.1, with an entry in its inbox, a draft and a backup."""
    return copy_format_1(folder)


def copy_format_1(folder: Path) -> Path:
    """Copy the files of version 0.1 to a folder, encrypted if it has keys."""
    suffix = keys_in(folder).suffix
    for source in FORMAT_1.rglob("*.json"):
        target = folder / source.relative_to(FORMAT_1).with_suffix(suffix)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(target, source.read_bytes())
    shutil.copy(FORMAT_1 / "journal.inbox", folder)
    return folder


def test_journal_of_version_0_1_is_read_line_by_line(
    format_1: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(data: bytes, path: str) -> None:
        pytest.fail("it was parsed as a whole")

    before = contents(format_1)
    with monkeypatch.context() as patch:
        patch.setattr(strict_parser, "read", slow)
        found = content_of(format_1)
    assert {entry.title for entry in found["entries"].values()} == {
        "Launched without support",
        "Cut Maya off",
        "in the inbox",
    }
    assert [trashed.entry.title for trashed in found["trash"].values()] == ["Gone"]
    assert records_of(format_1) == {name: {} for name in found["records"]}
    (made,) = found["entries"]["5vpb9q4av5"].commitments
    assert (made.percent, made.obstacle, made.remembered_percent, made.renewals) == (
        70,
        "",
        None,
        (),
    )
    assert not found["entries"]["5vpb9q4av5"].near_miss
    assert not any(finding.level == "problem" for finding in doctor_findings(format_1))
    assert contents(format_1) == before


def test_first_write_keeps_the_lines_of_other_entries(format_1: Path) -> None:
    old = data_of(format_1)
    state = content_of(format_1)
    with store_in(format_1, at=NOW).changing() as changes:
        changes.upsert(numbered(8))
    copy = format_1 / f"journal.format-1{keys_in(format_1).suffix}"
    assert copy.exists(), "no copy"
    assert opened(copy) == old
    data = data_of(format_1)
    assert layout.read_head(data)[0].format == 2
    assert set(old.splitlines()[2:3]) <= set(data.splitlines())
    assert content_of(format_1) == with_entry(state, numbered(8))
    assert any(opened(path) == old for path in (format_1 / "backups").iterdir())


def test_draft_of_version_0_1_is_resumed(format_1: Path) -> None:
    journal = Journal(format_1, clock=lambda: NOW, encryption=open_encryption_in(format_1))
    session = journal.drafts.resume(DRAFT_1)
    made = session.answer_to("commitment")
    assert isinstance(made, Commitment)
    assert (made.percent, made.renewals) == (70, ())
    saved = journal.drafts.finish(session, unfinished=True)
    assert journal.entries.stored(saved.id) == saved


def test_backup_of_version_0_1_is_restored(format_1: Path) -> None:
    with store_in(format_1, at=NOW).changing() as changes:
        changes.upsert(numbered(8))
        changes.upsert(numbered(2))
        add_records(changes)
    archive = archive_in(format_1)
    journal = Journal(format_1, clock=lambda: NOW, encryption=open_encryption_in(format_1))
    journal.backups.restore(journal.backups.open("g1"))
    assert layout.read_head(data_of(format_1))[0].format == 2
    assert content_of(format_1)["entries"]["5vpb9q4av5"].title == "Launched without support"
    # What the restore replaced has the records, and brings them back.
    (replaced,) = (one for one in archive.all() if one.backup.kind == "replaced")
    journal.backups.restore(journal.backups.open(replaced.backup.id))
    assert records_of(format_1)["reviews"] == {REVIEW.id: REVIEW}


def killed(act: Callable[[], object], at: int) -> None:
    """Run a function in a process of its own that is killed at one of its system calls."""
    process = os.fork()
    if not process:
        number = 0

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **kwargs: Any) -> Any:
                nonlocal number
                if number == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                number += 1
                return real(*args, **kwargs)

            return call

        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), f"it was not killed at {at}"


def test_migration_killed_at_any_step_loses_nothing(
    filled: Path, place: Path, backend: str
) -> None:
    make_format_1(filled)
    old, before = data_of(filled), content_of(filled)
    after = with_entry(before, numbered(8))

    def migrate(folder: Path) -> None:
        with store_in(folder, at=NOW).changing() as changes:
            changes.upsert(numbered(8))

    with copied(filled, place / "once") as folder, injected(Fault()) as shim:
        migrate(folder)
    calls = [name for name in shim.calls if name != "flock"]
    steps = [number for number, name in enumerate(calls) if name in CHANGES]
    for number in steps[:: 5 if backend == ENCRYPTED else 1]:
        with copied(filled, place / str(number)) as folder:
            killed(lambda folder=folder: migrate(folder), number)  # type: ignore[misc]
            assert content_of(folder) in (before, after), calls[number]
            with store_in(folder, at=NOW).changing() as changes:
                changes.upsert(numbered(8))
                add_records(changes)
            assert content_of(folder)["entries"] == after["entries"]
            assert records_of(folder)["reviews"] == {REVIEW.id: REVIEW}
            assert layout.read_head(data_of(folder))[0].format == 2
            assert opened(folder / f"journal.format-1{keys_in(folder).suffix}") == old
            assert not list(folder.rglob(".*.tmp"))


def test_new_file_that_does_not_read_back_is_not_put_in_place(
    format_1: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.read_file

    def lossy(path: str) -> bytes | None:
        data = real(path)
        is_new = path.endswith(files.TEMP) and "format-1" not in path
        return data and data[: len(data) - 40 * is_new]

    before = data_of(format_1)
    monkeypatch.setattr(files, "read_file", lossy)
    with pytest.raises((FileError, DamagedError)), store_in(format_1).changing() as changes:
        changes.upsert(numbered(8))
    monkeypatch.undo()
    assert data_of(format_1) == before
    assert not list(format_1.rglob(".*.tmp"))


@pytest.mark.backends(ENCRYPTED)
def test_decrypted_journal_is_migrated_and_its_copy_kept(format_1: Path, place: Path) -> None:
    old, entries = data_of(format_1), content_of(format_1)["entries"]
    journal = Journal(format_1, clock=lambda: NOW, encryption=open_encryption_in(format_1))
    assert journal.encryption.decrypt(place).failed == []
    assert (format_1 / "journal.format-1.json").read_bytes() == old
    assert layout.read_head((format_1 / "journal.json").read_bytes())[0].format == 2
    assert content_of(format_1)["entries"] == entries
