"""Tests that reading needs no right to write, in the journal's folder or to any file in it."""

from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.cli.conftest import Cli
from tests.sealed import on_both
from tests.store.helpers_disks import read_only
from tests.store.helpers_journals import contents

READS = (
    ["list"],
    ["list", "--json"],
    ["list", "--trash"],
    ["list", "--drafts"],
    ["search", "one"],
    ["lessons"],
    ["show", "@"],
    ["tags"],
    ["guides"],
    ["backup"],
    ["export"],
    ["new", "--form"],
)


@pytest.fixture
def journal_folder(cli: Cli, journal: Journal, folder: Path) -> Path:
    """Create a journal with an entry, a backup, a draft and a new entry in the inbox."""
    cli("capture", "One", "--tag", "x")
    cli("backup", "now")
    journal.drafts.save(journal.drafts.begin("drucker", title="Half"))
    cli("capture", "Two")
    for lock in (folder / "journal.lock", folder / "drafts" / "lock"):
        lock.unlink()
    return folder


def read_everything(cli: Cli, home: Path) -> None:
    """Run the commands that read, and those that write elsewhere."""
    for command in READS:
        cli(*command)
    away = home / "away"
    away.mkdir(mode=0o777)
    away.chmod(0o777)
    cli("export", "-o", str(away / "all.md"))
    cli("export", "--each", "-o", str(away / "each"))
    cli("backup", "now", "-o", str(away / "all.json"))
    cli("-j", str(away / "new"), "backup", "restore", str(away / "all.json"), "--yes")
    assert {"One", "Two"} <= set(cli("-j", str(away / "new"), "list").out.split())


@on_both
def test_reading_creates_nothing_in_the_folder(cli: Cli, journal_folder: Path, home: Path) -> None:
    before = contents(journal_folder)
    times = {path: path.stat().st_mtime_ns for path in journal_folder.rglob("*")}
    read_everything(cli, home)
    assert contents(journal_folder) == before
    assert {path: path.stat().st_mtime_ns for path in journal_folder.rglob("*")} == times


def test_read_only_media_can_be_read(cli: Cli, journal_folder: Path, home: Path) -> None:
    with read_only(journal_folder):
        read_everything(cli, home)
        findings = cli("doctor", code=5).out
        assert [line[:1] for line in findings.splitlines() if "\u2717" in line] == ["\u2717"]
        assert "read-only" in findings
        result = cli("doctor", "--repair", code=5)
        assert "read-only" in result.err
        assert result.out == findings
        for command in (["capture", "Three"], ["edit", "@", "--tag", "y"], ["backup", "now"]):
            assert "read-only" in cli(*command, code=7).err
    cli("capture", "Three")
