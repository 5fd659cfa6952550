"""The new command with forms: --form, --from and --edit."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import only
from tests.sealed import text_of
from tests.store.helpers_journals import files_in

FORM = """---
occurred_on: yesterday
tags: [launch]
kind: complex
commitments:
  - cue: somebody asks for a date
    action: call support
---

# Launched alone

## What happened?

We launched on Friday.

## What is the lesson, in one sentence?

Ask who is on call.
"""


def editor(home: Path, commands: str) -> str:
    """Return the path of an editor that runs shell commands; "$1" is the file."""
    script = home / "editor.sh"
    script.write_text(f"#!/bin/sh\n{commands}\n")
    script.chmod(0o700)
    return str(script)


def recovered(home: Path) -> list[str]:
    folder = home / "state" / "reflect" / "recovery"
    return [text_of(path) for path in folder.iterdir()] if folder.is_dir() else []


def test_completed_form_becomes_an_entry(cli: Cli, journal: Journal, home: Path) -> None:
    (home / "form.md").write_text(FORM)
    result = cli("new", "--from", "form.md")
    entry = only(journal)
    assert f"Saved {entry.id}." in result.err
    assert (entry.title, entry.state, entry.guide) == ("Launched alone", "entry", "drucker")
    assert entry.occurred_on.isoformat() == "2026-11-21"
    assert [answer.prompt for answer in entry.answers] == ["happened", "lesson"]
    assert entry.commitments[0].due.isoformat() == "2026-12-06"


def test_options_override_the_form(cli: Cli, journal: Journal) -> None:
    cli("new", "Named", "--from", "-", "-d", "3 days ago", "-t", "more", stdin=FORM)
    entry = only(journal)
    assert (entry.title, entry.tags) == ("Named", ("launch", "more"))
    assert entry.occurred_on.isoformat() == "2026-11-19"


def test_printed_form_of_every_guide_counts_as_empty(cli: Cli, folder: Path) -> None:
    from reflect.guides.loader import BUNDLED

    for guide in BUNDLED:
        form = cli("new", "--form", "--guide", guide).out
        assert f"guide: {guide}" in form
        assert "empty" in cli("new", "--from", "-", stdin=form, code=2).err
    assert files_in(folder) == []


def test_completed_printed_form_is_saved(cli: Cli, journal: Journal) -> None:
    form = cli("new", "--form", "--guide", "win", "-t", "team").out
    cli("new", "--from", "-", stdin=form.replace("# \n", "#\n", 1) + "\nWe wrote it down.\n")
    entry = only(journal)
    assert (entry.guide, entry.tags) == ("win", ("team",))


def test_form_without_a_required_answer_is_saved_as_unfinished(cli: Cli, journal: Journal) -> None:
    result = cli(
        "new", "--from", "-", stdin="# Only a title\n\n## What did I expect instead?\n\nPeace.\n"
    )
    assert only(journal).state == "unfinished"
    assert "reflect resume" in result.err


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nkind: silly\n---\n# T\n\n## What happened?\n\nx\n", "line 2"),
        ("---\ntags: [a\n", "line"),
    ],
)
def test_invalid_form_from_stdin_is_kept_in_a_recovery_file(
    text: str, line: str, cli: Cli, home: Path, folder: Path
) -> None:
    (home / "form.md").write_text(text)
    result = cli("new", "--from", "form.md", code=7)
    assert "form.md" in result.err
    assert line in result.err
    assert not recovered(home)
    result = cli("new", "--from", "-", stdin=text, code=7)
    assert recovered(home) == [text]
    assert str(home / "state" / "reflect" / "recovery") in result.err
    assert files_in(folder) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("source", ["form.md", "-"])
def test_form_with_a_byte_order_mark_is_read(
    cli: Cli, journal: Journal, home: Path, encoding: str, source: str
) -> None:
    data = FORM.replace("Friday", "a fürchterlichen Friday").encode(encoding)
    (home / "form.md").write_bytes(data)
    cli("new", "--from", source, stdin=data if source == "-" else None)
    assert only(journal).answers[0].text == "We launched on a fürchterlichen Friday."


@pytest.mark.parametrize("source", ["form.md", "-"])
def test_form_that_is_not_text_is_refused_and_kept(
    cli: Cli, folder: Path, home: Path, source: str
) -> None:
    data = FORM.replace("alone", "allé").encode("latin-1")
    (home / "form.md").write_bytes(data)
    result = cli("new", "--from", source, stdin=data if source == "-" else None, code=7)
    assert f"line {FORM[: FORM.index('alone')].count(chr(10)) + 1}" in result.err
    assert (home / "form.md").read_bytes() == data
    assert files_in(folder) == []
    if source == "-":
        (kept,) = (home / "state" / "reflect" / "recovery").iterdir()
        assert kept.read_bytes() == data
        assert str(kept) in result.err
    else:
        assert "form.md" in result.err


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="no /dev/fd on this platform")
@pytest.mark.parametrize(
    "data", [FORM.replace("alone", "allé").encode("latin-1"), b"---\nkind: luck\n---\n# Late"]
)
def test_form_from_a_named_pipe_is_kept(cli: Cli, folder: Path, home: Path, data: bytes) -> None:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    cli("new", "--from", f"/dev/fd/{reading}", code=None)
    os.close(reading)
    (kept,) = (home / "state" / "reflect" / "recovery").iterdir()
    assert kept.read_bytes() == data
    assert files_in(folder) == []


def test_missing_file_exits_with_7(cli: Cli) -> None:
    assert "no.md" in cli("new", "--from", "no.md", code=7).err


def test_existing_entry_is_not_added_again(
    cli: Cli, keep: Callable[..., Entry], journal: Journal
) -> None:
    entry = keep()
    form = cli("show", entry.id, "--markdown").out
    assert "reflect edit" in cli("new", "--from", "-", stdin=form, code=2).err
    cli("delete", entry.id, "--yes")
    assert "reflect restore" in cli("new", "--from", "-", stdin=form, code=2).err
    assert not journal.entries.rows()


def test_form_completed_in_the_editor_is_saved(
    cli: Cli, home: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "EDITOR", editor(home, 'sed -i \'s/^# *$/# Named/\' "$1"; echo Last. >> "$1"')
    )
    result = cli("new", "--edit", "--guide", "mentor")
    entry = only(journal)
    assert entry.title == "Named"
    assert f"Saved {entry.id}" in result.err
    assert not recovered(home)


@pytest.mark.parametrize(
    ("commands", "code", "says", "kept"),
    [
        ("true", 0, "Nothing was filled in", 0),
        ("exit 1", 7, "exited with 1", 0),
        ('echo more >> "$1"; exit 1', 7, "recovery", 1),
        ('printf -- "---\\nkind: silly\\n---\\n" > "$1"', 7, "recovery", 1),
        ('rm "$1"', 7, "no file", 0),
    ],
)
def test_form_that_fails_in_the_editor_saves_no_entry(
    commands: str, code: int, says: str, kept: int,
    cli: Cli, home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("VISUAL", editor(home, commands))
    assert says in cli("new", "--edit", code=code).err
    assert len(recovered(home)) == kept
    assert files_in(folder) == []


def test_input_options_exclude_each_other(cli: Cli) -> None:
    assert "--plain and --form" in cli("new", "--plain", "--form", code=2).err
    assert "--edit and --from" in cli("new", "--edit", "--from", "-", code=2).err


def test_since_requires_a_guide_that_covers_a_period(cli: Cli) -> None:
    assert "--since" in cli("new", "--since", "2026-11", code=2).err
    assert "terminal" in cli("new", "--since", "2026-11", "--guide", "mastery", code=2).err


@pytest.mark.parametrize("option", ["--guide=drukcer", "--date=soon", "--pause=-1", "--tag=,"])
def test_invalid_options_are_usage_errors(option: str, cli: Cli) -> None:
    result = cli("new", option, "--form", code=None)
    assert result.code in (2, 3)
    assert result.err.count("\n") <= 3
