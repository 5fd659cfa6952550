"""Text from elsewhere is data: on a terminal nothing of it acts, whatever command shows it."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from reflect.model.entry import Answer, Entry
from tests.cli.conftest import Cli
from tests.factories import NOW, make_commitment

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "x\x1b]52;c;aGk=\x07y",  # writes the clipboard
    "x\x1b[2J\x1b[31my",  # clears the screen
    "x\x9b31my\x90z",  # C1 controls
    "[@click=app.quit]z[/] [/home/me] [bold red]",  # markup
    "abc\u202edef\u2066ghi",  # turns the direction of text
    "\x08\x08\x08\x0b\x0c\x7f\x00",
)
# What Rich itself writes: colours and weights.
STYLE = re.compile(r"\x1b\[[0-9;]*m")
ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Keep = Callable[..., Entry]


@pytest.fixture
def hostile(keep: Keep) -> Entry:
    """An entry with every hostile text in every field."""
    text = " ".join(HOSTILE)
    return keep(
        1,
        title=text,
        answers=(
            Answer("happened", f"Question {text}", f"pager {text}\n{text}"),
            Answer("lesson", text, text),
        ),
        tags=(text,),
        commitments=(make_commitment(cue=text, action=text, forecast=text, note=text),),
    )


def on_terminal(*args: str, term: str = "xterm-256color", columns: int = 80) -> str:
    """What a terminal would get from a command."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "reflect", *args],
        env={**os.environ, "TERM": term, "REFLECT_NOW": NOW.isoformat()},
        cwd=str(ROOT),
        dimensions=(24, columns),
        encoding="utf-8",
        timeout=30,
    )
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--json"),
        ("search", "pager"),
        ("lessons",),
        ("show", "@"),
        ("show", "--card", "@"),
        ("show", "--markdown", "@"),
        ("show", "--json", "@"),
        ("tags",),
        ("export",),
        ("export", "--brief"),
        ("doctor",),
    ],
)
def test_nothing_acts_on_a_terminal(
    cli: Cli, hostile: Entry, command: tuple[str, ...], term: str
) -> None:
    out = STYLE.sub("", on_terminal(*command, term=term)).replace("\r\n", "\n")
    assert not ACTING.findall(out)
    assert out.strip()


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_is_wider_than_the_terminal(cli: Cli, keep: Keep, columns: int) -> None:
    answers = (
        Answer("happened", "What happened?", "pager " * 60),
        Answer("lesson", "What is the lesson?", "Ask early and ask often. " * 8),
    )
    keep(1, title="A long title: all that went wrong on that Friday evening", answers=answers)
    for command in (("list",), ("lessons",), ("search", "pager"), ("show", "@")):
        for line in STYLE.sub("", on_terminal(*command, columns=columns)).splitlines():
            assert len(line) <= columns, command


def test_no_color_and_dumb_terminals_get_no_escape(
    cli: Cli, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    assert "\x1b" not in on_terminal("show", "@", term="dumb")
    assert "\x1b[" in on_terminal("show", "@")
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-7]")
    assert not coloured.search(on_terminal("show", "@"))
    monkeypatch.delenv("NO_COLOR")
    assert not coloured.search(on_terminal("--no-color", "show", "@"))
    assert "\x1b" not in on_terminal("--no-color", "--help")
