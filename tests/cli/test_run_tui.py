"""Tests for errors that are reported before the full screen opens."""

from pathlib import Path

import pytest

from reflect.cli.context import CliContext
from reflect.cli.run_tui import write_on_screen
from reflect.journal import Journal
from reflect.journal.recovery import write_recovery_file
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import talk

# These start many processes, and encryption doesn't change their output;
# test_encrypted_terminal.py covers encrypted journals.

REFUSED = "fills a terminal, and there is none that it can fill"


@pytest.mark.parametrize("command", ["browse", "demo"])
def test_screen_commands_require_a_terminal(cli: Cli, command: str) -> None:
    result = cli(command, code=2)
    assert f"{command} {REFUSED}" in result.err
    assert "reflect list" in result.err


def test_no_command_in_a_pipe_prints_help(cli: Cli) -> None:
    result = cli(code=2)
    assert "browse" in result.out
    assert "demo" in result.out


@pytest.mark.parametrize("arguments", [("browse",), ("demo",), ()], ids=["browse", "demo", "alone"])
def test_dumb_terminal_never_gets_a_full_screen(arguments: tuple[str, ...]) -> None:
    with talk(*arguments, environ={"TERM": "dumb"}) as told:
        told.sees("there is none that it can fill")
        told.ends(2)


def test_invalid_query_is_rejected_before_the_screen_opens() -> None:
    with talk("browse", "tga:launch") as told:
        told.sees("tga")
        told.sees("tag")
        told.ends(2)
    assert "\x1b[?1049h" not in told.screen.text


def test_missing_named_journal_is_rejected_before_the_screen_opens(home: Path) -> None:
    with talk("-j", str(home / "nowhere"), "browse") as told:
        told.sees("there is no journal in")
        told.ends(7)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('theme = "reflect-drak"', "Did you mean 'reflect-dark'?"),
        ('[keymap]\nbrowse.nwe = "n"', "Did you mean 'browse.new'?"),
        ('[keymap]\nbrowse.new = ""', "browse.new needs a key"),
    ],
    ids=["theme", "action", "no key"],
)
def test_invalid_screen_setting_gets_a_suggestion(home: Path, config: str, said: str) -> None:
    file = home / "config" / "reflect" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(config)
    with talk("browse") as told:
        told.sees(said)
        told.ends(2)


def test_unsaved_answers_are_named_on_the_screen(
    journal: Journal,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recovery = home / "state" / "reflect" / "recovery"
    answer = write_recovery_file(recovery, "Typed.", "happened", journal.encryption)
    # The app prints the warnings that it has not shown.
    monkeypatch.setattr("reflect.tui.app.ReflectApp.run", lambda app: None)
    session = journal.drafts.begin("drucker")
    write_on_screen(CliContext(), journal, session, None, None)
    assert f"`reflect new --from {answer}`" in capsys.readouterr().err


def test_config_set_checks_the_theme(cli: Cli) -> None:
    assert "reflect-light" in cli("config", "set", "theme", "reflect-ligt", code=2).err
    cli("config", "set", "theme", "reflect-light")
    assert cli("config", "get", "theme").out == "reflect-light\n"


def test_config_set_checks_the_action_of_a_key(cli: Cli) -> None:
    assert "browse.new" in cli("config", "set", "keymap.browse.nwe", "N", code=2).err
    cli("config", "set", "keymap.browse.new", "N")
    assert cli("config", "get", "keymap.browse.new").out == "N\n"


def test_keymap_accepts_nested_tables(cli: Cli, home: Path) -> None:
    file = home / "config" / "reflect" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keymap.browse]\nnew = "N"\n')
    assert cli("config", "get", "keymap.browse.new").out == "N\n"
    assert '"browse.new" = "N"' in cli("config", "get", "keymap").out


def test_hints_are_turned_off_individually(cli: Cli) -> None:
    cli("config", "set", "hints.blame", "false")
    assert cli("config", "get", "hints.blame").out == "false\n"
    assert "true or false" in cli("config", "set", "hints", "maybe", code=2).err


def test_new_setting_is_screen_or_plain(cli: Cli) -> None:
    assert "screen, plain" in cli("config", "set", "new", "somewhere", code=2).err
    cli("config", "set", "new", "plain")
    assert cli("config", "get", "new").out == "plain\n"
