"""Tests for the root command: help, mistyped commands and errors."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflect import __version__
from reflect.cli.registry import COMMANDS
from reflect.errors import BusyError
from reflect.journal.entries import JournalEntries
from tests.cli.conftest import Cli
from tests.store.helpers_journals import files_in


def test_no_command_prints_help_and_exits_2(cli: Cli) -> None:
    result = cli(code=2)
    assert "capture" in result.out
    assert "Usage: reflect" in result.out


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_every_command_has_help(cli: Cli, command: tuple[str, ...], option: str) -> None:
    result = cli(*command, option)
    assert result.out.startswith(" ".join(["Usage: reflect", *command]))


def test_help_lists_each_command_with_a_summary(cli: Cli) -> None:
    lines = cli("--help").out.splitlines()
    for name in COMMANDS:
        line = next(line for line in lines if line.split()[:1] == [name])
        assert len(line.split()) > 2


def test_version_option_prints_the_version(cli: Cli) -> None:
    assert cli("--version").out == f"reflect {__version__}\n"


def test_mistyped_command_gets_a_suggestion_and_creates_no_entry(cli: Cli, folder: Path) -> None:
    result = cli("captrue", "late", "again", code=2)
    assert "Did you mean 'capture'?" in result.err
    assert len(result.err.splitlines()) == 2
    assert files_in(folder) == []


def test_unknown_option_points_to_help(cli: Cli) -> None:
    result = cli("list", "--colour", code=2)
    assert "--colour" in result.err
    assert "'reflect list --help'" in result.err


def test_missing_named_journal_is_an_error(cli: Cli, tmp_path: Path) -> None:
    result = cli("-j", str(tmp_path / "gone"), "list", code=7)
    assert str(tmp_path / "gone") in result.err
    assert not (tmp_path / "gone").exists()


def test_default_journal_is_empty_until_the_first_write(cli: Cli, folder: Path) -> None:
    assert cli("list").out == ""
    assert files_in(folder) == []
    result = cli("capture", "Late again")
    assert str(folder) in result.err
    assert (folder / "journal.inbox").exists()


def test_first_write_creates_a_named_journal_and_says_so(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "mine"
    result = cli("-j", str(place), "capture", "Late again")
    assert f"A new journal begins in {place}." in result.err
    assert "begins" not in cli("-j", str(place), "capture", "And again").err


def test_file_as_journal_is_rejected(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = cli("-j", str(tmp_path / "file"), "capture", "Late", code=7)
    assert "isn't a folder" in result.err


def test_environment_variable_sets_the_journal(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFLECT_JOURNAL", str(tmp_path / "env"))
    cli("capture", "Late again")
    assert (tmp_path / "env" / "journal.inbox").exists()


def test_error_exits_with_its_own_code(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(self: JournalEntries) -> None:
        raise BusyError("another process is writing", hint="Try again.")

    monkeypatch.setattr(JournalEntries, "rows", busy)
    result = cli("list", code=4)
    assert result.err == "reflect: another process is writing\n  Try again.\n"


def test_bug_message_names_the_location_but_no_entry_text(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: JournalEntries) -> None:
        raise ValueError("I yelled at Maya")

    monkeypatch.setattr(JournalEntries, "rows", broken)
    result = cli("list", code=1)
    assert "ValueError at reflect.journal." in result.err
    assert "Maya" not in result.err


def test_closed_pipe_is_no_error(cli: Cli, folder: Path) -> None:
    for number in range(60):
        cli("capture", f"Capture number {number}")
    command = f"{sys.executable} -m reflect list -n 0 --json | head -c 100"
    result = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=dict(os.environ), check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert result.stdout.startswith('{\n  "version": 1')
    assert result.stderr == ""


def test_unencodable_characters_are_escaped(cli: Cli, folder: Path) -> None:
    cli("capture", "Zu spät für Maya ☹")
    result = subprocess.run(
        [sys.executable, "-m", "reflect", "list"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert b"Zu sp\\xe4t f\\xfcr Maya \\u2639" in result.stdout


def test_json_is_complete_in_any_encoding(cli: Cli, folder: Path) -> None:
    cli("capture", "Zu spät für Maya ☹")
    result = subprocess.run(
        [sys.executable, "-m", "reflect", "list", "--json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert json.loads(result.stdout)["entries"][0]["title"] == "Zu spät für Maya ☹"
