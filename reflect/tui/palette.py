"""The palette: every action of the screen in human words, every entry by its title."""

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Protocol, cast, runtime_checkable

from textual.app import App, SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.search.document import SearchDocument
from reflect.search.parser import parse_query
from reflect.text.clean import one_line
from reflect.text.display import safe_display
from reflect.tui.bindings import available_actions, key_of
from reflect.tui.context import AppContext
from reflect.tui.safe_text import line, plain
from reflect.tui.theme import OURS

MOST_HITS = 20
NEWEST = 8
# A command whose words stand together in what was typed scores three for each letter; one whose
# letters are scattered, little more than one. Entries come between.
WITH_ALL, WITH_SOME = 2.0, 0.5
# These have a line of their own, or open what is open already.
LEFT_OUT = frozenset(["app.help", "help", "app.command_palette", "command_palette", "app.quit"])
_SYNTAX = re.compile(r"[\":\-]")


@runtime_checkable
class Listing(Protocol):
    """A screen that lists the entries and can go to one."""

    context: AppContext

    def go_to(self, entry_id: str) -> None:
        """Put the cursor on an entry."""


def commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Give what can be done here: the actions of the screen, then what is there on every screen.

    Each title comes once; what is nearer to the focus comes first. The keys of a list or a field
    are found by typing alone.

    Args:
        app: ours; the theme that is chosen goes into the config of its context.
        screen: over which the palette opens.
    """
    from reflect.tui.screens.palette import choose_theme, save_screenshot

    titles = set()
    for deed in available_actions(app, screen):
        if deed.is_enabled and deed.action not in LEFT_OUT and deed.title not in titles:
            titles.add(deed.title)
            run = partial(app.run_action, deed.action, deed.node)
            is_general = deed.node is screen or deed.node is app
            yield SystemCommand(deed.title, _told(deed.told, *deed.keys), run, is_general)
    help = partial(app.run_action, "app.help", app)
    yield SystemCommand("Help", _told("All keys of this screen", key_of(app, "app.help")), help)
    ours = [theme.name for theme in OURS]
    for name in [*ours, *(name for name in sorted(app.available_themes) if name not in ours)]:
        told = _told("Colours of the screen; kept in the config")
        take = partial(choose_theme, app, name)
        yield SystemCommand(f"Theme: {name}", told, take, name in ours)
    told = _told("Save a picture of this screen, as SVG")
    yield SystemCommand("Take a screenshot", told, partial(save_screenshot, app))
    yield SystemCommand(
        "Quit",
        _told("Leave this screen, and from Browse reflect itself; drafts are kept", "^q"),
        app.action_quit,
    )


def _told(text: str, *keys: str) -> str:
    """Write the line below a title.

    The palette reads a `str` as markup, in which a key such as `[` is no key; content it takes as
    it is, though its types don't say so.
    """
    return cast("str", plain(" · ".join(filter(None, [text, " ".join(keys)]))))


class EntryProvider(Provider):
    """Finds entries for the palette, while a screen that lists them is below it."""

    async def search(self, query: str) -> Hits:
        """Find entries by the words of their titles, and of all else."""
        screen = self.screen
        if not isinstance(screen, Listing):
            return
        found, is_all = await asyncio.to_thread(find, screen.context, query)
        score = len(query) * (WITH_ALL if is_all else WITH_SOME)
        for place, item in enumerate(found):
            name, told, text = _shown(item)
            run = partial(screen.go_to, item.id)
            yield Hit(score * (1 - place / 1000), name, run, text, told)

    async def discover(self) -> Hits:
        """Offer the newest entries."""
        screen = self.screen
        if not isinstance(screen, Listing):
            return
        reading = screen.context.journal.snapshots.latest
        count = min(NEWEST, len(reading))
        for item in await asyncio.to_thread(lambda: [reading.item(n) for n in range(count)]):
            name, told, text = _shown(item)
            yield DiscoveryHit(name, partial(screen.go_to, item.id), text, told)


def find(context: AppContext, text: str) -> tuple[list[SearchDocument], bool]:
    """Find entries for what was typed; in a worker thread.

    Args:
        context: whose reading is searched.
        text: a query; one that can't be read is taken as words.

    Returns:
        Some entries, the best first, and whether they have all words.
    """
    try:
        query = parse_query(text, context.today)
    except UsageError:
        try:
            query = parse_query(_SYNTAX.sub(" ", text), context.today)
        except UsageError:
            return [], False
    if query.is_empty:
        return [], False
    found = context.journal.snapshots.latest.search(query, context.today)
    is_all = bool(found.with_all) or not found.is_ranked
    items = found[: found.with_all] if found.is_ranked and is_all else found
    return items[:MOST_HITS], is_all


def _shown(item: SearchDocument) -> tuple[Any, str, str]:
    """Give an entry's title and the line below it as content, and its title as plain text."""
    title = one_line(item.title) or "(no title)"
    state = "" if item.state == "entry" else item.state
    told = " · ".join(filter(None, [format_day(item.occurred_on), item.id, state]))
    return line(title), _told(told), safe_display(title)
