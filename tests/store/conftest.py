"""A folder for a journal, empty or filled."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.model.ids import from_int
from reflect.store import platform
from tests.store.going_back import LATER
from tests.store.journals import archive_in, fill, numbered, store_in

MEMORY = "/dev/shm"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a journal may be; nothing is there yet."""
    return tmp_path / "journal"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled journal, made once, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "journal"
    fill(folder)
    return folder


@pytest.fixture
def filled(template: Path, folder: Path) -> Path:
    """A journal of three entries, one in the trash, two in the inbox, and a draft."""
    shutil.copytree(template, folder)
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
    monkeypatch.setattr(platform, "lock", lambda fd, **_: platform._try_lock(fd, False))


@pytest.fixture
def kept(filled: Path) -> Path:
    """A journal with a backup of five entries; since then four things happened."""
    archive_in(filled).make()
    with store_in(filled).changing() as changes:
        changes.replace(numbered(2, title="Better"))
        changes.trash([from_int(3)], LATER)
        changes.put(numbered(8))
    store_in(filled).add(numbered(9))
    return filled
