"""Fixtures for the doctor tests."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.config.settings import load_valid_config
from reflect.doctor.context import DoctorContext
from reflect.journal.encryption import JournalEncryption
from tests.factories import NOW
from tests.sealed import BACKENDS, ENCRYPTED, seal_folder
from tests.store.helpers_journals import fill

Look = Callable[[], DoctorContext]


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use an empty temporary folder instead of the system-wide one."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def folder(home: Path, backend: str) -> Path:
    """Return the journal's folder, which is missing or contains only keys."""
    folder = home / "data" / "reflect"
    return seal_folder(folder) if backend == ENCRYPTED else folder


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Create a plain and an encrypted journal to copy in tests."""
    templates = {}
    for backend in BACKENDS:
        template = tmp_path_factory.mktemp("template") / "journal"
        templates[backend] = seal_folder(template) if backend == ENCRYPTED else template
        fill(template)
    return templates


@pytest.fixture
def filled(templates: dict[str, Path], folder: Path, backend: str) -> Path:
    """Return a journal with three entries, one trashed entry, two inbox entries and a draft."""
    shutil.copytree(templates[backend], folder, dirs_exist_ok=True)
    return folder


@pytest.fixture
def config(home: Path) -> Path:
    """Return the path of the config file, which does not exist yet."""
    path = home / "config" / "reflect" / "config.toml"
    path.parent.mkdir(parents=True, mode=0o700)
    return path


@pytest.fixture
def state(home: Path) -> Path:
    """Return the path of the state folder, which does not exist yet."""
    return home / "state" / "reflect"


@pytest.fixture
def look(state: Path) -> Look:
    """Return a function that creates a doctor context from the current config."""

    def look() -> DoctorContext:
        config, errors = load_valid_config(os.environ)
        encryption = JournalEncryption.of_folder(config.journal)
        return DoctorContext(config, errors, os.environ, state, NOW, encryption)

    return look
