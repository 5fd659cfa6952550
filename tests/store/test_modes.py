"""Tests for removing the rights of other users to a journal."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from reflect.store import modes, os_compat
from tests.sealed import keys_in
from tests.store.helpers_journals import DRAFT, archive_in, drafts_in, numbered, store_in
from tests.store.helpers_users import USER, acting_as, as_root, give, owners


def open_paths(folder: Path) -> list[str]:
    """Return the paths in a folder, and the folder, that other users may access."""
    return [
        str(path.relative_to(folder))
        for path in (folder, *sorted(folder.rglob("*")))
        if path.lstat().st_mode & 0o077 and not path.is_symlink()
    ]


@pytest.fixture
def cloned(filled: Path, place: Path) -> Path:
    """Create a copy of a journal with the modes that a clone has."""
    archive_in(filled).make()
    clone = place / "clone"
    shutil.copytree(filled, clone)
    for path in (clone, *clone.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return clone


def test_each_write_tightens_a_cloned_folder_and_says_so_once(cloned: Path) -> None:
    assert len(open_paths(cloned)) > 6
    (cloned / ".git").mkdir(mode=0o755)
    store = store_in(cloned)
    store.add(numbered(7))
    assert open_paths(cloned) == [".git"]
    assert [line for line in store.warnings if str(cloned) in str(line)] == store.warnings
    assert len(store.warnings) == 1
    store.add(numbered(8))
    assert len(store.warnings) == 1

    def change() -> list[str]:
        changed = store_in(cloned)
        with changed.changing() as changes:
            changes.upsert(numbered(9))
        return [str(line) for line in changed.warnings]

    def save_draft() -> list[str]:
        drafts = drafts_in(cloned)
        drafts.save(DRAFT, {"n": 1}, drafts.version(DRAFT))
        return drafts.warnings

    def back_up() -> list[str]:
        said: list[str] = []
        archive = archive_in(cloned)
        archive.warn = lambda line: said.append(str(line))
        archive.make()
        return said

    for write in (change, save_draft, back_up):
        (cloned / "journal.inbox").chmod(0o644)
        cloned.chmod(0o750)
        assert len(write()) == 1
        assert open_paths(cloned) == [".git"]
        assert write() == []


def test_conversion_tightens_what_it_leaves(cloned: Path) -> None:
    from reflect.store.encryption import convert
    from tests.sealed import new_keys

    result = convert.encrypt(keys_in(cloned), new_keys())
    assert open_paths(cloned) == []
    assert len([line for line in result.warnings if str(line).startswith(str(cloned))]) == 1


def test_folder_of_other_programs_keeps_its_mode(cloned: Path) -> None:
    (cloned / "README").touch()
    (cloned / "README").chmod(0o644)
    assert modes.tighten(str(cloned))
    assert open_paths(cloned) == [".", "README"]
    assert modes.tighten(str(cloned)) == ""


def test_folder_for_everyone_stays_open(cloned: Path) -> None:
    cloned.chmod(0o1777)
    assert modes.tighten(str(cloned))
    assert open_paths(cloned) == ["."]


def test_file_system_without_modes_is_not_mentioned(
    cloned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os_compat, "set_mode", lambda path, mode: None)
    assert modes.tighten(str(cloned)) == ""


def test_linked_folder_is_tightened_but_nothing_behind_links_in_it(
    cloned: Path, place: Path
) -> None:
    link, victim, elsewhere = place / "link", place / "victim", place / "elsewhere"
    link.symlink_to(cloned)
    victim.touch()
    victim.chmod(0o644)
    shutil.move(cloned / "backups", elsewhere)
    (cloned / "backups").symlink_to(elsewhere)
    (cloned / "journal.evil").symlink_to(victim)
    assert modes.tighten(str(link))
    assert open_paths(cloned) == []
    assert stat.S_IMODE(victim.stat().st_mode) == 0o644
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


@as_root
def test_owner_keeps_a_journal_that_root_writes_to(filled: Path, place: Path) -> None:
    folder = place / "journal"
    shutil.copytree(filled, folder)
    (folder / "journal.lock").unlink()
    shutil.rmtree(folder / "drafts")
    os.chown(place, USER, USER)
    give(folder, USER)
    store = store_in(folder)
    store.add(numbered(7))
    with store.changing() as changes:
        changes.upsert(numbered(8))
    version = drafts_in(folder).save(DRAFT, {"n": 1})
    archive_in(folder).make()
    store_in(place / "new").add(numbered(1))
    assert owners(folder) == owners(place / "new") == {USER}
    with acting_as(USER):
        store = store_in(folder)
        store.add(numbered(9))
        with store.changing() as changes:
            changes.upsert(numbered(8, title="Better"))
        assert len(store.rows()) == 8
        drafts_in(folder).save(DRAFT, {"n": 2}, version)
