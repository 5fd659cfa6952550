"""Tests that no answer is lost if a draft or entry can't be saved."""

from pathlib import Path

import pytest

from reflect.journal import Journal
from tests.cli.helpers_talk import CTRL_C, EXPECTED, HAPPENED, only, talk


def block_drafts(folder: Path) -> None:
    """Create a file in place of the drafts folder."""
    folder.mkdir(parents=True)
    (folder / "drafts").write_text("in the way")


def block_all(folder: Path) -> None:
    """Make saving drafts and entries fail."""
    block_drafts(folder)
    (folder / "journal.inbox").mkdir()


def recovered(home: Path) -> str:
    """Return the text of the only recovery file."""
    (file,) = (home / "state" / "reflect" / "recovery").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_text()


def test_failed_autosave_is_reported_once_and_the_guide_continues(
    folder: Path, journal: Journal
) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        block_drafts(folder)
        told.type("One.\r\r")
        told.sees("You can go on")
        told.answer(EXPECTED, "Two.")
        told.asked("Why did it make sense")
        (folder / "drafts").unlink()
        told.command(":enough")
        told.sees("Saved ")
        told.ends()
    assert told.screen.text.count("You can go on") == 1
    assert [answer.text for answer in only(journal).answers] == ["One.", "Two."]


@pytest.mark.parametrize("end", [CTRL_C, ":enough\r"])
def test_answers_the_journal_rejects_go_to_a_recovery_file(
    end: str, folder: Path, home: Path
) -> None:
    with talk("new", "--pause", "0") as told:
        told.asked(HAPPENED)
        block_all(folder)
        told.type("One.\r\r")
        told.asked(EXPECTED)
        told.type(f"Two.\r{end}")
        told.sees("What you wrote is in")
        told.ends(7)
    form = recovered(home)
    assert "One." in form
    assert "Two." in form


def test_answers_that_the_state_folder_cannot_take_go_to_the_memory_folder(
    folder: Path, home: Path, tmp_path: Path
) -> None:
    (home / "state").write_text("in the way")
    memory = tmp_path / "runtime"
    memory.mkdir()
    with talk("new", "--pause", "0", environ={"XDG_RUNTIME_DIR": str(memory)}) as told:
        told.asked(HAPPENED)
        block_all(folder)
        told.type("One.\r\r")
        told.asked(EXPECTED)
        told.type(f"Two.{CTRL_C}")
        told.sees("What you wrote is in")
        told.ends(7)
    (file,) = memory.glob("*/*.md")
    assert "One." in file.read_text()
    assert "Two." in file.read_text()
