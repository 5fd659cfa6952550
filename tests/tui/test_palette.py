"""The palette's actions: every one that can be done here, in words, once."""

import tomllib
from typing import Any

import pytest

from reflect.tui.context import AppContext
from reflect.tui.palette import commands
from reflect.tui.screens.dialogs.confirm import Confirm
from tests.tui.driving import screen_text, settle
from tests.tui.palette_app import Listed, Rows, find, titles

# What is shown and which keys do what is the same whatever the journal is.


@pytest.fixture
def app(context: AppContext) -> Listed:
    """An app whose entries are read when it begins."""
    return Listed(context)


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


async def test_a_theme_that_is_chosen_is_there_at_once_and_kept(
    app: Listed, context: AppContext
) -> None:
    context.config.path.write_text('# mine\nguide = "aar"\n')
    async with app.run_test() as pilot:
        await find(pilot, "reflect-light")
        await pilot.press("enter")
        await settle(pilot)
        assert app.theme == "reflect-light"
    text = context.config.path.read_text()
    assert tomllib.loads(text) == {"guide": "aar", "theme": "reflect-light"}
    assert text.startswith("# mine\n")


async def test_a_theme_that_can_not_be_kept_is_still_taken(
    app: Listed, context: AppContext
) -> None:
    context.config.path.mkdir()
    async with app.run_test(notifications=True) as pilot:
        await find(pilot, "reflect-light")
        await pilot.press("enter")
        await settle(pilot)
        assert app.theme == "reflect-light"
        assert "Can't read the config" in screen_text(pilot)


async def test_the_demo_keeps_no_theme(app: Listed, context: AppContext) -> None:
    context.is_demo = True
    async with app.run_test() as pilot:
        await find(pilot, "reflect-light")
        await pilot.press("enter")
        await settle(pilot)
    assert not context.config.path.exists()


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
