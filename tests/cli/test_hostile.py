"""Text from elsewhere is data: on a terminal nothing of it acts, whatever command shows it."""

import re
from collections.abc import Callable

import pytest

from reflect.model.entry import Answer, Entry
from tests.cli.conftest import Cli
from tests.cli.hostile import HOSTILE, STYLE, on_terminal, shown
from tests.factories import make_commitment
from tests.hostile import ACTING

# Many processes on a terminal, and what they show is the same: test_encrypted_terminal.py
# has some of it on an encrypted journal in each run.

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
    out = shown(on_terminal(*command, term=term), term)
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
