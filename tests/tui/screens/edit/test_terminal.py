"""Tests for editing an entry in an external editor, in a real terminal."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pexpect
import pytest

from reflect.journal import Journal
from reflect.tui.context import AppContext
from tests.sealed import text_of
from tests.tui.conftest import Keep
from tests.tui.screens.edit.pages import editing

ROOT = Path(__file__).parents[4]
SAVE, EDITOR, ESCAPE = "\x13", "\x0f", "\x1b"
Open = Callable[[str], "pexpect.spawn[str]"]

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]


@pytest.fixture
def open_it(tmp_path: Path, keep: Keep) -> Open:
    """Open an entry in a new terminal, with a script as the editor."""
    entry = keep()

    def start(script: str) -> "pexpect.spawn[str]":
        editor = tmp_path / "editor"
        editor.write_text(f"#!/bin/sh\n{script}\n")
        editor.chmod(0o700)
        child = pexpect.spawn(
            sys.executable,
            ["-m", "tests.tui.screens.edit.helpers_terminal", str(tmp_path), entry.id],
            cwd=str(ROOT),
            env={**os.environ, "TERM": "xterm-256color", "EDITOR": str(editor)},
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=60,
        )
        child.expect_exact("Launched without support")
        return child

    return start


def test_external_editor_changes_the_text(open_it: Open, journal: Journal, tmp_path: Path) -> None:
    child = open_it("sed -i.bak 's/without support/alone/' \"$1\"")
    child.send(EDITOR)
    child.expect_exact("not saved")
    (spare,) = (tmp_path / "recovery").iterdir()
    assert "# Launched alone" in text_of(spare)
    child.send(SAVE)
    child.expect_exact("Saved")
    child.send(ESCAPE)
    child.expect_exact("LEFT")
    child.expect(pexpect.EOF)
    assert journal.entries.get("@").title == "Launched alone"
    assert list((tmp_path / "recovery").iterdir()) == []


def test_failing_editor_changes_nothing(open_it: Open, journal: Journal) -> None:
    child = open_it("exit 3")
    child.send(EDITOR)
    child.expect_exact("exited with 3")
    child.send(ESCAPE)
    child.expect_exact("LEFT")
    child.expect(pexpect.EOF)
    assert journal.entries.get("@").title == "Launched without support"


def test_sigterm_during_the_editor_keeps_its_text(open_it: Open, tmp_path: Path) -> None:
    child = open_it("trap 'kill $!; exit 0' TERM; echo more >> \"$1\"; sleep 99 & echo OPEN; wait")
    child.send(EDITOR)
    child.expect_exact("OPEN")
    child.kill(signal.SIGTERM)
    child.expect_exact("GOODBYE")
    child.expect(pexpect.EOF)
    (kept,) = (tmp_path / "recovery").iterdir()
    assert text_of(kept).endswith("more\n")
    assert str(kept) in str(child.before).replace("\r\n", "")


async def test_terminal_that_cannot_be_suspended_is_reported(
    context: AppContext, keep: Keep
) -> None:
    async with editing(context, keep()) as page:
        text = page.text
        await page.press("ctrl+o")
        assert "another program" in page.notice
        assert page.text == text


async def test_edited_text_returns_even_if_no_copy_can_be_written(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    @contextmanager
    def edited(text: str, name: str, notify: object) -> Iterator[str]:
        yield f"{text}more\n"

    (tmp_path / "recovery").write_text("in the way")
    async with editing(context, keep()) as page:
        monkeypatch.setattr(page.app, "suspend", nullcontext)
        monkeypatch.setattr(context, "edited", edited)
        await page.press("ctrl+o")
        assert page.text.endswith("more\n")
        assert "copy" in page.notice
