"""Tests for making a new journal from the whole parts of a damaged one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import DamagedError, FileError, UsageError
from reflect.model.entry import Answer
from reflect.model.ids import from_int
from reflect.store import files
from reflect.store.backups.salvage import Salvaged, salvage
from reflect.store.record_codec import ALIAS_TABLE
from tests.factories import NOW
from tests.sealed import ENCRYPTED, keys_in, on_both, open_keys_in
from tests.store.helpers_damage import CHANGED, UNREADABLE, Damage
from tests.store.helpers_journals import (
    ALIAS,
    REVIEW,
    add_backup,
    content_of,
    contents,
    damage_line,
    data_of,
    doctor_findings,
    journal_in,
    numbered,
    put_journal,
    records_of,
    store_in,
)
from tests.store.helpers_restore import restore_backup

FOLLOWED = {
    *("0 bytes", "a byte order mark", "UTF-16", "NULs at the end", "cut in a line", "two in one"),
    *("Latin-1", "duplicate table", "line ends of DOS", "edited by hand", "a newer format"),
}
STATES = [state for state in (*UNREADABLE, *CHANGED) if state.name in FOLLOWED]


def ids(*numbers: int) -> set[str]:
    return {from_int(number) for number in numbers}


def salvaged(folder: Path, *names: str, output: str = "") -> Salvaged:
    """Salvage a folder, and check that nothing in it has changed."""
    before = contents(folder)
    done = salvage(keys_in(folder), names, output)
    assert contents(folder) == before
    return done


def entries_in(done: Salvaged) -> set[str]:
    """Return the ids in the new journal, which must be sound and hold no other findings."""
    new = Path(done.folder)
    assert [one.what for one in doctor_findings(new) if one.level != "ok"] == []
    return set(content_of(new)["entries"])


def problems(folder: Path) -> list[str]:
    return [one.what for one in doctor_findings(folder) if one.level == "problem"]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_whole_entries_of_any_damaged_journal_become_the_journal(
    filled: Path, state: Damage
) -> None:
    put_journal(filled, state.change(data_of(filled)))
    done = salvaged(filled)
    assert entries_in(done) >= ids(5, 6), "from the inbox"
    restore_backup(filled, done.journal)
    assert problems(filled) == []
    assert set(content_of(filled)["entries"]) == entries_in(done)


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, True),
        (lambda data: data.replace(b"\n", b"\r\n"), True),
        (lambda data: data.decode().encode("utf-16"), True),
        (lambda data: data.replace(b'"Entry 1"', b'"Entry 7"'), False),
    ],
    ids=["BOM", "CRLF", "UTF-16", "changed text"],
)
def test_journal_that_an_editor_wrote_again_is_complete(
    filled: Path, change: Callable[[bytes], bytes], whole: bool
) -> None:
    add_backup(filled, NOW, 1, data_of(filled))
    put_journal(filled, change(data_of(filled)))
    done = salvaged(filled)
    assert (entries_in(done), done.trashed) == (ids(1, 2, 3, 5, 6), 1)
    assert done.missing == []
    assert (len(done.sources) == 2) is whole, "the backup is read only where it is needed"


def test_zeroed_line_is_taken_from_the_newest_whole_backup(filled: Path) -> None:
    data = data_of(filled)
    add_backup(filled, NOW, 1, data)
    add_backup(filled, NOW + timedelta(days=1), 2, data[:300])
    first = data.splitlines(keepends=True)[2]
    put_journal(filled, data.replace(first, b"\0" * len(first)))
    done = salvaged(filled)
    assert entries_in(done) == ids(1, 2, 3, 5, 6)
    assert done.missing[0].path == str(journal_in(filled))
    assert [number for _, number in done.sources] == [2, 2, 0, 1]


def test_records_are_salvaged_from_the_journal_and_a_backup(filled: Path) -> None:
    whole = records_of(filled)
    add_backup(filled, NOW, 1, data_of(filled))
    with store_in(filled).changing() as changes:
        changes.put_record(ALIAS_TABLE, replace(ALIAS, stand_in="M."))
    put_journal(filled, data_of(filled).replace(b'"answer":"used"', b'"answer":"used', 1))
    done = salvaged(filled)
    found = records_of(Path(done.folder))
    assert found == whole | {"aliases": {ALIAS.id: replace(ALIAS, stand_in="M.")}}
    assert done.missing == []
    assert entries_in(done) == ids(1, 2, 3, 5, 6)


def test_lost_record_is_named(filled: Path) -> None:
    put_journal(filled, data_of(filled).replace(b'"answer":"used"', b'"answer":"used', 1))
    done = salvaged(filled)
    assert records_of(Path(done.folder))["reviews"] == {}
    assert [missing.id for missing in done.missing] == [REVIEW.id]


def test_broken_line_is_named_with_its_entry(filled: Path) -> None:
    put_journal(filled, data_of(filled).replace(b'"Entry 2"', b'"Entry 2', 1))
    done = salvaged(filled)
    assert entries_in(done) == ids(1, 3, 5, 6)
    (missing,) = done.missing
    assert (missing.path, missing.line, missing.id) == (str(journal_in(filled)), 4, from_int(2))


def test_older_version_from_a_backup_is_reported_as_one(filled: Path) -> None:
    add_backup(filled, NOW, 1, data_of(filled))
    with store_in(filled).changing() as changes:
        changes.replace(numbered(2, title="Better", updated_at=NOW + timedelta(days=9)))
    put_journal(filled, data_of(filled).replace(b'"Better"', b'"Better', 1))
    done = salvaged(filled)
    assert content_of(Path(done.folder))["entries"][from_int(2)].title == "Entry 2"
    (missing,) = done.missing
    assert missing.id == from_int(2)
    assert "g1" in missing.reason


def test_deleted_entry_is_not_brought_back_by_an_older_backup(filled: Path) -> None:
    add_backup(filled, NOW, 1, data_of(filled))
    with store_in(filled).changing() as changes:
        changes.trash([from_int(1)], NOW + timedelta(days=2))
    put_journal(filled, data_of(filled).replace(b'"Entry 2"', b'"Entry 2', 1))
    done = salvaged(filled)
    assert from_int(1) not in entries_in(done)
    assert done.trashed == 2


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda data: data.replace(b'"entry":{"id":"0000000001"', b'"entry":{"id":"00', 1), True),
        (lambda data: data[: data.index(b'"trash":{')], False),
    ],
    ids=["line", "table"],
)
def test_deleted_entry_that_is_brought_back_is_reported(
    filled: Path, change: Callable[[bytes], bytes], line: bool
) -> None:
    add_backup(filled, NOW, 1, data_of(filled))
    with store_in(filled).changing() as changes:
        changes.trash([from_int(1)], NOW + timedelta(days=2))
    put_journal(filled, change(data_of(filled)))
    done = salvaged(filled)
    assert from_int(1) in entries_in(done)
    (reported,) = [one for one in done.missing if "deleted" in one.reason]
    assert (reported.line > 0, reported.id == from_int(1)) == (line, line)


def test_journal_that_a_restore_replaced_is_read_last(filled: Path) -> None:
    add_backup(filled, NOW, 1, data_of(filled).replace(b'"Entry 1"', b'"Kept"'))
    add_backup(filled, NOW, 9, data_of(filled).replace(b'"Entry 1"', b'"Given up"')).rename(
        filled / "backups" / "20261125T203000Z-g9-replaced.json"
    )
    put_journal(filled, b"")
    assert content_of(Path(salvaged(filled).folder))["entries"][from_int(1)].title == "Kept"


def test_whole_lines_of_the_journal_win_over_backups(filled: Path) -> None:
    data = data_of(filled)
    later = data.replace(b'"updated_at":"2026', b'"updated_at":"2027').replace(b"Entry 1", b"Not")
    add_backup(filled, NOW, 1, later)
    put_journal(filled, data[:-300])
    titles = content_of(Path(salvaged(filled).folder))["entries"]
    assert titles[from_int(1)].title == "Entry 1"


@on_both
def test_damaged_lines_of_the_inbox_keep_only_themselves(filled: Path) -> None:
    damage_line(filled, 1)
    put_journal(filled, b"")
    done = salvaged(filled)
    assert entries_in(done) == ids(6)
    assert [(each.path, each.line) for each in done.missing if each.line] == [
        (str(filled / "journal.inbox"), 2)
    ]


@pytest.mark.parametrize("change", ["CRLF", "no header", "no last newline", "BOM"])
def test_inbox_that_an_editor_wrote_again_is_read(filled: Path, change: str) -> None:
    path = filled / "journal.inbox"
    data = path.read_bytes()
    path.write_bytes(
        {
            "CRLF": data.replace(b"\n", b"\r\n"),
            "no header": data[data.index(b"\n") + 1 :],
            "no last newline": data[:-1],
            "BOM": b"\xef\xbb\xbf" + data,
        }[change]
    )
    done = salvaged(filled)
    assert entries_in(done) == ids(1, 2, 3, 5, 6)


def test_missing_journal_with_damaged_backups_only(filled: Path) -> None:
    data = data_of(filled)
    store_in(filled).fold()
    add_backup(filled, NOW, 1, data.replace(b'"Entry 1"', b'"Entry 1', 1))
    add_backup(filled, NOW, 2, data.replace(b'"Entry 2"', b'"Entry 2', 1))
    journal_in(filled).unlink()
    done = salvaged(filled)
    assert entries_in(done) == ids(1, 2, 3)
    restore_backup(filled, done.journal)
    assert problems(filled) == []


@pytest.mark.backends(ENCRYPTED)
def test_encrypted_journal_opens_up_to_the_damaged_block(filled: Path) -> None:
    with store_in(filled).changing() as changes:
        for number in range(10, 30):
            changes.upsert(numbered(number, answers=(Answer("note", "?", "so " * 4000),)))
    path = journal_in(filled)
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.write_bytes(bytes(sealed))
    done = salvaged(filled)
    assert 5 < len(entries_in(done)) < 25
    assert any("opens only up to byte" in each.reason for each in done.missing)
    new = Path(done.folder)
    assert journal_in(new).name == "journal.age"
    assert all((new / name).stat().st_mode & 0o777 == 0o600 for name in contents(new))


def test_named_file_adds_what_the_journal_lacks(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(data_of(filled).replace(b'"Entry 2"', b'"Entry 2', 1))
    with store_in(filled).changing() as changes:
        changes.trash([from_int(1), from_int(3)], NOW + timedelta(days=2))
        changes.forget([from_int(3)])
    done = salvaged(filled, str(other))
    assert entries_in(done) == ids(2, 3, 5, 6), "what is in the trash stays there"


def test_nothing_readable_writes_nothing(filled: Path) -> None:
    put_journal(filled, bytes(900))
    (filled / "journal.inbox").unlink()
    with pytest.raises(DamagedError):
        salvaged(filled)
    assert not filled.with_name("journal-salvaged").exists()


def test_output_is_a_new_folder_elsewhere(filled: Path, tmp_path: Path) -> None:
    assert salvaged(filled).folder == str(filled.with_name("journal-salvaged"))
    assert salvaged(filled).folder == str(filled.with_name("journal-salvaged-2"))
    with pytest.raises(UsageError):
        salvaged(filled, output=str(filled / "new"))
    with pytest.raises(FileError):
        salvaged(filled, output=str(tmp_path / "journal-salvaged"))


def test_failed_write_leaves_no_folder(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = open_keys_in(filled)

    def full(*_: object, **__: object) -> None:
        raise FileError("no space left on device")

    monkeypatch.setattr(files, "replace_file", full)
    with pytest.raises(FileError):
        salvage(keys)
    assert not filled.with_name("journal-salvaged").exists()
