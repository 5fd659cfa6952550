"""A folder for a journal, empty or filled."""

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
    """Where a journal may be; nothing is there yet but the keys of an encrypted one."""
    folder = tmp_path / "journal"
    return seal_folder(folder) if backend == ENCRYPTED else folder


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A filled journal of each kind, made once, to be copied."""
    found = {}
    for backend in BACKENDS:
        found[backend] = tmp_path_factory.mktemp("template") / "journal"
        if backend == ENCRYPTED:
            seal_folder(found[backend])
        fill(found[backend])
    return found


@pytest.fixture
def template(templates: dict[str, Path], backend: str) -> Path:
    """A filled journal."""
    return templates[backend]


@pytest.fixture
def filled(template: Path, folder: Path) -> Path:
    """A journal of three entries, one in the trash, two in the inbox, and a draft."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder, in memory where that can be: thousands of states need no real disk."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as place:
        yield Path(place)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Don't wait for the disk: this process outlives its own deaths."""
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    monkeypatch.setattr(os_compat, "lock", lambda fd, **_: os_compat._try_lock(fd, False))


@pytest.fixture
def backed_up(filled: Path) -> Path:
    """A journal with a backup of five entries; since then four things happened."""
    archive_in(filled).make()
    with store_in(filled).changing() as changes:
        changes.replace(numbered(2, title="Better"))
        changes.trash([from_int(3)], LATER)
        changes.upsert(numbered(8))
    store_in(filled).add(numbered(9))
    return filled


@pytest.fixture
def full_folder(place: Path) -> Path:
    """A plain journal with all that may lie in its folder, and a canary in every piece of it."""
    return fill_folder(place / "full_folder")
