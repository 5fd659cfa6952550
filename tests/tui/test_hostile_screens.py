"""Tests for hostile text on all screens except Browse."""

import itertools
from dataclasses import replace
from functools import partial
from typing import Any

from textual import events
from textual.command import CommandInput
from textual.pilot import Pilot
from textual.screen import Screen

from reflect.errors import DamagedError, UsageError
from reflect.journal import Journal
from reflect.journal.recovery import AutosaveCopy
from reflect.model.ids import from_int
from reflect.practice.session import Session
from reflect.text.clean import one_line
from reflect.tui.context import AppContext
from reflect.tui.screens.damaged.screen import DamagedScreen
from reflect.tui.screens.dialogs.capture import CaptureScreen
from reflect.tui.screens.dialogs.confirm import AskLine, Confirm
from reflect.tui.screens.edit.screen import EditScreen
from tests.factories import NOW, make_commitment
from tests.sizes import faults
from tests.tui.helpers_hostile import assert_harmless, groups, saying, sittings
from tests.tui.helpers_pilot import settle
from tests.tui.helpers_stage import Stage
from tests.tui.screens.browse.pages import browsing
from tests.tui.screens.edit.pages import beside
from tests.tui.screens.guide.pages import open_guide

SIZE = (100, 40)
EMPTY = 2  # the screens of an empty stage
FIELDS = 10  # prompts of the default guide that take a text


async def show_screen(pilot: Pilot[Any], screen: Screen[Any], text: str, *keys: str) -> None:
    """Open a screen, press keys, check it after each, and close it."""
    pilot.app.push_screen(screen)
    await settle(pilot)
    assert_harmless(pilot, text)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
        assert_harmless(pilot, text)
    assert pilot.app.screen is screen, f"it was closed: {text!r}"
    await pilot.app.pop_screen()


@faults
async def test_hostile_text_is_harmless_in_the_guide(context: AppContext, journal: Journal) -> None:
    for number, texts in enumerate(sittings(FIELDS), 1):
        joined = " ".join(texts)
        journal.entries.add(
            saying(number, joined, kind="intelligent", tags=("launch",), repeats=())
        )
        async with open_guide(context, answered(journal, texts), size=SIZE) as pilot:
            assert_harmless(pilot, joined)
            for _ in range(9):
                await pilot.press("shift+tab")
                await settle(pilot)
                assert_harmless(pilot, joined)
            for text in texts:
                pilot.app.post_message(events.Paste(text))
                await settle(pilot)
                assert_harmless(pilot, text)


def answered(journal: Journal, texts: list[str]) -> Session:
    """Return a session of the default guide, answered with the texts in turn."""
    turn = itertools.cycle(texts)
    session = journal.drafts.begin("drucker", tags=["launch"], title=one_line(texts[-1]))
    for step in session.steps:
        session.jump(step.id)
        if step.id == "kind":
            session.answer("intelligent")
        elif step.id == "commitment":
            cue, action, forecast = itertools.islice(turn, 3)
            session.answer(make_commitment(cue=cue, action=action, forecast=forecast, made_at=NOW))
        else:
            text = next(turn)
            try:
                session.answer(one_line(text) if step.id == "lesson" else text)
            except UsageError:
                session.skip()
    session.at = ""
    return session


@faults
async def test_hostile_text_is_harmless_in_edit_and_conflict(
    context: AppContext, journal: Journal
) -> None:
    async with Stage(Screen, context).run_test(size=SIZE) as pilot:
        for number, text in enumerate(groups(), 1):
            journal.entries.add(saying(number, text, tags=("one",), repeats=()))
            entry = journal.entries.get(from_int(number))
            screen = EditScreen(context, partial(journal.entries.get, entry.id))
            pilot.app.push_screen(screen)
            await settle(pilot)
            assert_harmless(pilot, text)
            screen.set_text(f"{screen.editor.text}\n{text}\n")
            screen.autosave_text()
            await settle(pilot)
            assert AutosaveCopy(context.recovery, from_int(number), journal.encryption).read(), (
                f"no copy was kept: {text!r}"
            )
            assert_harmless(pilot, text)
            beside(journal).entries.replace(replace(entry, title=f"{text} there"), entry)
            for key in ("ctrl+s", "pagedown", "g", "pagedown"):
                await pilot.press(key)
                await settle(pilot)
                assert_harmless(pilot, text)
            while len(pilot.app.screen_stack) > EMPTY:
                await pilot.app.pop_screen()


@faults
async def test_hostile_text_is_harmless_in_dialogs() -> None:
    async with Stage(Screen).run_test(size=SIZE) as pilot:
        for text in groups():
            error = DamagedError(f"/there/{text}: is damaged", hint=text)
            await show_screen(pilot, Confirm(text, text, text), text)
            line = AskLine(text, text, text, lambda _, text=text: text)  # type: ignore[misc]
            await show_screen(pilot, line, text, "enter")
            await show_screen(pilot, DamagedScreen(error), text)


@faults
async def test_hostile_text_is_harmless_in_palette_and_capture(
    context: AppContext, journal: Journal
) -> None:
    texts = groups()
    journal.entries.add_all([saying(number, text) for number, text in enumerate(texts, 1)])
    async with browsing(context, size=SIZE) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        for text in texts:
            pilot.app.screen.query_one(CommandInput).clear()
            pilot.app.post_message(events.Paste(text))
            await settle(pilot)
            assert_harmless(pilot, text)
    async with Stage(Screen).run_test(size=SIZE) as pilot:
        for text in texts:
            await pilot.app.push_screen(CaptureScreen())
            pilot.app.post_message(events.Paste(text))
            await settle(pilot)
            assert_harmless(pilot, text)
            await pilot.app.pop_screen()
