"""What is asked line by line is asked the same way whatever the journal is: a plain one will do."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(home: Path) -> Path:
    """The default journal's folder; not there yet."""
    return home / "data" / "reflect"
