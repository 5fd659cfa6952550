"""Tests that temporary files never lie in the current folder."""

import os
from pathlib import Path

import pytest

from reflect.editor.folder import create_folder
from reflect.errors import FileError
from reflect.temp_folders import system_temp_folders, temp_folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other folders")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two folders that stand in for those of the system."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    monkeypatch.setattr("reflect.temp_folders._FOLDERS", (str(one), str(two)))
    return one, two


def test_folders_of_the_environment_come_first(places: tuple[Path, Path], tmp_path: Path) -> None:
    one, two = map(str, places)
    assert system_temp_folders({}) == [one, two]
    assert system_temp_folders({"TMPDIR": str(tmp_path)}) == [str(tmp_path), one, two]
    assert system_temp_folders({"TMPDIR": two}) == [two, one]


@pytest.mark.parametrize("named", ["", ".", "missing", "/missing"])
def test_relative_and_missing_folders_are_ignored(places: tuple[Path, Path], named: str) -> None:
    assert system_temp_folders({"TMPDIR": named}) == [str(place) for place in places]


def test_next_folder_is_used_if_one_fails(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = places
    monkeypatch.setattr("reflect.temp_folders._FOLDERS", ("/proc", str(one / "missing"), str(two)))
    with temp_folder("reflect-", {}) as folder:
        assert folder.parent == two
    assert not folder.exists()


def test_current_folder_is_never_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.temp_folders._FOLDERS", ("/proc",))
    with pytest.raises(FileError), temp_folder("reflect-", {"TMPDIR": "."}):
        pass
    with pytest.raises(FileError):
        create_folder(b"", "x.md", "", "", {"TMPDIR": "."})
    assert list(home.iterdir()) == []
