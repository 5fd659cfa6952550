"""Shared fixtures, including an empty home folder and a clean environment."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.sealed import PLAIN

# Deadlines are unreliable because other tests run in parallel.
settings.register_profile("reflect", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("reflect")


# Environment variables that are passed on to the tests.
PASSED_ON = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "HYPOTHESIS_PROFILE", "CI")
PASSED_ON_PREFIXES = ("PYTEST", "COV", "LC_", "TEXTUAL_SNAPSHOT")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Start two workers per core, because tests spend half their time waiting for a terminal."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Spare the garbage collector the modules and the tests, which live as long as the process.

    The app of a screen is many small objects in cycles: with the usual thresholds, a tenth of the
    time would be spent on looking for garbage among them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 5)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize tests that use `backend` with the kinds of journal in their `backends` marker.

    Without the marker, tests use a plain journal. Tests that cover a storage path not covered
    elsewhere also use an encrypted journal; see `on_both` in tests/sealed.py.
    """
    if "backend" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("backends")
        metafunc.parametrize("backend", mark.args if mark else (PLAIN,))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create an empty home folder so that tests cannot access the real one."""
    for name in list(os.environ):
        if name not in PASSED_ON and not name.startswith(PASSED_ON_PREFIXES):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("TZ", "UTC")
    # The editor's default folders are shared by all users.
    monkeypatch.setattr("reflect.editor.folder.IN_MEMORY", str(tmp_path / "memory"))
    monkeypatch.setattr("reflect.temp_folders._FOLDERS", (str(tmp_path),))
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def no_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no folder for temporary files, as on a machine whose disks are all full."""
    monkeypatch.setattr("reflect.editor.folder.temp_folders", lambda environ: [])
