"""A folder for a journal, plain or encrypted."""

from pathlib import Path

import pytest

from tests.sealed import ENCRYPTED, seal_folder


@pytest.fixture
def folder(tmp_path: Path, backend: str) -> Path:
    """Where a journal may be; nothing is there yet but the keys of an encrypted one."""
    folder = tmp_path / "journal"
    return seal_folder(folder) if backend == ENCRYPTED else folder
