"""Tests for the doctor command."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.cli.helpers_crash import crash, reports
from tests.cli.helpers_terminal import on_terminal, shown
from tests.sealed import text_of
from tests.store.helpers_journals import contents, journal_in
from tests.test_architecture import PROBE, loaded_by

Keep = Callable[..., Entry]


@pytest.fixture(autouse=True)
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set an editor and a separate in-memory folder for its files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr("reflect.doctor.editor._is_in_memory", lambda *_: True)


@pytest.fixture
def config(home: Path) -> Path:
    """Return the path of the config file, which doesn't exist."""
    path = home / "config" / "reflect" / "config.toml"
    path.parent.mkdir(parents=True, mode=0o700)
    return path


def findings(cli: Cli, *options: str, code: int = 0) -> list[dict[str, Any]]:
    """Return the findings of `doctor --json`."""
    output = json.loads(cli("doctor", "--json", *options, code=code).out)
    result: list[dict[str, Any]] = output["findings"]
    return result


def test_doctor_reports_one_line_for_each_check(cli: Cli, keep: Keep) -> None:
    keep()
    reported = findings(cli)
    assert {finding["level"] for finding in reported} == {"ok"}
    whats = [finding["what"] for finding in reported]
    for about in ("1 new entry", "no config file", "the editor: ", "no terminal: "):
        assert any(about in what for what in whats), about
    assert all("\n" not in what for what in whats)


def test_plain_doctor_changes_nothing(cli: Cli, keep: Keep, folder: Path) -> None:
    keep()
    with (folder / "journal.inbox").open("ab") as file:
        file.write(b"torn")
    before = contents(folder)
    assert [one["level"] for one in findings(cli)].count("warning") == 1
    assert contents(folder) == before


def test_invalid_config_and_the_journal_it_names_are_both_checked(
    cli: Cli, keep: Keep, config: Path, folder: Path, tmp_path: Path
) -> None:
    keep()
    moved = tmp_path / "notes"
    folder.rename(moved)
    config.write_text(f'gide = "aar"\npause = -1\njournal = "{moved}"\n')
    cli("list", code=2)
    reported = findings(cli, code=5)
    assert [finding["level"] for finding in reported if finding["path"] == str(config)] == [
        "problem"
    ] * 2
    assert any(finding["path"] == str(journal_in(moved)) for finding in reported)
    out = cli("doctor", code=5).out
    assert f"✗ {config}: unknown key 'gide' — Did you mean 'guide'? `reflect config unset" in out


def test_repair_and_accept_reject_an_invalid_config(
    cli: Cli, keep: Keep, config: Path, folder: Path
) -> None:
    keep()
    folder.chmod(0o755)
    config.write_text("gide = 1\n")
    for option in ("--repair", "--accept"):
        assert "unknown key 'gide'" in cli("doctor", option, code=2).err
    assert folder.stat().st_mode & 0o777 == 0o755


def test_unknown_theme_and_keys_are_problems(cli: Cli, config: Path) -> None:
    config.write_text('theme = "reflect-drak"\n[keymap]\n"browse.nwe" = "n"\n"app.help" = " "\n')
    problems = [finding for finding in findings(cli, code=5) if finding["level"] == "problem"]
    remedies = [finding["remedy"] for finding in problems]
    for remedy, guess in zip(remedies, ("'reflect-dark'?", "'browse.new'?", '"n"'), strict=True):
        assert guess in remedy
    for remedy in remedies:
        cli(*remedy.split("`")[-2].split()[1:])
    assert not [finding for finding in findings(cli) if finding["level"] == "problem"]
    config.write_text('theme = "reflect-light"\n[keymap]\n"browse.new" = "n"\n')
    config.chmod(0o600)
    assert not [finding for finding in findings(cli) if finding["level"] != "ok"]


def test_textual_is_not_imported_without_theme_and_keymap() -> None:
    assert PROBE
    assert "textual" not in loaded_by("doctor")


@pytest.mark.parametrize(
    ("term", "environ", "message"),
    [
        ("xterm-256color", {}, "xterm-256color, 80×24, 256 colours, the full screen can run"),
        ("xterm", {"COLORTERM": "truecolor"}, "xterm, 80×24, 16 million colours, the full"),
        ("xterm", {"NO_COLOR": "1"}, "xterm, 80×24, no colours (NO_COLOR), the full"),
        ("dumb", {}, "dumb, 80×24, no colours, no full screen"),
    ],
)
def test_terminal_is_described(
    monkeypatch: pytest.MonkeyPatch, term: str, environ: dict[str, str], message: str
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert f"✓ terminal: {message}" in shown(
        on_terminal("doctor", term=term, code=0), term
    ).replace("\n  ", " ")


def test_small_window_and_limited_encoding_are_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    out = shown(on_terminal("doctor", columns=30, code=0))
    assert "! the window is too small" in out
    assert "It needs 40" in " ".join(out.split())
    assert "! the terminal gets ascii" in out


def test_no_color_is_reported() -> None:
    assert "(--no-color)" in shown(on_terminal("--no-color", "doctor", code=0))


def test_bug_reports_are_listed(cli: Cli, keep: Keep, home: Path) -> None:
    keep()
    for command in ("list", "lessons"):
        crash("from reflect.store.entry_row import EntryRow\nEntryRow.entry = None", command)
    assert len(reports(home)) == 2
    (report,) = (finding for finding in findings(cli) if "bug report" in finding["what"])
    place = home / "state" / "reflect" / "bugs"
    assert "2 bug reports" in report["what"]
    assert reports(home)[-1].name in report["remedy"]
    assert f"rm -r {place}" in report["remedy"]


def test_repair_makes_a_backup_and_leaves_nothing_to_repair(
    cli: Cli, keep: Keep, home: Path, folder: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = home / "runtime"
    left = runtime / "reflect-edit-a1b2c3d4"
    left.mkdir(parents=True, mode=0o700)
    (left / "k3f9.md").write_text("Said too soon.")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    keep()
    cli("backup", "now")
    cli("edit", "@", "--tag", "new")
    (folder / "journal.inbox").chmod(0o644)
    config.write_text("pause = 5\n")
    config.chmod(0o606)
    (home / "state" / "reflect").mkdir(parents=True)
    (home / "state" / "reflect").chmod(0o755)
    assert len([finding for finding in findings(cli) if finding["level"] == "warning"]) == 4
    lines = cli("doctor", "--repair").err.splitlines()
    assert lines[0].startswith(f"{folder}: other users could read it")
    assert lines[1].startswith("Made the backup ")
    assert len(lines) == 6
    (file,) = (home / "state" / "reflect" / "recovery").iterdir()
    assert text_of(file) == "Said too soon."
    warnings = [finding["what"] for finding in findings(cli) if finding["level"] == "warning"]
    assert warnings == [
        f"{home}/state/reflect/recovery: 1 text that could not be saved, "
        + ("in plain text" if file.suffix == ".md" else "encrypted")
    ]
    assert cli("doctor", "--repair").err.splitlines()[-1] == "Nothing was repaired."
