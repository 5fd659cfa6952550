"""Fixtures for the journal tests."""

from pathlib import Path

import pytest

from tests.sealed import ENCRYPTED, seal_folder


@pytest.fixture
def folder(tmp_path: Path, backend: str) -> Path:
    """Return the journal's folder, which is missing or contains only keys."""
    folder = tmp_path / "journal"
    return seal_folder(folder) if backend == ENCRYPTED else folder
