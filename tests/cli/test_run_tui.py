"""What the shell refuses before the full screen opens."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.helpers_talk import talk

# Many processes on a terminal, and what they show is the same: test_encrypted_terminal.py
# has some of it on an encrypted journal in each run.

REFUSED = "fills a terminal, and there is none that it can fill"


@pytest.mark.parametrize("command", ["browse", "demo"])
def test_without_a_terminal_the_screen_is_refused(cli: Cli, command: str) -> None:
    result = cli(command, code=2)
    assert f"{command} {REFUSED}" in result.err
    assert "reflect list" in result.err


def test_alone_in_a_pipe_reflect_prints_its_help(cli: Cli) -> None:
    result = cli(code=2)
    assert "browse" in result.out
    assert "demo" in result.out


@pytest.mark.parametrize("arguments", [("browse",), ("demo",), ()], ids=["browse", "demo", "alone"])
def test_a_dumb_terminal_is_never_filled(arguments: tuple[str, ...]) -> None:
    with talk(*arguments, environ={"TERM": "dumb"}) as told:
        told.sees("there is none that it can fill")
        told.ends(2)


def test_a_query_that_can_not_be_read_is_refused_in_the_shell() -> None:
    with talk("browse", "tga:launch") as told:
        told.sees("tga")
        told.sees("tag")
        told.ends(2)
    assert "\x1b[?1049h" not in told.screen.text


def test_a_named_journal_that_is_not_there_is_refused_in_the_shell(home: Path) -> None:
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
def test_a_wrong_setting_of_the_screen_names_the_nearest(
    home: Path, config: str, said: str
) -> None:
    file = home / "config" / "reflect" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(config)
    with talk("browse") as told:
        told.sees(said)
        told.ends(2)


def test_a_theme_is_checked_when_it_is_set(cli: Cli) -> None:
    assert "reflect-light" in cli("config", "set", "theme", "reflect-ligt", code=2).err
    cli("config", "set", "theme", "reflect-light")
    assert cli("config", "get", "theme").out == "reflect-light\n"


def test_a_key_is_set_for_an_action_that_there_is(cli: Cli) -> None:
    assert "browse.new" in cli("config", "set", "keymap.browse.nwe", "N", code=2).err
    cli("config", "set", "keymap.browse.new", "N")
    assert cli("config", "get", "keymap.browse.new").out == "N\n"


def test_keys_may_be_written_as_tables_within_tables(cli: Cli, home: Path) -> None:
    file = home / "config" / "reflect" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[keymap.browse]\nnew = "N"\n')
    assert cli("config", "get", "keymap.browse.new").out == "N\n"
    assert '"browse.new" = "N"' in cli("config", "get", "keymap").out


def test_hints_are_turned_off_one_by_one(cli: Cli) -> None:
    cli("config", "set", "hints.blame", "false")
    assert cli("config", "get", "hints.blame").out == "false\n"
    assert "true or false" in cli("config", "set", "hints", "maybe", code=2).err


def test_new_is_on_the_screen_or_plain(cli: Cli) -> None:
    assert "screen, plain" in cli("config", "set", "new", "somewhere", code=2).err
    cli("config", "set", "new", "plain")
    assert cli("config", "get", "new").out == "plain\n"
