"""Fixtures for journal folders."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.model.ids import from_int
from reflect.store import os_compat
from tests.sealed import BACKENDS, ENCRYPTED, seal_folder
from tests.store.helpers_convert import fill_folder
from tests.store.helpers_journals import archive_in, fill, numbered, store_in
from tests.store.helpers_restore import LATER

MEMORY = "/dev/shm"


@pytest.fixture
def folder(tmp_path: Path, backend: str) -> Path:
    """Return the path of a journal folder that contains at most the keys."""
    folder = tmp_path / "journal"
    return seal_folder(folder) if backend == ENCRYPTED else folder


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Create one filled journal of each kind per session, for tests to copy."""
    found = {}
    for backend in BACKENDS:
        found[backend] = tmp_path_factory.mktemp("template") / "journal"
        if backend == ENCRYPTED:
            seal_folder(found[backend])
        fill(found[backend])
    return found


@pytest.fixture
def template(templates: dict[str, Path], backend: str) -> Path:
    """Return a filled journal. Do not modify it."""
    return templates[backend]


@pytest.fixture
def filled(template: Path, folder: Path) -> Path:
    """Create a journal with three entries, one in the trash, two in the inbox, and a draft."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def place() -> Iterator[Path]:
    """Create an empty folder, in memory if possible, because some tests create many files."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as place:
        yield Path(place)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip syncing and lock timeouts, because only simulated crashes happen here."""
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    monkeypatch.setattr(os_compat, "lock", lambda fd, **_: os_compat._try_lock(fd, False))


@pytest.fixture
def backed_up(filled: Path) -> Path:
    """Create a journal that was changed in four ways after a backup of its five entries."""
    archive_in(filled).make()
    with store_in(filled).changing() as changes:
        changes.replace(numbered(2, title="Better"))
        changes.trash([from_int(3)], LATER)
        changes.upsert(numbered(8))
    store_in(filled).add(numbered(9))
    return filled


@pytest.fixture
def full_folder(place: Path) -> Path:
    """Create a plain journal with every kind of file, each containing a recognizable text."""
    return fill_folder(place / "full_folder")
