"""Tests that an encrypted journal asks for the passphrase only if it is needed."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from tests.cli.helpers_talk import CTRL_C, EXPECTED, HAPPENED, ROOT, talk
from tests.sealed import PASSPHRASE

Keep = Callable[..., Entry]
ASKED = "Passphrase: "
pytestmark = pytest.mark.backends("encrypted")


def in_a_pipe(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run reflect without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "reflect", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_passphrase_is_requested_once_and_never_shown(keep: Keep) -> None:
    keep(1)
    with talk("list", types_passphrase=True) as told:
        told.sees(ASKED)
        told.type(f"{PASSPHRASE}\r")
        told.sees("Launched")
        told.ends()
        assert PASSPHRASE not in told.screen.text


def test_three_wrong_passphrases_exit_6(keep: Keep) -> None:
    keep(1)
    with talk("show", "@", types_passphrase=True) as told:
        for _ in range(3):
            told.sees(ASKED)
            told.type("correct house\r")
        told.sees("the passphrase is wrong")
        told.ends(6)


def test_ctrl_c_at_the_passphrase_prompt_exits(keep: Keep) -> None:
    keep(1)
    with talk("list", types_passphrase=True) as told:
        told.sees(ASKED)
        told.type(CTRL_C)
        told.ends(130)


def test_capture_and_new_need_no_passphrase(journal: Journal) -> None:
    with talk("capture", "Said yes too fast", types_passphrase=True) as told:
        told.sees("Noted")
        told.ends()
    with talk("new", types_passphrase=True) as told:
        told.answer(HAPPENED, "We launched on Friday.")
        told.asked(EXPECTED)
        told.command(":enough")
        told.sees("Saved ")
        told.ends()
    assert ASKED not in told.screen.text
    assert {row.state for row in journal.entries.rows()} == {"capture", "unfinished"}


def test_resume_asks_for_the_passphrase(journal: Journal) -> None:
    session = journal.drafts.begin("drucker")
    session.answer("We launched on Friday.")
    session.next()
    journal.drafts.save(session)
    with talk("resume", types_passphrase=True) as told:
        told.sees(ASKED)
        told.type(f"{PASSPHRASE}\r")
        told.sees("What did I expect")
        told.type("\x04")
        told.ends()
    (row,) = journal.entries.rows()
    assert row.id == session.id


def test_missing_passphrase_without_a_terminal_exits_6(keep: Keep) -> None:
    keep(1)
    for command in ("list", "export", "doctor"):
        done = in_a_pipe(command)
        assert (done.returncode, done.stdout) == (6, "")
        assert "--passphrase-fd" in done.stderr
        assert "Launched" not in done.stderr


def test_completion_never_asks_and_offers_nothing_from_a_locked_journal(keep: Keep) -> None:
    keep(7)
    for words, offered in (("reflect show ", ""), ("reflect cap", "capture")):
        done = in_a_pipe(
            _REFLECT_COMPLETE="complete_bash",
            COMP_WORDS=words,
            COMP_CWORD=str(len(words.split(" ")) - 1),
        )
        assert (done.stdout.strip(), done.stderr) == (offered, "")


def test_passphrase_from_a_descriptor_unlocks_the_journal(keep: Keep, tmp_path: Path) -> None:
    keep(1)
    with talk("search", "launched") as told:
        told.sees("Launched")
        told.ends()
        assert ASKED not in told.screen.text
