"""A folder for a journal, empty or filled."""

from pathlib import Path

import pytest

from tests.store.journals import fill


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a journal may be; nothing is there yet."""
    return tmp_path / "journal"


@pytest.fixture
def filled(folder: Path) -> Path:
    """A journal of three entries, one in the trash, two in the inbox, and a draft."""
    fill(folder)
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder."""
    place = tmp_path / "place"
    place.mkdir()
    return place
