"""Many entries at once, and entries that a search hides: nothing goes unseen."""

from datetime import date

from reflect.journal import Journal
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.entry_actions import CONFIRM_FROM as MANY
from tests.tui.browsing import browsing, listed, press
from tests.tui.conftest import Keep
from tests.tui.driving import screen_text

# What is shown and which keys do what is the same whatever the journal is.


def titles(journal: Journal) -> list[str]:
    """Give the titles of what is in the journal."""
    return sorted(row.entry().title for row in journal.entries.rows())


async def test_many_are_deleted_only_after_a_question(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    for number in range(1, MANY + 1):
        keep(number, title=f"Entry {number}")
    async with browsing(context) as pilot:
        await press(pilot, "A", "x")
        assert f"{MANY} entries to the trash?" in screen_text(pilot)
        await press(pilot, "n")
        assert len(titles(journal)) == MANY
        await press(pilot, "x")
        await press(pilot, "y")
        assert titles(journal) == []


async def test_what_a_search_hides_is_not_deleted(
    context: AppContext, keep: Keep, journal: Journal
) -> None:
    keep(1, title="Harrier", occurred_on=date(2026, 11, 1))
    keep(2, title="Other", occurred_on=date(2026, 11, 2))
    async with browsing(context) as pilot:
        assert listed(pilot) == ["Other", "Harrier"]
        await press(pilot, "space", "slash", *"harrier", "enter", "x")
        assert titles(journal) == ["Other"]
