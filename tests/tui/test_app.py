"""Tests for ReflectApp: themes, keys, help and shutdown."""

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from reflect.tui.screens.guide.screen import GuideScreen
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle


def app_on(context: AppContext, **settings: object) -> ReflectApp:
    """Return the app with other settings."""
    context.config = replace(context.config, **settings)  # type: ignore[arg-type]
    return ReflectApp(context)


@pytest.mark.parametrize("theme", ["reflect-light", "nord", "textual-light"])
async def test_configured_theme_is_used(context: AppContext, keep: Keep, theme: str) -> None:
    keep()
    app = app_on(context, theme=theme)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.current_theme.name == theme
        assert "Launched without" in screen_text(pilot)


async def test_configured_keymap_replaces_keys(context: AppContext) -> None:
    app = app_on(context, keymap={"browse.capture": "K"})
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("c")
        await settle(pilot)
        assert app.screen is app.screen_stack[0]
        await pilot.press("K")
        await settle(pilot)
        assert "in a line or two" in screen_text(pilot)


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_help_shows_the_keys_and_closes(context: AppContext, key: str) -> None:
    async with ReflectApp(context).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        shown = screen_text(pilot)
        assert "Note something now" in shown
        # The keys shared by all screens come last.
        assert "part of the page" not in shown
        assert "Focus" not in shown
        await pilot.press("escape")
        await settle(pilot)
        assert "Note something now, reflect" not in screen_text(pilot)


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Type an answer."""
    await settle(pilot)
    await pilot.press(*text)
    await pilot.pause()


async def test_bug_saves_the_text_without_printing_it(
    context: AppContext, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(self: GuideScreen) -> None:
        raise ZeroDivisionError("in the middle of a page")

    monkeypatch.setattr(GuideScreen, "action_before", fails)
    monkeypatch.setattr(GuideScreen, "check_action", lambda *_: True)
    app = ReflectApp(context, session=context.journal.drafts.begin("drucker"))
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            await typed(pilot, "secret")
            await pilot.press("ctrl+r")
            await settle(pilot)
    assert isinstance(app.bug, ZeroDivisionError)
    assert context.journal.drafts.resume().typing[1] == "secret"
    assert any("reflect resume" in str(line) for line in context.farewell)
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err


async def test_closing_a_standalone_guide_ends_the_app(context: AppContext) -> None:
    app = ReflectApp(context, session=context.journal.drafts.begin("drucker"))
    async with app.run_test() as pilot:
        await typed(pilot, "One.")
        await pilot.press("ctrl+q")
        await settle(pilot)
    assert app.return_value is not None
    assert app.return_value.draft_id == context.journal.drafts.resume().id


async def test_quit_runs_the_screens_leave_action(
    context: AppContext,
) -> None:
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await settle(pilot)
        await app.run_action("quit")
        await settle(pilot)
        assert not app.is_running
    assert app.return_code in (0, None)


async def test_second_signal_does_not_save_again(context: AppContext) -> None:
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("c", *"Once")
        await settle(pilot)
        app.stop()
        app.stop()
        await settle(pilot)
    assert [row.entry().title for row in context.journal.entries.rows()] == ["Once"]
    assert len(context.farewell) == 1


async def test_error_while_saving_one_screen_does_not_affect_others(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: GuideScreen) -> None:
        raise ZeroDivisionError("in the field")

    app = ReflectApp(context, session=context.journal.drafts.begin("drucker"))
    async with app.run_test() as pilot:
        await typed(pilot, "Kept.")
        app.screen.session.typing = ("happened", "Kept.")  # type: ignore[attr-defined]
        monkeypatch.setattr(GuideScreen, "stash_input", fails)
        app.stop()
        await pilot.pause()
    assert isinstance(app.bug, ZeroDivisionError)
    assert context.journal.drafts.resume().typing[1] == "Kept."
