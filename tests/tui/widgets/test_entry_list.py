"""Tests for EntryList."""

from datetime import timedelta
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.color import Color

from reflect.tui.theme import DARK, LIGHT
from reflect.tui.widgets.entry_list import EntryList
from reflect.tui.widgets.entry_list_model import Heading, Lines, ListRow
from tests.factories import TODAY


class ManyRows:
    """Rows with a heading above every hundred."""

    height = 1

    def __init__(self, count: int, *, is_ranked: bool = False, skip: int = -1) -> None:
        self.numbers = [number for number in range(count) if number != skip]
        self.headings = [
            Heading(first, f"from {first}", f"all from {first}") for first in range(0, count, 100)
        ]
        self.is_ranked = is_ranked
        self.opened: set[int] = set()

    def __len__(self) -> int:
        return len(self.numbers)

    def id(self, number: int) -> str:
        return str(self.numbers[number])

    def row(self, number: int) -> ListRow:
        self.opened.add(number)
        day = TODAY - timedelta(days=self.numbers[number])
        return ListRow(self.id(number), f"Title {self.id(number)}", "entry", "complex", day)

    def find(self, entry_id: str) -> int | None:
        return self.numbers.index(int(entry_id)) if int(entry_id) in self.numbers else None


class ListApp(App[None]):
    """An app that shows the list and records the ids from its `Moved` messages."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name
        self.moved: list[Any] = []

    def compose(self) -> ComposeResult:
        yield EntryList()

    def on_entry_list_moved(self, event: EntryList.Moved) -> None:
        self.moved.append(event.entry_id)


def shown(app: App[None]) -> list[str]:
    """Return the lines on the screen."""
    strips = app.screen._compositor.render_strips()
    return [strip.text.rstrip() for strip in strips]


async def test_only_visible_rows_are_read() -> None:
    app, rows = ListApp(), ManyRows(100_000)
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(rows, TODAY)
        await pilot.pause()
        assert "Title 0" in shown(app)[0]
        await pilot.press("end")
        await pilot.pause()
        assert "Title 99999" in shown(app)[-1]
        assert len(rows.opened) < 60


async def test_cursor_skips_headings() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(ManyRows(300), TODAY)
        entries.move_to(99)
        await pilot.press("down")
        await pilot.pause()
        lines = shown(app)
        here = next(number for number, line in enumerate(lines) if line.startswith("▌"))
        assert "Title 100" in lines[here]
        assert "from 100" in lines[here - 1]
        assert "Title 99" in lines[here - 2]


async def test_moving_up_shows_the_heading_above_the_cursor() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(ManyRows(300), TODAY)
        entries.move_to(140)
        entries.move_to(100)
        await pilot.pause()
        assert "from 100" in shown(app)[0]


async def test_cursor_stays_on_its_entry_at_the_same_screen_position() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(ManyRows(300), TODAY)
        entries.move_to(160)
        entries.move_to(150)
        await pilot.pause()
        before = places(app)
        entries.show(ManyRows(300, skip=3), TODAY)
        await pilot.pause()
        assert entries.current == "150"
        assert places(app) == before != []


def places(app: App[None]) -> list[tuple[int, str]]:
    """Return the position and the text of the cursor line, without the scrollbar."""
    return [(place, line[:40]) for place, line in enumerate(shown(app)) if "▌" in line]


async def test_cursor_keeps_its_position_if_its_entry_is_gone() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(ManyRows(50), TODAY)
        entries.move_to(10)
        entries.show(ManyRows(50, skip=10), TODAY)
        assert entries.current == "11"
        entries.show(ManyRows(3), TODAY)
        assert entries.current == "2"
        entries.show(ManyRows(0), TODAY)
        assert entries.current == ""
        await pilot.press("down", "up", "end", "enter", "pagedown")
        assert entries.current == ""


async def test_moved_is_posted_only_for_user_input() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(ManyRows(50), TODAY)
        await pilot.pause()
        assert app.moved == []
        await pilot.press("down", "down", "up")
        assert app.moved == ["1", "2", "1"]
        await pilot.press("home", "home")
        assert app.moved == ["1", "2", "1", "0"]


async def test_ranked_rows_show_month_and_year() -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.query_one(EntryList).show(ManyRows(400, is_ranked=True), TODAY)
        app.query_one(EntryList).move_to(399)
        await pilot.pause()
        assert "Oct 2025 ◆ Title 399" in shown(app)[-1]
        app.query_one(EntryList).move_to(0)
        await pilot.pause()
        assert "22 Nov   ◆ Title 0" in shown(app)[0]


def test_lines_map_to_rows_and_headings() -> None:
    lines = Lines(ManyRows(1_000))
    assert len(lines) == 1_009
    places = [lines.of(number) for number in range(1_000)]
    assert [lines.at(place) for place in places] == list(range(1_000))
    others = set(range(1_009)) - set(places)
    assert all(isinstance(lines.at(place), Heading) for place in others)
    assert lines.at(-1) is lines.at(1_009) is None
    assert lines.title_at(0) == "all from 0"
    assert lines.title_at(1_008) == "all from 900"


def bar(app: App[None]) -> list[Any]:
    """Return the text and colours of the last column, the scrollbar."""
    last = [strip.crop(strip.cell_length - 1) for strip in app.screen._compositor.render_strips()]
    return [(one.text, [(s.style.color, s.style.bgcolor) for s in one if s.style]) for one in last]


@pytest.mark.parametrize("count", [900, 40, 5, 0])
@pytest.mark.parametrize("at_end", [True, False])
async def test_replaced_rows_look_like_initial_rows(count: int, at_end: bool) -> None:
    fresh = ListApp()
    async with fresh.run_test(size=(60, 20)) as pilot:
        fresh.query_one(EntryList).show(ManyRows(count), TODAY)
        await pilot.pause()
        wanted, wanted_bar = shown(fresh), bar(fresh)
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        entries = app.query_one(EntryList)
        entries.show(ManyRows(1_000), TODAY)
        await pilot.pause()
        if at_end:
            await pilot.press("end")
            await pilot.pause()
        entries.show(ManyRows(count), TODAY, cursor="")
        await pilot.pause()
        assert (shown(app), bar(app)) == (wanted, wanted_bar)
        await pilot.press("end")
        await pilot.pause()
        assert not count or f"Title {count - 1}" in "".join(shown(app))
        assert entries.scroll_y == entries.max_scroll_y == max(0, len(entries._lines) - 20)


async def test_scrollbar_follows_the_length_of_the_list() -> None:
    bars = []
    for counts in ((3_000,), (1_000, 3_000)):
        app = ListApp()
        async with app.run_test(size=(60, 20)) as pilot:
            entries = app.query_one(EntryList)
            for count in counts:
                entries.show(ManyRows(count), TODAY)
                await pilot.pause()
                entries.move_to(500)
                await pilot.pause()
            bars.append(bar(app))
    assert bars[0] == bars[1]


@pytest.mark.parametrize("at_once", [True, False])
async def test_rows_follow_the_theme(at_once: bool) -> None:
    app = ListApp()
    async with app.run_test(size=(60, 20)) as pilot:
        if at_once:
            app.theme = LIGHT.name
        app.query_one(EntryList).show(ManyRows(30), TODAY)
        await pilot.pause()
        app.theme = LIGHT.name
        await pilot.pause()
        row = list(app.screen._compositor.render_strips()[2])
        mark = next(segment for segment in row if "◆" in segment.text)
        assert mark.style and mark.style.color == Color.parse(str(LIGHT.secondary)).rich_color


def test_rows_of_two_lines_are_found_by_each_of_them() -> None:
    lines = Lines(ManyRows(250), 2)
    assert len(lines) == 502
    for number in (0, 99, 100, 249):
        place = lines.of(number)
        assert [lines.at(place), lines.at(place + 1)] == [number, number]
        assert [lines.part(place), lines.part(place + 1)] == [0, 1]
        assert lines.entry_at(place + 1) == number
    assert isinstance(lines.at(200), Heading)
