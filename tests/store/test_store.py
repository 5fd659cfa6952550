"""Tests for the store: adding, reading, changing and folding."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reflect.errors import BusyError, FileError, next_steps
from reflect.model.ids import from_int
from reflect.store import os_compat, paths
from tests.sealed import ENCRYPTED, on_both
from tests.store.helpers_journals import (
    content_of,
    contents,
    drafts_in,
    files_in,
    fill,
    journal_in,
    numbered,
    save_draft,
    small,
    store_in,
)

pytestmark = on_both

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.backends("plain")
def test_creating_a_store_writes_nothing(folder: Path) -> None:
    store = store_in(folder)
    assert store.exists == folder.exists()
    assert store.rows() == []
    assert store.trashed() == []
    store.fold()
    store.accept()
    assert files_in(folder) == []


def test_first_entry_creates_the_folder(folder: Path) -> None:
    store = store_in(folder / "deep" / "down")
    store.add(numbered(1))
    assert store.exists
    assert [row.entry() for row in store.rows()] == [numbered(1)]


def test_add_never_reads_or_writes_the_journal(filled: Path) -> None:
    journal, lock = journal_in(filled), filled / "journal.lock"
    before = os.stat(journal)
    os.unlink(lock)
    store_in(filled).add(numbered(7))
    after = os.stat(journal)
    assert (after.st_ino, after.st_atime_ns, after.st_mtime_ns) == (
        before.st_ino,
        before.st_atime_ns,
        before.st_mtime_ns,
    )
    assert not lock.exists()
    assert len(store_in(filled).rows()) == 6


def test_add_works_during_a_concurrent_change(filled: Path) -> None:
    store = store_in(filled)
    with store.changing() as changes:
        store_in(filled, wait=0.0).add(numbered(7))
        changes.upsert(numbered(8))
    ids = {row.id for row in store.rows()}
    assert {from_int(7), from_int(8)} < ids
    store.fold()
    assert {row.id for row in store.rows()} == ids


def test_reading_works_during_a_concurrent_change(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        changes.upsert(numbered(8))
        assert len(store_in(filled, wait=0.0).rows()) == 5
    assert len(store_in(filled).rows()) == 6


def test_concurrent_change_is_busy(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        with pytest.raises(BusyError, match=r"journal\.lock"), store_in(filled, 0.01).changing():
            pytest.fail("two are writing")
        changes.upsert(numbered(8))
    assert len(store_in(filled).rows()) == 6


def test_dead_process_holds_no_lock(filled: Path) -> None:
    code = (
        "import sys, os; from pathlib import Path\n"
        "from tests.store.helpers_journals import store_in\n"
        "with store_in(Path(sys.argv[1])).changing(): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, filled], check=False, cwd=ROOT)
    assert done.returncode == -9
    with store_in(filled, wait=0.0).changing() as changes:
        changes.upsert(numbered(8))


ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_files_and_folders_are_private_regardless_of_the_umask(folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        fill(folder)
    finally:
        os.umask(before)
    found = [folder, *folder.rglob("*")]
    assert len(found) == 7 + len(set(os.listdir(folder)) & {*paths.KEYS})
    for path in found:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_symlinked_journal_remains_a_symlink(filled: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "synced"
    elsewhere.mkdir()
    journal_in(filled).rename(elsewhere / "mine.json")
    journal_in(filled).symlink_to(elsewhere / "mine.json")
    store = store_in(filled)
    with store.changing() as changes:
        changes.upsert(numbered(8))
    assert journal_in(filled).is_symlink()
    assert os.listdir(elsewhere) == ["mine.json"]
    assert len(store.rows()) == 6
    assert stat.S_IMODE((elsewhere / "mine.json").stat().st_mode) == 0o600


def test_journal_can_be_reached_through_a_linked_folder(filled: Path, place: Path) -> None:
    (place / "link").symlink_to(filled)
    store_in(place / "link").fold()
    assert content_of(place / "link") == content_of(filled)


def test_folding_empties_the_inbox_and_keeps_every_entry(filled: Path) -> None:
    before = content_of(filled)
    store_in(filled).fold()
    assert content_of(filled) == before
    assert len((filled / "journal.inbox").read_bytes().splitlines()) == 1


def test_folding_an_empty_inbox_writes_nothing(filled: Path) -> None:
    store_in(filled).fold()
    before = contents(filled)
    store_in(filled).fold()
    assert contents(filled) == before


def test_torn_line_is_reported_by_reader_and_writer(filled: Path) -> None:
    before = content_of(filled)
    with (filled / "journal.inbox").open("ab") as file:
        file.write(b"1234 {tor")
    store = store_in(filled)
    assert len(store.rows()) == 5
    assert len(store.warnings) == 1
    store.rows()
    assert len(store.warnings) == 1
    store.fold()
    assert "journal.torn" in str(store.warnings[1])
    assert content_of(filled) == before
    assert (filled / "journal.torn").read_bytes() == b"1234 {tor\n"


def test_lone_surrogates_do_not_break_a_write(folder: Path) -> None:
    store = store_in(folder)
    store.add(numbered(1, title="caf\udce9", tags=("\ud800",)))
    with store.changing() as changes:
        changes.upsert(numbered(2, title="\udfff"))
    drafts_in(folder).save(from_int(3), {"typed": "\ud83d"})
    assert [row.entry().title for row in store.rows()] == ["caf\ufffd", "\ufffd"]
    assert drafts_in(folder).load(from_int(3)) == {"typed": "\ufffd"}


@pytest.mark.parametrize("code", [errno.EACCES, errno.EROFS, errno.EMFILE])
def test_unwritable_folder_is_a_file_error(
    filled: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    before = contents(filled)
    real = os.open

    def refuse(path: str, flags: int, *rest: int) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            raise OSError(code, os.strerror(code))
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", refuse)
    assert len(store_in(filled).rows()) == 5
    acts: list[Callable[[], None]] = [
        lambda: store_in(filled).add(numbered(8)),
        store_in(filled).fold,
        lambda: save_draft(filled, {}, from_int(3)),
    ]
    for act in acts:
        with pytest.raises(FileError) as caught:
            act()
        assert next_steps(caught.value)
    monkeypatch.undo()
    assert contents(filled) == before


def test_ten_thousand_entries_are_read_as_rows(folder: Path) -> None:
    store = store_in(folder)
    with store.changing() as changes:
        for number in range(1, 10_001):
            changes.upsert(small(number))
    rows = store.rows()
    assert len(rows) == 10_000
    assert rows[-1].entry() == small(10_000)


IMPORTS = """
import sys
before = set(sys.modules)
from datetime import UTC, date, datetime
from pathlib import Path
from reflect.model.entry import Entry
from reflect.store.store import Store
now = datetime(2026, 11, 22, tzinfo=UTC)
entry = Entry("0000000001", "t", "", "capture", date(2026, 11, 21), now, now)
Store(Path(sys.argv[1])).add(entry)
print(*sorted(set(sys.modules) - before))
"""


def test_add_imports_only_light_modules(folder: Path, backend: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{IMPORTS}",
            folder,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"tinydb", "hashlib", "tempfile", "subprocess", "threading", "random"}
    stores = {name for name in done.stdout.split() if name.startswith("reflect.store.")}
    assert stores == {
        f"reflect.store.{name}"
        for name in (
            *("backups", "backups.catalog", "encryption", "encryption.key_files"),
            *("document_values", "encryption.keys", "entry_codec", "file_errors", "files"),
            *("inbox", "inbox_format"),
            *("modes", "os_compat", "paths", "store"),
            *(("encryption.age",) if backend == ENCRYPTED else ()),
        )
    }


def test_locked_inbox_makes_the_store_busy(filled: Path) -> None:
    with os_compat.opened(str(filled / "journal.inbox"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        with pytest.raises(BusyError):
            store_in(filled, wait=0.01).rows()
        with pytest.raises(BusyError):
            store_in(filled, wait=0.01).add(numbered(8))
