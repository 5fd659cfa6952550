"""Tests that damaged journals are rejected or read with a warning, but never changed."""

import errno
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.doctor.finding import remedy_of
from reflect.errors import DamagedError, FileError, Notice, ReflectError, next_steps
from reflect.model.ids import from_int
from reflect.store import inbox
from reflect.store.backups.restore import open_backup, restore
from reflect.store.entry_codec import dump, to_document
from tests.factories import NOW
from tests.sealed import keys_in, opened, put
from tests.store.helpers_damage import CHANGED, UNREADABLE, Damage, sealed
from tests.store.helpers_faults import failing
from tests.store.helpers_journals import (
    add_backup,
    archive_in,
    content_of,
    contents,
    damage_line,
    data_of,
    doctor_findings,
    drafts_in,
    journal_in,
    numbered,
    put_journal,
    small,
    store_in,
    with_entry,
)


def damage(folder: Path, change: Damage) -> None:
    """Damage a journal."""
    path = journal_in(folder)
    put(path, change.change(opened(path)))


def problems(folder: Path) -> list[str]:
    """Return the problems that the doctor finds."""
    findings = doctor_findings(folder)
    for finding in findings:
        assert "\n" not in finding.what + remedy_of(finding)
        assert "We launched" not in finding.what + remedy_of(finding)
    return [finding.what for finding in findings if finding.level == "problem"]


@pytest.mark.parametrize("state", UNREADABLE, ids=lambda state: state.name)
def test_damaged_files_are_refused_and_unchanged(filled: Path, state: Damage) -> None:
    damage(filled, state)
    before = contents(filled)
    store = store_in(filled)
    with pytest.raises(DamagedError) as reading:
        store.rows()
    with pytest.raises(DamagedError) as writing, store.changing():
        pytest.fail("it was opened for writing")
    with pytest.raises(DamagedError):
        store.accept()
    with pytest.raises(DamagedError):
        store.trashed()
    for caught in (reading, writing):
        assert state.said in caught.value.message
        assert caught.value.message.startswith(str(journal_in(filled)))
        assert "\n" not in caught.value.message
    assert any(state.said in problem for problem in problems(filled))
    assert contents(filled) == before


@pytest.mark.parametrize("state", UNREADABLE, ids=lambda state: state.name)
def test_matching_checksum_does_not_make_a_file_valid(filled: Path, state: Damage) -> None:
    damage(filled, state)
    path = journal_in(filled)
    put(path, sealed(opened(path)))
    assert problems(filled)
    try:
        rows = store_in(filled).rows()
    except DamagedError:
        return
    # With a valid checksum, only the lines that are opened are checked any further.
    assert len(rows) >= 5


@pytest.mark.parametrize("state", UNREADABLE, ids=lambda state: state.name)
def test_capture_is_saved_next_to_a_damaged_journal(filled: Path, state: Damage) -> None:
    path = journal_in(filled)
    sound = opened(path)
    damage(filled, state)
    store_in(filled).add(numbered(7))
    put(path, sound)
    assert from_int(7) in content_of(filled)["entries"]


@pytest.mark.parametrize("state", CHANGED, ids=lambda state: state.name)
def test_journal_changed_by_another_program_is_read_with_a_warning(
    filled: Path, state: Damage
) -> None:
    damage(filled, state)
    before = contents(filled)
    store = store_in(filled)
    assert len(store.rows()) in (4, 5)
    assert len(store.warnings) == 1
    assert state.said in str(store.warnings[0])
    assert "doctor" in str(store.warnings[0])
    with pytest.raises(DamagedError, match=state.said) as caught, store.changing():
        pytest.fail("it was opened for writing")
    assert "--accept" in next_steps(caught.value)
    with pytest.raises(DamagedError):
        store.fold()
    assert any(state.said in problem for problem in problems(filled))
    assert contents(filled) == before


def test_trash_changed_by_another_program_is_read_with_the_same_warning(filled: Path) -> None:
    damage(filled, CHANGED[0])
    whole, trash = store_in(filled), store_in(filled)
    whole.rows()
    assert [kept.entry.title for kept in trash.trashed()] == ["Entry 4"]
    assert trash.warnings == whole.warnings
    assert "checksum is wrong" in str(trash.warnings[0])


@pytest.mark.parametrize("state", CHANGED, ids=lambda state: state.name)
def test_journal_changed_by_another_program_can_be_accepted(filled: Path, state: Damage) -> None:
    damage(filled, state)
    entries = content_of(filled)
    store_in(filled).accept()
    assert problems(filled) == []
    store = store_in(filled)
    assert {row.id: row.entry() for row in store.rows()} == entries["entries"]
    assert store.warnings == []
    with store.changing() as changes:
        changes.upsert(small(8))
    assert len(store.rows()) == len(entries["entries"]) + 1


def test_accepting_a_valid_journal_changes_nothing(folder: Path) -> None:
    store = store_in(folder)
    with store.changing() as changes:
        changes.upsert(small(1))
    before = contents(folder)
    store.accept()
    assert contents(folder) == before


def test_error_suggests_the_newest_good_backup(filled: Path) -> None:
    sound = data_of(filled)
    for number, data in enumerate((sound, sound, b"{}")):
        add_backup(filled, NOW + timedelta(days=number), number, data)
    put_journal(filled, b"")
    way = "`reflect backup restore 20261123T203000Z-g1` goes back to the newest good backup."
    for act in (store_in(filled).rows, store_in(filled).accept):
        with pytest.raises(DamagedError) as caught:
            act()
        assert next_steps(caught.value).endswith(way)
    assert way in remedy_of(doctor_findings(filled)[0])


@pytest.mark.parametrize("number", [0, 1, 2], ids=["header", "first", "last"])
def test_damaged_inbox_line_hides_only_itself_and_stops_changes(filled: Path, number: int) -> None:
    add_backup(filled, NOW, 1, data_of(filled))
    whole = content_of(filled)["entries"]
    damage_line(filled, number)
    before = contents(filled)
    store = store_in(filled)
    hidden = {from_int(4 + number)} if number else set()
    assert {row.id for row in store.rows()} == whole.keys() - hidden
    assert [kept.entry.id for kept in store.trashed()] == [from_int(4)]
    (warning,) = store.warnings
    assert isinstance(warning, Notice)
    assert warning.command == ("doctor",)
    for act in (store.fold, store.accept):
        with pytest.raises(DamagedError) as caught:
            act()
        assert caught.value.path == filled / "journal.inbox"
        assert caught.value.command == ("doctor", "--repair")
        assert "backup" not in next_steps(caught.value)
    assert contents(filled) == before


@pytest.mark.parametrize("number", [0, 1, 2], ids=["header", "first", "last"])
def test_repair_moves_damaged_lines_and_folds_the_others(filled: Path, number: int) -> None:
    damage_line(filled, number)
    line = (filled / "journal.inbox").read_bytes().splitlines(keepends=True)[number]
    before = content_of(filled)
    (done,) = store_in(filled).repair()
    assert "journal.torn" in done
    assert (filled / "journal.torn").read_bytes() == line
    assert content_of(filled) == before
    assert problems(filled) == []
    store = store_in(filled)
    store.add(numbered(7))
    store.fold()
    assert store.warnings == []
    assert store.repair() == []
    assert content_of(filled) == with_entry(before, numbered(7))


def test_damaged_line_is_moved_only_once(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage_line(filled, 1)
    before = content_of(filled)
    monkeypatch.setattr(inbox.Inbox, "cut", failing(errno.EIO))
    store_in(filled).repair()
    monkeypatch.undo()
    store_in(filled).repair()
    assert (filled / "journal.torn").read_bytes().count(b"\n") == 1
    assert content_of(filled) == before


def test_restore_replaces_a_damaged_journal_beside_a_damaged_inbox(filled: Path) -> None:
    entries = content_of(filled)["entries"]
    add_backup(filled, NOW, 1, data_of(filled))
    damage_line(filled, 1)
    put_journal(filled, b"{}")
    archive = archive_in(filled)
    restore(archive, open_backup(keys_in(filled), "g1"))
    assert store_in(filled).repair()
    assert content_of(filled)["entries"].keys() == entries.keys() - {from_int(5)}


def test_inbox_lines_cut_from_a_newer_inbox_count(filled: Path) -> None:
    path = filled / "journal.inbox"
    header, _, last = path.read_bytes().splitlines(keepends=True)
    store_in(filled).fold()
    path.write_bytes(header + last)
    before = content_of(filled)
    with store_in(filled).changing() as changes:
        changes.upsert(small(9))
    assert content_of(filled)["entries"].keys() == before["entries"].keys() | {from_int(9)}
    assert len(path.read_bytes().splitlines()) == 1


def test_missing_journal_is_not_treated_as_empty(filled: Path) -> None:
    store_in(filled).fold()
    os.unlink(journal_in(filled))
    store_in(filled).add(numbered(7))
    before = contents(filled)
    store = store_in(filled)
    for act in (store.rows, store.trashed, store.fold, store.accept):
        with pytest.raises(DamagedError, match="is missing"):
            act()
    assert problems(filled)
    assert contents(filled) == before


def test_missing_journal_with_backups_is_not_treated_as_empty(folder: Path) -> None:
    (folder / "backups").mkdir(parents=True, mode=0o700)
    (folder / "backups" / "1.json").write_bytes(b"{}")
    store = store_in(folder)
    for act in (store.rows, store.trashed, store.accept):
        with pytest.raises(DamagedError, match="is missing beside its backups"):
            act()
    store.add(numbered(1))
    os.unlink(folder / "backups" / "1.json")
    with pytest.raises(DamagedError, match="is missing"):
        store.rows()


def test_empty_backup_folder_does_not_imply_a_journal(folder: Path) -> None:
    (folder / "backups").mkdir(parents=True, mode=0o700)
    assert store_in(folder).rows() == []
    assert problems(folder) == []


def test_encrypted_journal_without_keys_is_not_treated_as_empty(folder: Path) -> None:
    folder.mkdir()
    (folder / "journal.age").write_bytes(b"age-encryption.org/v1\n")
    with pytest.raises(DamagedError, match=r"identity\.age: is missing"):
        store_in(folder).rows()
    with pytest.raises(DamagedError, match=r"identity\.age: is missing"):
        store_in(folder).accept()
    assert problems(folder)


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside a plain one"])
def test_plain_text_is_never_written_next_to_an_encrypted_journal(
    folder: Path, template: Path, beside: bool
) -> None:
    if beside:
        shutil.copytree(template, folder)
    else:
        folder.mkdir()
    (folder / "journal.age").write_bytes(b"age-encryption.org/v1\n")
    before = contents(folder)
    store = store_in(folder)
    with pytest.raises(DamagedError, match=r"recipients\.txt: is missing"):
        store.add(numbered(7))
    with pytest.raises(DamagedError, match=r"recipients\.txt: is missing"):
        drafts_in(folder).save(from_int(7), {"typed": "It went"})
    with pytest.raises(DamagedError, match=r"identity\.age: is missing"):
        store.accept()
    assert contents(folder) == before
    assert any("is missing" in problem for problem in problems(folder))


@pytest.mark.parametrize("name", ["journal", "journal.inbox", "journal.lock"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "circle", "nothing"])
def test_special_file_is_refused_without_blocking(filled: Path, name: str, kind: str) -> None:
    path = journal_in(filled) if name == "journal" else filled / name
    os.unlink(path)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "circle":
        path.symlink_to(path)
    else:
        path.symlink_to(filled / "unplugged" / name)
    store = store_in(filled, wait=0.05)
    if name != "journal.lock":
        with pytest.raises((DamagedError, FileError)):
            store.rows()
        assert problems(filled)
    with pytest.raises((DamagedError, FileError)), store.changing() as changes:
        changes.upsert(small(9))
    if name == "journal.inbox":
        with pytest.raises((DamagedError, FileError)):
            store.add(small(9))


def test_file_in_place_of_the_journal_folder_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "journal"
    place.write_bytes(b"mine")
    store = store_in(place)
    for act in (store.rows, store.fold, lambda: store.add(small(1))):
        with pytest.raises(ReflectError):
            act()
    assert problems(place)
    assert place.read_bytes() == b"mine"


def test_inbox_lines_may_be_reordered_but_not_invalid(
    filled: Path,
) -> None:
    document: dict[str, object] = dict(to_document(numbered(7)))
    turned = dict(reversed(document.items()))
    entries = inbox.Inbox(str(filled), 1.0, keys_in(filled))
    entries.append(dump(turned), lambda: True)
    assert content_of(filled)["entries"][from_int(7)] == numbered(7)
    other = {**turned, "id": from_int(8), "title": 7}
    entries.append(dump(other), lambda: True)
    before = content_of(filled)
    assert from_int(8) not in before["entries"]
    with pytest.raises(DamagedError):
        store_in(filled).fold()
    assert problems(filled)
    store_in(filled).repair()
    assert problems(filled) == []
    assert content_of(filled) == before


def test_entries_moved_by_another_program_are_read_oldest_first(filled: Path) -> None:
    path = journal_in(filled)
    head, opening, first, second, third, *rest = opened(path).split(b"\n")
    moved = [head, opening, second, third + b",", first.removesuffix(b","), *rest]
    put(path, b"\n".join(moved))
    rows = store_in(filled).rows()
    assert [row.id for row in rows] == [from_int(number) for number in (1, 2, 3, 5, 6)]


def test_missing_journal_is_noticed_even_if_the_inbox_was_empty_at_the_first_change(
    folder: Path,
) -> None:
    store_in(folder).add(small(1))
    path = folder / "journal.inbox"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    with store_in(folder).changing() as changes:
        changes.upsert(small(2))
    os.unlink(journal_in(folder))
    with pytest.raises(DamagedError, match="is missing"):
        store_in(folder).rows()
