"""The palette: every action in words, every entry by its title, whatever is written in it."""

import tomllib
from collections.abc import Iterable
from typing import Any, ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandList
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from reflect.model.entry import Answer
from reflect.tui.desk import Desk
from reflect.tui.palette import EntryProvider, commands
from reflect.tui.screens.dialogs import Confirm
from reflect.tui.screens.palette import FindInput, PaletteScreen
from reflect.tui.widgets.line_input import LineInput
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text, settle
from tests.tui.staging import Stage
from tests.tui.test_edit import HOSTILE


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

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
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
        Binding("f3", "other", "New", id="app.other", tooltip="Another of the same name"),
    ]

    def __init__(self, desk: Desk) -> None:
        self.list = List(desk)
        super().__init__(lambda: self.list, desk)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer what the app of the user offers."""
        return commands(self, screen)

    def action_help(self) -> None:
        """Remember it."""
        self.list.done.append("help")

    def action_command_palette(self) -> None:
        """Open ours."""
        self.push_screen(PaletteScreen(id="--command-palette"))


@pytest.fixture
def app(desk: Desk) -> Listed:
    """An app whose entries are read when it begins."""
    return Listed(desk)


def read(desk: Desk) -> None:
    """Read the journal as Browse does."""
    while desk.shelf.read().prepare(100):
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


async def test_every_enabled_action_is_offered_once_with_its_key(app: Listed) -> None:
    async with app.run_test():
        offered = titles(app)
        names = [one.title for one in commands(app, app.list)]
    assert offered["New"] == "Begin a reflection · n +"
    assert "Edit" not in offered
    assert "Secret" not in offered
    assert offered["Help"] == "All keys of this screen · f1"
    assert len(names) == len(set(names))


async def test_a_key_that_the_user_chose_is_the_one_that_is_named(app: Listed) -> None:
    app.set_keymap({"list.new": "left_square_bracket,right_square_bracket"})
    async with app.run_test() as pilot:
        shown = await find(pilot, "new")
    assert shown[0] == "New\nBegin a reflection · [ ]"


async def test_an_action_that_is_chosen_is_done_though_a_field_has_the_focus(app: Listed) -> None:
    async with app.run_test() as pilot:
        await find(pilot, "new")
        await pilot.press("enter")
        await settle(pilot)
    assert app.list.done == ["new"]


async def test_help_is_one_of_them(app: Listed) -> None:
    async with app.run_test() as pilot:
        await find(pilot, "help")
        await pilot.press("enter")
        await settle(pilot)
    assert app.list.done == ["help"]


async def test_the_keys_of_a_list_are_found_but_not_in_the_way(app: Listed) -> None:
    async with app.run_test() as pilot:
        app.list.query_one(Rows).focus()
        first = await find(pilot, "")
        assert not [one for one in first if one.startswith("A page on")]
        assert (await find(pilot, "a page"))[0].startswith("A page on")


async def test_in_a_dialog_only_its_own_actions_are_offered(app: Listed) -> None:
    async with app.run_test() as pilot:
        app.push_screen(Confirm("Really?", "Yes", "No"))
        await pilot.pause()
        offered = titles(app, app.screen)
    assert "Yes" in offered and "Quit" in offered
    assert "New" not in offered and "On" not in offered


async def test_a_theme_that_is_chosen_is_there_at_once_and_kept(app: Listed, desk: Desk) -> None:
    desk.config.path.write_text('# mine\nguide = "aar"\n')
    async with app.run_test() as pilot:
        await find(pilot, "reflect-light")
        await pilot.press("enter")
        await settle(pilot)
        assert app.theme == "reflect-light"
    text = desk.config.path.read_text()
    assert tomllib.loads(text) == {"guide": "aar", "theme": "reflect-light"}
    assert text.startswith("# mine\n")


async def test_a_theme_that_can_not_be_kept_is_still_taken(app: Listed, desk: Desk) -> None:
    desk.config.path.mkdir()
    async with app.run_test(notifications=True) as pilot:
        await find(pilot, "reflect-light")
        await pilot.press("enter")
        await settle(pilot)
        assert app.theme == "reflect-light"
        assert "Can't read the config" in screen_text(pilot)


async def test_the_demo_keeps_no_theme(app: Listed, desk: Desk) -> None:
    desk.is_demo = True
    async with app.run_test() as pilot:
        await find(pilot, "reflect-light")
        await pilot.press("enter")
        await settle(pilot)
    assert not desk.config.path.exists()


async def test_a_picture_is_for_the_users_eyes_and_asks_nothing_of_the_network(
    app: Listed, home: Any
) -> None:
    async with app.run_test(notifications=True) as pilot:
        await find(pilot, "screenshot")
        await pilot.press("enter")
        await settle(pilot)
        assert "Saved" in screen_text(pilot)
    (picture,) = home.glob("*.svg")
    assert picture.stat().st_mode & 0o777 == 0o600
    assert "font-face" not in picture.read_text()


async def test_an_entry_is_found_by_the_beginnings_of_its_words(
    app: Listed, desk: Desk, keep: Keep
) -> None:
    keep(1, title="Launched without support")
    found = keep(2, title="Cut Maya off in the meeting")
    read(desk)
    async with app.run_test() as pilot:
        shown = await find(pilot, "maya mee")
        assert shown[0] == f"Cut Maya off in the meeting\nSat 21 Nov 2026 · {found.id}"
        assert len([one for one in shown if "2026" in one]) == 1
        await pilot.press("enter")
        await settle(pilot)
    assert app.list.done == [found.id]


async def test_an_entry_is_found_by_what_is_written_in_it(
    app: Listed, desk: Desk, keep: Keep
) -> None:
    keep(1, answers=(Answer("happened", "What?", "Zurich"),))
    read(desk)
    async with app.run_test() as pilot:
        assert (await find(pilot, "zuri"))[0].startswith("Launched without support")


@pytest.mark.parametrize("text", ['"maya', "maya nobody:", "maya:", "-maya:"])
async def test_words_are_found_though_the_query_is_not_complete(
    app: Listed, desk: Desk, keep: Keep, text: str
) -> None:
    keep(1)
    keep(2, title="Cut Maya off in the meeting")
    read(desk)
    async with app.run_test() as pilot:
        shown = await find(pilot, text)
    assert next(one for one in shown if "2026" in one).startswith("Cut Maya off")


@pytest.mark.parametrize("text", ['"', "tag:", "-", "nothing:here", "OR", "[/", "\x1b]52;c;x\x07"])
async def test_whatever_is_typed_does_no_harm(
    app: Listed, desk: Desk, keep: Keep, text: str
) -> None:
    keep(1)
    read(desk)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await settle(pilot)
        app.post_message(events.Paste(text))
        await settle(pilot)
        shown = screen_text(pilot)
        assert "\x1b" not in shown and "\x07" not in shown
        await pilot.press("escape")
        assert app.screen is app.list


async def test_a_hostile_title_is_shown_and_chosen_as_it_is(
    app: Listed, desk: Desk, keep: Keep
) -> None:
    entry = keep(1, title=HOSTILE)
    read(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        (first, *_) = await find(pilot, "home")
        assert first.startswith("[@click=app.quit]x[/] [/home/me] ␛]52;c;eA==␇<U+202E>")
        shown = screen_text(pilot)
        assert "[@click=app.quit]x[/]" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")
        await pilot.press("enter")
        await settle(pilot)
    assert app.list.done == [entry.id]


async def test_before_anything_is_typed_the_newest_entries_are_there(
    app: Listed, desk: Desk, keep: Keep
) -> None:
    for number in range(1, 13):
        keep(number, title=f"Number {number}", occurred_on=desk.today.replace(day=number))
    read(desk)
    async with app.run_test() as pilot:
        shown = [one.split("\n")[0] for one in await find(pilot, "")]
    assert [one for one in shown if one.startswith("Number")] == [
        f"Number {number}" for number in range(12, 4, -1)
    ]


async def test_over_another_screen_no_entries_are_offered(
    app: Listed, desk: Desk, keep: Keep
) -> None:
    keep(1)
    read(desk)
    async with app.run_test() as pilot:
        app.push_screen(Screen())
        await pilot.pause()
        assert not [one for one in await find(pilot, "launched") if "Launched" in one]
