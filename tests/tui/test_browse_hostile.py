"""Browse: what was written by somebody is shown, and never acts."""

import re
from datetime import date

import pytest
from rich.cells import cell_len

from reflect.journal import Journal
from reflect.model.entry import Answer, Rating
from reflect.tui.desk import Desk
from tests.factories import make_commitment
from tests.tui.browsing import browse, browsing, current, press, said, screen_text, write
from tests.tui.conftest import Keep

# What is shown and which keys do what is the same whatever the journal is.
pytestmark = pytest.mark.backends("plain")

HOSTILE = (
    "\x1b]52;c;ZXZpbA==\x07 clip",
    "\x1b[2J\x1b[31mred",
    "\x9b31m c1 \x85 next",
    "[@click=app.quit]quit[/]",
    "[/home/me] [b]bold[/b] [",
    "$found [red on blue]",
    "\u202eright to left\u202c \u2066x\u2069",
    "日本語の題名がとても長くて切られる必要があります",
    "👩‍👩‍👧‍👦 family 🇩🇪 flag ☝🏽 skin",
    "e\u0301 combining a\u0308\u0308\u0308",
    "tab\there\x00nul\x7fdel",
    "\ud800 lone",
    "line\nbreak\r\nmore",
    "",
    "x" * 5_000,
)
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_stored_text_acts_in_list_entry_or_dialogs(
    desk: Desk, keep: Keep, text: str
) -> None:
    earlier = keep(1, title=text, answers=(Answer("lesson", text, text),), commitments=())
    keep(
        2,
        title=text,
        guide=text,
        tags=(text.strip() or "x",),
        occurred_on=date(2026, 11, 22),
        answers=(Answer("happened", text, text), Answer("lesson", text, text)),
        ratings=(Rating("one", text, 3),),
        commitments=(
            make_commitment(cue=text, action=text, forecast=text, note=text, due=date(2026, 1, 1)),
        ),
        repeats=(earlier.id, text),
    )
    async with browsing(desk, size=(100, 60)) as pilot:
        seen = [screen_text(pilot)]
        for keys in (["down"], ["space", "t"], ["escape", "x"], ["u"], ["o"], ["escape", "y"]):
            await press(pilot, *keys)
            seen.append(screen_text(pilot))
        await write(pilot, "/launch -nothing")
        seen.append(screen_text(pilot))
        assert pilot.app.return_code is None
        for shown in seen:
            assert not UNSAFE.search(shown.replace("\n", ""))
            assert all(cell_len(line) <= 100 for line in shown.splitlines())


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_query_acts(desk: Desk, keep: Keep, text: str) -> None:
    keep(1)
    async with browsing(desk) as pilot:
        browse(pilot).box.value = text
        await press(pilot)
        shown = screen_text(pilot)
        browse(pilot).box.value = f'tag:"{text} -'
        await press(pilot)
        assert not UNSAFE.search((shown + screen_text(pilot)).replace("\n", ""))
        assert pilot.app.return_code is None


async def test_a_click_on_hostile_text_runs_nothing(
    desk: Desk, keep: Keep, journal: Journal
) -> None:
    keep(1, title="[@click=app.quit]quit[/]" * 3)
    async with browsing(desk) as pilot:
        lines = screen_text(pilot).splitlines()
        row = next(number for number, line in enumerate(lines) if "[@click" in line)
        for column in (14, 20, 60, 70):
            await pilot.click(offset=(column, row))
            await pilot.click(offset=(column, row - 1))
        await press(pilot)
        assert pilot.app.return_code is None
        assert current(pilot).startswith("[@click")


async def test_what_warns_while_reading_is_said_without_markup(desk: Desk, keep: Keep) -> None:
    keep(1)
    desk.warnings.append("[@click=app.quit]\x1b[31m")
    async with browsing(desk) as pilot:
        assert said(pilot) == "[@click=app.quit]␛[31m"
        assert desk.warnings == []
