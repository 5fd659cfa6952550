"""Tests for the platform's folders, in environments that lack the usual things."""

import os
import pwd
from pathlib import Path

import pytest

from reflect.config import paths
from reflect.errors import FileError, UsageError


@pytest.fixture
def unregistered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the user from the system's list of users."""

    def missing(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", missing)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the current folder."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()


@pytest.mark.parametrize("home", ["", "relative", "~"])
def test_home_that_is_no_absolute_path_is_looked_up(home: str) -> None:
    registered = Path(pwd.getpwuid(os.getuid()).pw_dir)
    assert paths.home_folder({"HOME": home}) == paths.home_folder({}) == registered
    assert paths.platform_folder("data", {"HOME": home}) == registered / ".local/share/reflect"
    assert paths.expand_home("~/notes", {"HOME": home}) == registered / "notes"


@pytest.mark.usefixtures("unregistered")
def test_only_the_data_needs_a_home() -> None:
    with pytest.raises(UsageError, match="home") as caught:
        paths.platform_folder("data", {})
    assert "--journal" in caught.value.hint
    for kind in ("config", "state"):
        folder = paths.platform_folder(kind, {})
        assert not folder.exists()
        with pytest.raises(OSError, match="Not a directory"):
            folder.mkdir(parents=True)
    with pytest.raises(UsageError, match="home"):
        paths.require_home(paths.config_file({}, None))
    with pytest.raises(UsageError, match="home"):
        paths.resolve_folder("~/notes", Path(), {})
    with pytest.raises(UsageError, match="no such home"):
        paths.resolve_folder("~nobody-at-all/notes", Path(), {})
    assert paths.platform_folder("data", {"XDG_DATA_HOME": "/data"}) == Path("/data/reflect")


@pytest.mark.usefixtures("nowhere")
def test_only_relative_paths_need_the_current_folder(home: Path) -> None:
    environ = {"HOME": str(home)}
    assert paths.config_file(environ, None) == home / ".config/reflect/config.toml"
    assert paths.config_file(environ, home / "own.toml") == home / "own.toml"
    assert paths.resolve_folder("~/notes", Path(), environ) == home / "notes"
    assert paths.resolve_folder("notes", home, environ) == home / "notes"
    with pytest.raises(FileError, match="current folder"):
        paths.config_file(environ, Path("own.toml"))
    with pytest.raises(FileError, match="current folder"):
        paths.resolve_folder("notes", Path(), environ)
