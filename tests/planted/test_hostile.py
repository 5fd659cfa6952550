"""Tests of the tests: if hostile text is not escaped, the tests for it must fail."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.markup import MarkupError

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from tests.cli import test_hostile
from tests.cli.helpers_terminal import in_process
from tests.factories import NOW
from tests.planted import helpers_defects
from tests.tui import test_hostile_screens
from tests.tui.conftest import context, journal, keep
from tests.tui.screens.browse import test_hostile as test_browse_hostile

__all__ = ["context", "journal", "keep"]
Keep = Callable[..., Entry]


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_unsafe_command_output_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    helpers_defects.nothing_is_made_safe(monkeypatch)
    with pytest.raises(AssertionError, match=r"acts: .*'list'"):
        test_hostile.test_listings_of_hostile_text_are_harmless(tmp_path, term, monkeypatch)
    with pytest.raises(AssertionError, match=r"acts: .*'show'"):
        test_hostile.test_commands_given_hostile_text_are_harmless(tmp_path, monkeypatch)


async def test_unsafe_screen_output_is_noticed(
    context: AppContext, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpers_defects.nothing_is_made_safe(monkeypatch)
    with pytest.raises(AssertionError, match="it acts"):
        await test_browse_hostile.test_stored_text_is_harmless_on_the_screen(context, journal)
    with pytest.raises(AssertionError, match="it acts"):
        await test_hostile_screens.test_hostile_text_is_harmless_in_dialogs()
    with pytest.raises(AssertionError, match="it acts"):
        await test_hostile_screens.test_hostile_text_is_harmless_in_the_guide(context, journal)


async def test_textual_markup_is_noticed_whether_valid_or_not(
    context: AppContext, keep: Keep, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    helpers_defects.textual_reads_markup(monkeypatch)
    with pytest.raises(AssertionError, match="taken for markup"):
        await test_browse_hostile.test_click_on_hostile_text_runs_nothing(context, keep, journal)
    with pytest.raises(MarkupError, match="does not match any open tag"):
        await test_hostile_screens.test_hostile_text_is_harmless_in_dialogs()


def test_rich_markup_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: Keep
) -> None:
    def run(*args: str) -> str:
        return in_process(("--journal", str(tmp_path / "journal"), *args), monkeypatch)

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("REFLECT_NOW", NOW.isoformat())
    helpers_defects.rich_reads_markup(monkeypatch)
    with pytest.raises(AssertionError, match="taken for markup"):
        test_hostile.assert_markup_stands(keep, run)
