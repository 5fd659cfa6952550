"""The capture command: notes from arguments, a pipe or a single typed line."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
import typer

from reflect.journal import Journal
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import CTRL_C, PATIENCE, only, talk
from tests.sealed import on_both, opened
from tests.store.helpers_journals import files_in


def test_arguments_become_a_capture(cli: Cli, journal: Journal) -> None:
    result = cli(
        "capture", "Snapped", "at", "Ada", "--tag", "#Team", "-t", "ada", "-d", "yesterday"
    )
    entry = only(journal)
    assert (entry.state, entry.title, entry.guide) == ("capture", "Snapped at Ada", "")
    assert entry.tags == ("team", "ada")
    assert entry.occurred_on.isoformat() == "2026-11-21"
    assert [(a.prompt, a.text) for a in entry.answers] == [("note", "Snapped at Ada")]
    assert "Sat 21 Nov 2026" in result.err
    assert f"Noted {entry.id}." in result.err
    assert result.out == ""


def test_only_the_first_capture_says_where_the_journal_is(cli: Cli, folder: Path) -> None:
    assert f"only on this machine, in {folder}" in cli("capture", "One").err
    assert "only on this machine" not in cli("capture", "Two").err


def test_first_line_becomes_the_title_of_the_note(cli: Cli, journal: Journal) -> None:
    cli("capture", stdin="Snapped at Ada.\r\n\r\nIn front of all.  \n")
    entry = only(journal)
    assert entry.title == "Snapped at Ada."
    assert entry.answers[0].text == "Snapped at Ada.\n\nIn front of all."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_of_a_pipe_is_no_text(cli: Cli, journal: Journal, encoding: str) -> None:
    cli("capture", stdin="Späť\n".encode(encoding))
    assert only(journal).title == "Späť"


@on_both
@pytest.mark.parametrize("data", [b"fine\ncaf\xe9 and more", b"fine\n\xff\x00", b"\xff\xfex"])
def test_pipe_that_is_not_text_is_refused_and_kept(
    cli: Cli, folder: Path, home: Path, data: bytes
) -> None:
    before = files_in(folder)
    result = cli("capture", stdin=data, code=7)
    (kept,) = (home / "state" / "reflect" / "recovery").iterdir()
    assert opened(kept) == data
    assert str(kept) in result.err
    assert "line " in result.err
    assert files_in(folder) == before


@pytest.mark.parametrize(
    "words",
    [
        ("capture", "caf\udce9 and more"),
        ("capture", "x", "--tag", "caf\udce9"),
        ("edit", "@", "--title", "caf\udce9"),
        ("edit", "@", "--lesson", "caf\udce9"),
        ("tags", "rename", "x", "caf\udce9"),
        ("list", "caf\udce9"),
        ("config", "set", "journal", "caf\udce9"),
    ],
)
def test_invalid_bytes_of_an_argument_are_refused_with_their_place(
    cli: Cli, home: Path, folder: Path, words: tuple[str, ...]
) -> None:
    cli("capture", "x")
    before = files_in(folder)
    assert "byte 4" in cli(*words, code=2).err
    assert files_in(folder) == before
    assert not (home / "config").exists()


@pytest.mark.skipif(shutil.which("localedef") is None, reason="can't make a locale")
def test_text_in_the_encoding_of_the_locale_is_taken(journal: Journal, tmp_path: Path) -> None:
    name = "en_US.ISO-8859-1"
    made = subprocess.run(
        ["localedef", "--no-archive", "-i", "en_US", "-f", "ISO-8859-1", tmp_path / name],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("this system has no sources of locales")
    for arguments, data in (((), "Café".encode("latin-1")), (("Späť".encode(),), b"")):
        done = subprocess.run(
            [sys.executable, "-m", "reflect", "capture", *arguments],
            input=data,
            env={**os.environ, "LC_ALL": name, "LOCPATH": str(tmp_path)},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert {row.entry().title for row in journal.entries.rows()} == {"Café", "Späť"}


@pytest.mark.parametrize("stdin", ["", " \n\n"])
def test_empty_note_is_rejected(stdin: str, cli: Cli, folder: Path) -> None:
    assert "nothing to note" in cli("capture", stdin=stdin, code=2).err
    assert files_in(folder) == []


def test_invalid_option_saves_nothing(cli: Cli, folder: Path) -> None:
    assert "2026-04-03 or 2026-03-04" in cli("capture", "x", "--date", "03/04/2026", code=2).err
    assert "still to come" in cli("capture", "x", "--date", "tomorrow", code=2).err
    cli("capture", "x", "--tag", "a,b", code=2)
    assert files_in(folder) == []


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_capture_without_arguments_asks_for_one_line(term: str, journal: Journal) -> None:
    with talk("capture", environ={"TERM": term}) as told:
        told.sees("> ")
        told.type("Snapped at Ada\r")
        told.sees("Noted ")
        told.ends()
    assert only(journal).title == "Snapped at Ada"


def test_note_that_starts_with_a_colon_is_not_a_command(journal: Journal) -> None:
    with talk("capture") as told:
        told.sees("> ")
        told.type(":back was typed\r")
        told.sees("Noted ")
        told.ends()
    assert only(journal).title == ":back was typed"


def test_ctrl_c_discards_the_note_and_a_hangup_saves_it(journal: Journal) -> None:
    with talk("capture") as told:
        told.sees("> ")
        told.type(f"Snapped{CTRL_C}")
        told.sees("nothing was noted")
        told.ends(130)
    assert not journal.entries.rows()
    assert not journal.drafts.ids()
    with talk("capture") as told:
        told.sees("> ")
        told.type("Snapped")
        told.sees("Snapped")
        told.child.kill(signal.SIGHUP)
        told.ends()
    assert only(journal).title == "Snapped"
    assert not journal.drafts.ids()


def test_killed_note_is_kept_as_a_draft(journal: Journal) -> None:
    with talk("capture") as told:
        told.sees("> ")
        told.type("Snapped")
        told.sees("Snapped")
        while not journal.drafts.ids():
            told.child.expect(pexpect.TIMEOUT, timeout=0.1)
        told.child.kill(signal.SIGKILL)
        told.child.wait()
    assert journal.drafts.resume().first_words == "Snapped"
    assert not journal.entries.rows()


@pytest.mark.skipif(typer.__version__ >= "0.29", reason="Typer imports pydantic")
def test_capture_imports_nothing_slow(folder: Path) -> None:
    code = (
        "import sys; sys.argv = ['reflect', 'capture', 'Snapped at Ada']\n"
        "from reflect.cli.app import run\n"
        "try: run()\n"
        "except SystemExit: print(*sorted(m.partition('.')[0] for m in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    loaded = set(done.stdout.split())
    heavy = {"rich", "tinydb", "yaml", "rapidfuzz", "platformdirs", "hashlib", "tomllib", "secrets"}
    assert not loaded & heavy
    assert folder.exists()
