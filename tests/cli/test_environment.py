"""Tests for environments that lack the usual things, or in which they are odd."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reflect.cli.context import clock, require_local_time
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
        ["backup", "now", "-o", "all.json"],
    ):
        result = cli(*command, code=7)
        assert "the output" not in result.err


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
