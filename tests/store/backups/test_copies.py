"""Tests for finding copies of journal files in a journal folder."""

from pathlib import Path

import pytest

from reflect.model.ids import from_int
from reflect.store.backups import copies
from tests.sealed import ENCRYPTED, open_keys_in
from tests.store.helpers_journals import contents, data_of, draft_path

NAMES = (
    "journal.sync-conflict-20261122-203000-ABCDEFG.json",
    "journal (Ada's conflicted copy 2026-11-22).json",
    "journal-laptop.json",
    "journal 2.json",
    "journal.json~",
    "journal.json.before",
    "journal.json.orig",
    "#journal.json#",
    ".syncthing.journal.json.tmp",
    ".stversions/journal~20261122-203000.json",
    "backups/older/20261122T203000Z-g4.json",
    "backups/.stversions/anything",
    "old.json",
    "saved/somewhere/notes.txt",
)


def found(folder: Path) -> list[str]:
    """Return the paths of all copies, relative to the folder."""
    return [copy.path.removeprefix(f"{folder}/") for copy in copies.find(open_keys_in(folder))]


def put_file(folder: Path, name: str, data: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


@pytest.mark.backends("plain", ENCRYPTED)
def test_own_files_are_not_copies(filled: Path) -> None:
    data = data_of(filled)
    for name in ("journal.format-0.json", "journal.torn", "backups/mine", "backups/1.json"):
        put_file(filled, name, data)
    put_file(filled, f".{'journal.json'}.0123456789ab.tmp", data)
    put_file(filled, "readme.md", b"# Not a copy\n")
    (filled / "elsewhere").symlink_to(filled / "journal.format-0.json")
    assert found(filled) == []


def test_copies_are_found_by_name_and_content(filled: Path) -> None:
    data = data_of(filled)
    for name in NAMES:
        put_file(filled, name, data)
    assert found(filled) == sorted(NAMES)


@pytest.mark.parametrize(
    "data", [b"PK\3\4 compressed", b"{}", b"reflect-inbox 1 0123 1\n"], ids=["zip", "json", "inbox"]
)
def test_other_content_is_a_copy_under_one_of_our_names(filled: Path, data: bytes) -> None:
    put_file(filled, "journal.json.gz", data)
    put_file(filled, "holiday.zip", data)
    assert found(filled) == ["journal.json.gz"]


def test_copies_of_drafts_are_found(filled: Path) -> None:
    draft = draft_path(filled, from_int(900)).read_bytes()
    for name in ("drafts/00000000w4.sync-conflict-20261122-203000-A.json", "drafts/.x.swp"):
        put_file(filled, name, draft)
    assert {copy.kind for copy in copies.find(open_keys_in(filled))} == {copies.DRAFT}
    assert len(found(filled)) == 2


def test_another_journal_in_a_subfolder_is_not_a_copy(filled: Path) -> None:
    for name, data in contents(filled).items():
        put_file(filled, f"copied/{name}", data)
    other = data_of(filled)
    for number in range(1, 5):
        other = other.replace(from_int(number).encode(), from_int(number + 70).encode())
    put_file(filled, "work/journal.json", other)
    put_file(filled, "work/drafts/00000000w5.json", b'{"guide":"aar","begun_at":""}')
    assert found(filled) == [
        f"copied/{name}" for name in ("drafts/00000000w4.json", "journal.inbox", "journal.json")
    ]
