"""Completion in real shells: what the journal contains is inserted literally and never run."""

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest
import typer

from reflect.cli.app import app
from reflect.cli.shells import SHELLS, split_line
from reflect.model.entry import Entry
from tests.cli.conftest import Cli

Keep = Callable[..., Entry]
ROOT = Path(__file__).parents[2]
HOSTILE = "it's $(touch ran) `touch ran` \\$(touch ran) ; & | < > \\ !touch * ? [x] {a,b} ~ # = ''"
# A tag can't contain a double quotation mark.
TAGS = (f"a {HOSTILE}", f"team:{HOSTILE}!", "b\\", "-option$(touch ran)")
TITLE = f'%F{{red}} {HOSTILE} "x" [bold]y \\'
# The shells, without the user's settings, and what each needs first.
COMMANDS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
PREPARE = {
    "bash": "set -o histexpand; PS1=",
    "zsh": "setopt rcquotes; unsetopt prompt_sp; autoload -Uz compinit; compinit -u -D; PROMPT=",
    "fish": "function fish_prompt; end; set -g fish_greeting",
}
# Prints the arguments in a form that survives the terminal.
WRAPPER = """\
#!/bin/sh
if [ -n "$_REFLECT_COMPLETE" ]; then cd {root} && exec {python} -m reflect; fi
printf '<%s>' "$(printf '%s\\0' "$@" | od -An -tx1 | tr -d ' \\n')"
"""


class Shell:
    """An interactive shell that has loaded reflect's completion.

    Args:
        name: the shell.
        folder: an empty folder, which becomes the working directory.
        script: the completion script.
    """

    def __init__(self, name: str, folder: Path, script: str) -> None:
        wrapper = folder / "bin" / "reflect"
        wrapper.parent.mkdir()
        python, root = shlex.quote(sys.executable), shlex.quote(str(ROOT))
        wrapper.write_text(WRAPPER.format(python=python, root=root))
        wrapper.chmod(0o700)
        (folder / "script").write_text(script)
        (folder / "work").mkdir()
        self.name = name
        self.folder = folder / "work"
        path = f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"
        command = COMMANDS[name]
        self._process = pexpect.spawn(
            command[0],
            command[1:],
            env={**os.environ, "PATH": path, "TERM": "xterm", "LC_ALL": "C.UTF-8"},
            cwd=str(self.folder),
            dimensions=(24, 500),
            encoding="utf-8",
            timeout=60,
        )
        self._process.sendline(f"{PREPARE[name]}; . {folder / 'script'}; echo load''ed")
        self._process.expect("loaded")

    def arguments(self, typed: str) -> list[str]:
        """Type a beginning, Tab and Enter; return the arguments that reflect receives."""
        self._process.send(f"reflect {typed}\t\r")
        self._process.expect("<([0-9a-f]*)>")
        match = self._process.match
        assert isinstance(match, re.Match)
        return bytes.fromhex(match[1]).decode().split("\0")[:-1]

    def menu(self, typed: str, shown: str) -> None:
        """Type a beginning and Tab twice, and wait until the shell shows a text."""
        self._process.send(f"reflect {typed}\t\t")
        self._process.expect_exact(shown)

    def close(self) -> None:
        self._process.close(force=True)


@pytest.fixture
def shell(request: pytest.FixtureRequest, tmp_path: Path, cli: Cli) -> Iterator[Shell]:
    name = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    started = Shell(name, tmp_path, cli("completion", name).out)
    yield started
    started.close()


@pytest.mark.parametrize("shell", COMMANDS, indirect=True)
def test_values_are_inserted_literally_and_nothing_is_run(shell: Shell, keep: Keep) -> None:
    for number in (1, 2):
        keep(number, title=TITLE, tags=TAGS)
    for typed, tag in (("team:", TAGS[1]), ("'a", TAGS[0]), ('"team:it', TAGS[1])):
        assert shell.arguments(f"list --tag {typed}") == ["list", "--tag", tag]
    if shell.name == "bash":
        # The other shells insert the same text after an equals sign as after a blank.
        assert shell.arguments("list --tag=team:") == ["list", f"--tag={TAGS[1]}"]
    else:
        shell.menu("show ", "%F{red} it's $(touch ran) `touch ran` \\$(touch ran)")
    assert os.listdir(shell.folder) == []


def reply(shell: str, line: str, word: str, patch: pytest.MonkeyPatch) -> str:
    """Return the reply to a shell.

    Args:
        shell: the shell.
        line: the command line up to the cursor.
        word: the part of the line that the shell would replace.
        patch: Sets the environment variables.
    """
    patch.setenv("_TYPER_COMPLETE_ARGS", line)
    patch.setenv("_TYPER_COMPLETE_WORD_TO_COMPLETE", word)
    completion = SHELLS[shell](typer.main.get_command(app), {}, "reflect", "_REFLECT_COMPLETE")
    return completion.complete()


def test_powershell_gets_quoted_values(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(1, tags=("plain", "a$(b) \u2018c\u2019", "a:::b", "a'"))
    lines = reply("powershell", "reflect list --tag", "", monkeypatch).splitlines()
    values = [line.split(":::")[0] for line in lines]
    assert sorted(values) == ["'a$(b) \u2018\u2018c\u2019\u2019'", "'a'''", "plain"]


def test_what_is_printed_is_no_part_of_the_reply(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("reflect.cli.completers._journal", lambda ctx: print("touch ran"))
    assert reply("zsh", "reflect show ", "", monkeypatch) == "_files"
    assert capsys.readouterr().out == ""


def test_values_that_look_like_options_are_offered_only_to_options(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1, tags=("-x", "plain"))
    for words, offered in (("list --tag", {"-x", "plain"}), ("tags rename", {"plain"})):
        lines = reply("fish", f"reflect {words} ", "", monkeypatch).splitlines()
        assert {line.partition("\t")[0] for line in lines} == offered


@pytest.mark.parametrize(
    ("line", "words", "quote"),
    [
        ("reflect show ", ["reflect", "show", ""], ""),
        ("reflect  'a b", ["reflect", "a b"], "'"),
        (r'reflect "a\"\b', ["reflect", r"a\b".replace("a", 'a"')], '"'),
        (r"reflect it\'s\ ", ["reflect", "it's "], ""),
        ("reflect a'b'\"c\"", ["reflect", "abc"], ""),
        ("reflect '' x\\", ["reflect", "", "x"], ""),
    ],
)
def test_lines_are_split_as_a_shell_does(line: str, words: list[str], quote: str) -> None:
    split = split_line(line)
    assert (list(split.words), split.quote) == (words, quote)
