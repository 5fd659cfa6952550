"""What lies around a journal in the tests."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.config.settings import load_valid_config
from reflect.doctor.context import DoctorContext
from reflect.journal.encryption import JournalEncryption
from tests.factories import NOW

Look = Callable[[], DoctorContext]


@pytest.fixture
def folder(home: Path) -> Path:
    """The journal's folder; not there yet."""
    return home / "data" / "reflect"


@pytest.fixture
def config(home: Path) -> Path:
    """The config file; not there yet, but its folder is."""
    path = home / "config" / "reflect" / "config.toml"
    path.parent.mkdir(parents=True, mode=0o700)
    return path


@pytest.fixture
def state(home: Path) -> Path:
    """The state folder; not there yet."""
    return home / "state" / "reflect"


@pytest.fixture
def look(state: Path) -> Look:
    """Gather what lies around, as it is now."""

    def gather() -> DoctorContext:
        settings, faults = load_valid_config(os.environ)
        return DoctorContext(
            settings, faults, os.environ, state, NOW, JournalEncryption.of_folder(settings.journal)
        )

    return gather
