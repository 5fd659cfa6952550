"""Tests for closed or full streams and unusable paths."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.cli.conftest import Cli

ROOT = Path(__file__).parents[2]


def shell(command: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command in which `reflect` calls the command line."""
    return subprocess.run(
        ["sh", "-c", f'reflect() {{ "{sys.executable}" -m reflect "$@"; }}; {command}'],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        cwd=ROOT,
        check=False,
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_capture_works_with_closed_streams(journal: Journal, closed: str) -> None:
    done = shell(f"reflect capture Late {closed}")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert [row.entry().title for row in journal.entries.rows()] == ["Late"]


def test_capture_without_stdin_has_nothing_to_note(cli: Cli) -> None:
    done = shell("reflect capture <&-")
    assert done.returncode == 2
    assert "nothing to note" in done.stderr


def test_listing_without_stdout_is_no_error(cli: Cli) -> None:
    cli("capture", "Late")
    done = shell("reflect list >&-")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this platform")
@pytest.mark.parametrize("command", ["list", "list --json", "export", "new --form"])
def test_full_disk_on_stdout_exits_7(cli: Cli, command: str) -> None:
    cli("capture", "Late")
    done = shell(f"reflect {command} >/dev/full")
    if command != "export":
        assert done.returncode == 7
        assert "can't write the output" in done.stderr
    assert "bug" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this platform")
def test_failed_message_does_not_undo_a_capture(journal: Journal) -> None:
    assert shell("reflect capture Late 2>/dev/full").returncode == 0
    assert len(journal.entries.rows()) == 1


def test_unsaved_note_goes_to_a_recovery_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = cli("-j", str(tmp_path / "file"), "capture", stdin="Precious words", code=7)
    kept = next(path for word in result.err.split() if (path := Path(word.rstrip("."))).is_file()
                and path.name.startswith("capture"))  # fmt: skip
    assert kept.read_text() == "Precious words"


def test_note_survives_an_invalid_config(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("gide = 1")
    result = cli(
        "--config", str(tmp_path / "config.toml"), "capture", stdin="Precious words", code=2
    )
    assert "The note is in " in result.err


def test_first_save_names_the_folder(cli: Cli, folder: Path) -> None:
    folder.mkdir(parents=True)
    assert f"kept only on this machine, in {folder}" in cli("capture", "One").err
    assert "only on this machine" not in cli("capture", "Two").err


def test_unusable_path_exits_7(cli: Cli, tmp_path: Path) -> None:
    long = str(tmp_path / ("a" * 300))
    cli("-j", long, "list", code=7)
    cli("-j", long, "capture", "Late", code=7)
    cli("capture", "Late")
    cli("export", "-o", long, code=7)


def test_empty_journal_name_is_rejected(cli: Cli) -> None:
    assert "no name" in cli("-j", "", "capture", "Late", code=2).err


def test_missing_named_config_exits_7_but_can_be_created(cli: Cli, tmp_path: Path) -> None:
    place = str(tmp_path / "config.toml")
    assert place in cli("--config", place, "list", code=7).err
    cli("--config", place, "config", "set", "pause", "5")
    assert cli("--config", place, "config", "get", "pause").out == "5\n"


def test_relative_journal_in_the_config_ignores_the_working_directory(
    cli: Cli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("config", "set", "journal", "notes")
    monkeypatch.chdir(tmp_path)
    assert cli("config", "get", "journal").out == f"{home}/notes\n"


def test_running_out_of_file_descriptors_is_no_bug(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), "module.pyc")

    monkeypatch.setattr("reflect.cli.context.CliContext.journal", fail)
    assert cli("list", code=7).err.startswith("reflect: too many files are open\n")
