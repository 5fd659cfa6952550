"""Tests that no command lets hostile text affect the terminal."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from tests.cli.conftest import Cli
from tests.cli.helpers_terminal import (
    ARGUMENT,
    HOSTILE,
    ROOT,
    STYLE,
    in_process,
    on_terminal,
    shown,
)
from tests.factories import NOW, make_commitment, make_entry
from tests.hostile import ACTING, as_argument, payloads
from tests.sizes import HOSTILE as SIZE
from tests.sizes import faults

Keep = Callable[..., Entry]
Run = Callable[..., str]

TEXTS = payloads(SIZE.now)
MARKUP = "[@click=app.quit]z[/] [/home/me] [bold red]"
CONTROLS = [text for text in HOSTILE if text != MARKUP]
TERMS = ("xterm-256color", "dumb")
LISTINGS = (
    ("list", "-n", "0"),
    ("list", "-n", "0", "--json"),
    ("search", "-n", "0", "pager"),
    ("lessons",),
    ("lessons", "--random"),
    ("commitments",),
    ("commitments", "--json"),
    ("tags",),
    ("export",),
    ("export", "--brief"),
    ("list", "--trash"),
    ("doctor",),
)
# Commands that show or change one entry; `{}` is the hostile text.
ON_ONE = (
    ("show", "@"),
    ("show", "--card", "@"),
    ("show", "--markdown", "@"),
    ("show", "--json", "@"),
    ("edit", "@", "--title", "{}"),
    ("edit", "@", "--lesson", "{}"),
    ("edit", "@", "--tag", "{}"),
    ("edit", "@", "--untag", "{}"),
    ("look-back", "@", "--outcome", "kept", "--note", "{}"),
    ("occasion", "@", "--used", "--note", "{}"),
    ("capture", "--", "{}"),
    ("delete", "--yes", "@"),
    ("restore", "@"),
)
# Commands that fail, with a message that contains the text.
ERRORS = (
    ("show", "{}"),
    ("show", "@{}"),
    ("edit", "{}", "--title", "x"),
    ("delete", "--yes", "{}"),
    ("restore", "{}"),
    ("delete", "--forever", "--yes", "{}"),
    ("resume", "{}"),
    ("look-back", "{}", "--outcome", "kept"),
    ("look-back", "@/{}", "--outcome", "kept"),
    ("look-back", "@", "--outcome", "{}"),
    ("look-back", "@", "--outcome", "kept", "--renew", "{}"),
    ("occasion", "{}", "--used"),
    ("lessons", "rest", "{}"),
    ("edit", "--due", "{}"),
    ("edit", "--due", "@={}"),
    ("edit", "@", "--kind", "{}"),
    ("edit", "@", "--date", "{}"),
    ("capture", "--tag", "{}", "note"),
    ("tags", "rename", "{}", "other"),
    ("list", "--tag", "{}"),
    ("list", "--kind", "{}"),
    ("list", "--guide", "{}"),
    ("list", "--since", "{}"),
    ("list", "--until", "{}"),
    ("list", "{}"),
    ("list", "-n", "{}"),
    ("list", "--{}"),
    ("search", "{}"),
    ("search", "field{}:x"),
    ("search", '"{}'),
    ("search", "since:{}"),
    ("guides", "show", "{}"),
    ("guides", "new", "{}/{}"),
    ("guides", "check", "{}"),
    ("new", "--form", "--guide", "{}"),
    ("new", "--from", "{}"),
    ("backup", "restore", "--yes", "{}"),
    ("backup", "now", "-o", "none/{}/x"),
    ("config", "get", "{}"),
    ("config", "set", "{}", "1"),
    ("config", "set", "pause", "{}"),
    ("config", "set", "guide", "{}"),
    ("completion", "{}"),
    ("--journal", "none/{}", "list"),
    ("--config", "none/{}", "config", "show"),
    ("export", "--output", "none/{}/x.md"),
    ("{}",),
    ("{}", "list"),
)
# Commands that fail with a specific exit code for any hostile text.
REFUSED = (
    (("show", ARGUMENT), 3),
    (("show", f"@{ARGUMENT}"), 2),
    (("edit", "@", "--tag", ARGUMENT), 2),
    (("edit", "@", "--kind", ARGUMENT), 2),
    (("edit", "@", "--date", ARGUMENT), 2),
    (("list", "--tag", ARGUMENT), 3),
    (("list", "--kind", ARGUMENT), 2),
    (("search", f'"{ARGUMENT}'), 2),
    (("guides", "show", ARGUMENT), 2),
    (("guides", "check", ARGUMENT), 7),
    (("new", "--from", ARGUMENT), 7),
    (("config", "set", ARGUMENT, "1"), 2),
    (("--journal", ARGUMENT, "list"), 7),
    (("export", "--output", f"{ARGUMENT}/x.md"), 7),
    ((ARGUMENT,), 2),
    (("list", f"--{ARGUMENT}"), 2),
)


def hostile(number: int, text: str) -> Entry:
    """Return an entry with the given text in every field."""
    return make_entry(
        number,
        title=text,
        guide=text,
        tags=(text,),
        answers=(
            Answer("happened", f"Question {text}", f"pager {text}\n{text}"),
            Answer("lesson", text, text),
        ),
        commitments=(make_commitment(cue=text, action=text, forecast=text, note=text),),
    )


@pytest.fixture(params=TERMS)
def term(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the terminal."""
    name: str = request.param
    set_terminal(monkeypatch, name)
    return name


def set_terminal(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    """Set the environment for commands that run in this process."""
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("REFLECT_NOW", NOW.isoformat())


@pytest.fixture
def run(term: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs a command in this process and checks that its output is harmless."""

    def call(*arguments: str, code: int | None = None) -> str:
        return run_safely(arguments, term, monkeypatch, code)

    return call


def run_safely(
    arguments: Sequence[str], term: str, patch: pytest.MonkeyPatch, code: int | None = None
) -> str:
    """Run a command and return its output, which must be harmless, not empty and no bug message."""
    out = shown(in_process(arguments, patch, code), term)
    assert not ACTING.findall(out), f"it acts: {arguments}"
    assert out.strip(), arguments
    assert "a bug in reflect" not in out, arguments
    return out


@faults
def test_listings_of_hostile_text_are_harmless(
    tmp_path: Path, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "journal"
    journal = Journal(folder, clock=lambda: NOW)
    journal.entries.add_all([hostile(number, text) for number, text in enumerate(TEXTS, 1)])
    journal.entries.delete([hostile(1, "").id])
    for command in LISTINGS:
        run_safely(("--journal", str(folder), *command), term, monkeypatch)


@faults
def test_commands_given_hostile_text_are_harmless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_terminal(monkeypatch, TERMS[0])
    for number, text in enumerate(TEXTS):
        folder = tmp_path / str(number)
        entry = hostile(1, text)
        Journal(folder, clock=lambda: NOW).entries.add(entry)
        monkeypatch.setenv("REFLECT_JOURNAL", str(folder))
        for command in (*ON_ONE, *ERRORS):
            arguments = [
                entry.id if argument == "@" else argument.replace("{}", as_argument(text))
                for argument in command
            ]
            run_safely(arguments, TERMS[0], monkeypatch)
        shutil.rmtree(folder)


def test_rejected_hostile_text_has_the_expected_exit_code(keep: Keep, run: Run) -> None:
    keep(1)
    for command, code in REFUSED:
        assert "reflect: " in run(*command, code=code)


@pytest.mark.parametrize("term", TERMS)
def test_real_terminal_gets_no_control_characters(keep: Keep, term: str) -> None:
    text = " ".join(HOSTILE)
    keep(1, title=text, answers=(Answer("happened", text, text),))
    for command in (("show", "@"), ("show", ARGUMENT)):
        out = shown(on_terminal(*command, term=term), term)
        assert not ACTING.findall(out)
        assert out.strip()


def test_hostile_text_in_the_trash_is_harmless(cli: Cli, keep: Keep, run: Run) -> None:
    entry = keep(1, title=" ".join(HOSTILE))
    cli("delete", "--yes", entry.id)
    assert entry.id in run("list", "--trash", code=0)
    assert entry.id in run("restore", "@", code=0)


def test_hostile_text_in_drafts_and_captures_is_harmless(
    cli: Cli, journal: Journal, run: Run
) -> None:
    text = " ".join(HOSTILE)
    session = journal.drafts.begin("drucker", title=text)
    session.answer(text)
    journal.drafts.save(session)
    cli("capture", text)
    for option in ("--drafts", "--captures"):
        assert "[@click" in run("list", option, code=0)
    assert "[@click" in run("show", session.id, code=0)


@pytest.mark.parametrize("name", [ARGUMENT, os.fsdecode(b"caf\xe9 \x9b31m \xff"), "two\nlines"])
def test_hostile_file_names_are_harmless(home: Path, run: Run, name: str) -> None:
    broken = home / name
    broken.write_bytes(b"\xff\x1b[2J = \n")
    for command in (
        ("guides", "check", str(broken)),
        ("new", "--from", str(broken)),
        ("--config", str(broken), "config", "show"),
        ("--journal", str(broken), "list"),
        ("--config", str(home / name / "none"), "config", "show"),
    ):
        assert "reflect: " in run(*command)


def test_hostile_name_of_a_damaged_journal_is_harmless(home: Path, run: Run) -> None:
    folder = home / ARGUMENT
    folder.mkdir()
    (folder / "journal.json").write_bytes(" ".join(HOSTILE).encode())
    run("--journal", str(folder), "list", code=5)
    run("--journal", str(folder), "doctor", code=5)


def write_guide(home: Path, text: str) -> Path:
    """Write a guide with the given text in every field, escaped for TOML."""
    escaped = json.dumps(text).replace("\x7f", "\\u007f")
    path = home / "config" / "reflect" / "guides" / "mine.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"title = {escaped}\nabout = {escaped}\nneed = 'more'\nsources = [{escaped}]\n"
        f"[[prompt]]\nid = 'happened'\nstage = 'action'\nask = {escaped}\n"
        f"help = {escaped}\nexample = {escaped}\n"
    )
    return path


def test_markup_in_a_guide_is_shown_as_written(home: Path, run: Run) -> None:
    path = write_guide(home, MARKUP)
    assert MARKUP in run("guides", code=0)
    assert run("guides", "show", "mine", code=0).count(MARKUP) == 6
    run("guides", "check", str(path), code=0)
    assert MARKUP in run("new", "--form", "--guide", "mine", code=0)


def test_guide_with_control_characters_is_rejected(home: Path, run: Run) -> None:
    for text in CONTROLS:
        path = write_guide(home, text)
        run("guides", "check", str(path), code=2)
        run("guides", "show", "mine", code=2)
        run("new", "--form", "--guide", "mine", code=2)
        assert "Left out: " in run("guides", code=0)
        # Without escaping, the file isn't valid TOML.
        path.write_text(f"title = '{text}'\nneed = '{text}'\n")
        run("guides", "check", str(path), code=2)
        assert "Left out: " in run("guides", code=0)


def test_hostile_text_in_settings_is_harmless(home: Path, run: Run) -> None:
    for key in ("editor", "journal"):
        run("config", "set", key, ARGUMENT, code=0)
        run("config", "get", key, code=0)
        run("config", "show", code=0)
    path = home / "config" / "reflect" / "config.toml"
    path.write_text('"\\u001b[2J\\u202e" = 1\n')
    run("config", "show", code=2)
    path.write_text("\x1b[2J\u202e\n")
    run("config", "show", code=2)


@pytest.mark.parametrize(
    ("shell", "words", "value"),
    [
        ("bash", "reflect show ", from_int(3)),
        ("zsh", "reflect show ", from_int(3)),
        ("fish", "reflect show ", from_int(3)),
        ("zsh", "reflect list --tag ", "good"),
        ("zsh", "reflect new --guide ", "drucker"),
        ("zsh", "reflect restore ", from_int(2)),
    ],
)
def test_hostile_text_in_completion_is_harmless(
    cli: Cli, keep: Keep, shell: str, words: str, value: str
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
    assert value in done.stdout
    assert done.stderr == ""
    assert not ACTING.findall(done.stdout)


def test_markup_is_shown_as_written(keep: Keep, run: Run) -> None:
    assert_markup_stands(keep, run)


def assert_markup_stands(keep: Keep, run: Run) -> None:
    """Show an entry full of markup with several commands.

    Args:
        keep: Adds the entry.
        run: Runs a command and returns its output.
    """
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


@pytest.mark.parametrize("columns", [40, 80])
def test_no_line_exceeds_the_terminal_width(
    keep: Keep, run: Run, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    answers = (
        Answer("happened", "What happened?", "pager " * 60),
        Answer("lesson", "What is the lesson?", "Ask early and ask often. " * 8),
    )
    keep(1, title="A long title: all that went wrong on that Friday evening", answers=answers)
    for command in (("list",), ("lessons",), ("search", "pager"), ("show", "@")):
        for line in STYLE.sub("", run(*command)).splitlines():
            assert len(line) <= columns, command


def test_no_color_and_dumb_terminals_get_no_colours(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    coloured = re.compile(r"\x1b\[[0-9;]*3[0-7]")
    set_terminal(monkeypatch, "dumb")
    assert "\x1b" not in in_process(("show", "@"), monkeypatch)
    set_terminal(monkeypatch, TERMS[0])
    assert coloured.search(in_process(("show", "@"), monkeypatch))
    assert not coloured.search(in_process(("--no-color", "show", "@"), monkeypatch))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured.search(in_process(("show", "@"), monkeypatch))
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b" not in on_terminal("--no-color", "--help")
