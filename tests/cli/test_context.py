"""Tests that commands suggested in messages refer to the same journal."""

import re
import shlex
from pathlib import Path

import pytest

from reflect.cli.context import CliContext
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import HAPPENED, talk
from tests.sealed import opened, put
from tests.store.helpers_journals import journal_in

NAMED = re.compile("`reflect ([^`]+)`")


@pytest.fixture
def notes(tmp_path: Path) -> str:
    """A folder other than the default one, whose name requires shell quoting."""
    return str(tmp_path / "my 'notes'; more")


def told(text: str) -> list[str]:
    """Return the arguments of the last command suggested in a message."""
    return shlex.split(NAMED.findall(text)[-1])


def test_suggested_restore_command_names_the_journal(cli: Cli, notes: str) -> None:
    cli("capture", "In the default journal")
    cli("-j", notes, "capture", "Of one's own")
    cli("-j", notes, "backup", "now")
    path = journal_in(Path(notes))
    put(path, opened(path)[:-5])
    back = told(cli("-j", notes, "list", code=5).err)
    assert back == told(cli("-j", notes, "doctor", code=5).out)
    assert notes in cli(*back, "--yes").err
    assert "Of one's own" in cli("-j", notes, "list").out
    assert "In the default journal" in cli("list").out


def test_suggested_resume_command_names_the_journal(
    cli: Cli, notes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(cli("-j", notes, "capture", "Here").err)[:3] == ["-j", notes, "resume"]
    assert told(cli("capture", "Here").err)[0] == "resume"
    monkeypatch.setenv("REFLECT_JOURNAL", notes)
    assert told(cli("capture", "Here").err)[0] == "resume"


def test_suggested_command_names_the_config_file(cli: Cli, home: Path, notes: str) -> None:
    (home / "own.toml").write_text(f"journal = {notes!r}\n")
    said = told(cli("--config", "own.toml", "capture", "Here").err)
    assert said[:3] == ["--config", "own.toml", "resume"]
    assert "Here" in cli("-j", notes, "list").out


def test_interrupted_draft_names_its_journal(notes: str) -> None:
    with talk("-j", notes, "new", "Launched alone", columns=300) as reflect:
        reflect.asked(HAPPENED)
        reflect.type("We launched.\r:quit\r")
        reflect.sees("The draft is kept: `reflect -j ")
        reflect.ends(130)


def test_only_commands_that_use_a_journal_get_its_option() -> None:
    context = CliContext(journal_option="n", config_option=Path("c"))
    assert context.command_line(("doctor",)) == "reflect --config c -j n doctor"
    assert context.command_line(("guides", "show", "x y")) == "reflect --config c guides show 'x y'"
    assert CliContext().command_line(("doctor", "--accept")) == "reflect doctor --accept"


def test_journal_linked_to_a_missing_disk_is_named_as_such(cli: Cli, home: Path) -> None:
    (home / "notes").symlink_to(home / "unplugged" / "notes")
    message = cli("-j", "notes", "list", code=7).err
    assert "link to what is not there" in message
    assert "disk" in message
