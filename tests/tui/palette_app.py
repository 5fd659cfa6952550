"""An app with our palette over a screen that lists entries, as far as the palette can tell."""

from collections.abc import Iterable
from typing import Any, ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandList
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from reflect.tui.context import AppContext
from reflect.tui.palette import EntryProvider, commands
from reflect.tui.screens.palette import FindInput, PaletteScreen
from reflect.tui.widgets.inputs import LineInput
from tests.tui.driving import settle
from tests.tui.staging import Stage


class Rows(Static, can_focus=True):
    """A list with keys of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page", "A page on", id="rows.page", show=False),
    ]

    def action_page(self) -> None:
        """Do nothing."""


class List(Screen[None]):
    """Lists entries, as far as the palette can tell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "new", id="list.new", tooltip="Begin a reflection"),
        Binding("plus", "new", "new", id="list.new"),
        Binding("e", "edit", "edit", id="list.edit", tooltip="Change it"),
        Binding("z", "secret", "secret"),
        Binding("question_mark", "app.help", "help", id="list.help"),
    ]

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out a field that takes letters, and a list."""
        yield LineInput()
        yield Rows("rows")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Have nothing to edit."""
        return None if action == "edit" else True

    def action_new(self) -> None:
        """Remember it."""
        self.done.append("new")

    def go_to(self, entry_id: str) -> None:
        """Remember it."""
        self.done.append(entry_id)


class Listed(Stage):
    """An app with our palette over such a screen."""

    COMMANDS = App.COMMANDS | {EntryProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", tooltip="All keys of this screen"),
        Binding("f3", "other", "New", id="app.other", tooltip="Another of the same name"),
    ]

    def __init__(self, context: AppContext) -> None:
        self.list = List(context)
        super().__init__(lambda: self.list, context)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer what the app of the user offers."""
        return commands(self, screen)

    def action_help(self) -> None:
        """Remember it."""
        self.list.done.append("help")

    def action_command_palette(self) -> None:
        """Open ours."""
        self.push_screen(PaletteScreen(id="--command-palette"))


def read(context: AppContext) -> None:
    """Read the journal as Browse does."""
    while context.journal.snapshots.read().prepare(100):
        pass


async def find(pilot: Pilot[object], text: str) -> list[str]:
    """Open the palette, type, and give the lines of what it offers."""
    if not isinstance(pilot.app.screen, PaletteScreen):
        await pilot.press("ctrl+p")
        await settle(pilot)
    pilot.app.screen.query_one(FindInput).value = text
    await settle(pilot)
    options = pilot.app.screen.query_one(CommandList).options
    return [str(option.prompt) for option in options]


def titles(app: Listed, screen: Screen[Any] | None = None) -> dict[str, str]:
    """Give titles and the lines below them."""
    return {one.title: str(one.help) for one in commands(app, screen or app.list)}
