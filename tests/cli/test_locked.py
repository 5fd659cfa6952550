"""Tests of which commands ask for the passphrase of a locked journal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from reflect.journal import Journal
from reflect.journal.encryption import JournalEncryption
from reflect.store.encryption.keys import FolderKeys
from tests.cli.helpers_talk import CTRL_D, EXPECTED, HAPPENED, PATIENCE, ROOT, WHY, Talk, only, talk
from tests.factories import NOW, make_entry
from tests.sealed import PASSPHRASE, encryption_in, seal_folder

ASKED = "Passphrase: "
LESSON = "Ask who is on call before any date."


@pytest.fixture
def sealed(folder: Path) -> Journal:
    """The default journal, encrypted and empty, but unlocked for the test itself."""
    return Journal(seal_folder(folder), clock=lambda: NOW, encryption=encryption_in(folder))


def plain_files(folder: Path, words: str) -> list[Path]:
    """Return the files in a folder that contain words unencrypted."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if words.encode() in path.read_bytes()]


def test_new_needs_no_passphrase_and_encrypts_its_files(sealed: Journal) -> None:
    sealed.entries.add_all([make_entry(1)])
    with talk("new", "--plain", "--pause", "0", types_passphrase=True) as told:
        told.answer(HAPPENED, "We launched on Friday.")
        told.answer(EXPECTED, "A quiet launch.")
        told.asked(WHY)
        told.command(":before")
        told.sees("The journal is locked.")
        told.sees("reflect resume")
        assert not plain_files(sealed.folder, "launched on Friday")
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()
    assert ASKED not in told.screen.text
    assert len(sealed.entries.rows()) == 2
    assert not plain_files(sealed.folder, "launched on Friday")


@pytest.mark.parametrize(
    ("drafts", "said"),
    [(1, "There waits a draft: `reflect resume`"), (2, "There wait 2 drafts: `reflect resume`")],
)
def test_waiting_drafts_are_counted_without_decryption(
    sealed: Journal, drafts: int, said: str
) -> None:
    for number in range(drafts):
        session = sealed.drafts.begin("drucker", title=f"Draft {number}")
        sealed.drafts.save(session)
    with talk("new", "--plain", types_passphrase=True) as told:
        told.sees(said)
        told.asked(HAPPENED)
        told.command(":quit")
        told.ends(130)
    assert ASKED not in told.screen.text


def test_guide_with_earlier_lessons_asks_before_its_first_question(
    sealed: Journal,
) -> None:
    sealed.entries.add_all([make_entry(1)])
    with talk("new", "--plain", "--guide", "five-s", types_passphrase=True) as told:
        told.sees(ASKED)
        told.type("wrong\r")
        told.sees("That is not the passphrase.")
        told.sees(ASKED)
        told.type(f"{PASSPHRASE}\r")
        told.sees(LESSON)
        told.sees("> ")
        told.command(":quit")
        told.ends(130)


def test_guide_for_a_period_asks_before_its_first_question(sealed: Journal) -> None:
    sealed.entries.add_all([make_entry(1)])
    with talk(
        "new", "--plain", "--guide", "mastery", "--since", "2026-11", types_passphrase=True
    ) as told:
        told.sees(ASKED)
        told.type(f"{PASSPHRASE}\r")
        told.sees("1 entry")
        told.sees("> ")
        told.command(":quit")
        told.ends(130)


def test_resume_asks_and_shows_similar_entries(sealed: Journal) -> None:
    sealed.entries.add_all([make_entry(1)])
    session = sealed.drafts.begin("drucker", tags=["launch", "delegation"])
    session.answer("Launched on Friday, nobody was on call.", NOW)
    sealed.drafts.save(session)
    with talk("resume", "--pause", "0", types_passphrase=True) as told:
        told.sees(ASKED)
        told.type(f"{PASSPHRASE}\r")
        told.line(HAPPENED)
        told.answer(EXPECTED, "A quiet launch.")
        told.asked(WHY)
        told.command(":before")
        told.sees(LESSON)
        told.sees("> ")
        told.command(":quit")
        told.ends(130)


@contextmanager
def given(passphrase: str, *arguments: str) -> Iterator[Talk]:
    """Start reflect on a terminal with a passphrase on file descriptor 3."""
    file = Path("given")
    file.write_text(f"{passphrase}\n")
    command = " ".join([sys.executable, "-m", "reflect", "--passphrase-fd", "3", *arguments])
    environ = {"TERM": "xterm-256color", "REFLECT_NOW": NOW.isoformat(), "PYTHONPATH": str(ROOT)}
    child = pexpect.spawn(
        "sh",
        ["-c", f"exec {command} 3<'{file}'"],
        env={**os.environ, **environ},
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    child.delaybeforesend = None
    try:
        yield Talk(child, 80)
    finally:
        child.close(force=True)


@pytest.mark.parametrize("command", [("browse",), ("new",), ("new", "--plain")])
def test_wrong_passphrase_from_a_descriptor_is_rejected_first(
    sealed: Journal, command: tuple[str, ...]
) -> None:
    sealed.entries.add_all([make_entry(1)])
    with given("wrong", *command) as told:
        told.sees("the passphrase is wrong")
        told.ends(6)
    assert "\x1b[?1049h" not in told.screen.text


def test_browse_with_a_passphrase_from_a_descriptor_does_not_ask(sealed: Journal) -> None:
    sealed.entries.add_all([make_entry(1)])
    with given(PASSPHRASE, "browse") as told:
        told.sees("1 entry")
        told.type("q")
        told.ends()
    assert "This journal is encrypted" not in told.screen.text


def test_new_with_a_passphrase_from_a_descriptor_shows_similar_entries(sealed: Journal) -> None:
    sealed.entries.add_all([make_entry(1)])
    arguments = ("new", "--plain", "--pause", "0", "--tag", "launch", "--tag", "delegation")
    with given(PASSPHRASE, *arguments) as told:
        told.answer(HAPPENED, "Launched on Friday, nobody was on call.")
        told.answer(EXPECTED, "A quiet launch.")
        told.sees(WHY)
        told.sees("You may have been here before")
        told.sees("> ")
        told.type(CTRL_D)
        told.sees("Saved ")
        told.ends()


def test_locked_session_saves_next_to_unreadable_entries(sealed: Journal, folder: Path) -> None:
    locked = Journal(
        folder, clock=lambda: NOW, encryption=JournalEncryption(FolderKeys(str(folder)))
    )
    session = locked.drafts.begin("drucker")
    session.answer("We launched on Friday.", NOW)
    locked.drafts.finish(session, unfinished=True)
    assert only(sealed).state == "unfinished"
