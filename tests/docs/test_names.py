"""Everything the docs mention exists: commands, options, make targets and files."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer._click.core import Command, Context
from typer.core import TyperGroup, TyperOption

from reflect.cli.app import app
from tests.docs.pages import DOCS, ROOT, read

HELP = ROOT / "reflect" / "cli" / "help"
# The command reference is generated from the commands.
PAGES = [
    page
    for page in [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), *sorted(HELP.glob("*"))]
    if page.name != "cli.md"
]
_FILE = re.compile(r"(?:reflect|tests|benchmarks|docs|\.ci)/[\w./-]*")


def name_of(path: Path) -> str:
    """Return the name of a page for use in messages."""
    return path.relative_to(ROOT).as_posix()


def code(page: Path) -> list[str]:
    """Return the inline code on a page, and each line of its code blocks."""
    text = read(page)
    fenced = re.findall(r"^```(?:console|sh)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    lines = [line.removeprefix("$ ") for block in fenced for line in block.split("\n")]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [*lines, *re.findall(r"`([^`\n]+)`", prose)]


def command_of(words: list[str]) -> tuple[Command, list[str]]:
    """Return the command that a call invokes, and the remaining words.

    Raises:
        LookupError: there is no such command.
    """
    command: Command = typer.main.get_command(app)
    context = Context(command, info_name="reflect")
    options = list[str]()
    while words and isinstance(command, TyperGroup):
        word, *words = words
        if word in ("-j", "--journal", "--config", "--passphrase-fd"):
            words = words[1:]
        elif word.startswith("-"):
            options.append(word)
        elif word.isupper() or word == "…":
            break
        else:
            below = command.get_command(context, word)
            if below is None:
                raise LookupError(word)
            command = below
    return command, options + words


def unknown(call: str) -> str:
    """Return the part of a call that does not exist, or "" if everything exists."""
    words = shlex.split(re.split(r"[;|>]| <<", call)[0], comments=True)
    try:
        command, rest = command_of(words[1:])
    except LookupError as error:
        return f"{error} in: {call}"
    known = {"-h", "--help"}
    for param in command.params:
        known |= set(param.opts) if isinstance(param, TyperOption) else set()
    rest = rest[: rest.index("--")] if "--" in rest else rest
    options = [word.partition("=")[0] for word in rest if re.match(r"--?[a-z]", word)]
    return next((f"{option} in: {call}" for option in options if option not in known), "")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_documented_commands_and_options_exist(page: Path) -> None:
    calls = [text for text in code(page) if re.match(r"reflect [-a-z]", text)]
    assert not [problem for call in calls if (problem := unknown(call))]


def test_unknown_commands_and_options_are_detected() -> None:
    assert unknown("reflect looking-back @")
    assert unknown("reflect list --overdue")
    assert unknown("reflect guides paint")
    assert not unknown("reflect -j notes list -- -tag:launch")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_documented_make_targets_exist(page: Path) -> None:
    named = {found[1] for text in code(page) if (found := re.match(r"make ([a-z]+)", text))}
    targets = re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE)
    assert named <= set(targets)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_documented_files_exist(page: Path) -> None:
    named = [found[0] for text in code(page) if (found := _FILE.fullmatch(text))]
    assert not [path for path in named if not (ROOT / path).exists()]
