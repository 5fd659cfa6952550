"""Fixtures for a context with a real journal in a temporary folder, at a fixed time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reflect.config.settings import Config
from reflect.journal import Journal
from reflect.journal.encryption import JournalEncryption
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from tests.factories import NOW, make_entry
from tests.sealed import ENCRYPTED, encryption_in, open_keys_in, seal_folder
from tests.tui.steady import steady

Keep = Callable[..., Entry]


@pytest.fixture(autouse=True)
def steady_screens() -> Iterator[None]:
    """Take time out of the screens."""
    with steady():
        yield


@pytest.fixture
def journal(tmp_path: Path, backend: str) -> Journal:
    """An empty journal, unlocked if it is encrypted."""
    folder = tmp_path / "journal"
    keys = open_keys_in(seal_folder(folder) if backend == ENCRYPTED else folder)
    return Journal(
        folder, clock=lambda: NOW, guides=tmp_path / "guides", encryption=JournalEncryption(keys)
    )


@pytest.fixture
def context(journal: Journal, tmp_path: Path) -> AppContext:
    """A context without animations; tests set its editor through `environ`."""
    config = Config(path=tmp_path / "config.toml", journal=journal.folder)
    return AppContext(
        journal, config, environ={}, recovery=tmp_path / "recovery", reduce_motion=True
    )


@pytest.fixture
def real(home: Path, backend: str) -> Journal:
    """The journal that the real program opens by default."""
    folder = home / "data" / "reflect"
    if backend == ENCRYPTED:
        seal_folder(folder)
    return Journal(folder, clock=lambda: NOW, encryption=encryption_in(folder))


@pytest.fixture
def keep(journal: Journal) -> Keep:
    """Return a function that adds an entry; it takes the arguments of make_entry."""

    def add(number: int = 1, **overrides: Any) -> Entry:
        return journal.entries.add(make_entry(number, **overrides))

    return add
