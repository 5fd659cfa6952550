"""Fixtures of the plain guide, which needs only an unencrypted journal."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(home: Path) -> Path:
    """The folder of the default journal, which does not exist yet."""
    return home / "data" / "reflect"
