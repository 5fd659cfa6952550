"""Tests for environments that lack the usual things, or in which they are odd."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reflect.cli.context import clock, require_local_time
from reflect.cli.crash import report
from reflect.errors import FileError
from reflect.journal import Journal
from tests.cli.conftest import Cli


def test_gone_current_folder_matters_for_relative_paths_only(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = home / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    cli("capture", "Late")
    assert "Late" in cli("list").out
    cli("edit", "@", "--tag", "x")
    cli("config", "set", "pause", "5")
    cli("export", "-o", str(home / "all.md"))
    cli("backup", "now", "-o", str(home / "all.json"))
    cli("doctor", "--repair")
    for command in (
        ["-j", "notes", "list"],
        ["-j", "notes", "capture", "x"],
        ["--config", "own.toml", "list"],
        ["config", "set", "journal", "notes"],
        ["export", "-o", "all.md"],
        ["export", "--each", "-o", "all"],
        ["backup", "now", "-o", "all.json"],
        ["backup", "salvage", "-o", "all"],
        ["new", "--from", "form.md"],
        ["guides", "check", "guide.toml"],
    ):
        assert "current folder" in cli(*command, code=7).err


@pytest.mark.parametrize("command", ["config", "guides", "export", "--each"])
def test_new_folders_are_removed_if_the_file_could_not_be_written(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise FileError("the disk is full")

    cli("capture", "Late")
    before = sorted(home.rglob("*"))
    monkeypatch.setattr("reflect.store.files.replace_file", fail)
    words = {
        "config": ["--config", "a/b/c.toml", "config", "set", "pause", "5"],
        "guides": ["guides", "new", "mine"],
        "export": ["export", "-o", "all.md"],
        "--each": ["export", "--each", "@", "-o", "a/b"],
    }
    cli(*words[command], code=7)
    assert sorted(home.rglob("*")) == before


def test_special_files_as_the_config_are_refused(cli: Cli, home: Path) -> None:
    os.mkfifo(home / "pipe")
    for path in (home / "pipe", home, Path("/dev/zero")):
        assert str(path) in cli("--config", str(path), "list", code=7).err
        cli("--config", str(path), "config", "set", "pause", "5", code=7)
    cli("--config", os.devnull, "list")
    cli("--config", os.devnull, "config", "set", "pause", "5", code=7)


def test_time_that_cannot_be_read_is_a_usage_error(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("soon", "2026-11-22T25:00", "9" * 5000):
        monkeypatch.setenv("REFLECT_NOW", text)
        assert len(cli("capture", "Late", code=2).err) < 1000
    monkeypatch.setenv("REFLECT_NOW", "2026-11-22T20:30")
    cli("capture", "Late")


@pytest.mark.parametrize("zone", ["XXX+25", "XXX-99", "XXX1:02:03", "Europe/Atlantis", "", "\x7f"])
def test_time_works_in_any_time_zone(cli: Cli, zone: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REFLECT_NOW")
        patch.setenv("TZ", zone)
        time.tzset()
        require_local_time()
        entry_id = cli("capture", "Late").err.split("Noted ")[1][:10]
        cli("edit", entry_id, "--tag", "x")
        cli("backup", "now")
        assert "Late" in cli("show", entry_id, "--markdown").out
        assert cli("backup").out
        assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)
    time.tzset()


def test_everything_is_private_regardless_of_the_umask(
    cli: Cli, journal: Journal, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.chmod(0o700)
    before = os.umask(0)
    try:
        cli("capture", "One")
        cli("edit", "@", "--tag", "x")
        cli("backup", "now")
        cli("config", "set", "pause", "5")
        cli("guides", "new", "mine")
        cli("export", "-o", str(home / "all.md"))
        cli("export", "--each", "-o", str(home / "a" / "b"))
        cli("backup", "now", "-o", str(home / "all.json"))
        cli("-j", str(home / "all.md"), "capture", stdin="Two", code=7)
        journal.drafts.save(journal.drafts.begin("drucker", title="Half"))
        report.write(ValueError())
    finally:
        os.umask(before)
    written = [home, *home.rglob("*")]
    assert len(written) > 20
    assert [path for path in written if path.lstat().st_mode & 0o077] == []


def test_reading_works_without_a_home_folder(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr("reflect.config.paths.home_folder", lambda environ: None)
    notes = str(tmp_path / "notes")
    cli("-j", notes, "capture", "Late")
    cli("-j", notes, "edit", "@", "--tag", "x")
    assert "Late" in cli("-j", notes, "list").out
    assert "Left out" not in cli("-j", notes, "guides").err
    assert os.devnull not in cli("-j", notes, "doctor").out
    for command in (["capture", "Late"], ["list"], ["config", "path"], ["doctor"]):
        assert "home folder" in cli(*command, code=2).err
    cli("-j", notes, "config", "set", "pause", "5", code=2)
    cli("-j", notes, "guides", "new", "mine", code=2)
