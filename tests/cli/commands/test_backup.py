"""Tests for the commands backup, backup now and backup restore."""

import json
import os
import re
import tarfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store.backups.archive import Archive
from reflect.store.lock import journal_lock
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import talk
from tests.cli.helpers_terminal import HOSTILE, on_terminal, shown
from tests.cli.test_locks import held, says_who
from tests.factories import NOW
from tests.hostile import ACTING
from tests.sealed import on_both, opened, put
from tests.store.helpers_journals import data_of, journal_in, put_journal

Keep = Callable[..., Entry]
LATER = "2026-11-23T08:00:00+00:00"
ID = "20261122T203000Z-g1"


@pytest.fixture
def changed(cli: Cli, keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Back up a journal of two entries, then delete one, change one and add two."""
    keep(1)
    keep(2)
    cli("backup", "now")
    monkeypatch.setenv("REFLECT_NOW", LATER)
    cli("edit", from_int(1), "--title", "Better")
    cli("delete", "--yes", from_int(2))
    keep(3)
    cli("edit", from_int(3), "--tag", "x")
    keep(4)


def test_backup_without_backups_names_backup_now(cli: Cli, keep: Keep) -> None:
    keep(1)
    result = cli("backup")
    assert result.out == ""
    assert "`reflect backup now`" in result.err
    assert json.loads(cli("backup", "--json").out) == {"version": 1, "backups": []}


@pytest.mark.usefixtures("changed")
def test_backup_lists_day_and_entries(cli: Cli, folder: Path) -> None:
    (folder / "backups" / "20261120T010203Z-g9.json").write_text("{}")
    result = cli("backup")
    _, first, second = result.out.splitlines()
    assert first.split()[:-2] == f"{ID} Sun 22 Nov 2026 20:30 · generation 1 · 2 entries ·".split()
    assert "Fri 20 Nov 2026 01:02" in second
    assert "don't restore it" in second
    assert result.err.startswith("3 backups, ")
    shapes = json.loads(cli("backup", "--json").out)["backups"][1:]
    assert [(each["id"], each["entries"], each["sound"]) for each in shapes] == [
        (ID, 2, True),
        ("20261120T010203Z-g9", None, False),
    ]
    assert shapes[0]["made_at"] == "2026-11-22T20:30:00+00:00"


def test_backup_lists_backups_of_a_damaged_journal(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    cli("backup", "now")
    put_journal(folder, b"{}")
    assert ID in cli("backup").out
    assert "reflect backup restore" in cli("list", code=5).err
    assert f"`reflect backup restore {ID}`" in cli("doctor", code=5).out


def test_backup_now_skips_unchanged_content(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert f"Made {ID}." in cli("backup", "now").err
    assert f"already: {ID}." in cli("backup", "now").err
    assert len(cli("backup").out.splitlines()) == 1


def test_backup_now_without_a_journal_fails(cli: Cli) -> None:
    cli("backup", "now", code=3)
    cli("backup", "restore", "g1", "--yes", code=3)
    assert cli("backup").out == ""


@on_both
@pytest.mark.usefixtures("changed")
def test_restore_reports_what_it_did_and_how_to_undo_it(cli: Cli) -> None:
    result = cli("backup", "restore", "g1", "--yes")
    assert result.out == ""
    lines = result.err.splitlines()
    assert lines[0].startswith(f"Restored {ID}: 3 entries")
    assert "1 entry" in lines[1]
    assert re.findall(r"\d+", lines[2]) == ["2", "1", "1"]
    undo = lines[3].split("`")[1].removeprefix("reflect ").split()
    ids = {entry["id"] for entry in json.loads(cli("list", "--json").out)["entries"]}
    assert ids == {from_int(number) for number in (1, 2, 4)}
    cli(*undo, "--yes")
    listed = json.loads(cli("list", "--json").out)["entries"]
    assert {entry["id"] for entry in listed} == {from_int(number) for number in (1, 3, 4)}
    assert "Better" in {entry["title"] for entry in listed}


@pytest.mark.usefixtures("changed")
def test_restore_needs_a_terminal_or_yes(cli: Cli, folder: Path) -> None:
    before = journal_in(folder).read_bytes()
    assert "--yes" in cli("backup", "restore", "g1", code=2).err
    assert "--yes" in cli("backup", "restore", "nonsense", code=2).err
    assert journal_in(folder).read_bytes() == before


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2), ("\x03", 130)])
def test_restore_asks_on_a_terminal(folder: Path, answer: str, code: int) -> None:
    before = journal_in(folder).read_bytes()
    with talk("backup", "restore", ID, columns=200) as terminal:
        terminal.sees("holds 2 entries.")
        terminal.sees("another version")
        terminal.sees("?")
        terminal.type(answer if code == 130 else f"{answer}\r")
        terminal.ends(code)
    assert (journal_in(folder).read_bytes() == before) == bool(code)


@pytest.mark.parametrize("harm", ["damaged", "missing"])
@pytest.mark.usefixtures("changed")
def test_restore_works_with_a_damaged_or_missing_journal(cli: Cli, folder: Path, harm: str) -> None:
    path = journal_in(folder)
    if harm == "missing":
        path.unlink()
    else:
        put(path, opened(path)[:-5])
    for command in (["list"], ["edit", "@", "--tag", "y"], ["backup", "now"], ["export"]):
        assert "`reflect backup restore" in cli(*command, code=5).err
    message = cli("backup", "restore", "g1", "--yes").err
    assert ("-damaged." in message) == (harm == "damaged")
    assert ("damaged journal" in message) == (harm == "damaged")
    assert len(json.loads(cli("list", "--json").out)["entries"]) == 3
    assert "✗" not in cli("doctor").out


@on_both
def test_restore_accepts_a_file_on_a_new_machine(cli: Cli, keep: Keep, tmp_path: Path) -> None:
    keep(1)
    away, new = tmp_path / "away.json", tmp_path / "new" / "journal"
    assert f"1 entry to {away}" in cli("backup", "now", "-o", str(away)).err
    result = cli("-j", str(new), "backup", "restore", str(away), "--yes")
    assert str(new) in result.err
    assert cli("-j", str(new), "list").out == cli("list").out
    cli("-j", str(new), "doctor")
    assert "nothing was changed" in cli(
        "-j", str(new), "backup", "restore", str(journal_in(new)), "--yes"
    ).err  # fmt: skip


def test_failed_restore_creates_no_journal(cli: Cli, tmp_path: Path) -> None:
    bad, new = tmp_path / "bad.json", tmp_path / "new"
    bad.write_text("{}")
    (tmp_path / "empty").touch()
    (tmp_path / "gone").symlink_to(tmp_path / "unplugged")
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(bad, "bad.json")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "cut").write_bytes(b'{"meta":{"1":{"sha256"')
    for name, code, says in (
        ("bad.json", 7, "not a backup"),
        ("other.tar", 7, "not a backup"),
        ("empty", 7, "empty"),
        ("pipe", 7, "not a backup"),
        (".", 7, "not a backup"),
        (os.devnull, 7, "not a backup"),
        ("gone", 7, "is a link to what is not there"),
        ("cut", 5, "breaks off"),
        ("none", 3, "no such file"),
        ("", 3, "no such file"),
    ):
        path = str(tmp_path / name) if name else ""
        result = cli("-j", str(new), "backup", "restore", path, "--yes", code=code)
        assert says in result.err
        assert "begins" not in result.err
        assert "put the file back" not in result.err
    assert not new.exists()


def test_backup_now_never_overwrites_a_file(
    cli: Cli, keep: Keep, tmp_path: Path, folder: Path
) -> None:
    keep(1)
    away = tmp_path / "away.json"
    away.write_text("mine")
    assert "is there already" in cli("backup", "now", "-o", str(away), code=7).err
    assert away.read_text() == "mine"
    cli("backup", "now", "-o", str(tmp_path / "none" / "away.json"), code=7)
    assert "own folder" in cli("backup", "now", "-o", str(folder / "journal.age"), code=2).err
    cli("list")


@pytest.mark.parametrize("command", [("now",), ("restore", "g1", "--yes")])
@pytest.mark.usefixtures("changed")
def test_busy_journal_is_reported(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr("reflect.store.backups.archive.Archive", partial(Archive, wait=0.0))
    with held(folder / "journal.lock"):
        says_who(cli("backup", *command, code=4), folder / "journal.lock")
    cli("backup", *command)


def test_limit_removes_old_backups_and_warns(
    cli: Cli, keep: Keep, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    keep(1)
    cli("backup", "now")
    assert cli("config", "get", "backup.max_mb").out == "500\n"
    cli("config", "set", "backup.max_mb", "1")
    (folder / "backups" / "20260101T000000Z-g0.json").write_bytes(b"x" * 2_000_000)
    (folder / "backups" / "20260101T000000Z-g0.json").chmod(0o600)
    assert "backup.max_mb" in cli("doctor").out
    monkeypatch.setenv("REFLECT_NOW", LATER)
    keep(2)
    cli("backup", "now")
    assert len(cli("backup").out.splitlines()) == 2
    assert "backup.max_mb" not in cli("doctor").out


@pytest.mark.parametrize("value", ["-1", "much", "1.5", "true"])
def test_invalid_limit_is_rejected(cli: Cli, value: str) -> None:
    assert "backup.max_mb must be" in cli("config", "set", "--", "backup.max_mb", value, code=2).err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[backup]\nmax_mb = -1", "megabytes"),
        ("[backup]\nmaxmb = 1", "'backup.max_mb'"),
        ("backup = 1", "'backup.max_mb'"),
        ("[backup.max_mb]\nx = 1", "whole number"),
    ],
)
def test_invalid_limit_in_the_config_is_reported(
    cli: Cli, tmp_path: Path, text: str, message: str
) -> None:
    place = tmp_path / "config.toml"
    place.write_text(text)
    assert message in cli("--config", str(place), "list", code=2).err
    place.write_text("[backup]\nmax_mb = 7")
    assert cli("--config", str(place), "config", "get", "backup.max_mb").out == "7\n"


def test_repair_makes_a_backup_first(
    cli: Cli, keep: Keep, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert "backup" not in cli("doctor", "--repair").err
    keep(1)
    assert f"Made the backup {ID}." in cli("doctor", "--repair").err
    assert "backup" not in cli("doctor", "--repair").err
    put_journal(folder, b"{}")
    assert "No backup was made: " in cli("doctor", "--repair", code=5).err


def test_file_names_are_not_interpreted(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    cli("backup", "now")
    sound = data_of(folder)
    for number, text in enumerate(HOSTILE):
        name = text.replace("/", "").replace("\0", "")
        (folder / "backups" / name).write_bytes(sound if number % 2 else b"")
    path = folder / "backups" / HOSTILE[0]
    for command, code in (
        (("backup",), 0),
        (("backup", "--json"), 0),
        (("doctor",), 0),
        (("backup", "restore", "--yes", str(path)), 5),
        (("backup", "restore", "--yes", HOSTILE[1] + "nothing"), 3),
        (("backup", "now", "-o", str(path)), 7),
    ):
        out = shown(on_terminal(*command, code=code))
        assert not ACTING.findall(out), command
        assert out.strip()


def test_salvage_lists_what_is_missing_and_restore_takes_the_rest(
    cli: Cli, keep: Keep, folder: Path
) -> None:
    for number in (1, 2, 3):
        keep(number)
    cli("edit", from_int(1), "--tag", "x")
    put_journal(folder, data_of(folder).replace(from_int(2).encode(), b"\0" * 10))
    result = cli("backup", "salvage")
    new = folder.with_name("reflect-salvaged")
    assert f"2 entries from {journal_in(folder)}" in result.out.splitlines()
    assert "Missing: " in result.out
    restoring = result.err.splitlines()[-1].split("`")[1].split()[1:]
    assert restoring == ["backup", "restore", str(journal_in(new))]
    cli(*restoring, "--yes")
    assert len(cli("list").out.splitlines()) == 2
    shape = json.loads(cli("backup", "salvage", "--json").out)
    assert set(shape["salvage"]) == {"folder", "journal", "entries", "trash", "sources", "missing"}
    assert shape["salvage"]["missing"] == []


def test_salvage_names_its_output_and_further_files(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    cli("backup", "now")
    cli("delete", "--yes", from_int(1))
    cli("delete", "--forever", "--yes", from_int(1))
    assert cli("backup", "salvage", code=3).out == ""
    result = cli("-j", str(folder), "backup", "salvage", ID, "-o", "new")
    assert f"`reflect -j {folder} backup restore new/{journal_in(folder).name}`" in result.err
    assert from_int(1) in cli("-j", "new", "list").out
    assert cli("backup", "salvage", "-o", "new", code=7).out == ""
    assert cli("backup", "salvage", "nothing", code=3).out == ""


def test_reading_folds_and_backs_up_an_inbox_older_than_a_week(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state() -> tuple[bool, list[int | None]]:
        listed = json.loads(cli("backup", "--json").out)["backups"]
        return (folder / "journal.json").exists(), [backup["entries"] for backup in listed]

    cli("capture", "First")
    monkeypatch.setenv("REFLECT_NOW", (NOW + timedelta(days=6, hours=23)).isoformat())
    cli("list")
    assert state() == (False, [])
    monkeypatch.setenv("REFLECT_NOW", (NOW + timedelta(days=7, hours=1)).isoformat())
    cli("capture", "Second")
    cli("new", "--from", "-", stdin="# Third\n\n## What happened?\n\nA form.\n")
    assert state() == (False, [])
    assert "Second" in cli("list").out
    assert state() == (True, [3])
    # The next week, the journal that is replaced has a backup already.
    cli("capture", "Fourth")
    monkeypatch.setenv("REFLECT_NOW", (NOW + timedelta(days=15)).isoformat())
    cli("show", "@")
    cli("show", "@")
    assert state() == (True, [4, 3])


def test_reading_folds_an_inbox_whose_only_entry_is_from_the_future(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFLECT_NOW", (NOW + timedelta(days=2)).isoformat())
    cli("capture", "First")
    monkeypatch.setenv("REFLECT_NOW", NOW.isoformat())
    cli("list")
    assert len(json.loads(cli("backup", "--json").out)["backups"]) == 1


def test_reading_folds_nothing_while_another_process_writes_or_a_line_is_damaged(
    cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("capture", "First")
    cli("capture", "Second")
    monkeypatch.setenv("REFLECT_NOW", (NOW + timedelta(days=8)).isoformat())
    inbox = folder / "journal.inbox"
    sound = inbox.read_bytes()
    with journal_lock(str(folder), wait=0):
        cli("list")
    assert inbox.read_bytes() == sound
    inbox.write_bytes(sound.replace(b"Second", b"Sekond"))
    cli("list")
    assert not (folder / "journal.json").exists()
    assert b"Sekond" in inbox.read_bytes()
