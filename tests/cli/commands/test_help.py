"""Tests for the help command."""

import pytest

from reflect.cli.commands.help import PAGES, page
from reflect.cli.registry import COMMANDS
from tests.cli.conftest import Cli
from tests.cli.helpers_terminal import on_terminal, shown


def test_pages_are_printed_as_they_are_into_a_pipe(cli: Cli) -> None:
    for name in PAGES:
        result = cli("help", name)
        assert result.out == page(name)
        assert result.out.startswith("# ")


def test_pages_need_nothing_that_is_not_installed() -> None:
    for name in PAGES:
        assert "](" not in page(name)
        assert "docs/" not in page(name)


def test_page_is_rendered_on_a_terminal() -> None:
    lines = shown(on_terminal("help", "dates", code=0)).splitlines()
    assert lines[0].strip() == "Dates"
    assert not any(line.startswith("|") or "`" in line for line in lines)


@pytest.mark.parametrize("command", [["list"], ["backup", "salvage"], ["config", "set"]])
def test_help_of_a_command_is_the_same_as_its_option(cli: Cli, command: list[str]) -> None:
    assert cli("help", *command).out == cli(*command, "--help").out


def test_help_without_a_topic_lists_commands_and_pages(cli: Cli) -> None:
    words = cli("help").out.split()
    assert {*COMMANDS, *PAGES} <= set(words)


@pytest.mark.parametrize(
    ("topic", "near"), [("recovry", "recovery"), ("lst", "list"), ("backup slavage", "salvage")]
)
def test_unknown_topic_suggests_a_similar_one(cli: Cli, topic: str, near: str) -> None:
    assert f"Did you mean {near}?" in cli("help", *topic.split(), code=2).err


def test_word_after_a_command_without_subcommands_is_unknown(cli: Cli) -> None:
    assert cli("help", "list", "since", code=2).out == ""
