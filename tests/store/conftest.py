"""A folder for a journal, empty or filled."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.journals import fill

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
