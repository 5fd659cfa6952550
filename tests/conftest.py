"""What every test gets: a home folder of its own, and nothing of the user's."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.sealed import BACKENDS
from tests.sizes import BOTH

# How long it takes is the machine's, and other tests run beside it.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


KEPT = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "HYPOTHESIS_PROFILE", "CI")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Take two workers for each core: more than half of the time a test waits for a terminal."""
    return 2 * (os.cpu_count() or 1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what works on a journal on a plain and on an encrypted one.

    A test that is about one of them alone says so: `@pytest.mark.backends("plain")`. One that
    costs much and shows the same on both says `@pytest.mark.usually("plain")`: `make test-both`
    and `make test-full` run it on both.
    """
    if "backend" in metafunc.fixturenames:
        names = ("backends",) if BOTH else ("backends", "usually")
        marks = filter(None, map(metafunc.definition.get_closest_marker, names))
        mark = next(marks, None)
        metafunc.parametrize("backend", mark.args if mark else BACKENDS)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty home, so that none can touch the real one."""
    for name in list(os.environ):
        if name not in KEPT and not name.startswith(("PYTEST", "COV", "LC_", "TEXTUAL_SNAPSHOT")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("TZ", "UTC")
    # Where every user's editors have their texts.
    monkeypatch.setattr("reflect.editor.IN_MEMORY", str(tmp_path / "memory"))
    monkeypatch.chdir(home)
    return home
