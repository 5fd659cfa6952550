"""A page object for the entry editor, and helpers that change entries elsewhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.search.parser import parse_query
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from tests.factories import NOW, TODAY
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import Stage

OLD, MINE, THEIRS = "Nobody was on call.", "Nobody was awake.", "Bo was on call."
HOSTILE = "[@click=app.quit]x[/] [/home/me] \x1b]52;c;eA==\x07\u202e"


class EditPage:
    """An open entry editor.

    Args:
        app: the app.
        screen: the screen with the text.
        pilot: the pilot that presses the keys.
    """

    def __init__(self, app: Stage, screen: EditScreen, pilot: Pilot[Any]) -> None:
        self.app = app
        self.screen = screen
        self.pilot = pilot

    @property
    def text(self) -> str:
        """The text being edited."""
        return self.screen.editor.text

    @property
    def notice(self) -> str:
        """The message above the text."""
        return str(self.screen.query_one("#notice", Static).render())

    @property
    def shown(self) -> str:
        """The text on the whole screen."""
        return screen_text(self.pilot)

    @property
    def title_bar(self) -> str:
        """The first line of the screen."""
        return self.shown.splitlines()[0]

    def change(self, old: str, new: str) -> None:
        """Replace part of the text."""
        assert old in self.text
        self.screen.set_text(self.text.replace(old, new, 1))

    async def press(self, *keys: str) -> None:
        """Press keys and wait for the effects of each."""
        for key in keys:
            await self.pilot.press(key)
            await settle(self.pilot)

    async def settle(self) -> None:
        """Wait until the app is idle."""
        await settle(self.pilot)


@asynccontextmanager
async def editing(
    context: AppContext, entry: Entry, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[EditPage]:
    """Open an entry in the editor."""
    screen = EditScreen(context, lambda: entry)
    app = Stage(lambda: screen, context)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield EditPage(app, screen, pilot)


def beside(journal: Journal) -> Journal:
    """Return another handle to the same journal, a few minutes later."""
    return Journal(
        journal.folder,
        clock=lambda: NOW.replace(minute=40),
        guides=journal.guides,
        encryption=journal.encryption,
    )


def change_elsewhere(journal: Journal, entry: Entry) -> Entry:
    """Change an entry as another program would, and return the new version."""
    first = entry.answers[0]
    fresh = replace(first, text=first.text.replace(OLD, THEIRS))
    return beside(journal).entries.replace(
        replace(entry, answers=(fresh, *entry.answers[1:])), entry
    )


def texts(journal: Journal) -> list[str]:
    """Return the last line of the first answer in each stored entry."""
    found = journal.entries.listing(parse_query("", TODAY)).entries
    return sorted(entry.answers[0].text.rpartition("\n")[2] for entry in found)
