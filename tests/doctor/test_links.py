"""Tests that nothing is written through links in a journal folder, and that doctor names them."""

import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from reflect.doctor.finding import remedy_of
from reflect.doctor.repair import repair_journal
from reflect.errors import FileError, ReflectError
from reflect.model.ids import from_int
from reflect.store.backups.scrub import scrub
from reflect.store.encryption.convert import Conversion, encrypt, finish
from tests.factories import NOW
from tests.sealed import keys_in, new_keys
from tests.store.helpers_journals import (
    DRAFT,
    archive_in,
    content_of,
    doctor_findings,
    draft_path,
    drafts_in,
    numbered,
    store_in,
)
from tests.store.helpers_restore import LATER, restore_backup

OLD = "backups/20261122T203000Z-g1.json"


def change(folder: Path) -> None:
    """Change the journal, which also makes a backup."""
    with store_in(folder, at=LATER).changing() as changes:
        changes.upsert(numbered(8))


def save_draft(folder: Path) -> None:
    """Save a new version of the draft."""
    drafts = drafts_in(folder)
    drafts.save(DRAFT, {"n": 1}, drafts.version(DRAFT))


WRITES: dict[str, Callable[[Path], object]] = {
    "add": lambda folder: store_in(folder).add(numbered(7)),
    "change": change,
    "draft": save_draft,
    "discard": lambda folder: drafts_in(folder).discard(DRAFT),
    "backup": lambda folder: archive_in(folder).make(),
    "scrub": lambda folder: scrub(archive_in(folder), [from_int(1)]),
    "restore": lambda folder: restore_backup(folder, "g2"),
    "repair": lambda folder: list(repair_journal(folder, keys=keys_in(folder))),
    "encrypt": lambda folder: encrypt(keys_in(folder), new_keys()),
}


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return the modes and contents of everything in a folder."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in (folder, *folder.rglob("*"))
    }


def plant(path: Path, victim: Path) -> None:
    """Put a link in the place of a file or folder."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to(victim)


@pytest.fixture(autouse=True)
def no_syncing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip syncing, because nothing crashes here."""
    monkeypatch.setattr(os, "fsync", lambda fd: None)


@pytest.fixture
def victims(filled: Path, tmp_path: Path) -> Path:
    """Create a folder outside the journal that others may access, with files like the journal's."""
    place = tmp_path / "victims"
    archive_in(filled).make()
    with (filled / "journal.inbox").open("ab") as inbox:
        inbox.write(b"torn")
    shutil.copytree(filled, place)
    shutil.copy(place / "journal.json", place / OLD)
    (place / "empty").touch()
    for path in (place, *place.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return place


@pytest.mark.parametrize("write", WRITES)
def test_nothing_is_written_through_links(filled: Path, victims: Path, write: str) -> None:
    before = snapshot(victims)
    for name, target in (
        ("journal.lock", "empty"),
        ("journal.lock", "missing"),
        ("journal.inbox", "journal.inbox"),
        ("journal.inbox", "missing"),
        ("journal.torn", "empty"),
        ("journal.torn", "missing"),
        ("journal.torn.age", "empty"),
        ("recipients.txt", "empty"),
        ("drafts", "drafts"),
        ("drafts/lock", "empty"),
        (f"drafts/{DRAFT}.json", f"drafts/{DRAFT}.json"),
        (f"drafts/{DRAFT}.json", "missing"),
        ("backups", "backups"),
        (OLD, OLD),
        ("journal.evil", "empty"),
    ):
        copy = filled.with_name("copy")
        shutil.copytree(filled, copy)
        plant(copy / name, victims / target)
        with suppress(ReflectError):
            WRITES[write](copy)
        assert snapshot(victims) == before, name
        shutil.rmtree(copy)


@pytest.mark.parametrize(
    ("name", "target", "write", "level"),
    [
        ("journal.lock", "missing", "change", "problem"),
        ("journal.inbox", "journal.inbox", "add", "problem"),
        ("journal.torn", "empty", "add", "warning"),
        ("drafts", "drafts", "draft", "problem"),
        ("drafts", "missing", "draft", "problem"),
        ("drafts/lock", "missing", "draft", "problem"),
        ("drafts/lock", "empty", "draft", "problem"),
        (f"drafts/{DRAFT}.json", "empty", "draft", "warning"),
        ("backups", "backups", "backup", "warning"),
    ],
)
def test_link_is_an_error_and_a_finding_with_a_remedy(
    filled: Path, victims: Path, name: str, target: str, write: str, level: str
) -> None:
    path = filled / name
    plant(path, victims / target)
    with pytest.raises(FileError) as refused:
        WRITES[write](filled)
    assert refused.value.path == path
    assert refused.value.hint.startswith("Remove the link")
    (finding,) = [
        one for one in doctor_findings(filled) if one.what.startswith(f"{path}: is a link,")
    ]
    assert finding.level == level
    command = remedy_of(finding).rpartition(": ")[2]
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)
    assert not path.is_symlink()
    WRITES[write](filled)
    assert len(content_of(filled)["entries"]) >= 5


def test_encrypt_names_what_it_leaves_behind_links(filled: Path, victims: Path) -> None:
    plant(filled / "drafts", victims / "drafts")
    plant(filled / OLD, victims / OLD)
    plant(filled / "journal.format-0.json", victims / "journal.json")
    result = encrypt(keys_in(filled), new_keys())
    assert isinstance(result, Conversion)
    named = {path for path, _ in result.failed}
    assert named == {str(filled / name) for name in ("drafts", OLD, "journal.format-0.json")}
    assert (filled / "journal.age").exists()


def test_failed_backup_does_not_stop_a_change(filled: Path, victims: Path) -> None:
    plant(filled / "backups", victims / "backups")
    store = store_in(filled, at=NOW)
    with store.changing() as changes:
        changes.upsert(numbered(8))
    assert any("is a link" in str(line) for line in store.warnings)
    assert os.listdir(victims / "backups") == os.listdir(filled / "backups")


@pytest.mark.parametrize("text", [b"My thesis.\n", b"", b'{"name": "package"}'])
def test_journal_that_links_to_another_file_is_not_written(
    filled: Path, tmp_path: Path, text: bytes
) -> None:
    archive_in(filled).make()
    before = content_of(filled)
    victim = tmp_path / "thesis.json"
    victim.write_bytes(text)
    victim.chmod(0o644)
    path = filled / "journal.json"
    plant(path, victim)
    with pytest.raises(FileError) as refused:
        restore_backup(filled, "g2")
    assert refused.value.path == path
    list(repair_journal(filled))
    assert (victim.read_bytes(), victim.stat().st_mode & 0o777) == (text, 0o644)
    (finding,) = [one for one in doctor_findings(filled) if one.level != "ok"]
    assert (finding.level, finding.path) == ("problem", str(path))
    subprocess.run(["sh", "-c", remedy_of(finding).split("`")[1]], check=True)
    restore_backup(filled, "g2")
    assert content_of(filled) == before
    assert victim.read_bytes() == text


@pytest.mark.parametrize("is_damaged", [False, True])
def test_restore_writes_through_a_link_to_a_journal(
    filled: Path, tmp_path: Path, is_damaged: bool
) -> None:
    archive_in(filled).make()
    real = tmp_path / "real.json"
    with store_in(filled).changing() as changes:
        changes.replace(numbered(1, title="Better"))
    data = (filled / "journal.json").read_bytes()
    real.write_bytes(data[:-9] if is_damaged else data)
    plant(filled / "journal.json", real)
    restore_backup(filled, "g2")
    assert (filled / "journal.json").is_symlink()
    assert content_of(filled)["entries"][from_int(1)] == numbered(1)


def test_encrypt_removes_no_file_behind_a_link(filled: Path, tmp_path: Path) -> None:
    keys = keys_in(filled)
    encrypt(keys, new_keys())
    victim = tmp_path / "thesis.txt"
    victim.write_text("My thesis.")
    (filled / "journal.json").symlink_to(victim)
    with pytest.raises(FileError):
        finish(keys)
    assert victim.read_text() == "My thesis."


def test_only_the_folder_and_the_journal_may_be_links(filled: Path, victims: Path) -> None:
    plant(filled / "journal.json", victims / "journal.json")
    (victims / "journal.json").chmod(0o600)
    (filled.parent / "link").symlink_to(filled)
    change(filled.parent / "link")
    assert (filled / "journal.json").is_symlink()
    assert not [one for one in doctor_findings(filled) if one.level == "problem"]
    assert draft_path(filled, DRAFT).exists()
