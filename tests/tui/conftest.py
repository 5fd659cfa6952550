"""A desk on a real journal in a temporary folder, at a fixed time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.config import Config
from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.tui.desk import Desk
from tests.factories import NOW, make_entry

Keep = Callable[..., Entry]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """An empty journal."""
    return Journal(tmp_path / "journal", clock=lambda: NOW, guides=tmp_path / "guides")


@pytest.fixture
def desk(journal: Journal, tmp_path: Path) -> Desk:
    """A desk where nothing moves; its editor is whatever a test puts into `environ`."""
    config = Config(path=tmp_path / "config.toml", journal=journal.folder)
    return Desk(journal, config, environ={}, recovery=tmp_path / "recovery", still=True)


@pytest.fixture
def keep(journal: Journal) -> Keep:
    """Add an entry to the journal; arguments as in make_entry."""

    def add(number: int = 1, **overrides: Any) -> Entry:
        return journal.add(make_entry(number, **overrides))

    return add
