"""Text from elsewhere in the commands that change, set up and complain: nothing of it acts."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from tests.cli.conftest import Cli
from tests.cli.hostile import ARGUMENT, HOSTILE, ROOT, on_terminal, shown
from tests.factories import NOW, make_commitment
from tests.hostile import ACTING

# Many processes on a terminal, and what they show is the same: test_encrypted_terminal.py
# has some of it on an encrypted journal in each run.

Keep = Callable[..., Entry]

MARKUP = "[@click=app.quit]z[/] [/home/me] [bold red]"
CONTROLS = [text for text in HOSTILE if text != MARKUP]
TERMS = pytest.mark.parametrize("term", ["xterm-256color", "dumb"])


@pytest.fixture
def hostile(keep: Keep) -> Entry:
    """An entry with hostile text in every field."""
    text = " ".join(HOSTILE)
    return keep(
        1,
        title=text,
        answers=(Answer("happened", text, text), Answer("lesson", text, text)),
        tags=(text,),
        commitments=(make_commitment(cue=text, action=text, forecast=text, note=text),),
    )


def is_quiet(*args: str, term: str = "xterm-256color", code: int | None = None) -> str:
    """Run a command on a terminal; nothing may act, and something must be said."""
    out = shown(on_terminal(*args, term=term, code=code), term)
    assert not ACTING.findall(out)
    assert out.strip()
    return out


def own_guide(home: Path, text: str) -> Path:
    """Write a guide of one's own that says a text everywhere, as TOML writes it."""
    said = json.dumps(text).replace("\x7f", "\\u007f")
    place = home / "config" / "reflect" / "guides" / "mine.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        f"title = {said}\nabout = {said}\nneed = 'more'\nsources = [{said}]\n"
        f"[[prompt]]\nid = 'happened'\nstage = 'action'\nask = {said}\n"
        f"help = {said}\nexample = {said}\n"
    )
    return place


@TERMS
@pytest.mark.parametrize(
    "command",
    [
        ("delete", "@"),
        ("edit", "@", "--title", ARGUMENT),
        ("edit", "@", "--lesson", ARGUMENT),
        ("capture", ARGUMENT),
        ("capture", "--date", "yesterday", ARGUMENT),
        ("list", "--tag", "nothing", ARGUMENT),
        ("new", "--form", ARGUMENT),
    ],
)
def test_nothing_acts_when_it_is_changed(
    hostile: Entry, command: tuple[str, ...], term: str
) -> None:
    is_quiet(*command, term=term)


@TERMS
def test_nothing_acts_out_of_the_trash(cli: Cli, hostile: Entry, term: str) -> None:
    cli("delete", "--yes", hostile.id)
    assert "␛]52" in is_quiet("list", "--trash", term=term, code=0)
    assert hostile.id in is_quiet("restore", "@", term=term, code=0)


@TERMS
def test_nothing_acts_in_drafts_and_captures(cli: Cli, journal: Journal, term: str) -> None:
    text = " ".join(HOSTILE)
    session = journal.drafts.begin("drucker", title=text)
    session.answer(text)
    journal.drafts.save(session)
    cli("capture", text)
    for option in ("--drafts", "--captures"):
        assert "␛]52" in is_quiet("list", option, term=term, code=0)
    assert "␛]52" in is_quiet("show", session.id, term=term, code=0)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("show", ARGUMENT), 3),
        (("show", f"@{ARGUMENT}"), 2),
        (("edit", ARGUMENT), 3),
        (("delete", ARGUMENT), 3),
        (("restore", ARGUMENT), 3),
        (("delete", "--forever", ARGUMENT), 3),
        (("resume", ARGUMENT), 3),
        (("edit", "@", "--tag", ARGUMENT), 2),
        (("edit", "@", "--untag", ARGUMENT), 2),
        (("edit", "@", "--kind", ARGUMENT), 2),
        (("edit", "@", "--date", ARGUMENT), 2),
        (("capture", "--tag", ARGUMENT, "note"), 2),
        (("tags", "rename", ARGUMENT, "other"), 2),
        (("list", "--tag", ARGUMENT), 3),
        (("list", "--kind", ARGUMENT), 2),
        (("list", "--guide", ARGUMENT), 3),
        (("list", "--since", ARGUMENT), 2),
        (("list", "--until", ARGUMENT), 2),
        (("search", f"field{ARGUMENT}:x"), 3),
        (("search", f'"{ARGUMENT}'), 2),
        (("search", f"since:{ARGUMENT}"), 2),
        (("guides", "show", ARGUMENT), 2),
        (("guides", "new", ARGUMENT), 2),
        (("guides", "check", ARGUMENT), 7),
        (("new", "--form", "--guide", ARGUMENT), 2),
        (("new", "--from", ARGUMENT), 7),
        (("config", "get", ARGUMENT), 2),
        (("config", "set", ARGUMENT, "1"), 2),
        (("config", "set", "pause", ARGUMENT), 2),
        (("config", "set", "guide", ARGUMENT), 2),
        (("completion", ARGUMENT), 2),
        (("--journal", ARGUMENT, "list"), 7),
        (("export", "--output", f"{ARGUMENT}/x.md"), 7),
        ((ARGUMENT,), 2),
        (("list", f"--{ARGUMENT}"), 2),
        (("list", "-n", ARGUMENT), 2),
    ],
)
def test_nothing_acts_in_what_is_said_of_an_error(
    keep: Keep, command: tuple[str, ...], code: int
) -> None:
    keep(1)
    assert "reflect: " in is_quiet(*command, code=code)


@pytest.mark.parametrize("name", [ARGUMENT, os.fsdecode(b"caf\xe9 \x9b31m \xff"), "two\nlines"])
def test_nothing_acts_in_the_names_of_files(home: Path, name: str) -> None:
    broken = home / name
    broken.write_bytes(b"\xff\x1b[2J = \n")
    for command in (
        ("guides", "check", str(broken)),
        ("new", "--from", str(broken)),
        ("--config", str(broken), "config", "show"),
        ("--journal", str(broken), "list"),
        ("--config", str(home / name / "none"), "config", "show"),
    ):
        assert "reflect: " in is_quiet(*command)


@TERMS
def test_nothing_acts_in_a_damaged_journal_of_a_hostile_name(home: Path, term: str) -> None:
    folder = home / ARGUMENT
    folder.mkdir()
    (folder / "journal.json").write_bytes(" ".join(HOSTILE).encode())
    is_quiet("--journal", str(folder), "list", term=term, code=5)
    is_quiet("--journal", str(folder), "doctor", term=term, code=5)


@TERMS
def test_markup_in_a_guide_of_ones_own_stands_as_written(home: Path, term: str) -> None:
    place = own_guide(home, MARKUP)
    assert MARKUP in is_quiet("guides", term=term, code=0)
    assert is_quiet("guides", "show", "mine", term=term, code=0).count(MARKUP) == 6
    is_quiet("guides", "check", str(place), term=term, code=0)
    assert MARKUP in is_quiet("new", "--form", "--guide", "mine", term=term, code=0)


@TERMS
@pytest.mark.parametrize("text", CONTROLS)
def test_a_guide_of_ones_own_with_controls_is_refused(home: Path, text: str, term: str) -> None:
    place = own_guide(home, text)
    is_quiet("guides", "check", str(place), term=term, code=2)
    is_quiet("guides", "show", "mine", term=term, code=2)
    is_quiet("new", "--form", "--guide", "mine", term=term, code=2)
    assert "Left out: " in is_quiet("guides", term=term, code=0)
    # As it is, rather than as TOML spells it: the file is no TOML.
    place.write_text(f"title = '{text}'\nneed = '{text}'\n")
    is_quiet("guides", "check", str(place), term=term, code=2)
    assert "Left out: " in is_quiet("guides", term=term, code=0)


@TERMS
def test_nothing_acts_in_the_settings(home: Path, term: str) -> None:
    for key in ("editor", "journal"):
        is_quiet("config", "set", key, ARGUMENT, term=term, code=0)
        is_quiet("config", "get", key, term=term, code=0)
        is_quiet("config", "show", term=term, code=0)
    path = home / "config" / "reflect" / "config.toml"
    path.write_text('"\\u001b[2J\\u202e" = 1\n')
    assert "unknown key" in is_quiet("config", "show", term=term, code=2)
    path.write_text("\x1b[2J\u202e\n")
    is_quiet("config", "show", term=term, code=2)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("reflect show ", from_int(3)),
        ("reflect list --tag ", "good"),
        ("reflect new --guide ", "drucker"),
        ("reflect restore ", from_int(2)),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_nothing_acts_while_words_are_completed(
    cli: Cli, keep: Keep, words: str, wanted: str, shell: str
) -> None:
    text = " ".join(HOSTILE)
    cli("delete", "--yes", keep(2, title=text, tags=("good",)).id)
    keep(3, title=text, tags=(text, "good"))
    done = subprocess.run(
        [sys.executable, "-m", "reflect"],
        cwd=ROOT,
        env={
            **os.environ,
            "REFLECT_NOW": NOW.isoformat(),
            "_REFLECT_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
            "_TYPER_COMPLETE_ARGS": words,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
        capture_output=True,
        encoding="utf-8",
    )
    assert wanted in done.stdout
    assert done.stderr == ""
    assert not ACTING.findall(done.stdout)


def test_markup_stands_as_it_was_written(keep: Keep) -> None:
    assert_markup_stands(keep, lambda *args: is_quiet(*args, code=0))


def assert_markup_stands(keep: Keep, run: Callable[..., str]) -> None:
    """Show an entry full of markup by commands; `run` runs one and gives its output."""
    text = "[bold]Late[/bold] [@click=app.quit]z[/] [red"
    answers = (
        Answer("happened", f"Q {text}", f"A {text}"),
        Answer("lesson", "What is the lesson?", f"L {text}"),
    )
    entry = keep(1, title=text, tags=(), answers=answers)
    for command in (("list",), ("search", "late")):
        assert text in run(*command), "it was taken for markup"
    assert f"L {text}" in run("lessons")
    lines = [line.strip() for line in run("show", entry.id).splitlines()]
    assert {f"Q {text}", f"A {text}"} <= set(lines)
    assert text in lines[0]
    assert any(f"L {text}" in line for line in lines)
