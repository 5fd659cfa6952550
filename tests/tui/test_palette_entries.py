"""The palette's entries: each is found by its words, whatever is written in it or typed."""

import pytest
from textual import events
from textual.screen import Screen

from reflect.model.entry import Answer
from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text, settle
from tests.tui.editing import HOSTILE
from tests.tui.palette_app import Listed, find, read

# What is shown and which keys do what is the same whatever the journal is.


@pytest.fixture
def app(context: AppContext) -> Listed:
    """An app whose entries are read when it begins."""
    return Listed(context)


async def test_an_entry_is_found_by_the_beginnings_of_its_words(
    app: Listed, context: AppContext, keep: Keep
) -> None:
    keep(1, title="Launched without support")
    found = keep(2, title="Cut Maya off in the meeting")
    read(context)
    async with app.run_test() as pilot:
        shown = await find(pilot, "maya mee")
        assert shown[0] == f"Cut Maya off in the meeting\nSat 21 Nov 2026 · {found.id}"
        assert len([one for one in shown if "2026" in one]) == 1
        await pilot.press("enter")
        await settle(pilot)
    assert app.list.done == [found.id]


async def test_an_entry_is_found_by_what_is_written_in_it(
    app: Listed, context: AppContext, keep: Keep
) -> None:
    keep(1, answers=(Answer("happened", "What?", "Zurich"),))
    read(context)
    async with app.run_test() as pilot:
        assert (await find(pilot, "zuri"))[0].startswith("Launched without support")


@pytest.mark.parametrize("text", ['"maya', "maya nobody:", "maya:", "-maya:"])
async def test_words_are_found_though_the_query_is_not_complete(
    app: Listed, context: AppContext, keep: Keep, text: str
) -> None:
    keep(1)
    keep(2, title="Cut Maya off in the meeting")
    read(context)
    async with app.run_test() as pilot:
        shown = await find(pilot, text)
    assert next(one for one in shown if "2026" in one).startswith("Cut Maya off")


@pytest.mark.parametrize("text", ['"', "tag:", "-", "nothing:here", "OR", "[/", "\x1b]52;c;x\x07"])
async def test_whatever_is_typed_does_no_harm(
    app: Listed, context: AppContext, keep: Keep, text: str
) -> None:
    keep(1)
    read(context)
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
    app: Listed, context: AppContext, keep: Keep
) -> None:
    entry = keep(1, title=HOSTILE)
    read(context)
    async with app.run_test(size=(120, 36)) as pilot:
        (first, *_) = await find(pilot, "home")
        assert first.startswith("[@click=app.quit]x[/] [/home/me] <U+202E>")
        shown = screen_text(pilot)
        assert "[@click=app.quit]x[/]" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")
        await pilot.press("enter")
        await settle(pilot)
    assert app.list.done == [entry.id]


async def test_before_anything_is_typed_the_newest_entries_are_there(
    app: Listed, context: AppContext, keep: Keep
) -> None:
    for number in range(1, 13):
        keep(number, title=f"Number {number}", occurred_on=context.today.replace(day=number))
    read(context)
    async with app.run_test() as pilot:
        shown = [one.split("\n")[0] for one in await find(pilot, "")]
    assert [one for one in shown if one.startswith("Number")] == [
        f"Number {number}" for number in range(12, 4, -1)
    ]


async def test_over_another_screen_no_entries_are_offered(
    app: Listed, context: AppContext, keep: Keep
) -> None:
    keep(1)
    read(context)
    async with app.run_test() as pilot:
        app.push_screen(Screen())
        await pilot.pause()
        assert not [one for one in await find(pilot, "launched") if "Launched" in one]
