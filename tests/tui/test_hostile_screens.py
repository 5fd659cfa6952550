"""Hostile text on every other screen: a guide, an entry as text, two versions, dialogs, palette."""

from dataclasses import replace

import pytest
from textual import events

from reflect.errors import DamagedError, UsageError
from reflect.journal import Journal
from reflect.model.ids import from_int
from reflect.practice.session import Session
from reflect.text import one_line
from reflect.tui.desk import Desk
from reflect.tui.screens.capture import CaptureScreen
from reflect.tui.screens.dialogs import AskLine, Confirm
from reflect.tui.screens.edit import EditScreen
from reflect.tui.screens.palette import FindInput
from reflect.tui.screens.trouble import TroubleScreen
from tests.factories import NOW, make_commitment
from tests.sizes import HOSTILE
from tests.tui.browsing import browsing
from tests.tui.driving import settle
from tests.tui.editing import beside
from tests.tui.guiding import sitting
from tests.tui.hostile import assert_harmless, groups, saying
from tests.tui.staging import Stage

SIZE = (100, 40)
PARTS = pytest.mark.parametrize("part", HOSTILE.parts)


async def looked_at(app: Stage, text: str, *keys: str) -> None:
    """Open a screen, press keys, and look at it after each."""
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert_harmless(pilot, text)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
            assert_harmless(pilot, text)


@PARTS
async def test_nothing_acts_in_a_guide(desk: Desk, journal: Journal, part: int) -> None:
    for number, text in enumerate(groups(part), 1):
        journal.add(saying(number, text, kind="intelligent", tags=("launch",), repeats=()))
        async with sitting(desk, answered(journal, text), size=SIZE) as pilot:
            assert_harmless(pilot, text)
            for _ in range(9):
                await pilot.press("shift+tab")
                await settle(pilot)
                assert_harmless(pilot, text)
            pilot.app.post_message(events.Paste(text))
            await settle(pilot)
            assert_harmless(pilot, text)


def answered(journal: Journal, text: str) -> Session:
    """A session of the default guide that was answered with a text throughout."""
    session = journal.begin("drucker", tags=["launch"], title=one_line(text))
    for step in session.steps:
        session.jump(step.id)
        if step.id == "kind":
            session.answer("intelligent")
        elif step.id == "commitment":
            session.answer(make_commitment(cue=text, action=text, forecast=text, made_at=NOW))
        else:
            try:
                session.answer(one_line(text) if step.id == "lesson" else text)
            except UsageError:
                session.skip()
    session.at = ""
    return session


@PARTS
async def test_nothing_acts_in_an_entry_as_text_and_beside_another_version(
    desk: Desk, journal: Journal, part: int
) -> None:
    for number, text in enumerate(groups(part), 1):
        journal.add(saying(number, text, tags=("one",), repeats=()))
        # As it is kept: a lone surrogate is no text.
        entry = journal.entry(from_int(number))
        screen = EditScreen(desk, entry)
        app = Stage(lambda screen=screen: screen, desk)  # type: ignore[misc]
        async with app.run_test(size=SIZE) as pilot:
            assert_harmless(pilot, text)
            screen.put(f"{screen.writing.text}\n{text}\n")
            await settle(pilot)
            assert_harmless(pilot, text)
            beside(journal).replace(replace(entry, title=f"{text} there"), entry)
            for key in ("ctrl+s", "pagedown", "g", "pagedown"):
                await pilot.press(key)
                await settle(pilot)
                assert_harmless(pilot, text)


@PARTS
async def test_nothing_acts_in_dialogs_and_in_what_is_said_of_trouble(part: int) -> None:
    for text in groups(part):
        error = DamagedError(f"/there/{text}: is damaged", text)
        await looked_at(Stage(lambda text=text: Confirm(text, text, text)), text)  # type: ignore[misc]
        await looked_at(
            Stage(lambda text=text: AskLine(text, text, text, lambda _: text)),  # type: ignore[misc]
            text,
            "enter",
        )
        await looked_at(Stage(lambda error=error: TroubleScreen(error)), text)  # type: ignore[misc]


@PARTS
async def test_nothing_acts_in_what_is_typed_and_found(
    desk: Desk, journal: Journal, part: int
) -> None:
    texts = groups(part)
    journal.add_all([saying(number, text) for number, text in enumerate(texts, 1)])
    async with browsing(desk, size=SIZE) as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        for text in texts:
            pilot.app.screen.query_one(FindInput).value = text.split("\n")[0][:60]
            await settle(pilot)
            assert_harmless(pilot, text)
    for text in texts:
        await noted(text)


async def noted(text: str) -> None:
    """Paste a text into a note."""
    app = Stage(CaptureScreen)
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(events.Paste(text))
        await settle(pilot)
        assert_harmless(pilot, text)
