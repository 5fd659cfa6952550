"""Tests for the Guide at different terminal sizes."""

import pytest
from textual import events

from reflect.guides.loader import load_guide
from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import guide, guide_result, open_guide, write

# The layout doesn't depend on the storage backend.

LONG = "A sentence that goes on for quite a while, as people's sentences do. " * 6


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *(("drucker", size) for size in ((40, 15), (80, 24), (200, 60))),
        ("safety", (80, 24)),
        ("blameless", (80, 24)),
    ],
)
async def test_every_page_fits(context: AppContext, name: str, size: tuple[int, int]) -> None:
    session = context.journal.drafts.begin(name)
    async with open_guide(context, session, size=size) as pilot:
        for step in load_guide(name, None).prompts:
            session.at = step.id
            pilot.app.call_later(guide(pilot).turn)
            await settle(pilot)
            shown = screen_text(pilot)
            assert step.ask[:30] in " ".join(shown.split())
            assert "tab next" in shown.splitlines()[-1]
            if size[0] >= 80:
                # The whole footer is visible.
                assert "f1 help" in shown.splitlines()[-1]
            focused = guide(pilot).focused
            assert focused is not None
            assert focused.region.overlaps(guide(pilot).page.region)
            assert guide(pilot).page.region.width <= 80


# Together they have every type of prompt.
@pytest.mark.parametrize("name", ["drucker", "decision", "five-whys", "safety"])
async def test_guide_reaches_its_card(context: AppContext, name: str) -> None:
    async with open_guide(context, guide=name) as pilot:
        screen = guide(pilot)
        while screen.page.field is not None:
            here = screen.session.at
            if screen.page.field.question.prompt.answer == "commitment":
                await write(pilot, "", "tab", "tab")
            elif screen.page.field.question.prompt.answer == "forecast":
                await write(pilot, "", "tab")
            else:
                await write(pilot, "1", "tab")
            assert screen.session.at != here
        assert "Save" in screen_text(pilot)


async def test_long_answer_grows_and_then_scrolls(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        field = guide(pilot).page.field
        assert field is not None
        before = field.target.region.height
        field.set_text("\n".join(f"line {number}" for number in range(1, 9)))
        await settle(pilot)
        assert field.target.region.height > before
        field.set_text("\n".join(f"line {number}" for number in range(1, 99)))
        await settle(pilot)
        shown = screen_text(pilot)
        assert "What happened?" in shown
        assert "line 98" in shown
        assert "tab next" in shown


async def test_resize_keeps_the_text(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, LONG[:70])
        await pilot.resize_terminal(40, 15)
        await write(pilot, LONG[70:140])
        await pilot.resize_terminal(200, 60)
        await write(pilot, LONG[140:160], "tab")
        assert guide(pilot).session.answers["happened"] == LONG[:160].rstrip()


async def test_paste_is_undone_as_a_whole(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "One. ")
        pilot.app.post_message(events.Paste("Two,\n\tthree\x07.\n"))
        await settle(pilot)
        assert "three�." in screen_text(pilot)
        await write(pilot, "", "ctrl+z")
        assert "three" not in screen_text(pilot)
        await write(pilot, "", "ctrl+y", "tab")
        assert guide(pilot).session.answers["happened"] == "One. Two,\n\tthree�."


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (200, 60)])
async def test_card_fits(context: AppContext, keep: Keep, size: tuple[int, int]) -> None:
    session = context.journal.drafts.begin("drucker", title=LONG)
    session.answer(LONG)
    session.at = ""
    async with open_guide(context, session, size=size) as pilot:
        shown = screen_text(pilot)
        assert "A sentence that goes on" in shown
        assert "^s save" in shown
        assert all(len(row) <= size[0] for row in shown.splitlines())
        await write(pilot, "", "enter")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.title.startswith("A sentence")


@pytest.mark.parametrize("size", [(40, 15), (80, 24)])
async def test_error_message_below_a_tall_answer_is_visible(
    context: AppContext, size: tuple[int, int]
) -> None:
    session = context.journal.drafts.begin("drucker")
    session.answer(LONG)
    session.jump("commitment")
    async with open_guide(context, session, size=size) as pilot:
        await write(pilot, "somebody asks", "shift+tab")
        assert "! What will you do then?" in screen_text(pilot)
