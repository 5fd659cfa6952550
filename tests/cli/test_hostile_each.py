"""Every hostile string in every command, and in all that is said of errors."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from tests.cli.hostile import as_on_terminal, shown
from tests.factories import NOW, make_commitment, make_entry
from tests.hostile import ACTING, as_argument, payloads
from tests.sizes import HOSTILE, faults

TEXTS = payloads(HOSTILE.now)
LISTINGS = (
    ("list", "-n", "0"),
    ("list", "-n", "0", "--json"),
    ("search", "-n", "0", "pager"),
    ("lessons",),
    ("tags",),
    ("export",),
    ("export", "--brief"),
    ("list", "--trash"),
    ("doctor",),
)
# What is given to a command that shows or changes one entry, the text being what it is given.
ON_ONE = (
    ("show", "@"),
    ("show", "--card", "@"),
    ("show", "--markdown", "@"),
    ("show", "--json", "@"),
    ("edit", "@", "--title", "{}"),
    ("edit", "@", "--lesson", "{}"),
    ("edit", "@", "--tag", "{}"),
    ("edit", "@", "--untag", "{}"),
    ("capture", "--", "{}"),
    ("delete", "--yes", "@"),
    ("restore", "@"),
)
# What can't be done with it; what is said of that holds the text.
ERRORS = (
    ("show", "{}"),
    ("show", "@{}"),
    ("edit", "{}", "--title", "x"),
    ("delete", "--yes", "{}"),
    ("restore", "{}"),
    ("delete", "--forever", "--yes", "{}"),
    ("resume", "{}"),
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


def fill(journal: Journal, texts: list[str]) -> None:
    """Add an entry for each text, with the text in every field."""
    journal.entries.add_all([hostile(number, text) for number, text in enumerate(texts, 1)])


def hostile(number: int, text: str) -> Entry:
    """An entry that says a text everywhere."""
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


@pytest.fixture(params=["xterm-256color", "dumb"])
def term(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the terminal."""
    name: str = request.param
    monkeypatch.setenv("TERM", name)
    monkeypatch.setenv("REFLECT_NOW", NOW.isoformat())
    return name


def run_quietly(arguments: Sequence[str], term: str, patch: pytest.MonkeyPatch) -> str:
    """Run a command; nothing may act, something must be said, and it must be no bug."""
    out = shown(as_on_terminal(arguments, patch), term)
    assert not ACTING.findall(out), f"it acts: {arguments}"
    assert out.strip(), arguments
    assert "a bug in reflect" not in out, arguments
    return out


@faults
def test_nothing_acts_in_what_is_listed(
    tmp_path: Path, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "journal"
    journal = Journal(folder, clock=lambda: NOW)
    fill(journal, TEXTS)
    journal.entries.delete([hostile(1, "").id])
    for command in LISTINGS:
        out = run_quietly(("--journal", str(folder), *command), term, monkeypatch)
        assert command[0] not in ("list", "export") or len(out.splitlines()) >= 1


@faults
def test_nothing_acts_whatever_a_command_is_given(
    tmp_path: Path, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, text in enumerate(TEXTS):
        folder = tmp_path / str(number)
        entry = hostile(1, text)
        Journal(folder, clock=lambda: NOW).entries.add(entry)
        monkeypatch.setenv("REFLECT_JOURNAL", str(folder))
        for command in (*ON_ONE, *ERRORS):
            given = [
                argument.replace("{}", as_argument(text)).replace("@", entry.id)
                if argument in ("@", "{}")
                else argument.replace("{}", as_argument(text))
                for argument in command
            ]
            run_quietly(given, term, monkeypatch)
        shutil.rmtree(folder)
