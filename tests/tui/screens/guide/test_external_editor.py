"""Tests for editing answers in an external editor."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from reflect.tui.context import AppContext
from tests.tui.helpers_pilot import screen_text
from tests.tui.screens.guide.pages import guide, messages, open_guide, write


@pytest.fixture
def suspended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make the app suspendable, and record when it is suspended and resumed."""
    noted: list[str] = []

    @contextmanager
    def suspend(app: App[Any]) -> Iterator[None]:
        noted.append("away")
        yield
        noted.append("back")

    monkeypatch.setattr(App, "suspend", suspend)
    return noted


@pytest.fixture
def edit_with(context: AppContext, tmp_path: Path) -> Any:
    """Return a function that sets the editor to Python code, which gets the file as `path`."""

    def use(program: str) -> None:
        script = tmp_path / "editor.py"
        script.write_text(f"import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n{program}")
        context.environ = {"EDITOR": f"{sys.executable} {script}"}

    return use


async def test_editor_changes_the_answer(
    context: AppContext, suspended: list[str], edit_with: Any
) -> None:
    edit_with("path.write_text(path.read_text() + 'On Friday.\\n')")
    async with open_guide(context) as pilot:
        await write(pilot, "We launched.", "ctrl+o")
        assert suspended == ["away", "back"]
        assert "On Friday." in screen_text(pilot)
        assert context.journal.drafts.resume().typing == ("happened", "We launched.\nOn Friday.")
        await write(pilot, "", "tab")
        assert guide(pilot).session.answers["happened"] == "We launched.\nOn Friday."


async def test_editor_result_is_joined_for_a_one_line_answer(
    context: AppContext, suspended: list[str], edit_with: Any
) -> None:
    edit_with("path.write_text('one\\ntwo\\n')")
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("lesson")
    async with open_guide(context, session) as pilot:
        await write(pilot, "", "ctrl+o", "tab")
        assert session.answers["lesson"] == "one two"


async def test_failing_editor_changes_nothing(
    context: AppContext, suspended: list[str], edit_with: Any
) -> None:
    edit_with("sys.exit(3)")
    async with open_guide(context) as pilot:
        await write(pilot, "We launched.", "ctrl+o")
        assert suspended == ["away", "back"]
        assert "exited with 3" in messages(pilot)
        await write(pilot, " Again.")
        assert "We launched. Again." in screen_text(pilot)


async def test_editor_that_ends_at_once_gets_a_hint_and_its_file_stays(
    context: AppContext, suspended: list[str], edit_with: Any, tmp_path: Path
) -> None:
    edit_with("pass")
    context.environ = {**context.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    async with open_guide(context) as pilot:
        await write(pilot, "We launched.", "ctrl+o")
        assert "--wait" in messages(pilot)
    assert [file.read_text() for file in tmp_path.glob("*/happened.md")] == ["We launched.\n"]


async def test_editor_file_is_kept_when_the_draft_cannot_be_saved(
    context: AppContext, suspended: list[str], edit_with: Any
) -> None:
    edit_with("path.write_text('On Friday.\\n')")
    (context.journal.folder).mkdir()
    (context.journal.folder / "drafts").write_text("in the way")
    async with open_guide(context) as pilot:
        await write(pilot, "", "ctrl+o")
        assert "On Friday." in screen_text(pilot)
        assert str(context.recovery / "happened-1.md") in messages(pilot)
    assert (context.recovery / "happened-1.md").read_text() == "On Friday.\n"


async def test_terminal_that_cannot_be_suspended_is_reported(
    context: AppContext, edit_with: Any
) -> None:
    edit_with("path.write_text('never')")
    async with open_guide(context) as pilot:
        await write(pilot, "We launched.", "ctrl+o")
        assert "can't be lent" in messages(pilot)
        assert "We launched." in screen_text(pilot)


async def test_editor_is_not_offered_for_a_choice(context: AppContext) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer("We launched.")
    session.jump("kind")
    async with open_guide(context, session) as pilot:
        assert "^o" not in screen_text(pilot)
